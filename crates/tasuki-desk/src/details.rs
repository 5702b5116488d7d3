//! One message with its proof, and taking it back.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_pki::Anchors;
use tasuki_seal::{Certificate, Manifest, ReceiptKind, read_manifest};
use tasuki_terms::{MessageId, MessageState, OfficeNumber};
use tasuki_wire::{MessageDetail, MessageSummary};

use crate::ledger::{MessageFolder, Side};
use crate::proof::{trusted_chain, trusted_receipt_of};
use crate::send::receipt_der;
use crate::{
    Desk, DeskError, PlatformError, ProofError, TrustedReceipt, trusted_office, trusted_receipt,
};

/// A message with its proof, all signatures verified.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Details {
    /// What lists show.
    pub summary: MessageSummary,
    /// What the sender signed.
    pub manifest: Manifest,
    /// The receipts (受領証), oldest first.
    pub receipts: Vec<TrustedReceipt>,
    /// The state that the receipts prove.
    pub state: MessageState,
    pub(crate) manifest_der: Vec<u8>,
    pub(crate) manifest_signer: Certificate,
}

impl Details {
    /// The receipt of one kind.
    pub fn receipt(&self, kind: ReceiptKind) -> Option<&TrustedReceipt> {
        self.receipts.iter().find(|one| one.receipt.kind == kind)
    }
}

impl Desk {
    /// One message with its proof. Receipts that are new are saved in the ledger.
    pub async fn details(&self, id: MessageId) -> Result<Details, DeskError> {
        let detail = self.platform.message(id).await?;
        let office = self.profile.office();
        let ledger = self.ledger.clone();
        self.believing(move |anchors| {
            let details = believed(id, &detail, anchors)?;
            let folder = ledger.message(side_of(&details.manifest, office)?, id);
            save(&details, &folder)?;
            Ok(details)
        })
        .await
    }

    /// Takes a message back (取り消し) that its receiver has not fetched yet.
    pub async fn withdraw(&self, id: MessageId) -> Result<TrustedReceipt, DeskError> {
        self.check_certificate()?;
        let details = self.details(id).await?;
        let answer = self.platform.withdraw(id).await?;
        let folder = self.ledger.message(Side::Sent, id);
        self.believing(move |anchors| {
            let der = receipt_der(&answer)?;
            let receipt =
                trusted_receipt_of(ReceiptKind::Withdrawn, &der, &details.manifest, anchors)
                    .map_err(|source| DeskError::Proof { id, source })?;
            folder.save_receipt(ReceiptKind::Withdrawn, &der)?;
            Ok(receipt)
        })
        .await
    }
}

/// Verifies everything that the platform tells of a message.
pub(crate) fn believed(
    id: MessageId,
    detail: &MessageDetail,
    anchors: &Anchors,
) -> Result<Details, DeskError> {
    let proof = |source| DeskError::Proof { id, source };
    let manifest_der = base64(&detail.manifest)?;
    let (manifest, manifest_signer) = read_manifest(&manifest_der)
        .map_err(ProofError::Manifest)
        .map_err(proof)?;
    if manifest.id != id {
        return Err(proof(ProofError::OtherMessage {
            message: manifest.id,
        }));
    }
    let receipts = detail
        .receipts
        .iter()
        .map(|entry| {
            let der = base64(&entry.receipt)?;
            trusted_receipt(&der, &manifest, anchors).map_err(proof)
        })
        .collect::<Result<Vec<_>, DeskError>>()?;
    let state = trusted_chain(&manifest, &receipts).map_err(proof)?;
    // The platform looked at the sender's certificate when it accepted the message: a certificate
    // that has expired since then was still valid for it.
    let accepted = receipts
        .first()
        .map_or(manifest.created_at, |one| one.receipt.at);
    trusted_office(&manifest_signer, manifest.sender, anchors, accepted).map_err(proof)?;
    Ok(Details {
        summary: detail.summary.clone(),
        manifest,
        receipts,
        state,
        manifest_der,
        manifest_signer,
    })
}

fn side_of(manifest: &Manifest, office: OfficeNumber) -> Result<Side, DeskError> {
    if manifest.sender == office {
        Ok(Side::Sent)
    } else if manifest.receiver == office {
        Ok(Side::Received)
    } else {
        Err(DeskError::NotAddressed { id: manifest.id })
    }
}

/// Saves what is new of a message in the ledger.
pub(crate) fn save(details: &Details, folder: &MessageFolder) -> Result<(), DeskError> {
    folder.save_manifest(&details.manifest_der)?;
    for one in &details.receipts {
        folder.save_receipt(one.receipt.kind, &one.der)?;
    }
    Ok(())
}

fn base64(text: &str) -> Result<Vec<u8>, PlatformError> {
    BASE64_STANDARD
        .decode(text)
        .map_err(|_| PlatformError::Incomplete {
            what: "readable base64",
        })
}

#[cfg(test)]
mod tests;
