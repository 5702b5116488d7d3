//! The manifest: what the platform sees of a message.

use serde::{Deserialize, Serialize};
use tasuki_terms::{
    Digest, FileKind, MediaType, MessageId, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, SpecVersion, Timestamp,
};

use crate::{Certificate, VerifyError, sha256, verify};

/// What is told about a message in the clear, signed by its sender (送信票).
///
/// Its canonical form is JSON without spaces, with all fields in this order. The SHA-256 of those
/// bytes is *the* digest of the message, which all receipts name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form: [`Manifest::VERSION`].
    pub version: u8,
    /// The id of the message, chosen by the sender.
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
    /// The version of the standard that they follow; none for attachments alone.
    pub spec: Option<SpecVersion>,
    /// The month of the services (対象年月), where there is one.
    pub service_month: Option<ServiceMonth>,
    /// The sequence of the sending unit (ファイル連番), where there is one.
    pub sequence: Option<Sequence>,
    /// When the message was sealed, by the sender's clock.
    #[serde(with = "crate::moment")]
    pub created_at: Timestamp,
    /// The kind and the size of each file, in the order of the files. Names are only inside.
    pub files: Vec<FileFacts>,
    /// Whether a text goes with the files.
    pub message_text: bool,
    /// The size of the sealed part in bytes.
    pub sealed_size: u64,
    /// The SHA-256 of the sealed part.
    pub sealed_digest: Digest,
    /// The message that this one replaces.
    pub replaces: Option<MessageId>,
    /// The batch that this message belongs to (一括送信).
    pub bulk: Option<Bulk>,
    /// What the sender's check of the files found.
    pub check: CheckStatement,
}

/// The kind and the size of one file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    /// Its kind.
    pub media: MediaType,
    /// Its size in bytes.
    pub size: u64,
}

/// The place of a message in a batch (一括送信).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// The id of the batch.
    pub id: MessageId,
    /// The message's place, counted from 1.
    pub index: u32,
    /// How many messages the batch has.
    pub count: u32,
}

/// What the sender's client says about its check of the files against the standard.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckStatement {
    /// The checker and its version, such as `tasuki-standard 0.1.0`.
    pub checker: String,
    /// What it found on the whole.
    pub verdict: Verdict,
    /// How many errors it found.
    pub errors: u32,
    /// How many warnings it found.
    pub warnings: u32,
}

/// What a check found on the whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing.
    Passed,
    /// Warnings, or errors that the sender chose to send nevertheless.
    Warned,
    /// There was no check, for there is nothing to check in attachments alone.
    NotChecked,
}

impl Manifest {
    /// The version of the form that this crate writes and reads.
    pub const VERSION: u8 = 1;

    /// Its canonical bytes.
    pub fn to_json(&self) -> Vec<u8> {
        // Writing a struct of plain values to memory has no way to fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads canonical bytes; any other spelling of the same facts is refused.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(ManifestError::Json)?;
        if manifest.version != Self::VERSION {
            return Err(ManifestError::Version(manifest.version));
        }
        if manifest.to_json() != bytes {
            return Err(ManifestError::NotCanonical);
        }
        Ok(manifest)
    }

    /// The digest of the message: the SHA-256 of its canonical bytes.
    pub fn digest(&self) -> Digest {
        sha256(&self.to_json())
    }
}

/// Reads a signed manifest and says who signed it. The signature is good; whether the signer's
/// certificate may be trusted, and belongs to the sender, is for the caller to decide.
pub fn read_manifest(manifest_der: &[u8]) -> Result<(Manifest, Certificate), ManifestError> {
    let signed = verify(manifest_der).map_err(ManifestError::Signature)?;
    let manifest = Manifest::from_json(signed.content)?;
    Ok((manifest, signed.signer))
}

/// Why bytes are no manifest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not signed, or not well.
    #[error("the manifest's signature does not hold")]
    Signature(#[source] VerifyError),
    /// The content is not the JSON of a manifest.
    #[error("the content is not a manifest")]
    Json(#[source] serde_json::Error),
    /// It has a form that this crate does not know.
    #[error("manifest of version {0}")]
    Version(u8),
    /// It says the same in another spelling.
    #[error("the manifest is not in its canonical form")]
    NotCanonical,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_identities::office_a;
    use crate::{sign, test_messages::manifest};
    use proptest::prelude::*;

    #[test]
    fn its_canonical_form_stays() {
        let json = String::from_utf8(manifest().to_json()).unwrap();
        insta::assert_snapshot!(json);
    }

    #[test]
    fn other_spellings_and_versions_are_refused() {
        let json = String::from_utf8(manifest().to_json()).unwrap();
        assert_eq!(Manifest::from_json(json.as_bytes()).unwrap(), manifest());
        for (old, new) in [
            (r#""spec":"202407","#, ""),
            (r#""replaces":null,"#, ""),
            (r#","check""#, r#", "check""#),
            ("03:00:00Z", "03:00:00.0Z"),
            ("03:00:00Z", "03:00:00+00:00"),
            ("UPPLAN", "\\u0055PPLAN"),
        ] {
            assert!(json.contains(old), "{old}");
            let refused = Manifest::from_json(json.replacen(old, new, 1).as_bytes());
            assert!(
                matches!(refused, Err(ManifestError::NotCanonical)),
                "{new}: {refused:?}"
            );
        }
        for (old, new) in [
            (r#""id":"#, r#""extra":1,"id":"#),
            (r#""id":"#, r#""version":1,"id":"#),
            ("1370000001", "137000000"),
            (r#""passed""#, r#""perfect""#),
        ] {
            assert!(json.contains(old), "{old}");
            let refused = Manifest::from_json(json.replacen(old, new, 1).as_bytes());
            assert!(
                matches!(refused, Err(ManifestError::Json(_))),
                "{new}: {refused:?}"
            );
        }
        assert!(matches!(
            Manifest::from_json(json.replacen(":1,", ":2,", 1).as_bytes()),
            Err(ManifestError::Version(2))
        ));
    }

    #[test]
    fn a_signed_manifest_is_read_with_its_signer() {
        let (manifest, office_a) = (manifest(), office_a());
        let der = sign(&manifest.to_json(), &office_a, manifest.created_at).unwrap();
        let (read, signer) = read_manifest(&der).unwrap();
        assert_eq!(read, manifest);
        assert_eq!(signer, *office_a.certificate());
        assert_eq!(read.digest(), sha256(verify(&der).unwrap().content));

        let else_signed = sign(b"{}", &office_a, manifest.created_at).unwrap();
        assert!(matches!(
            read_manifest(&else_signed),
            Err(ManifestError::Json(_))
        ));
        assert!(matches!(
            read_manifest(&manifest.to_json()),
            Err(ManifestError::Signature(_))
        ));
    }

    proptest! {
        #[test]
        fn never_panics_and_what_is_read_is_canonical(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)
        ) {
            let mut json = manifest().to_json();
            for (at, byte) in changes {
                *at.get_mut(&mut json[..]) = byte;
            }
            if let Ok(read) = Manifest::from_json(&json) {
                prop_assert_eq!(read.to_json(), json);
            }
        }
    }
}
