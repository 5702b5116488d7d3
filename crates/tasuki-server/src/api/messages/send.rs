//! Sending.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use jiff::SignedDuration;
use tasuki_exchange::{Limits, Operation, Proposal, Refusal, Sent, accept};
use tasuki_seal::{
    Certificate, Hasher, Manifest, ManifestError, Receipt, ReceiptKind, VerifyError, first_der_len,
    read_manifest,
};
use tasuki_standard::{has_month, is_sending_unit};
use tasuki_store::{Inserted, MessageRow, NewMessage, Place};
use tasuki_terms::{Digest, MessageId, MessageState, Timestamp};
use tasuki_wire::{Code, MessageReceipt, Problem};

use super::{receipt_answer, step};
use crate::answer::{Rejection, chain};
use crate::door::{Caller, Visitor};
use crate::figures::{self, Direction, Store, durable};
use crate::platform::{Platform, standing};

/// The longest signed manifest, in bytes.
const LONGEST_MANIFEST: usize = 16 * 1024;
/// How much of a body is gathered before it is written.
const GATHERED: usize = 64 * 1024;

/// Sends a message.
///
/// The body is the envelope: the signed manifest, then the sealed content. The answer means that
/// the message is on disk. Sending the same message again gives the same answer, byte for byte;
/// the same id with another content is refused.
#[utoipa::path(
    put, path = "/v1/messages/{id}", tag = "messages",
    params((
        "id" = String, Path, description = "The message's id, a UUID of version 7",
        pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    )),
    request_body(content = Vec<u8>, content_type = "application/vnd.tasuki.envelope"),
    responses(
        (status = 201, body = MessageReceipt, description = "Accepted now"),
        (status = 200, body = MessageReceipt, description = "Was accepted before"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn send_message(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
    id: Result<Path<MessageId>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Rejection> {
    let caller = visitor.may(Operation::SendMessage)?;
    let Path(id) = id.map_err(super::super::unreadable)?;
    let length = content_length(&headers, &platform)?;
    let mut body = Incoming::new(
        body,
        Duration::from_secs(platform.settings.limits.stall_seconds),
    );
    let manifest_der = body.first_der().await?;
    let (manifest, signer) = signed(&manifest_der, id)?;
    let expected = manifest.sealed_size.checked_add(manifest_der.len() as u64);
    if expected != Some(length) {
        return Err(Code::EnvelopeMalformed.into());
    }
    let digest = manifest.digest();
    // A repeated message needs neither its body nor a decision, nor the certificate of then.
    let known = platform.records.message(id).await?;
    if let Some(row) = &known
        && is_repeated(row, &caller, digest)
    {
        return repeated(&platform, id).await;
    }
    if signer.fingerprint() != caller.certificate {
        return Err(Code::ManifestSignature.into());
    }
    if known.is_some() {
        return Err(Refusal::IdReused.into());
    }
    decide(&platform, &manifest, &caller).await?;
    // Until its body is kept: one office shall not take what is there for all.
    let _upload = platform.uploads.begin(caller.office, length).await?;
    let place = body
        .keep(&platform, length, &manifest_der, manifest.sealed_digest)
        .await?;
    let now = platform.clock.now();
    let receipt = first_receipt(&manifest, digest, now);
    let receipt_der = match platform.sign(&receipt) {
        Ok(receipt) => receipt,
        Err(rejection) => {
            give_back(&platform, &place).await;
            return Err(rejection);
        }
    };
    let row = new_message(
        &platform,
        manifest,
        place.clone(),
        manifest_der.to_vec(),
        &receipt,
        receipt_der.clone(),
    );
    let here = Arc::clone(&platform);
    let inserted = step::to_the_end(async move {
        let inserted = durable(Store::Records, here.records.insert_message(row)).await?;
        if inserted == Inserted::New {
            let state = MessageState::Accepted;
            step::tell(&here, id, state, receipt.sender, receipt.receiver);
        }
        Ok(inserted)
    })
    .await?;
    match inserted {
        Inserted::New => receipt_answer(
            StatusCode::CREATED,
            id,
            MessageState::Accepted,
            &receipt_der,
        ),
        Inserted::Exists => {
            let row = platform.records.message(id).await?.ok_or(Code::Internal)?;
            // It may be this one: the answer to its commit was lost, and it was saved once more.
            if row.place.as_ref() != Some(&place) {
                give_back(&platform, &place).await;
            }
            if !is_repeated(&row, &caller, digest) {
                return Err(Refusal::IdReused.into());
            }
            repeated(&platform, id).await
        }
    }
}

/// Gives the space of a body back that gets no record.
async fn give_back(platform: &Platform, place: &Place) {
    if let Err(error) = platform.contents.remove(place).await {
        // The sweep will find it.
        tracing::warn!(error = chain(&error), "a body without a record stays");
    }
}

/// The length that the sender announces; without it nothing can be reserved.
fn content_length(headers: &HeaderMap, platform: &Platform) -> Result<u64, Rejection> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let length: u64 = length
        .and_then(|text| text.parse().ok())
        .ok_or(Code::RequestMalformed)?;
    if length > longest_body(&platform.limits) {
        Err(Code::BodyTooLarge.into())
    } else {
        Ok(length)
    }
}

/// The longest body that is taken, in bytes.
pub(crate) const fn longest_body(limits: &Limits) -> u64 {
    limits.bytes + limits.sealing_bytes + LONGEST_MANIFEST as u64
}

/// The manifest, if it is for this id, and the certificate that signed it.
fn signed(der: &[u8], id: MessageId) -> Result<(Manifest, Certificate), Rejection> {
    let (manifest, signer): (Manifest, Certificate) =
        read_manifest(der).map_err(|error| match error {
            ManifestError::Signature(
                VerifyError::Malformed(_)
                | VerifyError::NotSigned
                | VerifyError::Version
                | VerifyError::Several,
            ) => Code::EnvelopeMalformed,
            ManifestError::Signature(_) => Code::ManifestSignature,
            _ => Code::EnvelopeMalformed,
        })?;
    if manifest.id != id {
        return Err(Code::EnvelopeMalformed.into());
    }
    Ok((manifest, signer))
}

async fn decide(
    platform: &Platform,
    manifest: &Manifest,
    caller: &Caller,
) -> Result<(), Rejection> {
    let sender = platform.records.office(manifest.sender).await?;
    let receiver = platform.records.office(manifest.receiver).await?;
    let files: Vec<_> = manifest
        .files
        .iter()
        .map(|file| (file.media, file.size))
        .collect();
    let proposal = Proposal {
        sender: manifest.sender,
        receiver: manifest.receiver,
        files: &files,
        has_text: manifest.message_text,
        sealed_size: manifest.sealed_size,
        bulk: manifest.bulk.as_ref().map(|bulk| (bulk.index, bulk.count)),
        is_one_unit: is_one_unit(manifest),
    };
    let known = Sent {
        caller: caller.office,
        sender: standing(sender.as_ref()),
        receiver: standing(receiver.as_ref()),
        created_at: manifest.created_at,
        now: platform.clock.now(),
    };
    Ok(accept(&proposal, &known, &platform.limits)?)
}

/// Whether what the manifest says of its files of the standard fits together.
fn is_one_unit(manifest: &Manifest) -> bool {
    is_sending_unit(manifest.unit, manifest.spec, &manifest.kinds)
        && manifest.kinds.len() <= manifest.files.len()
        && manifest.service_month.is_some() == has_month(manifest.unit)
        && manifest.sequence.is_some() == manifest.spec.is_some()
}

/// Whether the message is the very one that the caller's office sent before.
fn is_repeated(row: &MessageRow, caller: &Caller, digest: Digest) -> bool {
    row.sender == caller.office && row.digest == digest
}

/// Answers a message that was accepted before.
async fn repeated(platform: &Platform, id: MessageId) -> Result<Response, Rejection> {
    let proofs = platform.records.proofs(id).await?;
    let first = proofs
        .into_iter()
        .find(|proof| proof.state == Some(MessageState::Accepted));
    let receipt = first.ok_or(Code::Internal)?.der;
    receipt_answer(StatusCode::OK, id, MessageState::Accepted, &receipt)
}

fn first_receipt(manifest: &Manifest, digest: Digest, at: Timestamp) -> Receipt {
    Receipt {
        version: Receipt::VERSION,
        kind: ReceiptKind::Accepted,
        message: manifest.id,
        digest,
        sender: manifest.sender,
        receiver: manifest.receiver,
        at,
        previous: None,
    }
}

fn new_message(
    platform: &Platform,
    manifest: Manifest,
    place: Place,
    manifest_der: Vec<u8>,
    receipt: &Receipt,
    receipt_der: Vec<u8>,
) -> NewMessage {
    let kept = SignedDuration::from_hours(24 * i64::from(platform.settings.retention.content_days));
    NewMessage {
        id: manifest.id,
        digest: receipt.digest,
        sender: manifest.sender,
        sender_service: manifest.sender_service,
        receiver: manifest.receiver,
        receiver_service: manifest.receiver_service,
        unit: manifest.unit,
        kinds: manifest.kinds,
        service_month: manifest.service_month,
        sequence: manifest.sequence,
        files: manifest.files.len() as u64,
        bytes: manifest.files.iter().map(|file| file.size).sum(),
        created_at: manifest.created_at,
        accepted_at: receipt.at,
        content_until: receipt.at.saturating_add(kept).unwrap_or(Timestamp::MAX),
        replaces: manifest.replaces,
        place,
        manifest: manifest_der,
        receipt: receipt_der,
        receipt_digest: receipt.digest(),
    }
}

/// A body as it arrives.
struct Incoming {
    stream: BodyDataStream,
    gathered: BytesMut,
    stall: Duration,
}

impl Incoming {
    fn new(body: Body, stall: Duration) -> Self {
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
    async fn first_der(&mut self) -> Result<Bytes, Rejection> {
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
    async fn keep(
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
