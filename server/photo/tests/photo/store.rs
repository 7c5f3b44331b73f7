//! Uploads and the store in a folder: nothing half-done is ever seen, what was sent is what is kept.

use std::fs;
use std::path::Path;

use domain::id::PhotoHash;
use domain::time::Micros;
use futures_util::TryStreamExt;
use photo::{Copy, Error, Gate, Limits, Photos, Staged, StoreConfig};
use sha2::{Digest, Sha256};

use crate::make::*;

pub fn hash_of(file: &[u8]) -> PhotoHash {
    PhotoHash(Sha256::digest(file).into())
}

fn open_at(folder: &Path) -> Photos {
    let config = StoreConfig {
        url: format!("file:{}", folder.display()),
        ..StoreConfig::default()
    };
    Photos::open(&config).unwrap()
}

pub async fn upload(photos: &Photos, file: &[u8]) -> Result<Staged, Error> {
    let mut upload = photos.upload().await?;
    for chunk in file.chunks(1_000) {
        upload.write(chunk).await?;
    }
    upload.finish(hash_of(file)).await
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn what_was_sent_is_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let photos = open_at(folder.path());
    let gate = Gate::default();
    let mut file = jpeg(&street(900, 600, 1), 900, 600, None);
    file.extend(b"trailing bytes that some phones write");
    let hash = hash_of(&file);
    assert_eq!(photos.head(hash, Copy::Original).await, Ok(None));

    let staged = upload(&photos, &file).await.unwrap();
    assert_eq!((staged.hash(), staged.bytes()), (hash, file.len() as u64));
    let accepted = photos.accept(&gate, staged).await.unwrap();
    assert_eq!((accepted.width, accepted.height), (900, 600));
    assert_eq!(accepted.hash, hash);

    let got = photos.get(hash, Copy::Original).await.unwrap();
    assert_eq!(
        (got.size, got.range.clone()),
        (file.len() as u64, 0..got.size)
    );
    assert_eq!(got.bytes().await.unwrap(), file);
    let expected = derived(&file);
    for (copy, bytes) in [
        (Copy::Display, expected.display),
        (Copy::Thumbnail, expected.thumbnail),
    ] {
        let size = Some(bytes.len() as u64);
        assert_eq!(photos.head(hash, copy).await, Ok(size));
        let got = photos.get(hash, copy).await.unwrap();
        assert_eq!(got.bytes().await.unwrap(), bytes);
    }

    // The same photo again changes nothing.
    let again = upload(&photos, &file).await.unwrap();
    assert_eq!(photos.accept(&gate, again).await.unwrap(), accepted);
    let listed: Vec<_> = photos.list().try_collect().await.unwrap();
    assert_eq!(listed.len(), 3);
    assert!(
        listed
            .iter()
            .all(|one| one.photo.is_some_and(|(of, _)| of == hash))
    );
    assert_eq!(files_below(folder.path()).len(), 3, "nothing is left aside");

    photos.delete(hash).await.unwrap();
    photos.delete(hash).await.unwrap();
    assert_eq!(photos.head(hash, Copy::Display).await, Ok(None));
    assert!(matches!(
        photos.get(hash, Copy::Display).await.map(drop),
        Err(Error::Missing)
    ));
    assert_eq!(files_below(folder.path()), [] as [String; 0]);
}

#[tokio::test]
async fn parts_of_an_object() {
    let folder = tempfile::tempdir().unwrap();
    let photos = open_at(folder.path());
    // Padded behind its end, so that it is read in several pieces.
    let mut file = jpeg(&street(90, 60, 2), 90, 60, None);
    file.extend((0..700_000_u32).map(|number| (number % 251) as u8));
    let hash = hash_of(&file);
    let staged = upload(&photos, &file).await.unwrap();
    photos.accept(&Gate::default(), staged).await.unwrap();

    let size = file.len() as u64;
    for range in [0..1, 5..600_000, size - 1..size, size - 5..size + 100] {
        let got = photos.get_range(hash, Copy::Original, range.clone()).await;
        let got = got.unwrap();
        assert_eq!(got.size, size);
        let end = range.end.min(size);
        assert_eq!(got.range, range.start..end);
        let part = &file[range.start as usize..end as usize];
        assert!(got.bytes().await.unwrap() == part, "{range:?}");
    }
    for range in [size..size + 1, 7..7] {
        let refused = photos
            .get_range(hash, Copy::Original, range)
            .await
            .map(drop);
        assert_eq!(refused, Err(Error::OutOfRange { size }));
    }
}

#[tokio::test]
async fn refused_uploads_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let photos = open_at(folder.path());
    let file = jpeg(&street(300, 200, 1), 300, 200, None);

    let mut wrong = photos.upload().await.unwrap();
    wrong.write(&file).await.unwrap();
    let announced = hash_of(b"something else");
    let actual = hash_of(&file);
    assert_eq!(
        wrong.finish(announced).await.map(drop),
        Err(Error::HashMismatch { announced, actual })
    );

    let empty = photos.upload().await.unwrap();
    assert_eq!(
        empty.finish(hash_of(b"")).await.map(drop),
        Err(Error::Empty)
    );

    // Refused while it comes in, not after 21 MB were read.
    let mut large = photos.upload().await.unwrap();
    let chunk = vec![7; 64 * 1024];
    let mut written = 0;
    let refusal = loop {
        match large.write(&chunk).await {
            Ok(()) => written += chunk.len() as u64,
            Err(refusal) => break refusal,
        }
    };
    let max_bytes = Limits::default().max_bytes;
    assert_eq!(refusal, Error::TooLarge { max_bytes });
    assert!(written <= max_bytes);
    drop(large);

    for (bytes, expected) in [
        (&file[..file.len() / 2], Error::Truncated),
        (
            b"not a picture" as &[u8],
            Error::TypeUnsupported {
                found: photo::Found::Unknown,
            },
        ),
    ] {
        let staged = upload(&photos, bytes).await.unwrap();
        let refused = photos.accept(&Gate::default(), staged).await;
        assert_eq!(refused, Err(expected));
    }
    let hung_up = photos.upload().await.unwrap();
    drop(hung_up);

    assert_eq!(files_below(folder.path()), [] as [String; 0]);
    assert!(
        photos
            .list()
            .try_collect::<Vec<_>>()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_crash_before_the_rename_leaves_nothing_visible() {
    let folder = tempfile::tempdir().unwrap();
    let file = jpeg(&street(300, 200, 1), 300, 200, None);
    let hash = hash_of(&file);

    let photos = open_at(folder.path());
    let staged = upload(&photos, &file).await.unwrap();
    // The process is gone: no destructor runs.
    std::mem::forget(staged);
    drop(photos);
    assert_eq!(files_below(folder.path()).len(), 1);

    let photos = open_at(folder.path());
    for copy in Copy::ALL {
        assert_eq!(photos.head(hash, copy).await, Ok(None));
    }
    assert!(
        photos
            .list()
            .try_collect::<Vec<_>>()
            .await
            .unwrap()
            .is_empty()
    );
    photos.ready().await.unwrap();

    assert_eq!(photos.clear_staging(Micros(0)).await, Ok(0), "too young");
    assert_eq!(photos.clear_staging(Micros(i64::MAX)).await, Ok(1));
    assert_eq!(files_below(folder.path()), [] as [String; 0]);
}

#[tokio::test]
async fn a_failure_half_way_shows_no_original() {
    let folder = tempfile::tempdir().unwrap();
    let photos = open_at(folder.path());
    let file = jpeg(&street(300, 200, 1), 300, 200, None);
    let hash = hash_of(&file).to_string();
    // Something stands where the original should go, so that its rename, the last of three, fails.
    let shard = folder.path().join(&hash[..2]).join(&hash[2..4]);
    fs::create_dir_all(shard.join(format!("{hash}.original/x"))).unwrap();

    let staged = upload(&photos, &file).await.unwrap();
    let kept = photos.accept(&Gate::default(), staged).await;
    assert!(matches!(kept, Err(Error::Store(_))), "{kept:?}");
    assert_eq!(
        photos.head(hash_of(&file), Copy::Original).await,
        Ok(None),
        "no original"
    );
    assert!(files_below(&folder.path().join(".staging")).is_empty());

    // The obstacle gone, the same upload goes through.
    fs::remove_dir_all(shard.join(format!("{hash}.original"))).unwrap();
    let staged = upload(&photos, &file).await.unwrap();
    photos.accept(&Gate::default(), staged).await.unwrap();
    let got = photos.get(hash_of(&file), Copy::Original).await.unwrap();
    assert_eq!(got.bytes().await.unwrap(), file);
}

#[tokio::test]
async fn strangers_in_the_folder_are_listed_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let photos = open_at(folder.path());
    fs::write(folder.path().join("note.txt"), "x").unwrap();
    let listed: Vec<_> = photos.list().try_collect().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].key.as_str(), listed[0].photo),
        ("note.txt", None)
    );
}

#[tokio::test]
async fn a_store_that_is_gone_is_not_ready_and_an_unknown_address_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let photos = open_at(folder.path());
    photos.ready().await.unwrap();
    fs::remove_dir_all(folder.path()).unwrap();
    assert!(matches!(photos.ready().await, Err(Error::Store(_))));
    for url in ["", "file:", "s3://", "ftp://x/y", "/var/photos"] {
        let config = StoreConfig {
            url: url.to_owned(),
            ..StoreConfig::default()
        };
        assert!(Photos::open(&config).is_err(), "{url}");
    }
}
