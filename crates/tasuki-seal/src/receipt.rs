//! Receipts.

use serde::{Deserialize, Serialize};
use tasuki_terms::{Digest, MessageId, MessageState, OfficeNumber, Party, Timestamp};

use crate::{Certificate, Identity, SealError, VerifyError, sha256, sign, verify};

/// What a receipt tells (受領通知の種類).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptKind {
    /// The platform has the message on disk.
    Accepted,
    /// The platform has handed the message to its receiver.
    Fetched,
    /// The receiver has opened and verified the message.
    Opened,
    /// The sender has taken the message back before it was fetched.
    Withdrawn,
    /// Nobody fetched the message in time.
    Expired,
}

impl ReceiptKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Fetched,
        Self::Opened,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// The state of a message whose newest receipt is of this kind.
    pub const fn state(self) -> MessageState {
        match self {
            Self::Accepted => MessageState::Accepted,
            Self::Fetched => MessageState::Fetched,
            Self::Opened => MessageState::Opened,
            Self::Withdrawn => MessageState::Withdrawn,
            Self::Expired => MessageState::Expired,
        }
    }

    /// Who signs a receipt of this kind: the receiver that it opened, the platform all else.
    pub const fn signed_by(self, receiver: OfficeNumber) -> Party {
        match self {
            Self::Opened => Party::Office(receiver),
            Self::Accepted | Self::Fetched | Self::Withdrawn | Self::Expired => Party::Platform,
        }
    }
}

/// One step of a message (受領), to be signed by whoever did it.
///
/// Its canonical form is JSON without spaces, with all fields in this order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The version of this form: [`Receipt::VERSION`].
    pub version: u8,
    /// What happened.
    pub kind: ReceiptKind,
    /// The message's id.
    pub message: MessageId,
    /// The message's digest ([`Manifest::digest`](crate::Manifest::digest)).
    pub digest: Digest,
    /// The sending office.
    pub sender: OfficeNumber,
    /// The receiving office.
    pub receiver: OfficeNumber,
    /// When it happened, by the clock of the one who signs.
    #[serde(with = "crate::moment")]
    pub at: Timestamp,
    /// The digest of the message's receipt before this one; none in its first.
    pub previous: Option<Digest>,
}

impl Receipt {
    /// The version of the form that this crate writes and reads.
    pub const VERSION: u8 = 1;

    /// Its canonical bytes.
    pub fn to_json(&self) -> Vec<u8> {
        // Writing a struct of plain values to memory has no way to fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads canonical bytes; any other spelling of the same facts is refused.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let receipt: Self = serde_json::from_slice(bytes).map_err(ReceiptError::Json)?;
        if receipt.version != Self::VERSION {
            return Err(ReceiptError::Version(receipt.version));
        }
        if receipt.to_json() != bytes {
            return Err(ReceiptError::NotCanonical);
        }
        Ok(receipt)
    }

    /// Who must have signed it.
    pub const fn signed_by(&self) -> Party {
        self.kind.signed_by(self.receiver)
    }

    /// The SHA-256 of its canonical bytes, by which the next receipt names it.
    pub fn digest(&self) -> Digest {
        sha256(&self.to_json())
    }
}

/// A receipt whose signature is good by the certificate inside.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedReceipt {
    /// What it tells.
    pub receipt: Receipt,
    /// Whose signature it bears. Whether it may be trusted is for the caller to decide.
    pub signer: Certificate,
}

/// Signs `receipt`. The time of signing is the receipt's own.
pub fn issue(receipt: &Receipt, by: &Identity) -> Result<Vec<u8>, SealError> {
    sign(&receipt.to_json(), by, receipt.at)
}

/// Reads a signed receipt.
pub fn read_receipt(der: &[u8]) -> Result<SignedReceipt, ReceiptError> {
    let signed = verify(der).map_err(ReceiptError::Signature)?;
    let receipt = Receipt::from_json(signed.content)?;
    Ok(SignedReceipt {
        receipt,
        signer: signed.signer,
    })
}

/// Why bytes are no receipt.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// It is not signed, or not well.
    #[error("the receipt's signature does not hold")]
    Signature(#[source] VerifyError),
    /// The content is not the JSON of a receipt.
    #[error("the content is not a receipt")]
    Json(#[source] serde_json::Error),
    /// It has a form that this crate does not know.
    #[error("receipt of version {0}")]
    Version(u8),
    /// It says the same in another spelling.
    #[error("the receipt is not in its canonical form")]
    NotCanonical,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_identities::office_b;
    use crate::test_messages::{manifest, receipt};
    use proptest::prelude::*;

    #[test]
    fn its_canonical_form_stays() {
        let first = receipt(&manifest(), ReceiptKind::Accepted, "03:00:01.5", None);
        let json = String::from_utf8(first.to_json()).unwrap();
        insta::assert_snapshot!(json);
        let next = receipt(&manifest(), ReceiptKind::Opened, "04:00:00", Some(&first));
        let json = String::from_utf8(next.to_json()).unwrap();
        insta::assert_snapshot!(json);
    }

    #[test]
    fn the_names_are_those_of_the_states() {
        for kind in ReceiptKind::ALL {
            let name = serde_json::to_value(kind).unwrap();
            assert_eq!(name, kind.state().as_str());
        }
    }

    #[test]
    fn the_receiver_signs_that_it_opened_and_the_platform_all_else() {
        for kind in ReceiptKind::ALL {
            let receipt = receipt(&manifest(), kind, "03:00:01.5", None);
            let expected = match kind {
                ReceiptKind::Opened => Party::Office(manifest().receiver),
                _ => Party::Platform,
            };
            assert_eq!(receipt.signed_by(), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_signed_receipt_is_read_with_its_signer() {
        let receipt = receipt(&manifest(), ReceiptKind::Opened, "03:00:01.5", None);
        let der = issue(&receipt, &office_b()).unwrap();
        let read = read_receipt(&der).unwrap();
        assert_eq!(read.receipt, receipt);
        assert_eq!(read.signer, *office_b().certificate());
        assert_eq!(sha256(verify(&der).unwrap().content), receipt.digest());
    }

    #[test]
    fn other_documents_are_no_receipts() {
        let sign = |json: &[u8]| sign(json, &office_b(), manifest().created_at).unwrap();
        assert!(matches!(
            read_receipt(&sign(&manifest().to_json())),
            Err(ReceiptError::Json(_))
        ));
        let receipt = receipt(&manifest(), ReceiptKind::Opened, "03:00:01.5", None);
        let json = String::from_utf8(receipt.to_json()).unwrap();
        assert!(matches!(
            read_receipt(&sign(json.replace(":null", ": null").as_bytes())),
            Err(ReceiptError::NotCanonical)
        ));
        assert!(matches!(
            read_receipt(&sign(json.replacen(":1,", ":9,", 1).as_bytes())),
            Err(ReceiptError::Version(9))
        ));
        assert!(matches!(
            read_receipt(json.as_bytes()),
            Err(ReceiptError::Signature(_))
        ));
    }

    proptest! {
        #[test]
        fn never_panics_and_what_is_read_is_canonical(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)
        ) {
            let receipt = receipt(&manifest(), ReceiptKind::Fetched, "03:00:01.5", None);
            let mut json = receipt.to_json();
            for (at, byte) in changes {
                *at.get_mut(&mut json[..]) = byte;
            }
            if let Ok(read) = Receipt::from_json(&json) {
                prop_assert_eq!(read.to_json(), json);
            }
        }
    }
}
