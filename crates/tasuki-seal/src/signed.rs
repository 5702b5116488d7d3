//! Signs: CMS `SignedData` (RFC 5652, 5) with the content and the signer's certificate inside.

use tasuki_terms::{Digest, Timestamp};

use crate::container::ContainerError;
use crate::der_writer::{
    CONTEXT_0, Frame, INTEGER, NULL, OCTET_STRING, OID, SEQUENCE, SET, element, object_identifier,
};
use crate::identity::Key;
use crate::{Identity, algorithm, oid, sha256, signing_time};

/// Signs `content` and gives the whole as DER. The time of signing is kept in whole seconds.
pub fn sign(content: &[u8], by: &Identity, at: Timestamp) -> Result<Vec<u8>, SealError> {
    let frame = signed_frame(content.len(), sha256(content), by, at)?;
    let mut out = Vec::with_capacity(frame.len());
    out.extend_from_slice(&frame.head);
    out.extend_from_slice(content);
    out.extend_from_slice(&frame.tail);
    Ok(out)
}

/// Signs a content by its digest, and gives the signature apart from it (detached signature). The
/// time of signing is kept in whole seconds.
pub fn sign_detached(digest: Digest, by: &Identity, at: Timestamp) -> Result<Vec<u8>, SealError> {
    let signer = signer_info(by, &attributes(digest, at)?)?;
    let data = element(
        SEQUENCE,
        &[
            &[INTEGER, 1, 1],
            &element(SET, &[&algorithm::write(oid::SHA_256, &[])]),
            &element(SEQUENCE, &[&object_identifier(oid::DATA)]),
            &element(CONTEXT_0, &[by.certificate().der()]),
            &element(SET, &[&signer]),
        ],
    );
    Ok(element(
        SEQUENCE,
        &[
            &object_identifier(oid::SIGNED_DATA),
            &element(CONTEXT_0, &[&data]),
        ],
    ))
}

/// Signs a content of the given length and digest, which the caller puts into the frame.
pub(crate) fn signed_frame(
    length: usize,
    digest: Digest,
    by: &Identity,
    at: Timestamp,
) -> Result<Frame, SealError> {
    let signer = signer_info(by, &attributes(digest, at)?)?;
    Ok(around(length, by.certificate().der(), &signer))
}

/// `SignerInfo` with a signature over `attributes`.
pub(crate) fn signer_info(by: &Identity, attributes: &[u8]) -> Result<Vec<u8>, SealError> {
    let signature = by
        .key()
        .sign(&element(SET, &[attributes]))
        .map_err(|_| SealError::Sign)?;
    let algorithm = match by.key() {
        Key::P256 { .. } => algorithm::write(oid::ECDSA_WITH_SHA_256, &[]),
        Key::Rsa { .. } => algorithm::write(oid::SHA_256_WITH_RSA, &[NULL, 0]),
    };
    Ok(element(
        SEQUENCE,
        &[
            &[INTEGER, 1, 1],
            by.certificate().name(),
            &algorithm::write(oid::SHA_256, &[]),
            &element(CONTEXT_0, &[attributes]),
            &algorithm,
            &element(OCTET_STRING, &[&signature]),
        ],
    ))
}

/// `ContentInfo` and `SignedData` around a content of the given length.
pub(crate) fn around(length: usize, certificates: &[u8], signers: &[u8]) -> Frame {
    let digests = element(SET, &[&algorithm::write(oid::SHA_256, &[])]);
    let before = [&[INTEGER, 1, 1], &digests[..]].concat();
    let behind = [
        element(CONTEXT_0, &[certificates]),
        element(SET, &[signers]),
    ]
    .concat();
    Frame::around(length)
        .wrap(OCTET_STRING, &[], &[])
        .wrap(CONTEXT_0, &[], &[])
        .wrap(SEQUENCE, &object_identifier(oid::DATA), &[])
        .wrap(SEQUENCE, &before, &behind)
        .wrap(CONTEXT_0, &[], &[])
        .wrap(SEQUENCE, &object_identifier(oid::SIGNED_DATA), &[])
}

/// The signed attributes, in the order of their encodings, without the set around them.
fn attributes(digest: Digest, at: Timestamp) -> Result<Vec<u8>, SealError> {
    let time = signing_time::write(at).ok_or(SealError::Time)?;
    Ok([
        attribute(oid::CONTENT_TYPE, &element(OID, &[oid::DATA])),
        attribute(oid::SIGNING_TIME, &time),
        attribute(
            oid::MESSAGE_DIGEST,
            &element(OCTET_STRING, &[digest.as_bytes()]),
        ),
    ]
    .concat())
}

/// An attribute of one value.
pub(crate) fn attribute(identifier: &[u8], value: &[u8]) -> Vec<u8> {
    let values = element(SET, &[value]);
    element(SEQUENCE, &[&object_identifier(identifier), &values])
}

/// Why something cannot be signed or sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// There is nobody to seal for.
    #[error("no receiver")]
    NoReceiver,
    /// A receiver's certificate has a key that one cannot seal for.
    #[error("the key of receiver {place} is neither P-256 nor RSA of at least 2048 bits")]
    ReceiverKey {
        /// Which receiver, counted from 1.
        place: usize,
    },
    /// The time cannot be written into a signature.
    #[error("the time is outside the years that a signature can tell")]
    Time,
    /// The container cannot be written.
    #[error("the container cannot be written")]
    Container(#[source] ContainerError),
    /// The cryptographic library refused to sign.
    #[error("signing failed")]
    Sign,
    /// The cryptographic library refused to encrypt.
    #[error("encrypting failed")]
    Encrypt,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_identities::{office_a, office_rsa};
    use cms::content_info::ContentInfo;
    use cms::signed_data::SignedData;
    use der::{Decode as _, Encode as _};

    #[test]
    fn what_is_written_is_the_one_der_form_that_another_writer_gives() {
        for by in [office_a(), office_rsa()] {
            for at in ["2025-04-01T03:00:00Z", "2051-04-01T03:00:00Z"] {
                let ours = sign(b"content", &by, at.parse().unwrap()).unwrap();
                let info = ContentInfo::from_der(&ours).unwrap();
                let data: SignedData = info.content.decode_as().unwrap();
                assert_eq!(data.signer_infos.0.len(), 1);
                let theirs = ContentInfo {
                    content_type: info.content_type,
                    content: der::Any::encode_from(&data).unwrap(),
                };
                assert_eq!(theirs.to_der().unwrap(), ours);
            }
        }
    }

    #[test]
    fn a_time_that_cannot_be_written_is_refused() {
        let signed = sign(b"", &office_a(), "-000001-01-01T00:00:00Z".parse().unwrap());
        assert!(matches!(signed, Err(SealError::Time)));
    }
}
