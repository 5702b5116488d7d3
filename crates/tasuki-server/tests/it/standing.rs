//! Offices that are suspended (停止中) or closed (廃止).

use tasuki_exchange::OfficeStatus;
use tasuki_terms::MessageState;
use tasuki_testing::{note, sealed};

use crate::problems::refused;
use crate::town::Three;

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_office_sees_what_waits_and_takes_it_in_when_it_is_resumed() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let waiting = sealed(1, &three.manager, &three.helper).unwrap();
    let id = waiting.manifest.id;
    assert_eq!(manager.send(&waiting).await.unwrap().status, 201);
    three
        .set_status(&three.helper, OfficeStatus::Suspended)
        .await;

    assert_eq!(helper.whole_list("inbox").await.unwrap(), [id]);
    assert_eq!(helper.detail(id).await.unwrap().receipts.len(), 1);
    let own = note(2, &three.helper, &three.manager, 10).unwrap();
    for answer in [helper.fetch(id).await, helper.send(&own).await] {
        assert_eq!(refused(&answer.unwrap()), "office.suspended");
    }
    let more = note(3, &three.manager, &three.helper, 10).unwrap();
    let answer = manager.send(&more).await.unwrap();
    assert_eq!(refused(&answer), "receiver.not-licensed");
    // The refused download was none.
    let detail = manager.detail(id).await.unwrap();
    assert_eq!(detail.summary.state, MessageState::Accepted);

    three.set_status(&three.helper, OfficeStatus::Active).await;
    assert_eq!(helper.fetch(id).await.unwrap().status, 200);
    assert_eq!(helper.send(&own).await.unwrap().status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_office_takes_in_and_proves_what_waits_and_sends_nothing() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let waiting = sealed(1, &three.manager, &three.helper).unwrap();
    let id = waiting.manifest.id;
    assert_eq!(manager.send(&waiting).await.unwrap().status, 201);
    let helper = three.helper.session(&three.town).await.unwrap();
    let sent = note(2, &three.helper, &three.manager, 10).unwrap();
    assert_eq!(helper.send(&sent).await.unwrap().status, 201);
    three.set_status(&three.helper, OfficeStatus::Closed).await;

    // It still logs in, after a while also anew.
    let helper = three.helper.session(&three.town).await.unwrap();
    let content = helper.fetch(id).await.unwrap();
    assert_eq!(content.status, 200);
    let receipt = content.receipt().unwrap();
    let opening = three.helper.opening(&waiting.manifest, &receipt).unwrap();
    assert_eq!(helper.put_opened(id, opening).await.unwrap().status, 200);
    let detail = manager.detail(id).await.unwrap();
    assert_eq!(detail.summary.state, MessageState::Opened);

    let own = note(3, &three.helper, &three.manager, 10).unwrap();
    let answer = helper.send(&own).await.unwrap();
    assert_eq!(refused(&answer), "office.closed");
    let more = note(4, &three.manager, &three.helper, 10).unwrap();
    let answer = manager.send(&more).await.unwrap();
    assert_eq!(refused(&answer), "receiver.not-licensed");
    // What it sent before and nobody has fetched it may take back.
    assert_eq!(helper.withdraw(sent.manifest.id).await.unwrap().status, 200);
}
