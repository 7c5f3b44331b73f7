//! Reading objects out of a store, whole or in part, in pieces large enough that serving them is cheap.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt};

use crate::error::Error;
use crate::photos::Got;
use crate::upload::blocking;

/// One trip to a blocking thread brings this much of a file: a display copy in one or two.
const PIECE: u64 = 256 * 1024;

pub(crate) async fn whole(objects: &dyn ObjectStore, key: &Key) -> Result<Got, Error> {
    open(objects, key, GetOptions::default()).await
}

pub(crate) async fn part(
    objects: &dyn ObjectStore,
    key: &Key,
    range: Range<u64>,
) -> Result<Got, Error> {
    let size = objects
        .head(key)
        .await
        .map_err(|error| Error::from_store("read a photo", &error))?
        .size;
    if range.start >= size || range.start >= range.end {
        return Err(Error::OutOfRange { size });
    }
    let range = GetRange::Bounded(range.start..range.end.min(size));
    open(objects, key, GetOptions::default().with_range(Some(range))).await
}

async fn open(objects: &dyn ObjectStore, key: &Key, options: GetOptions) -> Result<Got, Error> {
    let doing = "read a photo";
    let found = objects
        .get_opts(key, options)
        .await
        .map_err(|error| Error::from_store(doing, &error))?;
    let (size, range) = (found.meta.size, found.range.clone());
    let stream = match found.payload {
        GetResultPayload::File(file, _) => pieces(file, range.clone()),
        GetResultPayload::Stream(stream) => stream
            .map_err(move |error| Error::from_store(doing, &error))
            .boxed(),
    };
    Ok(Got {
        size,
        range,
        stream,
    })
}

fn pieces(file: File, range: Range<u64>) -> BoxStream<'static, Result<Bytes, Error>> {
    try_unfold((file, range), |(file, left)| async move {
        if left.is_empty() {
            return Ok(None);
        }
        let here = left.start..left.end.min(left.start + PIECE);
        let rest = here.end..left.end;
        let (file, piece) = blocking("read a photo", move || read_piece(file, here)).await?;
        Ok(Some((piece, (file, rest))))
    })
    .boxed()
}

fn read_piece(mut file: File, range: Range<u64>) -> io::Result<(File, Bytes)> {
    let mut piece = vec![0; (range.end - range.start) as usize];
    file.seek(SeekFrom::Start(range.start))?;
    file.read_exact(&mut piece)?;
    Ok((file, Bytes::from(piece)))
}
