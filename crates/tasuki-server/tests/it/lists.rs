//! The lists: pages, filters, bounds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tasuki_seal::{Container, Entry, SealedMessage};
use tasuki_terms::{MediaType, MessageId};
use tasuki_testing::{Caller, TownOffice, note, sealed, sealed_with};
use tasuki_wire::MessageList;

use crate::problems::refused;
use crate::town::Three;

fn ids(list: &MessageList) -> Vec<MessageId> {
    list.messages.iter().map(|message| message.id).collect()
}

/// An actual (実績) of a month; the platform cannot see that the file is empty.
fn actual(from: &TownOffice, to: &TownOffice, month: &str) -> SealedMessage {
    let name = format!(
        "UPJSK_{month}_{}_11_{}_43_20250501090000.CSV",
        from.number, to.number
    );
    let container = Container {
        entries: vec![Entry {
            name,
            media: MediaType::Csv,
            bytes: Vec::new(),
        }],
        text: None,
    };
    sealed_with(from, to, &container, |_| ()).unwrap()
}

async fn accepted(caller: &Caller, message: &SealedMessage) -> MessageId {
    let answer = caller.send(message).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    message.manifest.id
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_back_in_time_without_doubles_while_new_messages_arrive() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let mut sent = Vec::new();
    for seed in 0..30 {
        let message = note(seed, &three.manager, &three.helper, 10).unwrap();
        sent.push(accepted(&manager, &message).await);
    }
    let more: Vec<_> = (30..200)
        .map(|seed| note(seed, &three.manager, &three.helper, 10).unwrap())
        .collect();
    let enough = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&enough);
    let sender = manager.clone();
    let arriving = tokio::spawn(async move {
        let mut arrived = 0;
        for message in &more {
            accepted(&sender, message).await;
            arrived += 1;
            if told.load(Ordering::Relaxed) {
                break;
            }
        }
        arrived
    });
    for limit in [1, 7, 30] {
        let mut page = helper.list(&format!("inbox?limit={limit}")).await.unwrap();
        let mut seen = Vec::new();
        loop {
            assert!(page.messages.len() <= limit);
            seen.extend(page.messages);
            let Some(next) = page.next else { break };
            let next = format!("inbox?limit={limit}&cursor={next}");
            page = helper.list(&next).await.unwrap();
        }
        let order: Vec<_> = seen.iter().map(|one| (one.accepted_at, one.id)).collect();
        assert!(order.is_sorted_by(|a, b| a > b), "newest first, each once");
        let old: Vec<_> = seen.iter().map(|one| one.id).collect();
        let (_, old) = old.split_at(old.len() - sent.len());
        assert!(old.iter().rev().eq(&sent), "all that were there before");
    }
    enough.store(true, Ordering::Relaxed);
    let arrived = arriving.await.unwrap();
    assert!(arrived > 0);
    let all = helper.whole_list("inbox").await.unwrap();
    assert_eq!(all.len(), sent.len() + arrived);
    assert_eq!(all, manager.whole_list("outbox").await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_shows_what_fits_and_all_together_what_fits_all() {
    let three = Three::start().await;
    let (town, to) = (&three.town, &three.manager);
    let manager = three.manager.session(town).await.unwrap();
    let helper = three.helper.session(town).await.unwrap();
    let stranger = three.stranger.session(town).await.unwrap();
    let plan = accepted(&manager, &sealed(1, to, &three.helper).unwrap()).await;
    let march = accepted(&helper, &actual(&three.helper, to, "202503")).await;
    let april = accepted(&helper, &actual(&three.helper, to, "202504")).await;
    let picture = accepted(&helper, &note(2, &three.helper, to, 10).unwrap()).await;
    let other = accepted(&stranger, &actual(&three.stranger, to, "202504")).await;
    let gone = accepted(&helper, &actual(&three.helper, to, "202504")).await;
    assert_eq!(helper.withdraw(gone).await.unwrap().status, 200);
    assert_eq!(manager.fetch(april).await.unwrap().status, 200);

    let (second, third) = (three.helper.number, three.stranger.number);
    let inbox = [
        (String::new(), vec![gone, other, picture, april, march]),
        ("state=accepted".into(), vec![other, picture, march]),
        ("state=fetched".into(), vec![april]),
        ("state=opened".into(), vec![]),
        ("state=withdrawn".into(), vec![gone]),
        ("state=expired".into(), vec![]),
        (format!("partner={third}"), vec![other]),
        (
            format!("partner={second}"),
            vec![gone, picture, april, march],
        ),
        ("partner=9999999999".into(), vec![]),
        ("kind=UPJSK".into(), vec![gone, other, april, march]),
        // No part of a kind's name, and no pattern.
        ("kind=UPPLAN".into(), vec![]),
        ("month=202503".into(), vec![march]),
        ("month=202504".into(), vec![gone, other, april]),
        ("month=202505".into(), vec![]),
        (
            format!("state=accepted&partner={second}&kind=UPJSK&month=202503"),
            vec![march],
        ),
        (
            format!("state=accepted&partner={third}&kind=UPJSK&month=202503"),
            vec![],
        ),
        (format!("partner={second}&limit=2"), vec![gone, picture]),
    ];
    for (query, expected) in inbox {
        let found = manager.list(&format!("inbox?{query}")).await.unwrap();
        assert_eq!(ids(&found), expected, "{query}");
    }
    for (query, expected) in [
        ("", vec![plan]),
        ("kind=UPHOSOKU", vec![plan]),
        ("kind=UPSIKYU&month=202504", vec![plan]),
        ("kind=UPJSK", vec![]),
    ] {
        let found = manager.list(&format!("outbox?{query}")).await.unwrap();
        assert_eq!(ids(&found), expected, "{query}");
    }
    // A filter holds on every page.
    let mut page = manager.list("inbox?kind=UPJSK&limit=3").await.unwrap();
    let mut seen = ids(&page);
    while let Some(next) = page.next {
        let next = format!("inbox?kind=UPJSK&limit=3&cursor={next}");
        page = manager.list(&next).await.unwrap();
        seen.extend(ids(&page));
    }
    assert_eq!(seen, [gone, other, april, march]);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_brought_into_their_bounds() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    for seed in 0..205 {
        let message = note(seed, &three.manager, &three.helper, 1).unwrap();
        accepted(&manager, &message).await;
    }
    for (query, expected) in [
        ("", 50),
        ("limit=1", 1),
        ("limit=200", 200),
        ("limit=0", 1),
        ("limit=201", 200),
        ("limit=4294967295", 200),
    ] {
        let page = manager.list(&format!("outbox?{query}")).await.unwrap();
        assert_eq!(page.messages.len(), expected, "{query}");
        assert!(page.next.is_some(), "{query}");
    }
    assert_eq!(manager.whole_list("outbox").await.unwrap().len(), 205);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list_is_refused() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 10).unwrap();
    let id = accepted(&manager, &message).await;
    for query in [
        "cursor=".to_owned(),
        "cursor=x".to_owned(),
        format!("cursor={id}"),
        format!("cursor=.{id}"),
        "cursor=1743476401500000.".to_owned(),
        format!("cursor=1743476401500000.{id}x"),
        format!("cursor=999999999999999999999.{id}"),
        format!("cursor=9223372036854775807.{id}"),
        "limit=-1".to_owned(),
        "limit=many".to_owned(),
        "limit=4294967296".to_owned(),
        "limit=1&limit=2".to_owned(),
        "state=unknown".to_owned(),
        "state=Accepted".to_owned(),
        "partner=1".to_owned(),
        "kind=%25".to_owned(),
        "kind=UPJSK%20".to_owned(),
        "month=202513".to_owned(),
        "month=2025".to_owned(),
        "sort=oldest".to_owned(),
    ] {
        for list in ["inbox", "outbox"] {
            let answer = manager.get(&format!("/v1/{list}?{query}")).await.unwrap();
            assert_eq!(answer.status, 400, "{query}: {}", answer.text());
            assert_eq!(refused(&answer), "request.malformed", "{query}");
        }
    }
}
