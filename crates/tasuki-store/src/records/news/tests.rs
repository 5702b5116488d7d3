use std::sync::atomic::AtomicU64;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::NewMessage;
use crate::records::engine::{Access, Connection, Writing};
use crate::records::tests::{Count, message, records};
use crate::records::{Heard, changes};

/// How long one process may wait for another.
const PATIENCE: Duration = Duration::from_secs(30);

fn ids(rows: &[NewsRow]) -> Vec<MessageId> {
    rows.iter().map(|row| row.message).collect()
}

/// Messages of several days: those of one day wait for each other's count of that day.
fn messages() -> [NewMessage; 4] {
    let entropy = Count(AtomicU64::new(1));
    [1, 2, 3, 4].map(|day| message(&entropy, day * 86_400, 1, 2))
}

/// Notes at once, and not with the commit, that a message was accepted.
fn tell(session: &Session<'_>, message: &NewMessage) -> Result<(), StoreError> {
    let news = NewsRow {
        message: message.id,
        state: MessageState::Accepted,
        sender: message.sender,
        receiver: message.receiver,
    };
    session.run(&format!("{TELL} VALUES (?1, ?2, ?3, ?4)"), news.row())?;
    Ok(())
}

#[test]
fn what_commits_later_is_told_though_it_began_before() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (place, records) = runtime.block_on(records());
    if !records.is_shared() {
        return;
    }
    let since = |mark| runtime.block_on(records.news_since(mark)).unwrap();
    let [first, second, third, fourth] = messages();
    let open = || Connection::open(&place, Access::Write).unwrap();
    let (mut slow, mut quick) = (open(), open());
    let (begin, _) = since(None);
    // `slow` takes its number and its place in the table first, and commits last.
    let mark = slow.transact("slow", Writing::Beside, |way| {
        tell(&Session::new(way, "slow"), &first)?;
        quick.transact("quick", Writing::Beside, |way| {
            changes::insert(&Session::new(way, "quick"), &second)
        })?;
        let (mark, rows) = since(Some(begin.clone()));
        assert_eq!(ids(&rows), [second.id], "nobody waits for who is slow");
        let (mark, rows) = since(Some(mark));
        assert_eq!(rows, [], "and nothing comes twice");
        quick.transact("quick", Writing::Beside, |way| {
            changes::insert(&Session::new(way, "quick"), &third)
        })?;
        Ok(mark)
    });
    let (mark, rows) = since(Some(mark.unwrap()));
    assert_eq!(ids(&rows), [first.id, third.id]);
    // What is taken back never happened.
    let refused: Result<(), _> = slow.transact("refused", Writing::Beside, |way| {
        tell(&Session::new(way, "refused"), &fourth)?;
        Err(StoreError::Closed)
    });
    assert!(refused.is_err());
    assert_eq!(since(Some(mark)).1, []);
    let (_, all) = since(Some(begin));
    assert_eq!(ids(&all), [first.id, second.id, third.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_are_all_told_and_once() {
    let (place, records) = records().await;
    if !records.is_shared() {
        return;
    }
    let entropy = Count(AtomicU64::new(1));
    let (mut mark, _) = records.news_since(None).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    let mut expected = Vec::new();
    for writer in 0..3 {
        let records = Records::open(&place).await.unwrap();
        let own: Vec<_> = (0..60)
            .map(|n| message(&entropy, writer * 100 + n, 1, 2))
            .collect();
        expected.extend(own.iter().map(|one| one.id));
        writers.spawn(async move {
            for one in own {
                records.insert_message(one).await.unwrap();
            }
        });
    }
    let mut told = Vec::new();
    let mut is_over = false;
    while !is_over {
        is_over = writers.is_empty();
        while writers.try_join_next().is_some_and(|one| one.is_ok()) {}
        let (next, rows) = records.news_since(Some(mark)).await.unwrap();
        mark = next;
        told.extend(ids(&rows));
    }
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
}

async fn hears(ear: &mut UnboundedReceiver<Heard>, expected: Heard) {
    let heard = async {
        while let Some(heard) = ear.recv().await {
            if heard == expected {
                return;
            }
        }
        panic!("it ended");
    };
    let heard = tokio::time::timeout(PATIENCE, heard).await;
    heard.expect("it is heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_hears_the_others_and_of_its_own_news_and_again_after_a_broken_line() {
    let (place, records) = records().await;
    let Some(mut own) = records.listen().unwrap() else {
        assert!(!records.is_shared());
        return;
    };
    let other = Records::open(&place).await.unwrap();
    let mut ear = other.listen().unwrap().unwrap();
    hears(&mut ear, Heard::Listening).await;
    hears(&mut own, Heard::Listening).await;
    let [first, second, ..] = messages();
    records.insert_message(first).await.unwrap();
    hears(&mut ear, Heard::News).await;
    hears(&mut own, Heard::News).await;
    records.say("a word".to_owned());
    other.say("another".to_owned());
    hears(&mut ear, Heard::Word("a word".to_owned())).await;
    hears(&mut own, Heard::Word("another".to_owned())).await;
    // All lines are cut.
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let at = (*place).clone();
    let work = tokio::task::spawn_blocking(move || {
        let connection = Connection::open(&at, Access::Write).unwrap();
        connection.way().run_all(cut).unwrap();
    });
    work.await.unwrap();
    hears(&mut ear, Heard::Listening).await;
    hears(&mut own, Heard::Listening).await;
    records.say("once more".to_owned());
    hears(&mut ear, Heard::Word("once more".to_owned())).await;
    records.insert_message(second).await.unwrap();
    hears(&mut ear, Heard::News).await;
}
