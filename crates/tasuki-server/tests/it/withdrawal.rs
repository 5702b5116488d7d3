//! Taking messages back (取消).

use jiff::SignedDuration;
use tasuki_seal::{ReceiptKind, read_receipt};
use tasuki_terms::MessageState;
use tasuki_testing::{note, sealed};
use tokio::sync::Barrier;

use crate::problems::refused;
use crate::town::Three;

#[tokio::test(flavor = "multi_thread")]
async fn both_ledgers_tell_of_a_withdrawal_and_the_content_is_gone_for_both() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    manager.send(&message).await.unwrap();
    let answer = manager.withdraw(id).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let receipt = read_receipt(&answer.receipt().unwrap()).unwrap().receipt;
    assert_eq!(receipt.kind, ReceiptKind::Withdrawn);
    assert_eq!(receipt.digest, message.manifest.digest());

    for (caller, office, list) in [
        (&manager, &three.manager, "outbox"),
        (&helper, &three.helper, "inbox"),
    ] {
        let found = caller.list(list).await.unwrap().messages;
        assert_eq!((found[0].id, found.len()), (id, 1));
        assert_eq!(found[0].state, MessageState::Withdrawn);
        assert_eq!(found[0].state_at, receipt.at);
        let detail = caller.detail(id).await.unwrap();
        assert_eq!(office.proven(&detail).unwrap(), MessageState::Withdrawn);
        let content = caller.fetch(id).await.unwrap();
        assert_eq!(refused(&content), "message.withdrawn", "{list}");
    }
    let waiting = helper.list("inbox?state=accepted").await.unwrap();
    assert!(waiting.messages.is_empty());
    // It was never fetched: whatever the receiver signs says something else than it must.
    let accepted = manager.send(&message).await.unwrap().receipt().unwrap();
    let opening = three.helper.opening(&message.manifest, &accepted).unwrap();
    let answer = helper.put_opened(id, opening).await.unwrap();
    assert_eq!(refused(&answer), "message.withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_fetched_or_opened_cannot_be_taken_back() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    manager.send(&message).await.unwrap();
    let fetched = helper.fetch(id).await.unwrap().receipt().unwrap();
    let answer = manager.withdraw(id).await.unwrap();
    assert_eq!(refused(&answer), "message.already-fetched");
    let opening = three.helper.opening(&message.manifest, &fetched).unwrap();
    assert_eq!(helper.put_opened(id, opening).await.unwrap().status, 200);
    let answer = manager.withdraw(id).await.unwrap();
    assert_eq!(refused(&answer), "message.already-fetched");
    let detail = manager.detail(id).await.unwrap();
    assert_eq!(three.manager.proven(&detail).unwrap(), MessageState::Opened);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_fetching_and_withdrawing_cross_one_wins_and_the_other_is_told() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let (mut fetched, mut withdrawn) = (0, 0);
    for seed in 0..30 {
        let message = note(seed, &three.manager, &three.helper, 3_000).unwrap();
        let id = message.manifest.id;
        manager.send(&message).await.unwrap();
        let start = Barrier::new(2);
        let (content, taken_back) = tokio::join!(
            async {
                start.wait().await;
                helper.fetch(id).await.unwrap()
            },
            async {
                start.wait().await;
                manager.withdraw(id).await.unwrap()
            },
        );
        let detail = manager.detail(id).await.unwrap();
        assert_eq!(detail, helper.detail(id).await.unwrap());
        let state = three.manager.proven(&detail).unwrap();
        if content.status == 200 {
            assert_eq!(content.body, message.envelope);
            assert_eq!(refused(&taken_back), "message.already-fetched");
            assert_eq!(state, MessageState::Fetched);
            fetched += 1;
        } else {
            assert_eq!(refused(&content), "message.withdrawn");
            assert_eq!(taken_back.status, 200, "{}", taken_back.text());
            assert_eq!(state, MessageState::Withdrawn);
            withdrawn += 1;
        }
    }
    assert_eq!(fetched + withdrawn, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_breaks_no_chain() {
    let mut three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let [fetched, withdrawn] =
        [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 10).unwrap());
    manager.send(&fetched).await.unwrap();
    manager.send(&withdrawn).await.unwrap();
    three.restart_after(SignedDuration::from_mins(-3)).await;
    let receipt = helper.fetch(fetched.manifest.id).await.unwrap();
    let receipt = receipt.receipt().unwrap();
    manager.withdraw(withdrawn.manifest.id).await.unwrap();
    let opening = three.helper.opening(&fetched.manifest, &receipt).unwrap();
    let answer = helper.put_opened(fetched.manifest.id, opening).await;
    assert_eq!(answer.unwrap().status, 200);
    for message in [fetched, withdrawn] {
        let detail = manager.detail(message.manifest.id).await.unwrap();
        three.manager.proven(&detail).unwrap();
    }
}
