//! One receipt by itself, wherever it comes from: what it says, and exactly what of it holds.
//!
//! A receipt proves by its signature who did a step. That it is of a message as it was sent, and follows
//! on the steps before, is known where the ledger has the message; then [`verify`](crate::verify) judges
//! it as it judges every course.

use tasuki_pki::{Anchors, Holder};
use tasuki_seal::{Certificate, Manifest, Receipt, read_manifest, read_receipt};

use super::{Verification, verify_bytes};
use crate::ledger::{Ledger, MessageFolder, Side};
use crate::proof::{is_of_message, is_signers_step, signer_of};
use crate::{DeskError, ProofError};

/// A receipt (受領証) that was looked at, and how far it holds.
#[derive(Debug)]
#[non_exhaustive]
pub struct CheckedReceipt {
    /// What it says; none where its signature does not hold, for then nobody said it.
    pub receipt: Option<Receipt>,
    /// The certificate inside, by which its signature holds.
    pub certificate: Option<Certificate>,
    /// Who signed it; none where the certificate is not trusted.
    pub signer: Option<Holder>,
    /// What the sender signed; none where the ledger does not have the message.
    pub manifest: Option<Manifest>,
    /// What was looked at, in this order, and how it stands.
    pub checks: Vec<(ReceiptCheck, ReceiptStand)>,
}

/// What is looked at in a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptCheck {
    /// Its bytes are signed, and nobody has changed them since.
    Signature,
    /// The signer's certificate is of a trusted authority, and was valid at the time of signing.
    Certificate,
    /// It was signed by the one whose step it is.
    Signer,
    /// It is of the message that the ledger has under that number.
    Message,
    /// The sender's signature holds, and it follows on the receipts before.
    Course,
    /// The own copy is what was sent.
    Content,
}

impl ReceiptCheck {
    /// All, in the order in which they are looked at.
    pub const ALL: [Self; 6] = [
        Self::Signature,
        Self::Certificate,
        Self::Signer,
        Self::Message,
        Self::Course,
        Self::Content,
    ];
}

/// How it stands with something in a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReceiptStand {
    /// It holds.
    Holds,
    /// It does not.
    Fails(ReceiptFault),
    /// It could not be looked at: the ledger does not have what is needed, or something before it fails.
    Unknown,
}

/// What does not hold, for people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptFault {
    /// The stable code.
    pub code: String,
    /// What happened, in Japanese.
    pub what: String,
    /// What to do, in Japanese.
    pub hint: String,
}

impl From<&ProofError> for ReceiptFault {
    fn from(error: &ProofError) -> Self {
        Self {
            code: error.code().to_owned(),
            what: error.what(),
            hint: error.hint(),
        }
    }
}

impl From<&DeskError> for ReceiptFault {
    fn from(error: &DeskError) -> Self {
        Self {
            code: error.code().to_owned(),
            what: error.what(),
            hint: error.hint(),
        }
    }
}

impl CheckedReceipt {
    /// How it stands with something.
    pub fn stand(&self, check: ReceiptCheck) -> &ReceiptStand {
        let mut checks = self.checks.iter();
        let found = checks.find(|(known, _)| *known == check);
        found.map_or(&ReceiptStand::Unknown, |(_, stand)| stand)
    }

    /// The first thing that does not hold.
    pub fn fault(&self) -> Option<&ReceiptFault> {
        self.checks.iter().find_map(|(_, stand)| match stand {
            ReceiptStand::Fails(fault) => Some(fault),
            ReceiptStand::Holds | ReceiptStand::Unknown => None,
        })
    }

    fn set(&mut self, check: ReceiptCheck, stand: ReceiptStand) {
        if let Some((_, known)) = self.checks.iter_mut().find(|(known, _)| *known == check) {
            *known = stand;
        }
    }

    /// Notes how something ended; true where it holds.
    fn note<E>(&mut self, check: ReceiptCheck, found: Result<(), &E>) -> bool
    where
        for<'e> ReceiptFault: From<&'e E>,
    {
        self.set(
            check,
            match found {
                Ok(()) => ReceiptStand::Holds,
                Err(error) => ReceiptStand::Fails(ReceiptFault::from(error)),
            },
        );
        found.is_ok()
    }
}

/// Looks at a receipt, given as its signed bytes (CMS, DER). It fails in no way but those that it tells.
pub fn check_receipt(der: &[u8], ledger: &Ledger, anchors: &Anchors) -> CheckedReceipt {
    let mut checked = CheckedReceipt {
        receipt: None,
        certificate: None,
        signer: None,
        manifest: None,
        checks: ReceiptCheck::ALL
            .map(|check| (check, ReceiptStand::Unknown))
            .into(),
    };
    let read = read_receipt(der).map_err(ProofError::Receipt);
    if !checked.note(ReceiptCheck::Signature, read.as_ref().map(drop)) {
        return checked;
    }
    let Ok(read) = read else { return checked };
    checked.certificate = Some(read.signer.clone());
    let signer = signer_of(&read, anchors);
    let mut is_good = checked.note(ReceiptCheck::Certificate, signer.as_ref().map(drop));
    if let Ok(signer) = signer {
        checked.signer = Some(signer);
        let theirs = is_signers_step(&read.receipt, signer);
        is_good &= checked.note(ReceiptCheck::Signer, theirs.as_ref().copied());
    }
    match folder_of(&read.receipt, ledger) {
        Ok(Some((folder, manifest))) => {
            let same = is_of_message(&read.receipt, &manifest);
            is_good &= checked.note(ReceiptCheck::Message, same.as_ref().copied());
            if is_good {
                course(&mut checked, der, &read.receipt, &folder, anchors);
            }
            checked.manifest = Some(manifest);
        }
        Ok(None) => {}
        Err(error) => {
            checked.note(ReceiptCheck::Message, Err(&error));
        }
    }
    checked.receipt = Some(read.receipt);
    checked
}

/// The folder of the message that a receipt names, with the manifest in it; none where there is none.
fn folder_of(
    receipt: &Receipt,
    ledger: &Ledger,
) -> Result<Option<(MessageFolder, Manifest)>, DeskError> {
    for side in [Side::Sent, Side::Received] {
        let folder = ledger.message(side, receipt.message);
        if let Some(der) = folder.manifest()? {
            let (manifest, _) = read_manifest(&der).map_err(|source| DeskError::Manifest {
                path: folder.path().display().to_string(),
                source: ProofError::Manifest(source),
            })?;
            return Ok(Some((folder, manifest)));
        }
    }
    Ok(None)
}

/// Judges the receipt as the last one of its message's course.
fn course(
    checked: &mut CheckedReceipt,
    der: &[u8],
    receipt: &Receipt,
    folder: &MessageFolder,
    anchors: &Anchors,
) {
    let verified = with_those_before(der, receipt, folder, anchors);
    checked.note(ReceiptCheck::Course, verified.as_ref().map(drop));
    if verified.is_ok_and(|verified| verified.content) {
        checked.set(ReceiptCheck::Content, ReceiptStand::Holds);
    }
}

fn with_those_before(
    der: &[u8],
    receipt: &Receipt,
    folder: &MessageFolder,
    anchors: &Anchors,
) -> Result<Verification, DeskError> {
    let nothing = || DeskError::NothingToVerify {
        path: folder.path().display().to_string(),
    };
    let manifest = folder.manifest()?.ok_or_else(nothing)?;
    let read = read_manifest(&manifest).map_err(|source| DeskError::Manifest {
        path: folder.path().display().to_string(),
        source: ProofError::Manifest(source),
    })?;
    let mut receipts = folder.receipts_before(receipt.kind)?;
    receipts.push(der.to_vec());
    verify_bytes(read, &receipts, folder.envelope()?.as_deref(), anchors)
}

#[cfg(test)]
mod tests;
