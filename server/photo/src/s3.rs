//! Keeping objects in an S3 bucket. An original is created only when it is not there yet, so that nothing can ever
//! be written over it; each body goes with its checksum, so that the server refuses one that was damaged on the way.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::{AmazonS3Builder, Checksum, S3ConditionalPut};
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, ObjectStore, PutMode, PutOptions,
    PutPayload, RetryConfig,
};

use crate::error::Error;
use crate::patience::Patience;
use crate::photos::StoreConfig;

/// `address` is what follows `s3://`.
pub(crate) fn open(
    address: &str,
    config: &StoreConfig,
) -> Result<(Arc<dyn ObjectStore>, Key), Error> {
    let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
    if bucket.is_empty() {
        return Err(Error::Store("s3:// names no bucket".to_owned()));
    }
    let prefix = Key::parse(prefix.trim_matches('/'))
        .map_err(|error| Error::Store(format!("s3://{address}: {error}")))?;
    // A person waits for the answer: what is tried again is tried while there is time, and then no more.
    let patience = Patience::new(config.s3_patience);
    let retry = RetryConfig {
        max_retries: 3,
        retry_timeout: config.s3_patience / 2,
        backoff: BackoffConfig {
            max_backoff: Duration::from_secs(1),
            ..BackoffConfig::default()
        },
    };
    let client = ClientOptions::new()
        .with_connect_timeout(config.s3_patience / 2)
        .with_timeout(patience.in_all());
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_client_options(client)
        .with_retry(retry)
        .with_checksum_algorithm(Checksum::SHA256)
        .with_conditional_put(S3ConditionalPut::ETagMatch);
    if let Some(endpoint) = &config.s3_endpoint {
        // A bucket on the city's own network may speak plain HTTP: whoever writes http:// means it.
        builder = builder
            .with_allow_http(endpoint.starts_with("http://"))
            .with_endpoint(endpoint);
    }
    if let Some(region) = &config.s3_region {
        builder = builder.with_region(region);
    }
    if let Some(id) = &config.s3_access_key_id {
        builder = builder.with_access_key_id(id);
    }
    if let Some(secret) = &config.s3_secret_access_key {
        builder = builder.with_secret_access_key(secret);
    }
    let objects = builder
        .build()
        .map_err(|error| Error::from_store("open the photo bucket", &error))?;
    Ok((Arc::new(objects), prefix))
}

/// For copies, which are made anew from the same original.
pub(crate) async fn replace(
    objects: &dyn ObjectStore,
    key: &Key,
    bytes: Bytes,
    media_type: &'static str,
) -> Result<(), Error> {
    let put = put(objects, key, bytes, media_type, PutMode::Overwrite).await;
    put.map_err(|error| Error::from_store("keep a photo", &error))
}

/// For originals. One that is there already has the same name and thus the same bytes.
pub(crate) async fn create(
    objects: &dyn ObjectStore,
    key: &Key,
    bytes: Bytes,
    media_type: &'static str,
) -> Result<(), Error> {
    match put(objects, key, bytes, media_type, PutMode::Create).await {
        Ok(()) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(Error::from_store("keep a photo", &error)),
    }
}

async fn put(
    objects: &dyn ObjectStore,
    key: &Key,
    bytes: Bytes,
    media_type: &'static str,
    mode: PutMode,
) -> object_store::Result<()> {
    let options = PutOptions {
        mode,
        attributes: Attributes::from_iter([(Attribute::ContentType, media_type)]),
        ..PutOptions::default()
    };
    objects
        .put_opts(key, PutPayload::from(bytes), options)
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt;
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn an_original_is_never_written_over_and_a_copy_is() {
        let objects = InMemory::new();
        let key = Key::from("a");
        for text in ["first", "second"] {
            let bytes = Bytes::from_static(text.as_bytes());
            create(&objects, &key, bytes, "image/jpeg").await.unwrap();
        }
        let kept = objects.get(&key).await.unwrap();
        assert_eq!(kept.bytes().await.unwrap(), "first");
        let bytes = Bytes::from_static(b"third");
        replace(&objects, &key, bytes, "image/jpeg").await.unwrap();
        let kept = objects.get(&key).await.unwrap();
        assert_eq!(kept.bytes().await.unwrap(), "third");
    }

    #[test]
    fn an_address_is_a_bucket_and_perhaps_a_prefix() {
        let config = StoreConfig {
            s3_endpoint: Some("http://127.0.0.1:1".to_owned()),
            ..StoreConfig::default()
        };
        let prefix = |address| open(address, &config).map(|(_, prefix)| prefix.to_string());
        assert_eq!(prefix("photos"), Ok(String::new()));
        assert_eq!(prefix("photos/city/one/"), Ok("city/one".to_owned()));
        assert!(prefix("/city").is_err());
    }
}
