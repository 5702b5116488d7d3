//! News within a second.

use std::time::Duration;

use tasuki_desk::{Events, News};
use tasuki_exchange::OfficeStatus;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::note;
use tasuki_wire::{Event, MailBox};

use crate::town::Three;

/// How long news may take.
const SOON: Duration = Duration::from_secs(1);
/// How long a platform that was started again may be looked for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The next news, which must come soon.
async fn soon(events: &mut Events<'_>) -> News {
    let next = tokio::time::timeout(SOON, events.next()).await;
    next.expect("within a second").unwrap()
}

/// Waits until the stream begins.
async fn connected(events: &mut Events<'_>) {
    let next = tokio::time::timeout(PATIENCE, events.next()).await;
    assert_eq!(next.unwrap().unwrap(), News::Connected);
}

fn told(message: MessageId, state: MessageState, mail_box: MailBox) -> News {
    News::Message(Event {
        message,
        state,
        mail_box,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_learn_of_every_step_within_a_second() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let (sender, receiver) = (
        three.manager.desk(&three.town).unwrap(),
        three.helper.desk(&three.town).unwrap(),
    );
    let (mut outbox, mut inbox) = (sender.events(), receiver.events());
    connected(&mut outbox).await;
    connected(&mut inbox).await;
    let mut both = async |id, state| {
        let (sender, receiver) = tokio::join!(soon(&mut outbox), soon(&mut inbox));
        assert_eq!(sender, told(id, state, MailBox::Outbox));
        assert_eq!(receiver, told(id, state, MailBox::Inbox));
    };
    let message = note(1, &three.manager, &three.helper, 1_000).unwrap();
    let id = message.manifest.id;
    manager.send(&message).await.unwrap();
    both(id, MessageState::Accepted).await;
    // The same again is no news, nor is the sender's reading its own copy.
    manager.send(&message).await.unwrap();
    manager.fetch(id).await.unwrap();
    let fetched = helper.fetch(id).await.unwrap().receipt().unwrap();
    both(id, MessageState::Fetched).await;
    helper.fetch(id).await.unwrap();
    let opening = three.helper.opening(&message.manifest, &fetched).unwrap();
    helper.put_opened(id, opening.clone()).await.unwrap();
    both(id, MessageState::Opened).await;
    helper.put_opened(id, opening).await.unwrap();

    let other = note(2, &three.manager, &three.helper, 1_000).unwrap();
    manager.send(&other).await.unwrap();
    both(other.manifest.id, MessageState::Accepted).await;
    manager.withdraw(other.manifest.id).await.unwrap();
    both(other.manifest.id, MessageState::Withdrawn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_terminal_of_an_office_is_told_and_no_other_office() {
    let three = Three::start().await;
    let second = three.helper.terminal(&three.town).await.unwrap();
    let desks =
        [&three.helper, &second, &three.stranger].map(|office| office.desk(&three.town).unwrap());
    let [mut first, mut second, mut stranger] = desks.each_ref().map(|desk| desk.events());
    connected(&mut first).await;
    connected(&mut second).await;
    connected(&mut stranger).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 10).unwrap();
    manager.send(&message).await.unwrap();
    let expected = told(message.manifest.id, MessageState::Accepted, MailBox::Inbox);
    assert_eq!(soon(&mut first).await, expected);
    assert_eq!(soon(&mut second).await, expected);
    // The first that the third office hears of is its own.
    let own = note(2, &three.manager, &three.stranger, 10).unwrap();
    manager.send(&own).await.unwrap();
    let expected = told(own.manifest.id, MessageState::Accepted, MailBox::Inbox);
    assert_eq!(soon(&mut stranger).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_platform_and_begins_again_with_it() {
    let mut three = Three::start().await;
    let helper = three.helper.desk(&three.town).unwrap();
    let mut events = helper.events();
    connected(&mut events).await;
    for seed in 0..3 {
        let (next, stopped) = tokio::join!(
            tokio::time::timeout(PATIENCE, events.next()),
            three.town.stop(),
        );
        stopped.unwrap();
        assert_eq!(next.unwrap().unwrap(), News::Interrupted);
        three.town.start().await.unwrap();
        connected(&mut events).await;
        let manager = three.manager.session(&three.town).await.unwrap();
        let message = note(seed, &three.manager, &three.helper, 10).unwrap();
        manager.send(&message).await.unwrap();
        let expected = told(message.manifest.id, MessageState::Accepted, MailBox::Inbox);
        assert_eq!(soon(&mut events).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_begins_with_hello_and_waits_for_whoever_reads_slowly() {
    let three = Three::start().await;
    let helper = three.helper.session(&three.town).await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    // A client that opens the stream and reads nothing but its head.
    let stream = helper.request(reqwest::Method::GET, "/v1/events");
    let mut stream = stream.send().await.unwrap();
    let messages: Vec<_> = (0..20)
        .map(|seed| note(seed, &three.manager, &three.helper, 10).unwrap())
        .collect();
    for message in &messages {
        manager.send(message).await.unwrap();
    }
    let mut text = String::new();
    while !text.contains(&messages[19].manifest.id.to_string()) {
        let piece = tokio::time::timeout(SOON, stream.chunk()).await;
        let piece = piece.unwrap().unwrap().unwrap();
        text.push_str(&String::from_utf8_lossy(&piece));
    }
    assert!(text.starts_with("event: hello\ndata: {}\n\n"), "{text}");
    for message in messages {
        assert!(text.contains(&message.manifest.id.to_string()), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_news_of_an_office_that_is_suspended_end() {
    let three = Three::start().await;
    three.helper.session(&three.town).await.unwrap();
    let receiver = three.helper.desk(&three.town).unwrap();
    let mut inbox = receiver.events();
    connected(&mut inbox).await;
    let registry = three.town.registry().await.unwrap();
    registry
        .set_office_status(three.helper.number, OfficeStatus::Suspended, "test")
        .await
        .unwrap();
    let ended = tokio::time::timeout(PATIENCE, inbox.next()).await;
    assert_eq!(ended.unwrap().unwrap(), News::Interrupted);
}
