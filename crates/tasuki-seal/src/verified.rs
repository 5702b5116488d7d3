//! Verifies what [`sign`](crate::sign) writes, and what `openssl cms -sign` writes in the same
//! shape: one signer, whose certificate is inside, over a content that is inside, with signed
//! attributes.

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use tasuki_terms::{Digest, Timestamp};

use crate::algorithm::Algorithm;
use crate::certificate::PublicKey;
use crate::der_reader::{MalformedDer, Reader};
use crate::der_writer::{CONTEXT_0, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, element};
use crate::{Certificate, MalformedCertificate, oid, sha256, signing_time};

/// A signed content whose signature is good by the certificate inside; only [`verify`] makes it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Signed<'a> {
    /// What was signed.
    pub content: &'a [u8],
    /// Whose signature it bears. Whether it may be trusted is for the caller to decide.
    pub signer: Certificate,
    /// When it was signed, as the signer says, in whole seconds.
    pub signed_at: Timestamp,
}

/// Verifies a signed document, without copying its content.
///
/// The signature is good by the certificate inside. This says **nothing** about trust in that
/// certificate.
pub fn verify(der: &[u8]) -> Result<Signed<'_>, VerifyError> {
    let parts = Parts::read(der)?;
    let signer = Certificate::from_der(parts.certificate)?;
    if signer.name() != parts.signer_name {
        return Err(VerifyError::OtherCertificate);
    }
    let attributes = Attributes::read(parts.attributes)?;
    if attributes.digest != sha256(parts.content) {
        return Err(VerifyError::Digest);
    }
    let (algorithm, key) = signature_algorithm(parts.signature_algorithm, &signer)?;
    UnparsedPublicKey::new(algorithm, key)
        .verify(&element(SET, &[parts.attributes]), parts.signature)
        .map_err(|_| VerifyError::Signature)?;
    Ok(Signed {
        content: parts.content,
        signer,
        signed_at: attributes.signed_at,
    })
}

/// The variable parts of a `SignedData`.
struct Parts<'a> {
    content: &'a [u8],
    certificate: &'a [u8],
    signer_name: &'a [u8],
    attributes: &'a [u8],
    signature_algorithm: Algorithm<'a>,
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(der: &'a [u8]) -> Result<Self, VerifyError> {
        let mut outer = Reader::new(der);
        let mut info = outer.inside(SEQUENCE)?;
        outer.finish()?;
        if info.expect(OID)?.contents != oid::SIGNED_DATA {
            return Err(VerifyError::NotSigned);
        }
        let mut wrapped = info.inside(CONTEXT_0)?;
        info.finish()?;
        let mut data = wrapped.inside(SEQUENCE)?;
        wrapped.finish()?;

        version_1(&mut data)?;
        let mut digests = data.inside(SET)?;
        sha_256(&mut digests)?;
        digests.finish()?;
        let content = content(data.inside(SEQUENCE)?)?;
        let mut certificates = data.inside(CONTEXT_0)?;
        let certificate = certificates.expect(SEQUENCE)?.whole;
        if !certificates.is_empty() {
            return Err(VerifyError::Several);
        }
        let mut signers = data.inside(SET)?;
        data.finish()?;
        let mut signer = signers.inside(SEQUENCE)?;
        if !signers.is_empty() {
            return Err(VerifyError::Several);
        }

        version_1(&mut signer)?;
        let signer_name = signer.expect(SEQUENCE)?.whole;
        sha_256(&mut signer)?;
        let attributes = signer.expect(CONTEXT_0)?.contents;
        let signature_algorithm = Algorithm::read(&mut signer)?;
        let signature = signer.expect(OCTET_STRING)?.contents;
        // Unsigned attributes would be a place for anybody to write into.
        signer.finish()?;
        Ok(Self {
            content,
            certificate,
            signer_name,
            attributes,
            signature_algorithm,
            signature,
        })
    }
}

/// `CMSVersion` 1: plain data, and a signer named by issuer and serial number.
fn version_1(reader: &mut Reader<'_>) -> Result<(), VerifyError> {
    if reader.expect(INTEGER)?.contents == [1] {
        Ok(())
    } else {
        Err(VerifyError::Version)
    }
}

fn sha_256(reader: &mut Reader<'_>) -> Result<(), VerifyError> {
    if Algorithm::read(reader)?.is_plain(oid::SHA_256) {
        Ok(())
    } else {
        Err(VerifyError::Algorithm)
    }
}

/// The octets of an `EncapsulatedContentInfo`.
fn content(mut encapsulated: Reader<'_>) -> Result<&[u8], VerifyError> {
    if encapsulated.expect(OID)?.contents != oid::DATA {
        return Err(VerifyError::NotSigned);
    }
    let mut wrapped = encapsulated.inside(CONTEXT_0)?;
    encapsulated.finish()?;
    let octets = wrapped.expect(OCTET_STRING)?.contents;
    wrapped.finish()?;
    Ok(octets)
}

/// What the signed attributes say.
struct Attributes {
    digest: Digest,
    signed_at: Timestamp,
}

impl Attributes {
    /// Reads them; each that we know must be there exactly once, others may be there.
    fn read(attributes: &[u8]) -> Result<Self, VerifyError> {
        let (mut content_type, mut digest, mut signed_at) = (None, None, None);
        let mut reader = Reader::new(attributes);
        while !reader.is_empty() {
            let mut attribute = reader.inside(SEQUENCE)?;
            let identifier = attribute.expect(OID)?.contents;
            let mut values = attribute.inside(SET)?;
            attribute.finish()?;
            let value = values.element()?;
            let doubled = match identifier {
                oid::CONTENT_TYPE => content_type
                    .replace(value.tag == OID && value.contents == oid::DATA)
                    .is_some(),
                oid::MESSAGE_DIGEST => {
                    let bytes = (value.tag == OCTET_STRING)
                        .then(|| <[u8; 32]>::try_from(value.contents).ok())
                        .flatten()
                        .ok_or(VerifyError::Attributes)?;
                    digest.replace(Digest::new(bytes)).is_some()
                }
                oid::SIGNING_TIME => signed_at.replace(signing_time::read(value)?).is_some(),
                _ => continue,
            };
            if doubled || !values.is_empty() {
                return Err(VerifyError::Attributes);
            }
        }
        match (content_type, digest, signed_at) {
            (Some(true), Some(digest), Some(signed_at)) => Ok(Self { digest, signed_at }),
            _ => Err(VerifyError::Attributes),
        }
    }
}

/// The algorithm of a signature and the key to verify it with, if both belong together.
fn signature_algorithm<'a>(
    algorithm: Algorithm<'_>,
    signer: &'a Certificate,
) -> Result<(&'static dyn VerificationAlgorithm, &'a [u8]), VerifyError> {
    match signer.key() {
        PublicKey::P256(point) if algorithm.is_plain(oid::ECDSA_WITH_SHA_256) => {
            Ok((&ECDSA_P256_SHA256_ASN1, point))
        }
        // RFC 5754, 3.2 allows both names.
        PublicKey::Rsa(info)
            if algorithm.is_plain(oid::SHA_256_WITH_RSA)
                || algorithm.is_plain(oid::RSA_ENCRYPTION) =>
        {
            Ok((&RSA_PKCS1_2048_8192_SHA256, info))
        }
        _ => Err(VerifyError::Algorithm),
    }
}

impl fmt::Debug for Signed<'_> {
    /// Shows not the content, which may be personal, but its size.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("content", &self.content.len())
            .field("signer", &self.signer)
            .field("signed_at", &self.signed_at)
            .finish()
    }
}

/// Why a signed document is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The bytes are not one document of the expected shape.
    #[error("not a signed document of the expected shape")]
    Malformed(#[from] MalformedDer),
    /// It is another kind of document, or of signed content.
    #[error("not signed data")]
    NotSigned,
    /// It has a version that goes with another shape.
    #[error("unexpected version of signed data")]
    Version,
    /// It has more than one signer or certificate.
    #[error("more than one signer or certificate")]
    Several,
    /// The certificate inside cannot be read.
    #[error("the signer's certificate cannot be read")]
    Certificate(#[from] MalformedCertificate),
    /// The certificate inside is not the one that the signer names.
    #[error("the certificate is not the signer's")]
    OtherCertificate,
    /// It uses another algorithm, or one that does not fit the key.
    #[error("unexpected algorithm")]
    Algorithm,
    /// A signed attribute is missing, doubled or says something else.
    #[error("the signed attributes are incomplete or contradict each other")]
    Attributes,
    /// The content is not what was signed.
    #[error("the content is not what was signed")]
    Digest,
    /// The signature is not by the certificate's key.
    #[error("the signature is not by the certificate's key")]
    Signature,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der_writer::UTC_TIME;
    use crate::signed::{around, attribute, signer_info};
    use crate::test_identities::{office_a, office_b, office_rsa};
    use crate::{Identity, sign};
    use proptest::prelude::*;

    const CONTENT: &[u8] = b"what was signed";

    fn now() -> Timestamp {
        "2025-04-01T03:00:00.5Z".parse().unwrap()
    }

    #[test]
    fn what_was_signed_is_told_with_its_signer_and_second() {
        for by in [office_a(), office_rsa()] {
            for content in [CONTENT, b"", &[0; 10_000]] {
                let der = sign(content, &by, now()).unwrap();
                let signed = verify(&der).unwrap();
                assert_eq!(signed.content, content);
                assert_eq!(signed.signer, *by.certificate());
                assert_eq!(signed.signed_at.to_string(), "2025-04-01T03:00:00Z");
            }
        }
    }

    #[test]
    fn every_changed_bit_is_refused_or_only_changes_the_certificate() {
        let by = office_a();
        let der = sign(CONTENT, &by, now()).unwrap();
        for bit in 0..der.len() * 8 {
            let mut changed = der.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            if let Ok(signed) = verify(&changed) {
                assert_eq!(signed.content, CONTENT);
                assert_ne!(signed.signer, *by.certificate(), "bit {bit}");
            }
        }
    }

    #[test]
    fn bytes_behind_the_end_and_missing_ones_are_refused() {
        let mut der = sign(CONTENT, &office_a(), now()).unwrap();
        der.push(0);
        assert_eq!(
            refusal(&der),
            VerifyError::Malformed(MalformedDer::Trailing)
        );
        der.truncate(der.len() - 2);
        assert_eq!(
            refusal(&der),
            VerifyError::Malformed(MalformedDer::Truncated)
        );
    }

    #[test]
    fn a_signature_of_somebody_else_is_refused() {
        let (office_a, office_b) = (office_a(), office_b());
        let der = assemble(&[&office_a], &[signer(&office_b, &good())]);
        assert_eq!(refusal(&der), VerifyError::OtherCertificate);

        let theirs = signer(&office_b, &good());
        let name = office_b.certificate().name();
        let at = theirs.windows(name.len()).position(|part| part == name);
        let mut info = theirs;
        info.splice(
            at.unwrap()..at.unwrap() + name.len(),
            office_a.certificate().name().iter().copied(),
        );
        let der = assemble(&[&office_a], &[info]);
        assert_eq!(refusal(&der), VerifyError::Signature);
    }

    #[test]
    fn there_is_one_signer_and_one_certificate() {
        let (office_a, office_b) = (office_a(), office_b());
        let (one, other) = (signer(&office_a, &good()), signer(&office_b, &good()));
        for (certificates, signers) in [
            (
                &[&office_a, &office_b][..],
                &[one.clone(), other.clone()][..],
            ),
            (&[&office_a], &[one.clone(), other]),
            (&[&office_a, &office_b], std::slice::from_ref(&one)),
        ] {
            assert_eq!(
                refusal(&assemble(certificates, signers)),
                VerifyError::Several
            );
        }
        for (certificates, signers) in [(&[][..], std::slice::from_ref(&one)), (&[&office_a], &[])]
        {
            let der = assemble(certificates, signers);
            assert!(matches!(refusal(&der), VerifyError::Malformed(_)));
        }
        assert!(verify(&assemble(&[&office_a], &[one])).is_ok());
    }

    #[test]
    fn signed_attributes_must_be_there_once_and_agree() {
        let [content_type, time, digest] = good();
        let other_type = attribute(oid::CONTENT_TYPE, &element(OID, &[oid::SIGNED_DATA]));
        let digest_of =
            |bytes: &[u8]| attribute(oid::MESSAGE_DIGEST, &element(OCTET_STRING, &[bytes]));
        let other_digest = digest_of(sha256(b"else").as_bytes());
        let two_values = attribute(
            oid::CONTENT_TYPE,
            &[element(OID, &[oid::DATA]), element(OID, &[oid::DATA])].concat(),
        );
        let refused = |attributes: &[&Vec<u8>]| {
            let attributes: Vec<_> = attributes.iter().map(|&one| one.clone()).collect();
            refusal(&assemble(
                &[&office_a()],
                &[signer(&office_a(), &attributes)],
            ))
        };
        for attributes in [
            &[][..],
            &[&time, &digest],
            &[&content_type, &digest],
            &[&content_type, &time],
            &[&content_type, &content_type, &time, &digest],
            &[&content_type, &time, &time, &digest],
            &[&content_type, &time, &digest, &digest],
            &[&content_type, &time, &digest, &other_digest],
            &[&other_type, &time, &digest],
            &[&two_values, &time, &digest],
            &[&content_type, &time, &digest_of(b"short")],
        ] {
            assert_eq!(refused(attributes), VerifyError::Attributes);
        }
        assert_eq!(
            refused(&[&content_type, &time, &other_digest]),
            VerifyError::Digest
        );
        let strange_time = attribute(oid::SIGNING_TIME, &element(UTC_TIME, &[b"now"]));
        assert_eq!(
            refused(&[&content_type, &strange_time, &digest]),
            VerifyError::Malformed(MalformedDer::Contents)
        );
    }

    #[test]
    fn attributes_that_we_do_not_know_may_be_there() {
        let mut attributes = good().to_vec();
        attributes.push(attribute(oid::MGF1, &[NULL_TAG, 0]));
        let der = assemble(&[&office_a()], &[signer(&office_a(), &attributes)]);
        assert!(verify(&der).is_ok());
    }

    const NULL_TAG: u8 = 5;

    fn good() -> [Vec<u8>; 3] {
        let digest = sha256(CONTENT);
        [
            attribute(oid::CONTENT_TYPE, &element(OID, &[oid::DATA])),
            attribute(oid::SIGNING_TIME, &signing_time::write(now()).unwrap()),
            attribute(
                oid::MESSAGE_DIGEST,
                &element(OCTET_STRING, &[digest.as_bytes()]),
            ),
        ]
    }

    fn signer(by: &Identity, attributes: &[Vec<u8>]) -> Vec<u8> {
        signer_info(by, &attributes.concat()).unwrap()
    }

    fn assemble(certificates: &[&Identity], signers: &[Vec<u8>]) -> Vec<u8> {
        let certificates: Vec<_> = certificates
            .iter()
            .map(|one| one.certificate().der())
            .collect();
        let frame = around(CONTENT.len(), &certificates.concat(), &signers.concat());
        [&frame.head[..], CONTENT, &frame.tail].concat()
    }

    fn refusal(der: &[u8]) -> VerifyError {
        verify(der).unwrap_err()
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _verified = verify(&bytes);
        }

        #[test]
        fn never_panics_and_never_tells_another_content(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
        ) {
            let mut der = sign(CONTENT, &office_a(), now()).unwrap();
            for (at, byte) in changes {
                *at.get_mut(&mut der[..]) = byte;
            }
            if let Ok(signed) = verify(&der) {
                prop_assert_eq!(signed.content, CONTENT);
            }
        }
    }
}
