//! One of three processes is killed again and again, behind a load balancer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tasuki_seal::SealedMessage;
use tasuki_terms::MessageId;
use tasuki_testing::{Balancer, Caller, Chance, note};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::caller_at;
use crate::town::Three;

const PROCESSES: usize = 3;
const KILLS: u64 = 12;
const SENDERS: u64 = 6;
const MESSAGES: u64 = 60;
/// After how many answers one is killed.
const MOMENTS: std::ops::Range<u64> = 2..25;
/// How often a client tries, as its program does.
const TRIES: u32 = 200;
const LOG: &str = "tasuki_server=info,tasuki_server::door=warn";

/// Sends until it is answered; the receipts, and how many tries broke off.
async fn send(
    caller: Caller,
    messages: Vec<Arc<SealedMessage>>,
    answered: Arc<watch::Sender<usize>>,
    broken: Arc<AtomicUsize>,
) -> BTreeMap<MessageId, Bytes> {
    let mut receipts = BTreeMap::new();
    for message in messages {
        let mut tries = 0;
        let answer = loop {
            if let Ok(answer) = caller.send(&message).await {
                break answer;
            }
            tries += 1;
            broken.fetch_add(1, Ordering::Relaxed);
            assert!(tries < TRIES, "nobody answers");
        };
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        receipts.insert(message.manifest.id, answer.body);
        answered.send_modify(|count| *count += 1);
    }
    receipts
}

#[tokio::test(flavor = "multi_thread")]
async fn no_killed_process_costs_a_message_that_has_a_receipt() {
    let mut three = Three::on_a_server(|settings| {
        settings.limits.requests_per_second = 1_000_000.try_into().unwrap();
        settings.limits.requests_burst = 1_000_000.try_into().unwrap();
    })
    .await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut processes = vec![three.town.start_process(binary, LOG).await.unwrap()];
    let session = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    while processes.len() < PROCESSES {
        let more = three.town.start_process_beside(binary, LOG).await;
        processes.push(more.unwrap());
    }
    let all = |of: &[tasuki_testing::ServerProcess]| of.iter().map(|one| one.exchange).collect();
    let balancer = Balancer::start(all(&processes)).await.unwrap();
    let found_at = format!("https://{}", balancer.address());

    let (answered, broken) = (Arc::new(watch::Sender::new(0)), Arc::default());
    let mut clients = JoinSet::new();
    let messages: Vec<_> = (0..SENDERS * MESSAGES)
        .map(|seed| Arc::new(note(seed, &three.manager, &three.helper, 20_000).unwrap()))
        .collect();
    for own in messages.chunks(usize::try_from(MESSAGES).unwrap()) {
        let caller = caller_at(&found_at, &three.manager, &session);
        let (told, broke) = (Arc::clone(&answered), Arc::clone(&broken));
        clients.spawn(send(caller, own.to_vec(), told, broke));
    }
    let mut chance = Chance::new(20_250_501);
    let mut told = answered.subscribe();
    for _ in 0..KILLS {
        let more = usize::try_from(chance.within(&MOMENTS)).unwrap();
        let until = (*told.borrow() + more).min(messages.len());
        told.wait_for(|count| *count >= until).await.unwrap();
        let which = usize::try_from(chance.within(&(0..3))).unwrap();
        processes.remove(which).kill().await.unwrap();
        // Another takes its place while the clients go on.
        let next = three.town.start_process_beside(binary, LOG).await.unwrap();
        processes.push(next);
        balancer.target(all(&processes));
    }
    let mut receipts = BTreeMap::new();
    while let Some(client) = clients.join_next().await {
        receipts.extend(client.unwrap());
    }
    assert!(broken.load(Ordering::Relaxed) > 0, "no kill hit a send");

    let helper = caller_at(&found_at, &three.helper, &helper);
    let sender = caller_at(&found_at, &three.manager, &session);
    let mut ids = helper.whole_list("inbox").await.unwrap();
    ids.sort();
    let accepted: Vec<_> = receipts.keys().copied().collect();
    assert_eq!(ids, accepted, "each exactly once, and no other");
    // Whichever process is asked, each is whole and has the receipt that was given.
    for message in &messages {
        let id = message.manifest.id;
        let content = helper.fetch(id).await.unwrap();
        assert!(content.body == message.envelope, "{id} is not whole");
        let again = sender.send(message).await.unwrap();
        assert_eq!((again.status, &again.body), (200, &receipts[&id]), "{id}");
    }
    for process in processes {
        process.kill().await.unwrap();
    }
}
