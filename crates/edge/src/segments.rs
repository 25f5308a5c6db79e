//! Segments as objects of the bucket `SEGMENTS`, each environment's under the id of its Durable Object.

use std::ops::Range;

use futures_util::{StreamExt, TryStreamExt, stream};
use oriel::columns::events::EventColumns;
use oriel::columns::segment::{Index, Pieces};
use oriel::journal::{Changes, Needs, Objects, Reading};
use oriel::platform::Failure;
use worker::{Bucket, Env};

/// A Worker has six connections at once (<https://developers.cloudflare.com/workers/platform/limits/>).
const CONNECTIONS: usize = 6;

/// The segments of one environment.
pub(crate) struct Segments {
    bucket: Bucket,
    object: String,
}

impl Segments {
    /// Returns the segments that the Durable Object with that id writes.
    ///
    /// # Errors
    ///
    /// Says that the binding is missing.
    pub(crate) fn new(env: &Env, object: String) -> worker::Result<Self> {
        Ok(Self { bucket: env.bucket("SEGMENTS")?, object })
    }

    /// Returns what is needed of segments, fetched by range and unpacked one after the other.
    ///
    /// # Errors
    ///
    /// `Unavailable` when a range can't be fetched, `Malformed` when it is not what was written.
    pub(crate) async fn columns<'a>(
        &self,
        changes: &'a Changes,
        indexes: &'a [Index],
        needs: &'a Needs,
    ) -> Result<impl Iterator<Item = Result<EventColumns, Failure>> + use<'a>, Failure> {
        let readings: Vec<Reading<'_>> =
            changes.segments.iter().map(|segment| changes.reading(segment, needs)).collect();
        let read = changes.segments.iter().zip(indexes).zip(&readings).enumerate();
        let ranges = read.flat_map(|(place, ((segment, index), reading))| {
            reading.ranges(index).into_iter().map(move |range| (place, segment.number, range))
        });
        let fetched = stream::iter(ranges).map(|(place, number, range)| async move {
            let offset = range.start;
            self.fetch(number, Some(range)).await.map(|bytes| (place, offset, bytes))
        });
        let fetched: Vec<_> = fetched.buffered(CONNECTIONS).try_collect().await?;
        let mut pieces: Vec<Pieces<'_>> = indexes.iter().map(|_| Pieces::default()).collect();
        for (place, offset, bytes) in fetched {
            pieces[place].add(offset, bytes);
        }
        let read = readings.into_iter().zip(indexes).zip(pieces);
        Ok(read.map(|((reading, index), pieces)| reading.columns(index, &pieces)))
    }

    /// Returns the bytes of a segment, or of a range of it.
    ///
    /// # Errors
    ///
    /// `Unavailable` when they can't be fetched.
    pub(crate) async fn fetch(&self, number: i64, range: Option<Range<u64>>) -> Result<Vec<u8>, Failure> {
        let mut get = self.bucket.get(self.key(number));
        if let Some(range) = range {
            get = get.range(worker::Range::OffsetWithLength { offset: range.start, length: range.end - range.start });
        }
        let object = get.execute().await.map_err(unavailable)?;
        let body = object.as_ref().and_then(worker::Object::body);
        let body = body.ok_or_else(|| Failure::unavailable(format!("segment {number} is gone")))?;
        body.bytes().await.map_err(unavailable)
    }

    fn key(&self, number: i64) -> String {
        format!("{}/{number}.orsg", self.object)
    }
}

impl Objects for Segments {
    async fn get(&self, number: i64) -> Result<Vec<u8>, Failure> {
        self.fetch(number, None).await
    }

    async fn put(&self, number: i64, bytes: Vec<u8>) -> Result<(), Failure> {
        self.bucket.put(self.key(number), bytes).execute().await.map(drop).map_err(unavailable)
    }

    async fn delete(&self, number: i64) -> Result<(), Failure> {
        self.bucket.delete(self.key(number)).await.map_err(unavailable)
    }
}

fn unavailable(error: worker::Error) -> Failure {
    Failure::unavailable(error.to_string())
}
