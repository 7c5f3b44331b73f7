//! The store in a bucket, against a server that speaks S3: named by XUNCHENG_TEST_S3 (`http://host:port`), which
//! `cargo xtask test` starts when it can.

use std::io::{Read, Write};
use std::net::TcpStream;

use futures_util::TryStreamExt;
use photo::{Copy, Error, Gate, Photos, StoreConfig};

use crate::make::*;
use crate::store::{hash_of, upload};

/// None when no server is there to be tested against; said, so that nobody takes it for a pass.
#[expect(
    clippy::disallowed_methods,
    reason = "the harness stands above this crate"
)]
fn endpoint() -> Option<String> {
    let endpoint = std::env::var("XUNCHENG_TEST_S3").ok();
    if endpoint.is_none() {
        eprintln!("skipped: XUNCHENG_TEST_S3 names no server");
    }
    endpoint
}

fn make_bucket(endpoint: &str, bucket: &str) {
    let address = endpoint.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(address).unwrap();
    write!(
        line,
        "PUT /{bucket} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

fn open_at(endpoint: &str, url: &str) -> Photos {
    let config = StoreConfig {
        url: url.to_owned(),
        s3_endpoint: Some(endpoint.to_owned()),
        s3_region: Some("us-east-1".to_owned()),
        s3_access_key_id: Some("test".to_owned()),
        s3_secret_access_key: Some("test".to_owned()),
        ..StoreConfig::default()
    };
    Photos::open(&config).unwrap()
}

#[tokio::test]
async fn a_bucket_keeps_what_a_folder_keeps() {
    let Some(endpoint) = endpoint() else {
        return;
    };
    let bucket = format!("photos-{}", std::process::id());
    make_bucket(&endpoint, &bucket);
    let gate = Gate::default();
    for url in [format!("s3://{bucket}"), format!("s3://{bucket}/city/one/")] {
        let photos = open_at(&endpoint, &url);
        photos.ready().await.unwrap();
        let file = jpeg(&street(600, 400, 4), 600, 400, None);
        let hash = hash_of(&file);
        assert_eq!(photos.head(hash, Copy::Original).await, Ok(None));
        for _ in 0..2 {
            let staged = upload(&photos, &file).await.unwrap();
            photos.accept(&gate, staged).await.unwrap();
        }
        let got = photos.get(hash, Copy::Original).await.unwrap();
        assert_eq!(got.size, file.len() as u64);
        assert!(got.bytes().await.unwrap() == file);
        let part = photos
            .get_range(hash, Copy::Original, 10..20)
            .await
            .unwrap();
        assert_eq!(part.bytes().await.unwrap(), &file[10..20]);
        let thumbnail = derived(&file).thumbnail;
        let got = photos.get(hash, Copy::Thumbnail).await.unwrap();
        assert_eq!(got.bytes().await.unwrap(), thumbnail);

        let listed: Vec<_> = photos.list().try_collect().await.unwrap();
        assert_eq!(listed.len(), 3, "{listed:?}");
        assert!(
            listed
                .iter()
                .all(|one| one.photo.is_some_and(|(of, _)| of == hash))
        );
        photos.delete(hash).await.unwrap();
        photos.delete(hash).await.unwrap();
        assert!(matches!(
            photos.get(hash, Copy::Original).await.map(drop),
            Err(Error::Missing)
        ));
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_ready() {
    let Some(endpoint) = endpoint() else {
        return;
    };
    let photos = open_at(&endpoint, "s3://nobody-made-this-bucket");
    assert!(photos.ready().await.is_err());
}
