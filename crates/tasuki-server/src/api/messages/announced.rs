//! What the sender of a message says before the content comes.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use tasuki_exchange::Limits;
use tasuki_seal::{Certificate, Manifest, ManifestError, VerifyError, read_manifest};
use tasuki_terms::MessageId;
use tasuki_wire::Code;

use super::incoming::Incoming;
use crate::answer::Rejection;
use crate::api::unreadable;
use crate::platform::Platform;

/// The longest signed manifest, in bytes.
pub(super) const LONGEST_MANIFEST: usize = 16 * 1024;

/// What a request says of its message before the content comes.
pub(super) struct Announced {
    /// That of the whole body, in bytes.
    pub(super) length: u64,
    pub(super) manifest_der: Bytes,
    pub(super) manifest: Manifest,
    pub(super) signer: Certificate,
}

/// Reads it, from the body no more than the manifest.
pub(super) async fn announced(
    platform: &Platform,
    id: Result<Path<MessageId>, PathRejection>,
    headers: &HeaderMap,
    body: &mut Incoming,
) -> Result<Announced, Rejection> {
    let Path(id) = id.map_err(unreadable)?;
    let length = content_length(headers, platform)?;
    let manifest_der = body.first_der().await?;
    let (manifest, signer) = signed(&manifest_der, id)?;
    let expected = manifest.sealed_size.checked_add(manifest_der.len() as u64);
    if expected != Some(length) {
        return Err(Code::EnvelopeMalformed.into());
    }
    Ok(Announced {
        length,
        manifest_der,
        manifest,
        signer,
    })
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
