//! Opens an envelope and checks that all in it belongs together.

use crate::enveloped::decrypt;
use crate::{
    Certificate, Container, ContainerError, DecryptError, EnvelopeError, Identity, Limits,
    Manifest, ManifestError, VerifyError, read_manifest, sha256, split_envelope, verify,
};

/// A message that was opened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Opened {
    /// What the platform saw.
    pub manifest: Manifest,
    /// Who signed the manifest. Whether this certificate may be trusted, and belongs to the
    /// sender, is for the caller to decide.
    pub manifest_signer: Certificate,
    /// The files and the text.
    pub container: Container,
    /// Who signed the container: always the same as signed the manifest.
    pub container_signer: Certificate,
}

/// Opens `envelope` with the receiver's or the sender's identity.
///
/// Everything inside holds together: the manifest is signed and names exactly this sealed part;
/// the container is signed by the same certificate, within `limits`, and has the files that the
/// manifest tells.
pub fn open(envelope: &[u8], with: &Identity, limits: Limits) -> Result<Opened, OpenError> {
    let (manifest, sealed) = split_envelope(envelope).map_err(OpenError::Envelope)?;
    let (manifest, manifest_signer) = read_manifest(manifest).map_err(OpenError::Manifest)?;
    if manifest.sealed_size != sealed.len() as u64 || manifest.sealed_digest != sha256(sealed) {
        return Err(OpenError::OtherSealed);
    }
    let signed = decrypt(sealed, with).map_err(OpenError::Decrypt)?;
    let signed = verify(&signed).map_err(OpenError::Signature)?;
    if signed.signer != manifest_signer {
        return Err(OpenError::OtherSigner);
    }
    let container = Container::decode(signed.content, limits).map_err(OpenError::Container)?;
    if container.facts() != manifest.files || container.text.is_some() != manifest.message_text {
        return Err(OpenError::OtherFiles);
    }
    Ok(Opened {
        manifest,
        manifest_signer,
        container,
        container_signer: signed.signer,
    })
}

/// Why an envelope cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It is no envelope.
    #[error("not an envelope")]
    Envelope(#[source] EnvelopeError),
    /// Its manifest does not hold.
    #[error("the manifest does not hold")]
    Manifest(#[source] ManifestError),
    /// The sealed part is not the one that the manifest names.
    #[error("the sealed part is not the one that the manifest names")]
    OtherSealed,
    /// The sealed part cannot be decrypted.
    #[error("the sealed part cannot be decrypted")]
    Decrypt(#[source] DecryptError),
    /// The container's signature does not hold.
    #[error("the container's signature does not hold")]
    Signature(#[source] VerifyError),
    /// The container was signed by somebody else than the manifest.
    #[error("the container was signed by somebody else than the manifest")]
    OtherSigner,
    /// The container cannot be read.
    #[error("the container cannot be read")]
    Container(#[source] ContainerError),
    /// The container has other files than the manifest tells.
    #[error("the container has other files than the manifest tells")]
    OtherFiles,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_identities::{office_a, office_b, office_c, office_rsa};
    use crate::test_messages::{container, draft, now};
    use crate::{SealedMessage, SystemEntropy, seal, sign};
    use proptest::prelude::*;
    use tasuki_terms::MediaType;

    const LIMITS: Limits = Limits {
        max_entries: 7,
        max_bytes: 1_000_000,
    };

    fn sealed_by(sender: &Identity, receiver: &Identity) -> SealedMessage {
        let receivers = [receiver.certificate().clone()];
        seal(
            draft(),
            &container(),
            sender,
            &receivers,
            &SystemEntropy,
            now(),
        )
        .unwrap()
    }

    /// The sealed part of `message` behind another manifest.
    fn with_manifest(message: &SealedMessage, manifest: &Manifest, by: &Identity) -> Vec<u8> {
        let (_, sealed) = split_envelope(&message.envelope).unwrap();
        let mut envelope = sign(&manifest.to_json(), by, now()).unwrap();
        envelope.extend_from_slice(sealed);
        envelope
    }

    #[test]
    fn receiver_and_sender_open_and_nobody_else() {
        for (sender, receiver) in [
            (office_a(), office_b()),
            (office_a(), office_rsa()),
            (office_rsa(), office_a()),
        ] {
            let message = sealed_by(&sender, &receiver);
            for one in [&sender, &receiver] {
                let opened = open(&message.envelope, one, LIMITS).unwrap();
                assert_eq!(opened.manifest, message.manifest);
                assert_eq!(opened.container, container());
                assert_eq!(opened.manifest_signer, *sender.certificate());
                assert_eq!(opened.container_signer, *sender.certificate());
            }
            assert!(matches!(
                open(&message.envelope, &office_c(), LIMITS),
                Err(OpenError::Decrypt(DecryptError::NotForUs))
            ));
        }
    }

    #[test]
    fn a_changed_bit_anywhere_is_refused() {
        let office_b = office_b();
        let envelope = sealed_by(&office_a(), &office_b).envelope;
        // Seven is no divisor of eight: all places in a byte come up.
        for bit in (0..envelope.len() * 8).step_by(7) {
            let mut changed = envelope.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&changed, &office_b, LIMITS).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_sealed_part_of_another_message_is_refused() {
        let (office_a, office_b) = (office_a(), office_b());
        let (one, other) = (
            sealed_by(&office_a, &office_b),
            sealed_by(&office_a, &office_b),
        );
        let mixed = with_manifest(&one, &other.manifest, &office_a);
        assert!(matches!(
            open(&mixed, &office_b, LIMITS),
            Err(OpenError::OtherSealed)
        ));
    }

    #[test]
    fn a_container_of_another_signer_is_refused() {
        let office_b = office_b();
        let message = sealed_by(&office_c(), &office_b);
        let stolen = with_manifest(&message, &message.manifest, &office_a());
        assert!(matches!(
            open(&stolen, &office_b, LIMITS),
            Err(OpenError::OtherSigner)
        ));
    }

    #[test]
    fn a_manifest_that_tells_other_files_is_refused() {
        let (office_a, office_b) = (office_a(), office_b());
        let message = sealed_by(&office_a, &office_b);
        let changes: [fn(&mut Manifest); 4] = [
            |manifest| manifest.files[0].size += 1,
            |manifest| manifest.files[0].media = MediaType::Pdf,
            |manifest| manifest.files.truncate(1),
            |manifest| manifest.message_text = false,
        ];
        for change in changes {
            let mut manifest = message.manifest.clone();
            change(&mut manifest);
            let envelope = with_manifest(&message, &manifest, &office_a);
            assert!(matches!(
                open(&envelope, &office_b, LIMITS),
                Err(OpenError::OtherFiles)
            ));
        }
        let same = with_manifest(&message, &message.manifest, &office_a);
        assert!(open(&same, &office_b, LIMITS).is_ok());
    }

    #[test]
    fn limits_hold() {
        let message = sealed_by(&office_a(), &office_b());
        let small = Limits {
            max_entries: 1,
            max_bytes: 1_000_000,
        };
        assert!(matches!(
            open(&message.envelope, &office_b(), small),
            Err(OpenError::Container(ContainerError::TooManyEntries))
        ));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(open(&bytes, &office_b(), LIMITS).is_err());
        }

        #[test]
        fn a_cut_envelope_is_refused(at: prop::sample::Index) {
            let envelope = sealed_by(&office_a(), &office_b()).envelope;
            let cut = at.index(envelope.len());
            prop_assert!(open(&envelope[..cut], &office_b(), LIMITS).is_err());
        }
    }
}
