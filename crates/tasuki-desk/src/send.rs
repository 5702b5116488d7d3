//! Sending (送信).

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use tasuki_exchange::{Proposal, Refusal};
use tasuki_pki::{Anchors, CertificateRefusal, Holder};
use tasuki_seal::{
    Bulk, Certificate, ContainerError, Manifest, ReceiptKind, SealError, SealedMessage,
    read_manifest, seal, split_envelope,
};
use tasuki_standard::CheckReport;
use tasuki_terms::{MediaType, MessageId, OfficeNumber, Timestamp};
use tasuki_wire::{Code, MessageReceipt, Office};

use crate::error::blocking;
use crate::ledger::Side;
use crate::proof::trusted_receipt_of;
use crate::{
    CheckedDraft, Desk, DeskError, Draft, Fault, PlatformError, ProofError, TrustedReceipt,
};

mod refused;

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
    /// waits there: [`Desk::resume`] sends it, and so does the same draft sent again.
    pub async fn send(&self, draft: Draft) -> Result<SentMessage, DeskError> {
        let checked = self.check(draft).await?;
        let id = self.waiting(&checked).await?;
        if let Some(id) = id
            && let Some(_under_way) = self.take_up(id)
        {
            let mut prepared = self.prepared(id).await?;
            prepared.report = checked.report.clone();
            match self.deliver(prepared).await {
                // It was never accepted, and never will be: the draft goes as a new message.
                Err(DeskError::CertificateChanged { .. }) => {}
                other => return other,
            }
        }
        let id = self.new_id();
        let _under_way = self.take_up(id);
        let prepared = self.prepare(id, checked, None).await?;
        self.deliver(prepared).await
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
        let ledger = self.ledger.clone();
        let pending = blocking(move || Ok(ledger.pending()?)).await?;
        let mut resumed = Vec::with_capacity(pending.len());
        for (id, _) in pending {
            let Some(_under_way) = self.take_up(id) else {
                continue;
            };
            let result = match self.prepared(id).await {
                Ok(prepared) => self.deliver(prepared).await,
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
        let (ledger, digest) = (self.ledger.clone(), checked.digest);
        blocking(move || {
            let pending = ledger.pending()?;
            let same = pending.iter().find(|(_, draft)| *draft == Some(digest));
            Ok(same.map(|(id, _)| *id))
        })
        .await
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

    /// Seals a checked draft for its receiver and saves it in the ledger.
    pub(crate) async fn prepare(
        &self,
        id: MessageId,
        checked: CheckedDraft,
        bulk: Option<Bulk>,
    ) -> Result<Prepared, DeskError> {
        let receivers = self.certificates_of(checked.receiver).await?;
        let limits = self.limits().await?.clone();
        let sender = self.profile.office();
        let identity = self.profile.identity().clone();
        let entropy = Arc::clone(&self.entropy);
        let ledger = self.ledger.clone();
        let now = self.clock.now();
        blocking(move || {
            let draft = checked.to_seal(id, sender, bulk);
            let SealedMessage {
                manifest, envelope, ..
            } = seal(
                draft,
                &checked.container,
                &identity,
                &receivers,
                &*entropy,
                now,
            )
            .map_err(|error| unsealed(error, &checked))?;
            fits(&manifest, &limits).map_err(DeskError::fault)?;
            ledger.begin(id, &envelope, checked.digest)?;
            Ok(Prepared {
                id,
                envelope: envelope.into(),
                report: checked.report,
            })
        })
        .await
    }

    /// Sends a message that is in the ledger, and saves the receipt there.
    pub(crate) async fn deliver(&self, prepared: Prepared) -> Result<SentMessage, DeskError> {
        let Prepared {
            id,
            envelope,
            report,
        } = prepared;
        let answer = match self.put(id, &envelope).await {
            Ok(answer) => answer,
            Err(error) if error.is_about_the_request() => {
                let prepared = Prepared {
                    id,
                    envelope,
                    report,
                };
                return self.refused(prepared, error).await;
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
            ledger.end(id)?;
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
    async fn put(&self, id: MessageId, envelope: &Bytes) -> Result<MessageReceipt, PlatformError> {
        match self.platform.put_message(id, envelope.clone()).await {
            Err(error) if error.is_of(Code::DigestMismatch) => {
                self.platform.put_message(id, envelope.clone()).await
            }
            other => other,
        }
    }

    /// The certificates of an office, each verified to be its own.
    async fn certificates_of(&self, office: OfficeNumber) -> Result<Vec<Certificate>, DeskError> {
        let answer = match self.platform.office(office).await {
            Err(PlatformError::Refused(problem)) if problem.status == 404 => {
                return Err(DeskError::fault(Refusal::ReceiverNotRegistered { office }));
            }
            other => other?,
        };
        if !answer.licensed {
            return Err(DeskError::fault(Refusal::ReceiverNotLicensed { office }));
        }
        let (now, known) = (self.clock.now(), self.anchors());
        let mut offered = Offered::of(office, &answer, &known, now);
        // A passing failure to ask hinders nobody whose other certificate is good.
        if offered.is_foreign && self.learn_authorities(&known).await.unwrap_or(false) {
            offered = Offered::of(office, &answer, &self.anchors(), now);
        }
        if offered.good.is_empty() {
            return Err(DeskError::fault(Fault::NoCertificate { office }));
        }
        Ok(offered.good)
    }
}

/// The certificates of an office as the platform offers them.
#[derive(Default)]
struct Offered {
    good: Vec<Certificate>,
    /// Whether one is of an authority that is not known.
    is_foreign: bool,
}

impl Offered {
    fn of(office: OfficeNumber, answer: &Office, anchors: &Anchors, now: Timestamp) -> Self {
        let mut offered = Self::default();
        for text in &answer.certificates {
            let Ok(der) = BASE64_STANDARD.decode(text) else {
                continue;
            };
            match tasuki_pki::holder(&der, &[], anchors, now) {
                Ok(Holder::Office { office: named, .. }) if named == office => {
                    offered.good.extend(Certificate::from_der(&der).ok());
                }
                Ok(_) => tracing::warn!(%office, "a certificate of somebody else was offered"),
                Err(refusal) => {
                    offered.is_foreign |= refusal == CertificateRefusal::Foreign;
                    tracing::warn!(%office, code = refusal.code(), "a certificate is refused");
                }
            }
        }
        offered
    }
}

/// Whether the next message would wait in vain, too.
pub(crate) fn stops(result: &Result<SentMessage, DeskError>) -> bool {
    matches!(result, Err(DeskError::Platform(error)) if !error.is_about_the_request())
}

/// Why a draft cannot be sealed; a name that cannot be sent is the person's to mend.
fn unsealed(error: SealError, checked: &CheckedDraft) -> DeskError {
    let SealError::Container(ContainerError::Name { place }) = error else {
        return DeskError::Seal(error);
    };
    let entry = checked.container.entries.get(place.saturating_sub(1));
    DeskError::fault(Fault::FileName {
        name: entry.map(|entry| entry.name.clone()).unwrap_or_default(),
    })
}

/// Whether a sealed message is within the limits.
fn fits(manifest: &Manifest, limits: &tasuki_exchange::Limits) -> Result<(), Refusal> {
    let files: Vec<(MediaType, u64)> = manifest
        .files
        .iter()
        .map(|file| (file.media, file.size))
        .collect();
    Proposal {
        sender: manifest.sender,
        receiver: manifest.receiver,
        files: &files,
        has_text: manifest.message_text,
        sealed_size: manifest.sealed_size,
        bulk: manifest.bulk.map(|bulk| (bulk.index, bulk.count)),
        is_one_unit: true,
    }
    .fits(limits)
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
