//! The program of an earlier version beside this one: what processes are while they are replaced.

use std::path::Path;

use tasuki_terms::MessageState;
use tasuki_testing::note;
use tasuki_wire::MailBox;

use super::{caller_at, connected, soon};
use crate::town::Three;

/// Where the earlier program is.
const EARLIER: &str = "TASUKI_TEST_EARLIER";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "`cargo xtask upgrade` builds an earlier program for it"]
async fn an_earlier_program_and_this_one_are_one_platform() {
    let earlier = std::env::var_os(EARLIER).expect(EARLIER);
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    let before = three.town.start_earlier_beside(Path::new(&earlier)).await;
    let before = before.unwrap();
    let there = format!("https://{}", before.exchange);
    let desk = three.helper.desk_at(&there, three.helper.password.clone());
    let desk = desk.unwrap();
    let mut news = desk.events();
    connected(&mut news).await;

    let sender = three.manager.session(&three.town).await.unwrap();
    let receiver = three.helper.session(&three.town).await.unwrap();
    let senders = [&sender, &caller_at(&there, &three.manager, &sender)];
    let receivers = [&receiver, &caller_at(&there, &three.helper, &receiver)];
    let mut sent = Vec::new();
    // Each of both sends, and each of both is asked for what came.
    for (seed, at) in (0..12).zip([(0, 0), (0, 1), (1, 0), (1, 1)].into_iter().cycle()) {
        let message = note(seed, &three.manager, &three.helper, 50_000).unwrap();
        let id = message.manifest.id;
        let first = senders[at.0].send(&message).await.unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        soon(&mut news, id, MessageState::Accepted, MailBox::Inbox).await;
        let again = senders[1 - at.0].send(&message).await.unwrap();
        assert_eq!((again.status, &again.body), (200, &first.body));
        let content = receivers[at.1].fetch(id).await.unwrap();
        assert!(content.body == message.envelope, "{id} is not whole");
        soon(&mut news, id, MessageState::Fetched, MailBox::Inbox).await;
        sent.push(id);
    }
    let back = note(20, &three.manager, &three.helper, 1_000).unwrap();
    assert_eq!(senders[0].send(&back).await.unwrap().status, 201);
    let withdrawn = senders[1].withdraw(back.manifest.id).await.unwrap();
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.text());

    // The earlier one goes; what both did stands, and is proven.
    drop(news);
    before.terminate().unwrap();
    let (status, log) = before.ended().await.unwrap();
    assert!(status.success(), "{status}: {log}");
    for id in sent {
        let detail = sender.detail(id).await.unwrap();
        let proven = three.manager.proven(&detail).unwrap();
        assert_eq!(proven, MessageState::Fetched);
    }
    let detail = sender.detail(back.manifest.id).await.unwrap();
    let proven = three.manager.proven(&detail).unwrap();
    assert_eq!(proven, MessageState::Withdrawn);
}
