//! Encrypts and decrypts: CMS `AuthEnvelopedData` with AES-256-GCM (RFC 5083, RFC 5084).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use tasuki_terms::Entropy;

use crate::algorithm::{self, Algorithm};
use crate::der_reader::{MalformedDer, Reader};
use crate::der_writer::{
    CONTEXT_0, CONTEXT_0_PLAIN, Frame, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, element,
    object_identifier,
};
use crate::recipient::{self, Secret};
use crate::{Certificate, Identity, SealError, oid};

/// The length of the mark that shows a change (`mac`).
const TAG: usize = 16;
const TAG_OCTET: u8 = 16;

/// Appends to `out` the encryption of what `write` appends, which must be `length` bytes.
///
/// The content is encrypted in its place: nothing of its size is copied.
pub(crate) fn encrypt(
    out: &mut Vec<u8>,
    length: usize,
    receivers: &[&Certificate],
    entropy: &dyn Entropy,
    write: impl FnOnce(&mut Vec<u8>),
) -> Result<(), SealError> {
    let mut secret = Secret::default();
    entropy.fill(&mut *secret);
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce);

    let frame = frame(length, &recipient::write(receivers, &secret)?, &nonce);
    out.reserve_exact(frame.len() + TAG);
    out.extend_from_slice(&frame.head);
    let start = out.len();
    write(out);
    let content = out.get_mut(start..).unwrap_or_default();
    if content.len() != length {
        return Err(SealError::Encrypt);
    }
    let tag = key(&secret)
        .and_then(|key| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            key.seal_in_place_separate_tag(nonce, Aad::empty(), content)
        })
        .map_err(|Unspecified| SealError::Encrypt)?;
    out.extend_from_slice(&frame.tail);
    out.extend_from_slice(tag.as_ref());
    Ok(())
}

/// All around an encrypted content; its tail still lacks the tag's own bytes.
fn frame(length: usize, recipients: &[u8], nonce: &[u8]) -> Frame {
    let parameters = element(
        SEQUENCE,
        &[&element(OCTET_STRING, &[nonce]), &[INTEGER, 1, TAG_OCTET]],
    );
    let mut content_info = object_identifier(oid::DATA);
    content_info.extend(algorithm::write(oid::AES_256_GCM, &parameters));
    let mut before = vec![INTEGER, 1, 0];
    before.extend_from_slice(recipients);
    let mut frame = Frame::around(length)
        .wrap(CONTEXT_0_PLAIN, &[], &[])
        .wrap(SEQUENCE, &content_info, &[])
        .wrap(SEQUENCE, &before, &element(OCTET_STRING, &[&[0; TAG]]))
        .wrap(CONTEXT_0, &[], &[])
        .wrap(SEQUENCE, &object_identifier(oid::AUTH_ENVELOPED_DATA), &[]);
    frame.tail.truncate(frame.tail.len() - TAG);
    frame
}

fn key(secret: &Secret) -> Result<LessSafeKey, Unspecified> {
    UnboundKey::new(&AES_256_GCM, &**secret).map(LessSafeKey::new)
}

/// Decrypts with the key that the envelope holds for `with`.
pub(crate) fn decrypt(sealed: &[u8], with: &Identity) -> Result<Vec<u8>, DecryptError> {
    let parts = Parts::read(sealed)?;
    let secret = recipient::find(parts.recipients, with)?;
    let mut content = vec![0; parts.content.len()];
    let nonce = Nonce::assume_unique_for_key(parts.nonce);
    key(&secret)
        .and_then(|key| {
            key.open_separate_gather(nonce, Aad::empty(), parts.content, parts.tag, &mut content)
        })
        .map_err(|Unspecified| DecryptError::Changed)?;
    Ok(content)
}

/// The variable parts of an `AuthEnvelopedData`.
struct Parts<'a> {
    recipients: Reader<'a>,
    nonce: [u8; NONCE_LEN],
    content: &'a [u8],
    tag: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(sealed: &'a [u8]) -> Result<Self, DecryptError> {
        let mut outer = Reader::new(sealed);
        let mut info = outer.inside(SEQUENCE)?;
        outer.finish()?;
        if info.expect(OID)?.contents != oid::AUTH_ENVELOPED_DATA {
            return Err(DecryptError::NotSealed);
        }
        let mut wrapped = info.inside(CONTEXT_0)?;
        info.finish()?;
        let mut data = wrapped.inside(SEQUENCE)?;
        wrapped.finish()?;

        if data.expect(INTEGER)?.contents != [0] {
            return Err(DecryptError::Version);
        }
        let recipients = data.inside(SET)?;
        let mut content_info = data.inside(SEQUENCE)?;
        // Attributes, which would have to be authenticated too, are not part of our envelopes.
        let tag = data.expect(OCTET_STRING)?.contents;
        data.finish()?;

        if content_info.expect(OID)?.contents != oid::DATA {
            return Err(DecryptError::NotSealed);
        }
        let nonce = nonce(&Algorithm::read(&mut content_info)?)?;
        let content = content_info.expect(CONTEXT_0_PLAIN)?.contents;
        content_info.finish()?;
        if tag.len() != TAG {
            return Err(DecryptError::Algorithm);
        }
        Ok(Self {
            recipients,
            nonce,
            content,
            tag,
        })
    }
}

/// The nonce among the parameters of AES-256-GCM with a tag of full length.
fn nonce(algorithm: &Algorithm<'_>) -> Result<[u8; NONCE_LEN], DecryptError> {
    let mut parameters = algorithm
        .parameters_of(oid::AES_256_GCM)
        .ok_or(DecryptError::Algorithm)?;
    let mut fields = parameters.inside(SEQUENCE)?;
    parameters.finish()?;
    let nonce = fields.expect(OCTET_STRING)?.contents;
    let length = fields.expect(INTEGER)?.contents;
    fields.finish()?;
    if length != [TAG_OCTET] {
        return Err(DecryptError::Algorithm);
    }
    nonce.try_into().map_err(|_| DecryptError::Algorithm)
}

/// Why a sealed part cannot be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// The bytes are not one document of the expected shape.
    #[error("not a sealed document of the expected shape")]
    Malformed(#[from] MalformedDer),
    /// It is another kind of document, or of sealed content.
    #[error("not authenticated enveloped data")]
    NotSealed,
    /// It has a version that goes with another shape.
    #[error("unexpected version of enveloped data")]
    Version,
    /// It uses another algorithm.
    #[error("unexpected algorithm")]
    Algorithm,
    /// It is sealed for others.
    #[error("sealed for others")]
    NotForUs,
    /// The private key does not give the content's key.
    #[error("the content's key cannot be recovered")]
    Key,
    /// The content or its tag was changed.
    #[error("the sealed content was changed")]
    Changed,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;
    use crate::test_identities::{office_a, office_b, office_c, office_rsa};
    use cms::authenveloped_data::AuthEnvelopedData;
    use cms::content_info::ContentInfo;
    use der::{Decode as _, Encode as _};
    use proptest::prelude::*;

    const CONTENT: &[u8] = b"what was sealed";

    fn sealed(content: &[u8], for_whom: &[&Identity]) -> Vec<u8> {
        let receivers: Vec<_> = for_whom.iter().map(|one| one.certificate()).collect();
        let mut out = b"before".to_vec();
        encrypt(&mut out, content.len(), &receivers, &SystemEntropy, |out| {
            out.extend_from_slice(content);
        })
        .unwrap();
        out.split_off(b"before".len())
    }

    #[test]
    fn each_receiver_opens_and_nobody_else() {
        let all = [office_a(), office_b(), office_rsa()];
        let everybody = [&all[0], &all[1], &all[2]];
        for content in [CONTENT, b"", &[1; 10_000]] {
            let sealed = sealed(content, &everybody);
            for one in everybody {
                assert_eq!(decrypt(&sealed, one).unwrap(), content);
            }
            assert_eq!(decrypt(&sealed, &office_c()), Err(DecryptError::NotForUs));
        }
        let for_one = sealed(CONTENT, &[&all[0]]);
        assert_eq!(decrypt(&for_one, &all[2]), Err(DecryptError::NotForUs));
    }

    #[test]
    fn what_is_written_is_the_one_der_form_that_another_writer_gives() {
        let ours = sealed(CONTENT, &[&office_a(), &office_rsa(), &office_b()]);
        let info = ContentInfo::from_der(&ours).unwrap();
        let data: AuthEnvelopedData = info.content.decode_as().unwrap();
        assert_eq!(data.recip_infos.0.len(), 2);
        let theirs = ContentInfo {
            content_type: info.content_type,
            content: der::Any::encode_from(&data).unwrap(),
        };
        assert_eq!(theirs.to_der().unwrap(), ours);
    }

    #[test]
    fn keys_and_nonces_come_from_the_entropy_and_are_never_reused() {
        let [one, other] = [
            sealed(CONTENT, &[&office_a()]),
            sealed(CONTENT, &[&office_a()]),
        ];
        let nonce = |sealed: &[u8]| Parts::read(sealed).unwrap().nonce;
        let content = |sealed: &[u8]| Parts::read(sealed).unwrap().content.to_vec();
        assert_ne!(nonce(&one), nonce(&other));
        assert_ne!(content(&one), content(&other));
    }

    #[test]
    fn changed_parts_are_refused() {
        let office_a = office_a();
        let sealed = sealed(CONTENT, &[&office_a]);
        let at = |part: &[u8]| {
            let found = sealed.windows(part.len()).position(|here| here == part);
            found.unwrap()
        };
        let changed = |place: usize| {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            decrypt(&changed, &office_a).unwrap_err()
        };
        let parts = Parts::read(&sealed).unwrap();
        assert_eq!(changed(at(parts.content)), DecryptError::Changed);
        assert_eq!(changed(at(&parts.nonce)), DecryptError::Changed);
        assert_eq!(changed(sealed.len() - 1), DecryptError::Changed);
        assert_eq!(changed(at(oid::AES_256_GCM)), DecryptError::Algorithm);
        assert_eq!(changed(at(oid::AES_256_WRAP)), DecryptError::Algorithm);
        assert_eq!(changed(at(oid::ECDH_SHA_256_KDF)), DecryptError::Algorithm);
        let name = office_a.certificate().name();
        assert_eq!(changed(at(name) + 20), DecryptError::NotForUs);
        let wrapped = at(name) + name.len() + 2;
        assert_eq!(changed(wrapped), DecryptError::Key);
        // 04 marks the point, behind the count of unused bits.
        let point = at(&[BIT_STRING_TAG, 66, 0, 4]) + 4;
        assert_eq!(changed(point), DecryptError::Key);
    }

    const BIT_STRING_TAG: u8 = 3;

    #[test]
    fn a_shorter_tag_is_refused() {
        let mut sealed = sealed(CONTENT, &[&office_a()]);
        let length = [INTEGER, 1, TAG_OCTET];
        let at = sealed.windows(3).position(|part| part == length).unwrap();
        sealed[at + 2] = 12;
        assert_eq!(decrypt(&sealed, &office_a()), Err(DecryptError::Algorithm));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(decrypt(&bytes, &office_a()).is_err());
        }

        #[test]
        fn never_panics_and_never_gives_another_content(
            rsa: bool,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
        ) {
            let receiver = if rsa { office_rsa() } else { office_b() };
            let mut sealed = sealed(CONTENT, &[&receiver]);
            for (at, byte) in changes {
                *at.get_mut(&mut sealed[..]) = byte;
            }
            if let Ok(content) = decrypt(&sealed, &receiver) {
                prop_assert_eq!(content, CONTENT);
            }
        }
    }
}
