//! How long a bucket may leave a request without an answer, and how long it may take over one that it is answering.
//! A folder has neither: its disk is here.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, try_unfold};
use tokio::time::timeout;

use crate::error::Error;

/// Less than that on the way to a bucket is no way to keep photos in it.
const BYTES_PER_S: u64 = 2_000_000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience(Duration);

impl Patience {
    pub fn new(for_an_answer: Duration) -> Patience {
        Patience(for_an_answer)
    }

    /// Whatever is asked for, and however large it is.
    pub fn in_all(self) -> Duration {
        self.0 * 3
    }

    fn for_bytes(self, bytes: usize) -> Duration {
        self.0 + Duration::from_secs(bytes as u64 / BYTES_PER_S)
    }

    pub async fn answer<T>(
        self,
        doing: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        within(self.0, doing, work).await
    }

    /// For what sends so many bytes.
    pub async fn upload<T>(
        self,
        doing: &str,
        bytes: usize,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        within(self.for_bytes(bytes).min(self.in_all()), doing, work).await
    }

    /// For several of them in a row.
    pub async fn all<T>(
        self,
        doing: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        within(self.in_all(), doing, work).await
    }

    /// Each piece in its time.
    pub fn pieces(
        self,
        doing: &'static str,
        stream: BoxStream<'static, Result<Bytes, Error>>,
    ) -> BoxStream<'static, Result<Bytes, Error>> {
        let next = move |mut stream: BoxStream<'static, Result<Bytes, Error>>| async move {
            let piece = self
                .answer(doing, async { stream.next().await.transpose() })
                .await?;
            Ok(piece.map(|piece| (piece, stream)))
        };
        try_unfold(stream, next).boxed()
    }
}

async fn within<T>(
    at_most: Duration,
    doing: &str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match timeout(at_most, work).await {
        // What a bucket says that nobody here can act on: its own fault, or one on the way.
        Ok(Err(Error::Store(why))) => Err(Error::Away(why)),
        Ok(done) => done,
        Err(_) => Err(Error::Away(format!("{doing}: no answer in {at_most:?}"))),
    }
}
