//! Sending (送信).

use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use tasuki_seal::{Manifest, ReceiptKind, read_manifest, split_envelope};
use tasuki_standard::CheckReport;
use tasuki_terms::MessageId;
use tasuki_wire::{Code, MessageReceipt};

use crate::error::blocking;
use crate::ledger::Side;
use crate::proof::trusted_receipt_of;
use crate::{
    CheckedDraft, Desk, DeskError, Draft, PlatformError, Progress, ProofError, TrustedReceipt,
};

mod before;
mod earlier;
mod known;
mod refused;
mod sealing;

pub use earlier::{Earlier, EarlierStand};

/// A message that the platform has accepted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SentMessage {
    /// Its id.
    pub id: MessageId,
    /// What the platform sees of it.
    pub manifest: Manifest,
    /// The platform's receipt (受領証) for accepting it.
    pub receipt: TrustedReceipt,
    /// What the check of its CSV files found: warnings at most.
    pub report: CheckReport,
    /// Where the ledger keeps it.
    pub folder: PathBuf,
}

/// What became of a message that waited for its receipt.
#[derive(Debug)]
#[non_exhaustive]
pub struct Resumed {
    /// Which message.
    pub id: MessageId,
    /// The receipt, or why there is none.
    pub result: Result<SentMessage, DeskError>,
}

/// A message that is in the ledger and not yet accepted.
pub(crate) struct Prepared {
    pub(crate) id: MessageId,
    pub(crate) envelope: Bytes,
    pub(crate) report: CheckReport,
}

impl Desk {
    /// Checks, seals and sends one message.
    ///
    /// It is in the ledger before it is sent. If the platform cannot be reached then, the message
    /// waits there: [`Desk::resume`] sends it, and so does the same draft sent again. What was accepted
    /// before is refused ([`DeskError::SentBefore`]), unless the draft says that it shall go again.
    pub async fn send(&self, draft: Draft) -> Result<SentMessage, DeskError> {
        self.send_told(draft, None).await
    }

    /// The same, telling how much has gone out.
    pub async fn send_told(
        &self,
        draft: Draft,
        progress: Option<&Progress>,
    ) -> Result<SentMessage, DeskError> {
        self.check_certificate()?;
        let checked = self.check(draft).await?;
        let id = self.waiting(&checked).await?;
        if let Some(id) = id
            && let Some(_under_way) = self.take_up(id)
        {
            let mut prepared = self.prepared(id).await?;
            prepared.report = checked.report.clone();
            match self.deliver(prepared, progress).await {
                // It was never accepted, and never will be: the draft goes as a new message.
                Err(DeskError::CertificateChanged { .. }) => {}
                other => return other,
            }
        }
        self.refuse_sent_before(&checked).await?;
        let id = self.new_id();
        let _under_way = self.take_up(id);
        let prepared = self.prepare(id, checked, None).await?;
        self.deliver(prepared, progress).await
    }

    /// Checks one message without sending it.
    pub async fn check(&self, draft: Draft) -> Result<CheckedDraft, DeskError> {
        let limits = self.limits().await?.clone();
        let office = self.profile.office();
        blocking(move || {
            draft
                .check(office, &limits)
                .map_err(|faults| DeskError::Draft { faults })
        })
        .await
    }

    /// Sends what is in the ledger without a receipt, oldest first. It stops where the platform
    /// cannot be reached.
    pub async fn resume(&self) -> Result<Vec<Resumed>, DeskError> {
        self.check_certificate()?;
        let ledger = self.ledger.clone();
        let pending = blocking(move || Ok(ledger.pending()?)).await?;
        let mut resumed = Vec::with_capacity(pending.len());
        for (id, _) in pending {
            let Some(_under_way) = self.take_up(id) else {
                continue;
            };
            let result = match self.prepared(id).await {
                Ok(prepared) => self.deliver(prepared, None).await,
                Err(error) => Err(error),
            };
            let stop = stops(&result);
            resumed.push(Resumed { id, result });
            if stop {
                break;
            }
        }
        Ok(resumed)
    }

    /// How many messages wait in the ledger for their receipt.
    pub fn waiting_messages(&self) -> Result<usize, DeskError> {
        Ok(self.ledger.pending()?.len())
    }

    pub(crate) fn new_id(&self) -> MessageId {
        MessageId::new(self.clock.now(), &*self.entropy)
    }

    /// The message that waits in the ledger with the same draft.
    pub(crate) async fn waiting(
        &self,
        checked: &CheckedDraft,
    ) -> Result<Option<MessageId>, DeskError> {
        let (ledger, names) = (self.ledger.clone(), checked.names);
        blocking(move || Ok(ledger.begun_with(names.whole)?)).await
    }

    /// Reads a message that waits in the ledger.
    pub(crate) async fn prepared(&self, id: MessageId) -> Result<Prepared, DeskError> {
        let folder = self.ledger.message(Side::Sent, id);
        blocking(move || {
            let envelope = folder.envelope()?.ok_or_else(|| {
                std::io::Error::new(
                    std::io::ErrorKind::NotFound,
                    folder.path().display().to_string(),
                )
            })?;
            Ok(Prepared {
                id,
                envelope: envelope.into(),
                report: CheckReport::default(),
            })
        })
        .await
    }

    /// Sends a message that is in the ledger, and saves the receipt there. Where the office has no licence any
    /// more it stays here, and is refused as the platform would refuse it.
    pub(crate) async fn deliver(
        &self,
        prepared: Prepared,
        progress: Option<&Progress>,
    ) -> Result<SentMessage, DeskError> {
        match self.check_licence().await {
            Err(refusal @ DeskError::Draft { .. }) => return self.refused(prepared, refusal).await,
            other => other?,
        }
        let Prepared {
            id,
            envelope,
            report,
        } = prepared;
        let answer = match self.put(id, &envelope, progress).await {
            Ok(answer) => answer,
            Err(error) if error.is_about_the_request() => {
                let prepared = Prepared {
                    id,
                    envelope,
                    report,
                };
                return self.refused(prepared, error.into()).await;
            }
            Err(error) => return Err(error.into()),
        };
        let folder = self.ledger.message(Side::Sent, id);
        let ledger = self.ledger.clone();
        self.believing(move |anchors| {
            let proof = |source| DeskError::Proof { id, source };
            let manifest = manifest_of(&envelope).map_err(proof)?;
            let der = receipt_der(&answer)?;
            let receipt = trusted_receipt_of(ReceiptKind::Accepted, &der, &manifest, anchors)
                .map_err(proof)?;
            folder.save_receipt(ReceiptKind::Accepted, &der)?;
            ledger.accept(id)?;
            Ok(SentMessage {
                id,
                manifest,
                receipt,
                report: report.clone(),
                folder: folder.path().to_owned(),
            })
        })
        .await
    }

    /// Sends an envelope, and once more where its bytes were damaged on the way.
    async fn put(
        &self,
        id: MessageId,
        envelope: &Bytes,
        progress: Option<&Progress>,
    ) -> Result<MessageReceipt, PlatformError> {
        let put = || self.platform.put_message(id, envelope.clone(), progress);
        match put().await {
            Err(error) if error.is_of(Code::DigestMismatch) => put().await,
            other => other,
        }
    }
}

/// Whether the next message would wait in vain, too.
pub(crate) fn stops(result: &Result<SentMessage, DeskError>) -> bool {
    matches!(result, Err(DeskError::Platform(error)) if !error.is_about_the_request())
}

/// The manifest of one of our own envelopes.
fn manifest_of(envelope: &[u8]) -> Result<Manifest, ProofError> {
    let (manifest, _) = split_envelope(envelope).map_err(|_| ProofError::OtherContent)?;
    let (manifest, _) = read_manifest(manifest).map_err(ProofError::Manifest)?;
    Ok(manifest)
}

/// The signed receipt of an answer.
pub(crate) fn receipt_der(answer: &MessageReceipt) -> Result<Vec<u8>, PlatformError> {
    BASE64_STANDARD
        .decode(&answer.receipt)
        .map_err(|_| PlatformError::Incomplete {
            what: "a readable receipt",
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_one_message_lets_the_next_one_go() {
        let failed = |code: Code| Err(PlatformError::Refused(Box::new(code.problem("1"))).into());
        for code in [Code::EnvelopeMalformed, Code::DigestMismatch] {
            assert!(!stops(&failed(code)), "{code:?}");
        }
        for code in [
            Code::Unavailable,
            Code::Internal,
            Code::TooManyRequests,
            Code::SessionInvalid,
            Code::CertificateExpired,
        ] {
            assert!(stops(&failed(code)), "{code:?}");
        }
        let unexplained = PlatformError::Unexplained { status: 404 };
        assert!(stops(&Err(unexplained.into())));
    }
}
