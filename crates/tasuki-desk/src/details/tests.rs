use tasuki_seal::{Identity, SealedMessage, sign};

use super::*;
use crate::test_office::{
    HELPER, MANAGER, Town, assert_told, detail, message_id, now, number, receipts, sealed,
};
use ReceiptKind::{Accepted, Fetched, Opened};

struct World {
    town: Town,
    manager: Identity,
    helper: Identity,
    platform: Identity,
    message: SealedMessage,
}

impl World {
    fn new() -> Self {
        let town = Town::new();
        let (manager, helper) = (town.office(MANAGER), town.office(HELPER));
        Self {
            message: sealed(&manager, &helper),
            platform: town.platform(),
            town,
            manager,
            helper,
        }
    }

    fn told(&self, steps: &[(ReceiptKind, &Identity)]) -> MessageDetail {
        let receipts = receipts(&self.message.manifest, steps);
        detail(&self.message, &receipts)
    }

    fn believed(&self, told: &MessageDetail) -> Result<Details, DeskError> {
        believed(self.message.manifest.id, told, &self.town.anchors())
    }

    /// The code of what is wrong, which is told in full.
    fn fault(&self, told: &MessageDetail) -> String {
        let error = self.believed(told).unwrap_err();
        assert_told(error.code(), &error.what(), &error.hint());
        error.code().to_owned()
    }
}

#[test]
fn what_the_platform_tells_is_believed_with_its_proof() {
    let world = World::new();
    let details = world
        .believed(&world.told(&[
            (Accepted, &world.platform),
            (Fetched, &world.platform),
            (Opened, &world.helper),
        ]))
        .unwrap();
    assert_eq!(details.state, MessageState::Opened);
    assert_eq!(details.manifest, world.message.manifest);
    let signer = details.receipt(Opened).unwrap().signer.to_string();
    assert!(signer.contains(HELPER), "{signer}");
    assert!(details.receipt(ReceiptKind::Withdrawn).is_none());
}

#[test]
fn a_message_without_its_platforms_receipt_is_not_believed() {
    let world = World::new();
    assert_eq!(world.fault(&world.told(&[])), "proof.chain");
    let by_the_sender = world.told(&[(Accepted, &world.manager)]);
    assert_eq!(world.fault(&by_the_sender), "proof.other-signer");
    let foreign = Town::new().platform();
    let told = world.told(&[(Accepted, &foreign)]);
    assert_eq!(world.fault(&told), "certificate.foreign");
    let mut told = world.told(&[(Accepted, &world.platform)]);
    told.receipts[0].receipt = "%".to_owned();
    assert_eq!(world.fault(&told), "platform.answer");
}

#[test]
fn another_message_than_the_one_asked_for_is_not_believed() {
    let world = World::new();
    let told = world.told(&[(Accepted, &world.platform)]);
    let asked = believed(message_id(), &told, &world.town.anchors()).unwrap_err();
    assert_eq!(asked.code(), "proof.other-message");
}

#[test]
fn a_manifest_that_its_sender_did_not_sign_is_not_believed() {
    let world = World::new();
    let mut told = world.told(&[(Accepted, &world.platform)]);
    let forged = sign(&world.message.manifest.to_json(), &world.helper, now()).unwrap();
    told.manifest = BASE64_STANDARD.encode(forged);
    assert_eq!(world.fault(&told), "proof.other-signer");
}

#[test]
fn a_message_is_kept_on_the_side_of_this_office() {
    let manifest = World::new().message.manifest;
    assert_eq!(side_of(&manifest, number(MANAGER)).unwrap(), Side::Sent);
    assert_eq!(side_of(&manifest, number(HELPER)).unwrap(), Side::Received);
    let foreign = side_of(&manifest, number("1370000009")).unwrap_err();
    assert_eq!(foreign.code(), "message.not-addressed");
}

#[test]
fn a_receipt_proves_one_step_only() {
    let world = World::new();
    let manifest = &world.message.manifest;
    let anchors = world.town.anchors();
    let der = receipts(manifest, &[(Accepted, &world.platform)]).remove(0);
    trusted_receipt_of(Accepted, &der, manifest, &anchors).unwrap();
    let other = trusted_receipt_of(ReceiptKind::Withdrawn, &der, manifest, &anchors).unwrap_err();
    assert_told(other.code(), &other.what(), &other.hint());
    assert_eq!(other.code(), "proof.other-kind");
    let mut changed = manifest.clone();
    changed.sealed_size += 1;
    let other = trusted_receipt_of(Accepted, &der, &changed, &anchors).unwrap_err();
    assert_eq!(other.code(), "proof.other-message");
}

#[test]
fn what_was_saved_can_be_verified_without_the_platform() {
    let world = World::new();
    let details = world
        .believed(&world.told(&[(Accepted, &world.platform), (Fetched, &world.platform)]))
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let folder = MessageFolder::at(dir.path().join("message"));
    save(&details, &folder).unwrap();
    save(&details, &folder).unwrap();
    let verified = crate::verify(folder.path(), &world.town.anchors()).unwrap();
    assert_eq!(verified.state, MessageState::Fetched);
}
