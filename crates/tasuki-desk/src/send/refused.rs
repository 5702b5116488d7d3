//! What becomes of a message that the platform refused, or would.
//!
//! A refusal alone does not tell that a message was never accepted: the answer to an earlier
//! attempt may have been lost. So the platform is asked first what it knows of the message.

use bytes::Bytes;
use tasuki_exchange::Refusal;
use tasuki_seal::{Certificate, ReceiptKind, read_manifest, sha256, split_envelope};
use tasuki_standard::CheckReport;
use tasuki_terms::{MessageId, OfficeNumber};
use tasuki_wire::{Code, MessageDetail, Problem};

use super::{Prepared, SentMessage, manifest_of};
use crate::details::{believed, save};
use crate::error::blocking;
use crate::ledger::Side;
use crate::{Desk, DeskError, PlatformError};

impl Desk {
    /// Ends well if the platform has the message nevertheless; else the message waits no longer,
    /// unless its bytes were only lost on the way.
    pub(super) async fn refused(
        &self,
        prepared: Prepared,
        refusal: DeskError,
    ) -> Result<SentMessage, DeskError> {
        let Prepared {
            id,
            envelope,
            report,
        } = prepared;
        if refusal.code() == Refusal::SenderNotLicensed.code() {
            self.licence.forget();
        }
        match self.platform.message(id).await {
            Ok(known) => {
                let found = self.found(id, known, envelope.clone(), report).await?;
                if let Some(sent) = found {
                    return Ok(sent);
                }
            }
            Err(error) if is_unknown(&error) => {}
            // Nobody knows whether it was accepted: it goes on waiting.
            Err(error) if error.is_about_the_request() => return Err(refusal),
            Err(error) => return Err(error.into()),
        }
        if let Some(receiver) = refused_receiver(&refusal, &envelope) {
            self.know_member(receiver, false).await;
        }
        let folder = self.ledger.message(Side::Sent, id);
        let ledger = self.ledger.clone();
        let certificate = self.profile.identity().certificate().clone();
        blocking(move || {
            let mut problem = problem(&refusal);
            let error = match fate(refusal.code(), &envelope, &certificate) {
                Fate::Waits => return Err(refusal),
                Fate::Refused => refusal,
                Fate::OtherCertificate => DeskError::CertificateChanged { id },
            };
            problem.title = error.what();
            problem.detail = error.hint();
            let json = serde_json::to_vec(&problem).map_err(std::io::Error::from)?;
            folder.save_refusal(&json)?;
            ledger.end(id)?;
            Err(error)
        })
        .await
    }

    /// The message, if it is ours that the platform knows.
    async fn found(
        &self,
        id: MessageId,
        known: MessageDetail,
        envelope: Bytes,
        report: CheckReport,
    ) -> Result<Option<SentMessage>, DeskError> {
        let office = self.profile.office();
        let folder = self.ledger.message(Side::Sent, id);
        let ledger = self.ledger.clone();
        self.believing(move |anchors| {
            let details = believed(id, &known, anchors)?;
            let is_ours = match manifest_of(&envelope) {
                Ok(manifest) => manifest == details.manifest,
                // Ours is damaged. Whatever our office sent under this id, it sent it here.
                Err(_) => details.manifest.sender == office,
            };
            let Some(receipt) = details.receipt(ReceiptKind::Accepted).cloned() else {
                return Ok(None);
            };
            if !is_ours {
                return Ok(None);
            }
            save(&details, &folder)?;
            ledger.accept(id)?;
            Ok(Some(SentMessage {
                id,
                manifest: details.manifest,
                receipt,
                report: report.clone(),
                folder: folder.path().to_owned(),
            }))
        })
        .await
    }
}

/// What becomes of a message that was never accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// It may be accepted later.
    Waits,
    /// It will never be accepted.
    Refused,
    /// It will never be accepted because the office has another certificate now; the same draft
    /// can be sent as a new message.
    OtherCertificate,
}

fn fate(code: &str, envelope: &[u8], certificate: &Certificate) -> Fate {
    // A suspended office may be resumed; its messages need not be made anew.
    let may_pass = code == Code::OfficeSuspended.as_str();
    if may_pass || code == Code::DigestMismatch.as_str() && is_whole(envelope) {
        return Fate::Waits;
    }
    let signer = split_envelope(envelope)
        .ok()
        .and_then(|(manifest, _)| read_manifest(manifest).ok())
        .map(|(_, signer)| signer);
    // Signing the manifest anew would not do: its signer must have signed the content, too.
    if code == Code::ManifestSignature.as_str() && signer.is_some_and(|one| one != *certificate) {
        Fate::OtherCertificate
    } else {
        Fate::Refused
    }
}

/// Whether the envelope on disk is what its manifest names.
fn is_whole(envelope: &[u8]) -> bool {
    let Ok((manifest, sealed)) = split_envelope(envelope) else {
        return false;
    };
    read_manifest(manifest).is_ok_and(|(manifest, _)| manifest.sealed_digest == sha256(sealed))
}

/// The receiver, if it takes part no more: it did when the message was sealed.
fn refused_receiver(refusal: &DeskError, envelope: &[u8]) -> Option<OfficeNumber> {
    let office = manifest_of(envelope).ok()?.receiver;
    let code = refusal.code();
    let refusals = [
        Refusal::ReceiverNotRegistered { office },
        Refusal::ReceiverNotLicensed { office },
    ];
    refusals
        .iter()
        .any(|one| one.code() == code)
        .then_some(office)
}

/// What the ledger keeps of a refusal: what the platform told, or would have told.
fn problem(refusal: &DeskError) -> Problem {
    if let DeskError::Platform(PlatformError::Refused(problem)) = refusal {
        return (**problem).clone();
    }
    // No request has an id: none was made.
    Problem::new(refusal.code(), 403, &refusal.what(), &refusal.hint(), "")
}

fn is_unknown(error: &PlatformError) -> bool {
    error.problem().is_some_and(|problem| problem.status == 404)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::{HELPER, MANAGER, Town, assert_told, message_id, sealed, tampered};

    fn refusal(code: Code) -> PlatformError {
        PlatformError::Refused(Box::new(code.problem("1")))
    }

    #[test]
    fn a_message_of_an_earlier_certificate_must_be_sent_as_a_new_one() {
        let town = Town::new();
        let (before, after) = (town.office(MANAGER), town.office(MANAGER));
        let envelope = sealed(&before, &town.office(HELPER)).envelope;
        let by = |certificate| fate(Code::ManifestSignature.as_str(), &envelope, certificate);
        assert_eq!(by(after.certificate()), Fate::OtherCertificate);
        assert_eq!(by(before.certificate()), Fate::Refused);
        let other = fate(
            Code::EnvelopeMalformed.as_str(),
            &envelope,
            after.certificate(),
        );
        assert_eq!(other, Fate::Refused);
        let told = DeskError::CertificateChanged { id: message_id() };
        assert_told(told.code(), &told.what(), &told.hint());
    }

    #[test]
    fn a_message_that_was_damaged_on_the_way_waits_and_one_damaged_here_does_not() {
        let town = Town::new();
        let manager = town.office(MANAGER);
        let envelope = sealed(&manager, &town.office(HELPER)).envelope;
        let fate = |envelope: &[u8]| {
            fate(
                Code::DigestMismatch.as_str(),
                envelope,
                manager.certificate(),
            )
        };
        assert_eq!(fate(&envelope), Fate::Waits);
        assert_eq!(fate(&tampered(&envelope, 0.99)), Fate::Refused);
    }

    #[test]
    fn only_a_platform_that_does_not_know_a_message_says_so() {
        assert!(is_unknown(&refusal(Code::NotFound)));
        for code in [Code::ManifestSignature, Code::Unavailable, Code::Internal] {
            assert!(!is_unknown(&refusal(code)));
        }
        assert!(!is_unknown(&PlatformError::Unexplained { status: 404 }));
    }
}
