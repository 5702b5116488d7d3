//! Several terminals of an office, and several runs of the program on one.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use tasuki_desk::{Draft, Query, Side};
use tasuki_terms::MessageState;
use tasuki_testing::note;

use crate::desk::{picture, wire};
use crate::town::Three;

#[tokio::test(flavor = "multi_thread")]
async fn two_terminals_that_receive_at_once_both_get_the_files_and_one_receipt_counts() {
    let three = Three::start().await;
    let terminal = three.helper.terminal(&three.town).await.unwrap();
    let manager = three.manager.desk(&three.town).unwrap();
    let draft = picture(&three.helper, 200_000);
    let sent = manager.send(draft.clone()).await.unwrap();
    let desks = [&three.helper, &terminal].map(|office| office.desk(&three.town).unwrap());
    let [here, there] = ["here", "there"].map(|name| three.folder.path().join(name));
    let (first, second) = tokio::join!(
        desks[0].receive(sent.id, &here),
        desks[1].receive(sent.id, &there),
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    for got in [&first, &second] {
        assert_eq!(
            fs_err::read(&got.files[0].path).unwrap(),
            draft.files[0].bytes
        );
        assert_eq!(got.text, draft.text);
    }
    assert_eq!(first.receipts, second.receipts);
    let details = manager.details(sent.id).await.unwrap();
    assert_eq!(details.state, MessageState::Opened);
    assert_eq!(details.receipts, first.receipts);

    // Into one folder, as on a shared drive: each has files of its own.
    let shared = three.folder.path().join("shared");
    for _ in 0..5 {
        let again = Draft {
            again: true,
            ..draft.clone()
        };
        let sent = manager.send(again).await.unwrap();
        let target = shared.join(sent.id.to_string());
        let (first, second) = tokio::join!(
            desks[0].receive(sent.id, &target),
            desks[1].receive(sent.id, &target),
        );
        for got in [first.unwrap(), second.unwrap()] {
            let written = fs_err::read(&got.files[0].path).unwrap();
            assert_eq!(written, draft.files[0].bytes);
        }
        assert_eq!(fs_err::read_dir(&target).unwrap().count(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_of_one_terminal_that_receive_at_once_write_each_file_once() {
    let three = Three::start().await;
    let manager = three.manager.desk(&three.town).unwrap();
    let target = three.folder.path().join("received");
    for seed in 0..10 {
        let draft = Draft {
            text: Some(format!("{seed}件目")),
            ..picture(&three.helper, 300_000)
        };
        let sent = manager.send(draft.clone()).await.unwrap();
        let target = target.join(seed.to_string());
        let desks = [0; 4].map(|_| three.helper.desk(&three.town).unwrap());
        let got = tokio::join!(
            desks[0].receive(sent.id, &target),
            desks[1].receive(sent.id, &target),
            desks[2].receive(sent.id, &target),
            desks[3].receive(sent.id, &target),
        );
        let got = [got.0, got.1, got.2, got.3].map(Result::unwrap);
        for one in &got {
            assert_eq!(one.receipts, got[0].receipts);
            assert_eq!(one.files[0].path, got[0].files[0].path);
        }
        let new = got.iter().filter(|one| !one.files[0].was_there);
        assert_eq!(new.count(), 1);
        let written = fs_err::read(&got[0].files[0].path).unwrap();
        assert_eq!(written, draft.files[0].bytes);
        assert_eq!(fs_err::read_dir(&target).unwrap().count(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_of_one_terminal_that_resume_at_once_send_each_message_once() {
    let mut three = Three::start().await;
    let password = three.manager.password.clone();
    let wire = wire(&three).await;
    let broken = three.manager.desk_at(&wire.exchange(), password).unwrap();
    broken.limits().await.unwrap();
    wire.lose_answers_to(60_000);
    for bytes in [100_000, 110_000, 120_000] {
        broken
            .send(picture(&three.helper, bytes))
            .await
            .unwrap_err();
    }
    wire.mend();
    three.restart_after(SignedDuration::ZERO).await;
    let password = || three.manager.password.clone();
    let desks = [0; 4].map(|_| three.manager.desk_at(&wire.exchange(), password()).unwrap());
    let resumed = tokio::join!(
        desks[0].resume(),
        desks[1].resume(),
        desks[2].resume(),
        desks[3].resume(),
    );
    let mut receipts = BTreeMap::new();
    for resumed in [resumed.0, resumed.1, resumed.2, resumed.3] {
        for one in resumed.unwrap() {
            let receipt = one.result.unwrap().receipt.der;
            let first = receipts.entry(one.id).or_insert_with(|| receipt.clone());
            assert_eq!(*first, receipt);
        }
    }
    assert_eq!(receipts.len(), 3);
    let listed = desks[0].outbox(&Query::default()).await.unwrap();
    assert_eq!(listed.messages.len(), 3);
    assert_eq!(desks[0].waiting_messages().unwrap(), 0);
}

/// Gives the manager's terminal another certificate; its folder with the ledger stays.
async fn renew_certificate(three: &mut Three) {
    let renewed = three.manager.terminal(&three.town).await.unwrap();
    three.manager.renew(renewed.keys).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_answer_was_lost_is_sent_once_though_the_certificate_changes() {
    let mut three = Three::start().await;
    let wire = wire(&three).await;
    let password = three.manager.password.clone();
    let desk = three.manager.desk_at(&wire.exchange(), password).unwrap();
    desk.limits().await.unwrap();
    wire.lose_answers_to(60_000);
    let draft = picture(&three.helper, 100_000);
    desk.send(draft).await.unwrap_err();
    assert_eq!(desk.waiting_messages().unwrap(), 1);

    wire.mend();
    renew_certificate(&mut three).await;
    let password = three.manager.password.clone();
    let desk = three.manager.desk_at(&wire.exchange(), password).unwrap();
    let resumed = desk.resume().await.unwrap();
    assert_eq!(resumed.len(), 1);
    let sent = resumed.into_iter().next().unwrap().result.unwrap();
    assert_eq!(desk.waiting_messages().unwrap(), 0);
    let listed = desk.outbox(&Query::default()).await.unwrap().messages;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, sent.id);
}

/// What the ledger of an office calls a picture of 100,000 bytes that waits: in every town the same.
async fn name_of_a_picture_that_waits() -> String {
    let three = Three::start().await;
    let wire = wire(&three).await;
    let password = three.manager.password.clone();
    let desk = three.manager.desk_at(&wire.exchange(), password).unwrap();
    desk.limits().await.unwrap();
    wire.lose_answers_to(60_000);
    let draft = picture(&three.helper, 100_000);
    desk.send(draft).await.unwrap_err();
    let pending = three.manager.profile_folder().join("ledger/pending");
    let waits = fs_err::read_dir(&pending).unwrap().next().unwrap().unwrap();
    fs_err::read_to_string(waits.path()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_never_arrived_is_sent_as_a_new_one_once_the_certificate_has_changed() {
    let named = Box::pin(name_of_a_picture_that_waits()).await;
    let mut three = Three::start().await;
    let desk = three.manager.desk(&three.town).unwrap();
    let draft = picture(&three.helper, 100_000);
    // As runs leave them that break off before they send anything.
    let waits = [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 1_000).unwrap());
    let pending = three.manager.profile_folder().join("ledger/pending");
    fs_err::create_dir_all(&pending).unwrap();
    for (message, named) in waits.iter().zip(["unknown", &*named]) {
        let id = message.manifest.id;
        let folder = desk.ledger().message(Side::Sent, id).path().to_owned();
        fs_err::create_dir_all(&folder).unwrap();
        fs_err::write(folder.join("envelope"), &message.envelope).unwrap();
        fs_err::write(pending.join(id.to_string()), named).unwrap();
    }
    let waits = waits.map(|message| message.manifest.id);

    renew_certificate(&mut three).await;
    let desk = three.manager.desk(&three.town).unwrap();
    let sent = desk.send(draft).await.unwrap();
    assert!(!waits.contains(&sent.id));
    assert_eq!(desk.waiting_messages().unwrap(), 1);
    let resumed = desk.resume().await.unwrap();
    let refused = resumed.into_iter().next().unwrap().result.unwrap_err();
    assert_eq!(refused.code(), "message.certificate-changed");
    assert_eq!(desk.waiting_messages().unwrap(), 0);
    for id in waits {
        let folder = desk.ledger().message(Side::Sent, id);
        assert!(folder.path().join("refused.json").exists());
    }
    let listed = desk.outbox(&Query::default()).await.unwrap().messages;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, sent.id);
}
