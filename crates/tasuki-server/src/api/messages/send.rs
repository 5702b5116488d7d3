//! Sending.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::SignedDuration;
use tasuki_exchange::{Operation, Proposal, Refusal, Sent, Standing, accept};
use tasuki_seal::{Certificate, Manifest, Receipt, ReceiptKind};
use tasuki_standard::{has_month, is_sending_unit};
use tasuki_store::{Inserted, MessageRow, NewMessage, Place};
use tasuki_terms::{Digest, MessageId, MessageState, Timestamp};
use tasuki_wire::{Code, MessageReceipt, Problem};

use super::announced::{Announced, announced};
use super::incoming::Incoming;
use super::{receipt_answer, step};
use crate::answer::{Rejection, chain};
use crate::door::{Caller, Visitor};
use crate::figures::{Store, durable};
use crate::platform::{Platform, standing};

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
    let asker = visitor.asks(Operation::SendMessage)?;
    let mut body = Incoming::new(
        body,
        Duration::from_secs(platform.settings.limits.stall_seconds),
    );
    let announced = announced(&platform, id, &headers, &mut body).await;
    let Announced {
        length,
        manifest_der,
        manifest,
        signer,
    } = asker.says(&platform, announced).await?;
    let (id, digest) = (manifest.id, manifest.digest());
    // A repeated message needs neither its body nor a decision, nor the certificate of then.
    if let Some(row) = platform.records.message(id).await? {
        let caller = asker.at_work(&platform).await?;
        if is_repeated(&row, &caller, digest) {
            return repeated(&platform, id).await;
        }
        is_own_signature(&signer, &caller)?;
        return Err(Refusal::IdReused.into());
    }
    let (sender, receiver) = platform
        .records
        .two_offices(asker.office(), manifest.receiver)
        .await?;
    let caller = asker.granted(sender.as_ref().map(|office| office.status))?;
    is_own_signature(&signer, &caller)?;
    decide(
        &platform,
        &manifest,
        &caller,
        standing(sender.as_ref()),
        standing(receiver.as_ref()),
    )?;
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

/// Checks that the manifest is signed with the certificate that the caller shows.
fn is_own_signature(signer: &Certificate, caller: &Caller) -> Result<(), Rejection> {
    if signer.fingerprint() == caller.certificate {
        Ok(())
    } else {
        Err(Code::ManifestSignature.into())
    }
}

/// Decides whether the message is accepted; `sender` is how the caller's own office stands.
fn decide(
    platform: &Platform,
    manifest: &Manifest,
    caller: &Caller,
    sender: Standing,
    receiver: Standing,
) -> Result<(), Rejection> {
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
        sender,
        receiver,
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
