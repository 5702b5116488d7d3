//! The envelope: a signed manifest, and behind it the sealed container.

use tasuki_terms::{
    Entropy, FileKind, MessageId, OfficeNumber, SendingUnit, Sequence, ServiceMonth, ServiceType,
    SpecVersion, Timestamp,
};

use crate::der_reader::{MalformedDer, Reader};
use crate::der_writer::SEQUENCE;
use crate::enveloped::encrypt;
use crate::signed::signed_frame;
use crate::{
    Bulk, Certificate, CheckStatement, Container, FileFacts, Identity, Manifest, SealError, sha256,
    sign,
};

/// What the sender says about a message; [`seal`] adds what follows from its contents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// The id of the message.
    pub id: MessageId,
    /// The sending office.
    pub sender: OfficeNumber,
    /// The sender's kind of service, where the files name it.
    pub sender_service: Option<ServiceType>,
    /// The receiving office.
    pub receiver: OfficeNumber,
    /// The receiver's kind of service, where the files name it.
    pub receiver_service: Option<ServiceType>,
    /// What the files are together (送信単位).
    pub unit: SendingUnit,
    /// The kinds of the files of the standard, each once, in the order of the standard.
    pub kinds: Vec<FileKind>,
    /// The version of the standard that they follow.
    pub spec: Option<SpecVersion>,
    /// The month of the services (対象年月).
    pub service_month: Option<ServiceMonth>,
    /// The sequence of the sending unit (ファイル連番).
    pub sequence: Option<Sequence>,
    /// The message that this one replaces.
    pub replaces: Option<MessageId>,
    /// The batch that this message belongs to (一括送信).
    pub bulk: Option<Bulk>,
    /// What the check of the files found.
    pub check: CheckStatement,
}

/// A message that is ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct SealedMessage {
    /// What the platform will see.
    pub manifest: Manifest,
    /// The bytes to send.
    pub envelope: Vec<u8>,
}

/// Signs and seals `container` for `receivers` and for the sender.
///
/// The same message sealed twice gives other bytes: signatures and the keys of receivers take
/// chance of their own.
pub fn seal(
    draft: Draft,
    container: &Container,
    sender: &Identity,
    receivers: &[Certificate],
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<SealedMessage, SealError> {
    let readers = readers(sender.certificate(), receivers)?;
    let packed = container.pack().map_err(SealError::Container)?;
    let signed = signed_frame(packed.len(), packed.digest(), sender, now)?;

    // The manifest comes first but is known last: the sealed part is laid out behind room for it.
    let room = 1536 + sender.certificate().der().len() + 64 * container.entries.len();
    let mut envelope = vec![0; room];
    encrypt(&mut envelope, signed.len(), &readers, entropy, |out| {
        out.extend_from_slice(&signed.head);
        packed.write(out);
        out.extend_from_slice(&signed.tail);
    })?;
    let sealed = envelope.get(room..).unwrap_or_default();
    let manifest = draft.into_manifest(container, sealed, now);
    let signed_manifest = sign(&manifest.to_json(), sender, now)?;
    drop(envelope.splice(..room, signed_manifest));
    Ok(SealedMessage { manifest, envelope })
}

/// All who shall be able to open, each once.
fn readers<'a>(
    sender: &'a Certificate,
    receivers: &'a [Certificate],
) -> Result<Vec<&'a Certificate>, SealError> {
    if receivers.is_empty() {
        return Err(SealError::NoReceiver);
    }
    let mut readers: Vec<&Certificate> = Vec::with_capacity(receivers.len() + 1);
    for one in receivers.iter().chain([sender]) {
        if !readers.contains(&one) {
            readers.push(one);
        }
    }
    Ok(readers)
}

impl Draft {
    fn into_manifest(self, container: &Container, sealed: &[u8], now: Timestamp) -> Manifest {
        Manifest {
            version: Manifest::VERSION,
            id: self.id,
            sender: self.sender,
            sender_service: self.sender_service,
            receiver: self.receiver,
            receiver_service: self.receiver_service,
            unit: self.unit,
            kinds: self.kinds,
            spec: self.spec,
            service_month: self.service_month,
            sequence: self.sequence,
            created_at: now,
            files: container.facts(),
            message_text: container.text.is_some(),
            sealed_size: sealed.len() as u64,
            sealed_digest: sha256(sealed),
            replaces: self.replaces,
            bulk: self.bulk,
            check: self.check,
        }
    }
}

impl Container {
    /// What the manifest tells of its entries.
    pub(crate) fn facts(&self) -> Vec<FileFacts> {
        self.entries
            .iter()
            .map(|entry| FileFacts {
                media: entry.media,
                size: entry.bytes.len() as u64,
            })
            .collect()
    }
}

/// Splits an envelope into the signed manifest and the sealed part, without looking into either.
pub fn split_envelope(envelope: &[u8]) -> Result<(&[u8], &[u8]), EnvelopeError> {
    let mut reader = Reader::new(envelope);
    let manifest = reader.expect(SEQUENCE).map_err(EnvelopeError::Manifest)?;
    let sealed = reader.expect(SEQUENCE).map_err(EnvelopeError::Sealed)?;
    reader.finish().map_err(EnvelopeError::Sealed)?;
    Ok((manifest.whole, sealed.whole))
}

/// Why bytes are no envelope.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// There is no whole first part.
    #[error("the envelope does not begin with a manifest")]
    Manifest(#[source] MalformedDer),
    /// There is no whole second part, or more behind it.
    #[error("the envelope does not end with one sealed part")]
    Sealed(#[source] MalformedDer),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;
    use crate::test_identities::{office_a, office_b, office_rsa};
    use crate::test_messages::{container, draft, now};
    use proptest::prelude::*;

    #[test]
    fn the_manifest_tells_what_was_sealed() {
        let receivers = [office_b().certificate().clone()];
        let sealed = seal(
            draft(),
            &container(),
            &office_a(),
            &receivers,
            &SystemEntropy,
            now(),
        )
        .unwrap();
        let (manifest, behind) = split_envelope(&sealed.envelope).unwrap();
        let (manifest, signer) = crate::read_manifest(manifest).unwrap();
        assert_eq!(manifest, sealed.manifest);
        assert_eq!(signer, *office_a().certificate());
        assert_eq!(manifest.sealed_size, behind.len() as u64);
        assert_eq!(manifest.sealed_digest, sha256(behind));
        assert_eq!(manifest.files, container().facts());
        assert_eq!(manifest.created_at, now());
    }

    #[test]
    fn somebody_must_receive() {
        let sealed = seal(
            draft(),
            &container(),
            &office_a(),
            &[],
            &SystemEntropy,
            now(),
        );
        assert!(matches!(sealed, Err(SealError::NoReceiver)));
    }

    #[test]
    fn each_reader_is_named_once() {
        let (office_a, office_b, office_rsa) = (office_a(), office_b(), office_rsa());
        let [a, b, c] = [&office_a, &office_b, &office_rsa].map(|one| one.certificate().clone());
        let receivers = [b.clone(), a.clone(), b.clone(), c.clone()];
        assert_eq!(readers(&a, &receivers).unwrap(), [&b, &a, &c]);
    }

    #[test]
    fn an_envelope_has_exactly_two_parts() {
        assert_eq!(
            split_envelope(b"\x30\x00\x30\x00"),
            Ok((&b"\x30\x00"[..], &b"\x30\x00"[..]))
        );
        for (bytes, error) in [
            (&b""[..], EnvelopeError::Manifest(MalformedDer::Truncated)),
            (
                b"\x04\x00\x30\x00",
                EnvelopeError::Manifest(MalformedDer::Tag),
            ),
            (b"\x30\x00", EnvelopeError::Sealed(MalformedDer::Truncated)),
            (
                b"\x30\x00\x30\x01",
                EnvelopeError::Sealed(MalformedDer::Truncated),
            ),
            (
                b"\x30\x00\x30\x00\x00",
                EnvelopeError::Sealed(MalformedDer::Trailing),
            ),
        ] {
            assert_eq!(split_envelope(bytes), Err(error));
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok((manifest, sealed)) = split_envelope(&bytes) {
                prop_assert_eq!([manifest, sealed].concat(), bytes);
            }
        }
    }
}
