use jiff::SignedDuration;
use tasuki_seal::{Identity, SealedMessage, sign};
use tasuki_terms::MessageId;

use super::*;
use crate::Ledger;
use crate::ledger::Side;
use crate::test_office::{HELPER, MANAGER, Town, assert_told, now, receipts, sealed, tampered};
use ReceiptKind::{Accepted, Fetched, Opened};

/// A message in the sender's ledger, with those who sign.
struct World {
    town: Town,
    manager: Identity,
    helper: Identity,
    platform: Identity,
    message: SealedMessage,
    dir: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let town = Town::new();
        let (manager, helper) = (town.office(MANAGER), town.office(HELPER));
        Self {
            message: sealed(&manager, &helper),
            platform: town.platform(),
            dir: tempfile::tempdir().unwrap(),
            town,
            manager,
            helper,
        }
    }

    fn id(&self) -> MessageId {
        self.message.manifest.id
    }

    fn folder(&self) -> MessageFolder {
        Ledger::new(self.dir.path()).message(Side::Sent, self.id())
    }

    /// Writes the envelope and the receipts that are signed as said.
    fn save(&self, steps: &[(ReceiptKind, &Identity)]) {
        let ledger = Ledger::new(self.dir.path());
        let draft = crate::test_office::checked().names;
        ledger
            .begin(self.id(), &self.message.envelope, draft)
            .unwrap();
        let signed = receipts(&self.message.manifest, steps);
        for ((kind, _), der) in steps.iter().zip(signed) {
            self.folder().save_receipt(*kind, &der).unwrap();
        }
    }

    fn save_whole_course(&self) {
        self.save(&[
            (Accepted, &self.platform),
            (Fetched, &self.platform),
            (Opened, &self.helper),
        ]);
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder().path().join(name)
    }

    fn change(&self, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let bytes = fs_err::read(self.file(name)).unwrap();
        fs_err::write(self.file(name), change(bytes)).unwrap();
    }

    fn verify(&self) -> Result<Verification, DeskError> {
        verify(self.folder().path(), &self.town.anchors())
    }

    /// The code of what is wrong, which is told in full.
    fn fault(&self) -> String {
        let error = self.verify().unwrap_err();
        assert_told(error.code(), &error.what(), &error.hint());
        error.code().to_owned()
    }
}

#[test]
fn a_whole_course_is_verified() {
    let world = World::new();
    world.save_whole_course();
    let verified = world.verify().unwrap();
    assert_eq!(verified.state, MessageState::Opened);
    assert_eq!(verified.manifest, world.message.manifest);
    assert!(verified.content);
    let told: Vec<String> = verified
        .signatures
        .iter()
        .map(|one| format!("{} {:?} {}", one.at, one.thing, one.by))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    2025-03-25T01:20:00Z Manifest urn:tasuki:office:1370000001:user:KJ137000000101
    2025-03-25T01:21:00Z Receipt(Accepted) urn:tasuki:platform
    2025-03-25T01:22:00Z Receipt(Fetched) urn:tasuki:platform
    2025-03-25T01:23:00Z Receipt(Opened) urn:tasuki:office:1370000002:user:KJ137000000201
    ");
}

#[test]
fn one_receipt_is_verified_with_those_before_it() {
    let world = World::new();
    world.save_whole_course();
    let path = world.file("02-fetched.receipt");
    let verified = verify(&path, &world.town.anchors()).unwrap();
    assert_eq!(verified.state, MessageState::Fetched);
    assert_eq!(verified.signatures.len(), 3);
}

#[test]
fn the_content_need_not_be_there() {
    let world = World::new();
    world.save_whole_course();
    let (manifest, _) = split_envelope(&world.message.envelope).unwrap();
    world.folder().save_manifest(manifest).unwrap();
    fs_err::remove_file(world.file("envelope")).unwrap();
    let verified = world.verify().unwrap();
    assert!(!verified.content);
    assert_eq!(verified.state, MessageState::Opened);
}

#[test]
fn certificates_count_as_of_the_time_of_signing() {
    // Verifying asks for no time: what was signed in time holds for ever.
    let world = World::new();
    world.save_whole_course();
    let certificate = world.platform.certificate().der();
    let late = now() + SignedDuration::from_hours(24 * 365 * 4);
    assert!(tasuki_pki::holder(certificate, &[], &world.town.anchors(), late).is_err());
    world.verify().unwrap();
}

#[test]
fn changed_bytes_are_found_wherever_they_are() {
    for (name, part, code) in [
        ("envelope", 0.99, "proof.other-content"),
        ("envelope", 0.5, "proof.other-content"),
        ("01-accepted.receipt", 0.98, "proof.receipt"),
        ("03-opened.receipt", 0.98, "proof.receipt"),
    ] {
        let world = World::new();
        world.save_whole_course();
        world.change(name, |bytes| tampered(&bytes, part));
        assert_eq!(world.fault(), code, "{name} at {part}");
    }
    let world = World::new();
    world.save_whole_course();
    let (manifest, sealed) = split_envelope(&world.message.envelope).unwrap();
    let changed = [&tampered(manifest, 0.99), sealed].concat();
    world.change("envelope", |_| changed);
    assert_eq!(world.fault(), "proof.manifest");
}

#[test]
fn what_is_damaged_is_called_damaged() {
    for cut in [0, 1, 100] {
        let world = World::new();
        world.save_whole_course();
        world.change("02-fetched.receipt", |bytes| bytes[..cut].to_vec());
        assert_eq!(world.fault(), "proof.receipt");
        let told = world.verify().unwrap_err().what();
        assert!(told.contains("壊れている"), "{told}");
    }
    let world = World::new();
    world.save_whole_course();
    world.change("envelope", |_| b"x".to_vec());
    assert_eq!(world.fault(), "proof.other-content");
}

#[test]
fn receipts_must_be_signed_by_those_whose_step_it_is() {
    let world = World::new();
    let stranger = Town::new();
    let foreign_platform = stranger.platform();
    let foreign_helper = stranger.office(HELPER);
    for (accepted, opened, code) in [
        (&foreign_platform, &world.helper, "certificate.foreign"),
        (&world.platform, &foreign_helper, "certificate.foreign"),
        (&world.manager, &world.helper, "proof.other-signer"),
        (&world.helper, &world.helper, "proof.other-signer"),
        (&world.platform, &world.manager, "proof.other-signer"),
        (&world.platform, &world.platform, "proof.other-signer"),
    ] {
        let _removed = fs_err::remove_dir_all(world.folder().path());
        world.save(&[
            (Accepted, accepted),
            (Fetched, &world.platform),
            (Opened, opened),
        ]);
        assert_eq!(world.fault(), code);
    }
}

#[test]
fn the_manifest_must_be_signed_by_its_sender() {
    let world = World::new();
    let foreign = Town::new().office(MANAGER);
    for (signer, code) in [
        (&world.helper, "proof.other-signer"),
        (&world.platform, "proof.other-signer"),
        (&foreign, "certificate.foreign"),
    ] {
        let _removed = fs_err::remove_dir_all(world.folder().path());
        world.save_whole_course();
        let manifest = &world.message.manifest;
        let forged = sign(&manifest.to_json(), signer, now()).unwrap();
        world.folder().save_manifest(&forged).unwrap();
        assert_eq!(world.fault(), code);
    }
}

#[test]
fn receipts_must_be_the_course_of_this_message() {
    let world = World::new();
    world.save_whole_course();
    fs_err::remove_file(world.file("02-fetched.receipt")).unwrap();
    assert_eq!(world.fault(), "proof.chain");

    let other = sealed(&world.manager, &world.helper).manifest;
    let foreign = receipts(&other, &[(Accepted, &world.platform)]).remove(0);
    world.change("01-accepted.receipt", |_| foreign);
    assert_eq!(world.fault(), "proof.other-message");
}

#[test]
fn without_a_message_or_a_receipt_there_is_nothing_to_verify() {
    let world = World::new();
    assert_eq!(world.fault(), "verify.nothing");
    world.save(&[]);
    assert_eq!(world.fault(), "verify.nothing");
    world.save_whole_course();
    let error = verify(&world.file("envelope"), &world.town.anchors()).unwrap_err();
    assert_eq!(error.code(), "verify.nothing");
    fs_err::remove_file(world.file("envelope")).unwrap();
    assert_eq!(world.fault(), "verify.nothing");
}
