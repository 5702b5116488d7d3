//! The platform is killed under load again and again, and keeps every promise.

mod load;

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_terms::MessageState;
use tasuki_testing::{Caller, Chance};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::town::Three;
use load::{Load, receive, send};

const KILLS: u32 = 60;
const SENDERS: usize = 8;
const RECEIVERS: usize = 2;
/// After how many steps of its clients the platform is killed; see [`Load::steps`].
const MOMENTS: std::ops::Range<u64> = 1..80;
const LOG: &str = "tasuki_server=info,tasuki_server::door=warn";

#[tokio::test(flavor = "multi_thread")]
async fn no_kill_loses_doubles_or_halves_a_message_that_has_a_receipt() {
    let begun = Instant::now();
    let mut three = Three::found(|settings| {
        settings.limits.requests_per_second = 1_000_000.try_into().unwrap();
        settings.limits.requests_burst = 1_000_000.try_into().unwrap();
        settings.store.segment_bytes = 4_000_000;
    })
    .await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut process = three.town.start_process(binary, LOG).await.unwrap();
    // Sessions outlive the platform; connections do not.
    let (manager, stranger, helper) = tokio::try_join!(
        three.manager.session(&three.town),
        three.stranger.session(&three.town),
        three.helper.session(&three.town),
    )
    .unwrap();
    let load = Arc::new(Load::new(&three));
    let mut clients = JoinSet::new();
    for n in 0..SENDERS {
        let (office, session) = if n % 2 == 0 {
            (&three.manager, &manager)
        } else {
            (&three.stranger, &stranger)
        };
        let mut caller = office.caller(&three.town).unwrap();
        caller.token.clone_from(&session.token);
        clients.spawn(send(Arc::clone(&load), caller, n));
    }
    for _ in 0..RECEIVERS {
        let mut caller = three.helper.caller(&three.town).unwrap();
        caller.token.clone_from(&helper.token);
        clients.spawn(receive(Arc::clone(&load), caller, three.helper.clone()));
    }

    let mut chance = Chance::new(20_250_401);
    for round in 1..=KILLS {
        // Everybody comes at once to a platform that has just begun.
        load.is_up(round);
        load.steps(chance.within(&MOMENTS)).await;
        load.is_down();
        process.kill().await.unwrap();
        process = three.town.start_process(binary, LOG).await.unwrap();
    }
    load.is_up(KILLS + 1);
    load.finish();
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    let book = load.book();
    report(&book, begun);
    let hit = book.broken.len();
    assert!(hit * 2 >= KILLS as usize, "{hit} kills hit a send");
    assert!(book.retried > 0, "no send was retried");
    verify(&three, &load, [&manager, &stranger], &helper).await;
    process.kill().await.unwrap();
}

#[expect(clippy::print_stderr, reason = "figures for whoever runs the test")]
fn report(book: &load::Book, begun: Instant) {
    eprintln!(
        "{KILLS} kills, {} of them while sends were under way ({} sends broke off); {} messages \
         accepted, {} of them by a later try, {} of those accepted before without an answer; {} \
         fetched, {} opened; {:.1} s",
        book.broken.len(),
        book.broken_sends,
        book.accepted.len(),
        book.retried,
        book.unanswered,
        book.fetched.len(),
        book.opened.len(),
        begun.elapsed().as_secs_f64()
    );
}

/// Every receipt ever given holds: its message is listed once, whole, and proven.
async fn verify(three: &Three, load: &Arc<Load>, senders: [&Caller; 2], helper: &Caller) {
    let book = load.book();
    let mut listed = helper.whole_list("inbox").await.unwrap();
    let mut sent = Vec::new();
    for sender in senders {
        sent.extend(sender.whole_list("outbox").await.unwrap());
    }
    listed.sort();
    sent.sort();
    assert_eq!(listed, sent);
    let accepted: Vec<_> = book.accepted.keys().copied().collect();
    assert_eq!(listed, accepted, "each exactly once, and no other");

    let mut checks = JoinSet::new();
    for (id, answer) in book.accepted {
        let message = Arc::clone(&load.messages[&id]);
        let sender = senders[usize::from(message.manifest.sender == three.stranger.number)];
        let (sender, office) = (sender.clone(), three.manager.clone());
        let later = [book.fetched.get(&id), book.opened.get(&id)];
        let given: Vec<String> = later
            .into_iter()
            .flatten()
            .map(|der| BASE64_STANDARD.encode(der))
            .collect();
        checks.spawn(async move {
            let again = sender.send(&message).await.unwrap();
            assert_eq!((again.status, &again.body), (200, &answer));
            let content = sender.fetch(id).await.unwrap();
            assert!(content.body == message.envelope, "{id} is not whole");
            let detail = sender.detail(id).await.unwrap();
            assert_eq!(office.proven(&detail).unwrap(), MessageState::Opened);
            let kept: Vec<String> = detail.receipts.into_iter().map(|one| one.receipt).collect();
            assert_eq!(kept[0], BASE64_STANDARD.encode(again.receipt().unwrap()));
            assert!(given.iter().all(|one| kept.contains(one)), "{id}");
        });
        if checks.len() >= SENDERS {
            checks.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(check) = checks.join_next().await {
        check.unwrap();
    }
}
