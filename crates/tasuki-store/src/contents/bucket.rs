//! Sealed envelopes in a bucket of an S3 store.
//!
//! Each envelope is one object, put in one request that fails where its name is taken; the store's
//! answer means that it is durable. A try has a name of its own, made by chance: so processes need
//! to know nothing of each other, and what a try left that got no answer is nobody's and is swept.
//!
//! One request, since two parts of 5 MiB with the two requests around them took two to six times as
//! long for 10 MiB, and since parts that are never completed are seen by no list.

mod clock;
mod connect;
mod keys;
mod lately;
mod room;
mod sweep;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::AmazonS3;
use object_store::client::{HttpError, HttpErrorKind};
use object_store::path::Path;
use object_store::{Error, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, PutPayload};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{ContentsError, Place};
pub(super) use clock::clock;
use connect::{connect, unusable};
pub(super) use keys::Key;
use lately::Lately;
use room::{Held, Room};
use sweep::Round;

/// How many bytes of envelopes one process holds at once while they arrive for a bucket, in KiB.
pub const HELD_KIB: u32 = 256 * 1024;

/// How many envelopes one process puts at once. More would only share what the store can take, until
/// none of them is done in time.
const PUTS: usize = 16;

/// How long an envelope waits for its turn at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often an envelope is put under another name, if nobody knows what became of it.
const TRIES: u32 = 2;

/// A bucket. Clones share it.
#[derive(Clone, Debug)]
pub struct Bucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: AmazonS3,
    prefix: Path,
    room: Room,
    lately: Lately,
    puts: Semaphore,
    /// How far sweeps have come.
    round: Mutex<Round>,
    /// How many pages one sweep looks at.
    pages: u32,
}

impl Bucket {
    /// Reads the key; nothing is asked yet.
    pub(super) fn open(place: &super::BucketPlace) -> Result<Self, ContentsError> {
        Ok(Self(Arc::new(Inner {
            store: connect(place)?,
            prefix: Path::from(&*place.prefix),
            room: Room::new(HELD_KIB),
            lately: Lately::new(),
            puts: Semaphore::new(PUTS),
            // Of several processes each begins somewhere else.
            round: Mutex::new(Round::from(Key::new()?)),
            pages: sweep::PAGES,
        })))
    }

    /// Begins an envelope of `length` bytes. Room is taken as they arrive: what is announced and
    /// does not come keeps nobody out.
    pub(super) fn begin(&self, length: u64) -> BucketDraft {
        BucketDraft {
            bucket: self.clone(),
            parts: Vec::new(),
            length,
            written: 0,
            held: self.0.room.enter(),
        }
    }

    /// Reads `length` bytes of an object, from its byte `from` on; it has so many. What was put
    /// lately is in memory.
    pub(super) async fn read(
        &self,
        place: &Place,
        from: u64,
        length: usize,
    ) -> Result<Bytes, ContentsError> {
        if length == 0 {
            return Ok(Bytes::new());
        }
        if let Some(bytes) = self.0.lately.read(&place.segment, from, length) {
            return Ok(bytes);
        }
        let range = from..from + length as u64;
        let path = self.path(&place.segment);
        match self.0.store.get_range(&path, range.clone()).await {
            Ok(bytes) if bytes.len() == length => Ok(bytes),
            Ok(_) => Err(ContentsError::OutOfBounds),
            // A range that the object does not have is told as any other fault of the server.
            Err(error @ Error::Generic { .. }) => match self.0.store.head(&path).await {
                Ok(found) if found.size < range.end => Err(ContentsError::OutOfBounds),
                _ => Err(error.into()),
            },
            Err(error) => Err(about(&place.segment, error)),
        }
    }

    /// Deletes an object; one that is not there is no fault.
    pub(super) async fn remove(&self, name: &str) -> Result<(), ContentsError> {
        self.0.lately.remove(name);
        match self.0.store.delete(&self.path(name)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Tries all that is needed.
    pub(super) async fn probe(&self) -> Result<(), ContentsError> {
        let name = self.put(Bytes::from_static(b"probe").into()).await?;
        let tried = self.probe_object(&name).await;
        self.remove(&name).await?;
        tried
    }

    async fn probe_object(&self, name: &str) -> Result<(), ContentsError> {
        match self.put_as(name, Bytes::from_static(b"other").into()).await {
            Ok(()) => return Err(ContentsError::Overwrites),
            Err(Error::AlreadyExists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let place = Place {
            segment: name.to_owned(),
            offset: 0,
            length: 5,
        };
        if self.read(&place, 0, 5).await? != "probe" {
            return Err(ContentsError::Altered);
        }
        // Both are needed for sweeping.
        self.written_at(name).await?;
        self.page("").await.map(drop)
    }

    /// Puts an object under a name that nothing had; the name.
    async fn put(&self, payload: PutPayload) -> Result<String, ContentsError> {
        let turn = timeout(PATIENCE, self.0.puts.acquire()).await;
        let turn = turn.map_err(|_| ContentsError::Busy)?;
        let _turn = turn.map_err(|_| ContentsError::Stopped)?;
        let mut tries = TRIES;
        loop {
            tries -= 1;
            let name = Key::new()?.to_string();
            let answered = self.put_as(&name, payload.clone()).await;
            match answered {
                Ok(()) => return Ok(name),
                // A fault of the server that was none, or no answer in time: it may be there, but
                // what may be there is not proven. Other faults were tried again long enough.
                Err(error) if tries > 0 && is_unclear(&error) => {
                    tracing::warn!(name, error = %error, "a put is tried under another name");
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn put_as(&self, name: &str, payload: PutPayload) -> Result<(), Error> {
        let (path, options) = (self.path(name), PutOptions::from(PutMode::Create));
        let put = self.0.store.put_opts(&path, payload, options);
        put.await.map(drop)
    }

    fn path(&self, name: &str) -> Path {
        self.0.prefix.clone().join(name)
    }
}

/// Of a request about one object.
fn about(name: &str, error: Error) -> ContentsError {
    match error {
        Error::NotFound { .. } => ContentsError::Missing(name.to_owned()),
        other => other.into(),
    }
}

/// Whether an object may be there although its put was not answered as done: no answer came in
/// time, or one that was tried again after a fault found its own name taken.
fn is_unclear(error: &Error) -> bool {
    if matches!(error, Error::AlreadyExists { .. }) {
        return true;
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(http) = one.downcast_ref::<HttpError>() {
            return matches!(
                http.kind(),
                HttpErrorKind::Timeout | HttpErrorKind::Interrupted | HttpErrorKind::Unknown
            );
        }
        cause = one.source();
    }
    false
}

/// An envelope that is being received. It is in memory until it is whole.
#[derive(Debug)]
pub struct BucketDraft {
    bucket: Bucket,
    parts: Vec<Bytes>,
    length: u64,
    written: u64,
    held: Held,
}

impl BucketDraft {
    /// Copies bytes, as soon as there is room for them; more than were announced are refused.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), ContentsError> {
        let end = self.written.saturating_add(bytes.len() as u64);
        if end > self.length {
            return Err(ContentsError::OutOfBounds);
        }
        self.held.grow(end).await?;
        self.parts.push(Bytes::copy_from_slice(bytes));
        self.written = end;
        Ok(())
    }

    /// Returns the place once the store has said that the object is there.
    pub(super) async fn finish(self) -> Result<Place, ContentsError> {
        if self.written != self.length {
            return Err(ContentsError::OutOfBounds);
        }
        let payload: PutPayload = self.parts.iter().cloned().collect();
        let segment = self.bucket.put(payload).await?;
        self.bucket.0.lately.keep(&segment, self.parts);
        Ok(Place {
            segment,
            offset: 0,
            length: self.length,
        })
    }
}
