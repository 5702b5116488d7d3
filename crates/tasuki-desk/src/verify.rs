//! Verifying without asking anybody: who signed what, and when.

use std::path::{Path, PathBuf};

use tasuki_pki::{Anchors, Holder};
use tasuki_seal::{Certificate, Manifest, ReceiptKind, read_manifest, sha256, split_envelope};
use tasuki_terms::{MessageState, Timestamp};

use crate::ledger::MessageFolder;
use crate::proof::trusted_chain;
use crate::{DeskError, ProofError, TrustedReceipt, trusted_office, trusted_receipt};

/// What was verified: everything in it holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verification {
    /// What the sender signed.
    pub manifest: Manifest,
    /// The state that the receipts prove.
    pub state: MessageState,
    /// Who signed what, in the order of time.
    pub signatures: Vec<Signature>,
    /// Whether the sealed content was there, and is the one that the manifest names.
    pub content: bool,
}

/// One signature.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Signature {
    /// What was signed.
    pub thing: SignedThing,
    /// By whom.
    pub by: Holder,
    /// When, by the signer's clock.
    pub at: Timestamp,
    /// The serial number of the signer's certificate.
    pub serial: String,
    /// The signer's certificate.
    pub certificate: Certificate,
}

/// What can be signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignedThing {
    /// The manifest: the message was sent like this.
    Manifest,
    /// A receipt (受領証): the step was done.
    Receipt(ReceiptKind),
}

/// Verifies what stands at `path`: the folder of a message in a ledger or a copy of it, or one
/// receipt in it with all that come before.
pub fn verify(path: &Path, anchors: &Anchors) -> Result<Verification, DeskError> {
    let nothing = || DeskError::NothingToVerify {
        path: path.display().to_string(),
    };
    let (folder, last) = if path.is_dir() {
        (MessageFolder::at(path), None)
    } else if path.is_file() {
        (MessageFolder::at(folder_of(path)), path.file_name())
    } else {
        return Err(nothing());
    };
    let manifest_der = match folder.manifest()? {
        Some(der) => der,
        // There is one, and not even its manifest can be found.
        None if folder.has_envelope() => {
            return Err(DeskError::Manifest {
                path: folder.path().display().to_string(),
                source: ProofError::OtherContent,
            });
        }
        None => return Err(nothing()),
    };
    let mut receipts = folder.receipts()?;
    if let Some(last) = last {
        if !receipts
            .iter()
            .any(|(path, _)| path.file_name() == Some(last))
        {
            return Err(nothing());
        }
        receipts.retain(|(path, _)| path.file_name() <= Some(last));
    }
    if receipts.is_empty() {
        return Err(nothing());
    }
    let read = read_manifest(&manifest_der).map_err(|source| DeskError::Manifest {
        path: folder.path().display().to_string(),
        source: ProofError::Manifest(source),
    })?;
    let receipts: Vec<Vec<u8>> = receipts.into_iter().map(|(_, der)| der).collect();
    verify_bytes(read, &receipts, folder.envelope()?.as_deref(), anchors)
}

/// Verifies a manifest and its signer with the receipts, oldest first, and the envelope if there
/// is one.
fn verify_bytes(
    (manifest, signer): (Manifest, Certificate),
    receipts: &[Vec<u8>],
    envelope: Option<&[u8]>,
    anchors: &Anchors,
) -> Result<Verification, DeskError> {
    let id = manifest.id;
    let proof = |source| DeskError::Proof { id, source };
    let receipts = receipts
        .iter()
        .map(|der| trusted_receipt(der, &manifest, anchors))
        .collect::<Result<Vec<TrustedReceipt>, _>>()
        .map_err(proof)?;
    let state = trusted_chain(&manifest, &receipts).map_err(proof)?;
    let accepted = receipts
        .first()
        .map_or(manifest.created_at, |one| one.receipt.at);
    let sender = trusted_office(&signer, manifest.sender, anchors, accepted).map_err(proof)?;
    let content = match envelope {
        Some(envelope) => {
            check_content(&manifest, envelope).map_err(proof)?;
            true
        }
        None => false,
    };
    let mut signatures = vec![Signature {
        thing: SignedThing::Manifest,
        by: sender,
        at: manifest.created_at,
        serial: signer.serial_hex(),
        certificate: signer,
    }];
    signatures.extend(receipts.iter().map(|one| Signature {
        thing: SignedThing::Receipt(one.receipt.kind),
        by: one.signer,
        at: one.receipt.at,
        serial: one.serial.clone(),
        certificate: one.certificate.clone(),
    }));
    Ok(Verification {
        manifest,
        state,
        signatures,
        content,
    })
}

fn check_content(manifest: &Manifest, envelope: &[u8]) -> Result<(), ProofError> {
    let (_, sealed) = split_envelope(envelope).map_err(|_| ProofError::OtherContent)?;
    if sealed.len() as u64 == manifest.sealed_size && sha256(sealed) == manifest.sealed_digest {
        Ok(())
    } else {
        Err(ProofError::OtherContent)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

mod receipt;
#[cfg(test)]
mod tests;

pub use receipt::{CheckedReceipt, ReceiptCheck, ReceiptFault, ReceiptStand, check_receipt};
