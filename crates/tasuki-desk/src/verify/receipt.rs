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
mod tests {
    use tasuki_seal::{Identity, ReceiptKind, SealedMessage};

    use super::*;
    use crate::test_office::{
        HELPER, MANAGER, Town, assert_told, checked as draft, receipts, sealed, tampered,
    };
    use ReceiptCheck as C;
    use ReceiptKind::{Accepted, Fetched, Opened, Withdrawn};

    struct World {
        town: Town,
        helper: Identity,
        platform: Identity,
        message: SealedMessage,
        ledger: Ledger,
        _dir: tempfile::TempDir,
    }

    impl World {
        /// A message that was received, with all its receipts.
        fn new() -> (Self, Vec<Vec<u8>>) {
            let town = Town::new();
            let helper = town.office(HELPER);
            let dir = tempfile::tempdir().unwrap();
            let world = Self {
                message: sealed(&town.office(MANAGER), &helper),
                platform: town.platform(),
                ledger: Ledger::new(dir.path()),
                town,
                helper,
                _dir: dir,
            };
            let whole = world.course(&world.platform);
            (world, whole)
        }

        fn course(&self, platform: &Identity) -> Vec<Vec<u8>> {
            let steps = [
                (Accepted, platform),
                (Fetched, platform),
                (Opened, &self.helper),
            ];
            receipts(&self.message.manifest, &steps)
        }

        fn folder(&self) -> MessageFolder {
            self.ledger.message(Side::Sent, self.message.manifest.id)
        }

        fn save(&self, receipts: &[(ReceiptKind, &[u8])]) {
            let id = self.message.manifest.id;
            let names = draft().names;
            self.ledger
                .begin(id, &self.message.envelope, names)
                .unwrap();
            for (kind, der) in receipts {
                self.folder().save_receipt(*kind, der).unwrap();
            }
        }

        fn check(&self, der: &[u8]) -> CheckedReceipt {
            check_receipt(der, &self.ledger, &self.town.anchors())
        }

        /// What fails, with its code, and what holds.
        fn told(&self, der: &[u8]) -> (Vec<(ReceiptCheck, String)>, Vec<ReceiptCheck>) {
            let (mut fails, mut holds) = (Vec::new(), Vec::new());
            for (check, stand) in self.check(der).checks {
                match stand {
                    ReceiptStand::Holds => holds.push(check),
                    ReceiptStand::Fails(fault) => {
                        assert_told(&fault.code, &fault.what, &fault.hint);
                        fails.push((check, fault.code));
                    }
                    ReceiptStand::Unknown => {}
                }
            }
            (fails, holds)
        }
    }

    fn fails(check: ReceiptCheck, code: &str) -> Vec<(ReceiptCheck, String)> {
        vec![(check, code.to_owned())]
    }

    #[test]
    fn a_receipt_of_a_known_message_holds_in_everything() {
        let (world, whole) = World::new();
        world.save(&[(Accepted, &whole[0]), (Fetched, &whole[1])]);
        for der in &whole {
            let (wrong, holds) = world.told(der);
            assert_eq!((wrong, holds), (vec![], C::ALL.to_vec()));
        }
        let last = world.check(&whole[2]);
        assert_eq!(last.fault(), None);
        assert_eq!(last.manifest.as_ref(), Some(&world.message.manifest));
        assert_eq!(last.receipt.unwrap().kind, Opened);
        assert!(
            matches!(last.signer, Some(Holder::Office { office, .. }) if office == HELPER.parse().unwrap())
        );
    }

    #[test]
    fn of_an_unknown_message_only_the_signature_is_known() {
        let (world, whole) = World::new();
        let (wrong, holds) = world.told(&whole[1]);
        assert_eq!(wrong, []);
        assert_eq!(holds, [C::Signature, C::Certificate, C::Signer]);
        assert_eq!(world.check(&whole[1]).manifest, None);
    }

    #[test]
    fn what_does_not_hold_is_told_and_nothing_else() {
        let (world, whole) = World::new();
        world.save(&[(Accepted, &whole[0]), (Fetched, &whole[1])]);
        // Changed bytes, and bytes that are no receipt.
        for bytes in [
            tampered(&whole[0], 0.98),
            whole[0][..90].to_vec(),
            Vec::new(),
        ] {
            let (wrong, holds) = world.told(&bytes);
            assert_eq!(
                (wrong, holds),
                (fails(C::Signature, "proof.receipt"), vec![])
            );
            assert_eq!(world.check(&bytes).receipt, None);
        }
        // Of another platform.
        let foreign = Town::new();
        let strange = world.course(&foreign.platform());
        let (wrong, holds) = world.told(&strange[0]);
        assert_eq!(wrong, fails(C::Certificate, "certificate.foreign"));
        assert_eq!(holds, [C::Signature, C::Message]);
        // The receiver signs what the platform must.
        let own = world.course(&world.helper);
        let (wrong, holds) = world.told(&own[1]);
        assert_eq!(wrong, fails(C::Signer, "proof.other-signer"));
        assert_eq!(holds, [C::Signature, C::Certificate, C::Message]);
    }

    #[test]
    fn a_receipt_of_other_content_under_the_same_number_is_found() {
        let (world, whole) = World::new();
        world.save(&[(Accepted, &whole[0])]);
        let mut other = world.message.manifest.clone();
        other.message_text = !other.message_text;
        let other = receipts(&other, &[(Accepted, &world.platform)]).remove(0);
        let (wrong, _) = world.told(&other);
        assert_eq!(wrong, fails(C::Message, "proof.other-message"));
    }

    #[test]
    fn a_gap_before_it_breaks_the_course() {
        let (world, whole) = World::new();
        world.save(&[(Accepted, &whole[0])]);
        let (wrong, holds) = world.told(&whole[2]);
        assert_eq!(wrong, fails(C::Course, "proof.chain"));
        assert_eq!(holds, [C::Signature, C::Certificate, C::Signer, C::Message]);
        let steps = [(Accepted, &world.platform), (Withdrawn, &world.platform)];
        let withdrawn = receipts(&world.message.manifest, &steps).remove(1);
        // It is judged with what comes before it, not beside it.
        world.save(&[(Fetched, &whole[1])]);
        assert_eq!(world.told(&withdrawn), (vec![], C::ALL.to_vec()));
    }

    #[test]
    fn without_the_own_copy_its_content_is_not_told() {
        let (world, whole) = World::new();
        world.save(&[]);
        let (manifest, _) = tasuki_seal::split_envelope(&world.message.envelope).unwrap();
        world.folder().save_manifest(manifest).unwrap();
        fs_err::remove_file(world.folder().path().join("envelope")).unwrap();
        let (wrong, holds) = world.told(&whole[0]);
        assert_eq!((wrong, holds), (vec![], C::ALL[..5].to_vec()));
    }
}
