//! Sealing a message for its receiver, into the ledger.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_exchange::{Proposal, Refusal};
use tasuki_pki::{Anchors, CertificateRefusal};
use tasuki_seal::{Bulk, Certificate, ContainerError, Manifest, SealError, SealedMessage, seal};
use tasuki_terms::{MediaType, MessageId, OfficeNumber, Party, Timestamp};
use tasuki_wire::Office;

use super::Prepared;
use crate::error::blocking;
use crate::ledger::Side;
use crate::{CheckedDraft, Desk, DeskError, Fault, PlatformError, holdings};

impl Desk {
    /// Seals a checked draft for its receiver and saves it in the ledger, if the office has a licence.
    pub(crate) async fn prepare(
        &self,
        id: MessageId,
        checked: CheckedDraft,
        bulk: Option<Bulk>,
    ) -> Result<Prepared, DeskError> {
        self.check_licence().await?;
        let receivers = self.certificates_of(checked.receiver).await?;
        let limits = self.limits().await?.clone();
        let sender = self.profile.office();
        let identity = self.profile.identity().clone();
        let entropy = Arc::clone(&self.entropy);
        let ledger = self.ledger.clone();
        let book = self.book.clone();
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
            ledger.begin(id, &envelope, checked.names)?;
            holdings::index(&book, Side::Sent, id, &checked.container);
            Ok(Prepared {
                id,
                envelope: envelope.into(),
                report: checked.report,
            })
        })
        .await
    }

    /// Keeps in the address book whether an office takes part; a book that cannot be written hinders nobody.
    pub(super) async fn know_member(&self, office: OfficeNumber, is_member: bool) {
        let book = self.book.clone();
        let known = blocking(move || Ok(book.know_members(&[(office, is_member)])?));
        if let Err(error) = known.await {
            tracing::warn!(code = error.code(), "who takes part is not kept");
        }
    }

    /// The certificates of an office, each verified to be its own.
    async fn certificates_of(&self, office: OfficeNumber) -> Result<Vec<Certificate>, DeskError> {
        let answer = match self.platform.office(office).await {
            Err(PlatformError::Refused(problem)) if problem.status == 404 => {
                self.know_member(office, false).await;
                return Err(DeskError::fault(Refusal::ReceiverNotRegistered { office }));
            }
            other => other?,
        };
        self.know_member(office, answer.licensed).await;
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
                Ok(holder) if holder.party() == Party::Office(office) => {
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
