//! The body of a message, as it arrives.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use tasuki_seal::{Hasher, first_der_len};
use tasuki_store::Place;
use tasuki_terms::Digest;
use tasuki_wire::Code;

use super::announced::LONGEST_MANIFEST;
use crate::answer::Rejection;
use crate::figures::{self, Direction, Store, durable};
use crate::platform::Platform;

/// How much of a body is gathered before it is written.
const GATHERED: usize = 64 * 1024;

/// A body as it arrives.
pub(super) struct Incoming {
    stream: BodyDataStream,
    gathered: BytesMut,
    stall: Duration,
}

impl Incoming {
    pub(super) fn new(body: Body, stall: Duration) -> Self {
        Self {
            stream: body.into_data_stream(),
            gathered: BytesMut::new(),
            stall,
        }
    }

    /// Gathers more; false at the end.
    async fn more(&mut self) -> Result<bool, Rejection> {
        let next = tokio::time::timeout(self.stall, self.stream.next()).await;
        match next.map_err(|_| Code::TooSlow)? {
            None => Ok(false),
            Some(Ok(bytes)) => {
                self.gathered.extend_from_slice(&bytes);
                Ok(true)
            }
            // The connection broke: nobody reads the answer.
            Some(Err(_)) => Err(Code::RequestMalformed.into()),
        }
    }

    /// The DER element at the start: the signed manifest.
    pub(super) async fn first_der(&mut self) -> Result<Bytes, Rejection> {
        loop {
            match first_der_len(&self.gathered).map_err(|_| Code::EnvelopeMalformed)? {
                Some(length) if length > LONGEST_MANIFEST => {
                    return Err(Code::EnvelopeMalformed.into());
                }
                Some(length) if length <= self.gathered.len() => {
                    return Ok(self.gathered.split_to(length).freeze());
                }
                _ if self.more().await? => {}
                _ => return Err(Code::EnvelopeMalformed.into()),
            }
        }
    }

    /// Writes the manifest and all that is still to come; returns when it is on disk and is what
    /// the manifest says.
    pub(super) async fn keep(
        mut self,
        platform: &Platform,
        length: u64,
        manifest_der: &[u8],
        sealed_digest: Digest,
    ) -> Result<Place, Rejection> {
        let mut draft = platform.contents.begin(length)?;
        draft.write(manifest_der).await?;
        let mut hasher = Hasher::new();
        let mut left = length - manifest_der.len() as u64;
        loop {
            let is_end = !self.more().await?;
            if is_end || self.gathered.len() >= GATHERED {
                let gathered = self.gathered.split();
                left = left
                    .checked_sub(gathered.len() as u64)
                    .ok_or(Code::DigestMismatch)?;
                hasher.update(&gathered);
                draft.write(&gathered).await?;
            }
            if is_end {
                break;
            }
        }
        if left != 0 || hasher.finish() != sealed_digest {
            return Err(Code::DigestMismatch.into());
        }
        let place = durable(Store::Contents, draft.finish()).await?;
        figures::content_bytes(Direction::In, length);
        Ok(place)
    }
}
