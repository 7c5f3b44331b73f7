//! Where photos are kept: a folder or an S3 bucket, behind one type. An object is there whole or not at all, and
//! the original is the last of the three to appear: who finds it finds its copies too.
//! Leaves out who refers to a photo: the database knows that.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::id::PhotoHash;
use domain::time::Micros;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, path::Path as Key};

use crate::aside::{self, Aside};
use crate::error::Error;
use crate::inspect::Facts;
use crate::keys::{self, Copy};
use crate::limits::Limits;
use crate::patience::Patience;
use crate::upload::{Staged, Upload, blocking};
use crate::{derive::Derived, local, read, s3};

#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// `file:DIR` or `s3://BUCKET/PREFIX`.
    pub url: String,
    pub limits: Limits,
    /// For S3 only; what is not given here comes from the usual `AWS_…` variables.
    pub s3_endpoint: Option<String>,
    pub s3_region: Option<String>,
    pub s3_access_key_id: Option<String>,
    pub s3_secret_access_key: Option<String>,
    /// How long a bucket may leave a request without an answer. An upload gets more with its size, three times as long at most.
    pub s3_patience: Duration,
}

impl Default for StoreConfig {
    fn default() -> Self {
        StoreConfig {
            url: String::new(),
            limits: Limits::default(),
            s3_endpoint: None,
            s3_region: None,
            s3_access_key_id: None,
            s3_secret_access_key: None,
            s3_patience: Duration::from_secs(5),
        }
    }
}

const STAGING_OF_A_BUCKET: &str = "xuncheng-photos-";

/// Removes the staging folders that killed processes with a bucket have left behind; returns how many.
pub fn sweep_staging() -> usize {
    aside::sweep(&std::env::temp_dir(), STAGING_OF_A_BUCKET)
}

#[derive(Clone)]
pub struct Photos(Arc<Inner>);

struct Inner {
    place: Place,
    objects: Arc<dyn ObjectStore>,
    staging: PathBuf,
    limits: Limits,
}

enum Place {
    Folder(PathBuf),
    /// Uploads wait in a folder of this process that goes when it goes.
    Bucket {
        prefix: Key,
        patience: Patience,
        _staging: Aside,
    },
}

/// An object or a part of it, on its way out.
pub struct Got {
    /// Of the whole object.
    pub size: u64,
    /// What of it comes.
    pub range: Range<u64>,
    pub stream: BoxStream<'static, Result<Bytes, Error>>,
}

impl Got {
    pub async fn bytes(self) -> Result<Vec<u8>, Error> {
        let start = Vec::with_capacity((self.range.end - self.range.start) as usize);
        let append = |mut all: Vec<u8>, part: Bytes| async move {
            all.extend_from_slice(&part);
            Ok(all)
        };
        self.stream.try_fold(start, append).await
    }
}

/// One object found in the store, for the check against the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    /// None: a file that is not ours.
    pub photo: Option<(PhotoHash, Copy)>,
    pub bytes: u64,
    pub stored_at: Micros,
}

impl Photos {
    pub fn open(config: &StoreConfig) -> Result<Self, Error> {
        let inner = if let Some(address) = config.url.strip_prefix("s3://") {
            let (objects, prefix) = s3::open(address, config)?;
            let folder = Aside::folder(&std::env::temp_dir(), STAGING_OF_A_BUCKET)
                .map_err(|error| Error::from_io("make a staging folder", &error))?;
            Inner {
                objects,
                staging: folder.path().to_owned(),
                place: Place::Bucket {
                    prefix,
                    patience: Patience::new(config.s3_patience),
                    _staging: folder,
                },
                limits: config.limits,
            }
        } else if let Some(folder) = config.url.strip_prefix("file:") {
            let folder = Path::new(folder.strip_prefix("//").unwrap_or(folder));
            open_folder(folder, config.limits)?
        } else {
            return Err(Error::Store(format!(
                "{} is neither file:DIR nor s3://BUCKET/PREFIX",
                config.url
            )));
        };
        Ok(Photos(Arc::new(inner)))
    }

    pub fn limits(&self) -> Limits {
        self.0.limits
    }

    pub async fn upload(&self) -> Result<Upload, Error> {
        Upload::begin(&self.0.staging, self.0.limits).await
    }

    /// Durable when it returns. `original` are the staged bytes, for stores that need them in memory.
    pub async fn keep(
        &self,
        staged: Staged,
        original: Bytes,
        facts: &Facts,
        derived: Derived,
    ) -> Result<(), Error> {
        match &self.0.place {
            Place::Folder(root) => {
                let (root, staging) = (root.clone(), self.0.staging.clone());
                blocking("keep a photo", move || {
                    let hash = staged.hash();
                    let name = |copy| format!("{hash}.{copy}");
                    let display = local::write_aside(&staging, &derived.display)?;
                    let thumbnail = local::write_aside(&staging, &derived.thumbnail)?;
                    local::sync(&staged.path)?;
                    let files = vec![
                        (thumbnail, name(Copy::Thumbnail)),
                        (display, name(Copy::Display)),
                        (staged.path, name(Copy::Original)),
                    ];
                    local::publish(&root.join(keys::folder(hash)), files)
                })
                .await
            }
            Place::Bucket { patience, .. } => {
                let doing = "keep a photo";
                let hash = staged.hash();
                let objects = self.0.objects.as_ref();
                let copy = async |copy, bytes: Vec<u8>| {
                    let (key, size) = (self.key(hash, copy), bytes.len());
                    let put = s3::replace(objects, &key, bytes.into(), "image/jpeg");
                    patience.upload(doing, size, put).await
                };
                let three = async {
                    copy(Copy::Thumbnail, derived.thumbnail).await?;
                    copy(Copy::Display, derived.display).await?;
                    let (key, size) = (self.key(hash, Copy::Original), original.len());
                    let put = s3::create(objects, &key, original, facts.media_type.as_str());
                    patience.upload(doing, size, put).await
                };
                patience.all(doing, three).await
            }
        }
    }

    pub async fn get(&self, hash: PhotoHash, copy: Copy) -> Result<Got, Error> {
        let key = self.key(hash, copy);
        self.opened(read::whole(self.0.objects.as_ref(), &key))
            .await
    }

    /// A range that begins behind the end is `Error::OutOfRange`; one that ends there is cut.
    pub async fn get_range(
        &self,
        hash: PhotoHash,
        copy: Copy,
        range: Range<u64>,
    ) -> Result<Got, Error> {
        let key = self.key(hash, copy);
        self.opened(read::part(self.0.objects.as_ref(), &key, range))
            .await
    }

    /// The size, or none when it is not there.
    pub async fn head(&self, hash: PhotoHash, copy: Copy) -> Result<Option<u64>, Error> {
        let (doing, key) = ("look for a photo", self.key(hash, copy));
        let asked = async {
            match self.0.objects.head(&key).await {
                Ok(found) => Ok(Some(found.size)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(Error::from_store(doing, &error)),
            }
        };
        self.answered(doing, asked).await
    }

    /// Removes all three, the original first: what is found has its copies. Removing nothing is fine.
    pub async fn delete(&self, hash: PhotoHash) -> Result<(), Error> {
        let doing = "remove a photo";
        for copy in Copy::ALL {
            let key = self.key(hash, copy);
            let asked = async {
                match self.0.objects.delete(&key).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                    Err(error) => Err(Error::from_store(doing, &error)),
                }
            };
            self.answered(doing, asked).await?;
        }
        Ok(())
    }

    /// Every object kept, in no order; uploads under way are not among them.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, Error>> {
        let prefix = self.prefix().cloned();
        let cut = prefix
            .as_ref()
            .map_or(0, |prefix| prefix.as_ref().len() + 1);
        self.0
            .objects
            .list(prefix.as_ref())
            .map_err(|error| Error::from_store("list photos", &error))
            .map_ok(move |found| {
                let key = found.location.as_ref();
                let key = key.get(cut..).unwrap_or(key).to_owned();
                Listed {
                    photo: keys::parse(&key),
                    key,
                    bytes: found.size,
                    stored_at: Micros(found.last_modified.timestamp_micros()),
                }
            })
            .try_filter(|listed| {
                let own = !listed.key.starts_with(local::STAGING);
                async move { own }
            })
            .boxed()
    }

    /// Whether the store answers. A full disk is still ready: photos can be read.
    pub async fn ready(&self) -> Result<(), Error> {
        match &self.0.place {
            Place::Folder(_) => {
                let staging = self.0.staging.clone();
                blocking("open the photo folder", move || {
                    std::fs::read_dir(staging).map(drop)
                })
                .await
            }
            Place::Bucket { prefix, .. } => {
                let doing = "reach the photo bucket";
                let first = async {
                    match self.0.objects.list(Some(prefix)).next().await {
                        Some(Err(error)) => Err(Error::from_store(doing, &error)),
                        _ => Ok(()),
                    }
                };
                self.answered(doing, first).await
            }
        }
    }

    /// Removes what crashed uploads left aside before that moment; returns how many. For the start and now and then.
    pub async fn clear_staging(&self, before: Micros) -> Result<usize, Error> {
        let staging = self.0.staging.clone();
        blocking("clear the staging folder", move || {
            local::clear_staging(&staging, before)
        })
        .await
    }

    async fn answered<T>(
        &self,
        doing: &str,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match &self.0.place {
            Place::Folder(_) => asked.await,
            Place::Bucket { patience, .. } => patience.answer(doing, asked).await,
        }
    }

    async fn opened(&self, asked: impl Future<Output = Result<Got, Error>>) -> Result<Got, Error> {
        let doing = "read a photo";
        let got = self.answered(doing, asked).await?;
        Ok(match &self.0.place {
            Place::Folder(_) => got,
            Place::Bucket { patience, .. } => Got {
                stream: patience.pieces(doing, got.stream),
                ..got
            },
        })
    }

    fn prefix(&self) -> Option<&Key> {
        match &self.0.place {
            Place::Bucket { prefix, .. } if !prefix.as_ref().is_empty() => Some(prefix),
            _ => None,
        }
    }

    fn key(&self, hash: PhotoHash, copy: Copy) -> Key {
        let key = keys::key(hash, copy);
        match self.prefix() {
            Some(prefix) => Key::from(format!("{prefix}/{key}")),
            None => Key::from(key),
        }
    }
}

fn open_folder(folder: &Path, limits: Limits) -> Result<Inner, Error> {
    let doing = "open the photo folder";
    if folder.as_os_str().is_empty() {
        return Err(Error::Store("file: names no folder".to_owned()));
    }
    local::prepare(folder).map_err(|error| Error::from_io(doing, &error))?;
    // Absolute from here on: a process may change its folder.
    let root = folder
        .canonicalize()
        .map_err(|error| Error::from_io(doing, &error))?;
    let objects = object_store::local::LocalFileSystem::new_with_prefix(&root)
        .map_err(|error| Error::from_store(doing, &error))?;
    Ok(Inner {
        objects: Arc::new(objects),
        staging: root.join(local::STAGING),
        place: Place::Folder(root),
        limits,
    })
}
