//! A message that was sent before, as the ledger keeps it.

use tasuki_seal::ReceiptKind;
use tasuki_standard::CheckReport;
use tasuki_terms::MessageId;

use super::{SentMessage, manifest_of};
use crate::ledger::Side;
use crate::proof::trusted_receipt_of;
use crate::{Desk, DeskError};

impl Desk {
    /// A message that the platform has accepted, with its receipt, from the ledger; none where it
    /// was not accepted, or not from this PC. The platform is not asked for it.
    pub async fn sent_message(&self, id: MessageId) -> Result<Option<SentMessage>, DeskError> {
        let folder = self.ledger.message(Side::Sent, id);
        self.believing(move |anchors| {
            let receipt = folder.receipt(ReceiptKind::Accepted)?;
            let (Some(der), Some(envelope)) = (receipt, folder.envelope()?) else {
                return Ok(None);
            };
            let proof = |source| DeskError::Proof { id, source };
            let manifest = manifest_of(&envelope).map_err(proof)?;
            let receipt = trusted_receipt_of(ReceiptKind::Accepted, &der, &manifest, anchors)
                .map_err(proof)?;
            Ok(Some(SentMessage {
                id,
                manifest,
                receipt,
                report: CheckReport::default(),
                folder: folder.path().to_owned(),
            }))
        })
        .await
    }
}
