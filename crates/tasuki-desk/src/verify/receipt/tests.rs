//! Receipts by themselves: good ones, and each way in which one is not.

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
