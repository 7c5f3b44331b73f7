//! A place for one test's photos: a folder, or a prefix of its own in the S3 bucket when the tests were told of one.

use std::fs;
use std::path::PathBuf;

use crate::environment::{S3, s3};
use crate::run;

pub struct Photos {
    /// As `photos.url` in the configuration.
    pub url: String,
    /// Where the bucket is, when it is one; any credentials will do.
    pub s3: Option<S3>,
    /// For the photos themselves when they lie in a folder, and for whatever else a test keeps as a file.
    folder: PathBuf,
}

impl Photos {
    pub fn new() -> Photos {
        let folder = run::new_folder();
        match s3() {
            Some(s3) => Photos {
                url: format!("s3://{}/{}", s3.bucket, run::new_name()),
                s3: Some(s3),
                folder,
            },
            None => Photos {
                url: format!("file:{}", folder.join("photos").display()),
                s3: None,
                folder,
            },
        }
    }

    /// Where uploads on their way lie, when the photos lie in a folder.
    pub fn staging(&self) -> PathBuf {
        self.folder.join("photos").join(".staging")
    }

    /// Another file of the same test.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Default for Photos {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Photos {
    fn drop(&mut self) {
        // Nothing may be there yet. What is in a bucket stays: the bucket lives as long as the run.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
