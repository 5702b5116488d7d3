use tasuki_terms::Entropy as _;

use super::*;
use crate::records::tests::{Count, at, message, records};
use crate::records::{Inserted, NewMessage};

/// Days after 2025-03-26, in seconds.
const DAY: i64 = 86_400;

const ROWS: Table = Table {
    name: "message",
    columns: &["count(*)"],
};

/// How many rows a table has; none where there is no such table.
async fn rows(records: &Records, table: &str) -> Option<u64> {
    let table = table.to_owned();
    let count = move |session: &Session<'_>| {
        let there = "SELECT 1 WHERE to_regclass(?1) IS NOT NULL";
        if !session.exists(there, [&table])? {
            return Ok(None);
        }
        let sql = format!("SELECT count(*) FROM {table}");
        session.first(&ROWS, &sql, [], |row| row.count("count(*)"))
    };
    records.readers.apart("rows", count).await.unwrap()
}

async fn made(records: &Records) -> BTreeSet<String> {
    records.readers.apart("months", months).await.unwrap()
}

async fn insert(records: &Records, new: NewMessage) -> MessageId {
    let id = new.id;
    assert_eq!(records.insert_message(new).await.unwrap(), Inserted::New);
    id
}

async fn is_there(records: &Records, id: MessageId) -> bool {
    let row = records.message(id).await.unwrap();
    let proofs = records.proofs(id).await.unwrap();
    assert_eq!(row.is_some(), !proofs.is_empty(), "{id}");
    row.is_some()
}

#[test]
fn there_is_room_for_the_month_in_japan_and_the_next_two() {
    let at = |text: &str| ahead(text.parse().unwrap()).collect::<Vec<_>>();
    assert_eq!(at("2025-11-30T14:59:59Z"), ["202511", "202512", "202601"]);
    assert_eq!(at("2025-11-30T15:00:00Z"), ["202512", "202601", "202602"]);
    assert_eq!(at("2999-11-30T15:00:00Z"), ["299912"]);
    assert_eq!(at("9999-01-01T00:00:00Z"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_made_once_by_many_and_takes_what_was_there_before() {
    let (place, records) = records().await;
    if !records.is_shared() {
        records.make_months(at(0)).await.unwrap();
        return;
    }
    // The migration makes this month and the next two by the server's clock.
    assert_eq!(made(&records).await.len(), 3);
    let entropy = Count(1.into());
    let early = insert(&records, message(&entropy, 0, 1, 2)).await;
    assert_eq!(rows(&records, "message_default").await, Some(1));
    let other = Records::open(&place).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let records = if n % 2 == 0 { &records } else { &other }.clone();
        tasks.spawn(async move { records.make_months(at(0)).await.unwrap() });
    }
    tasks.join_all().await;
    let there = made(&records).await;
    assert_eq!(there.len(), 6);
    assert!(
        ahead(at(0)).all(|month| there.contains(&month)),
        "{there:?}"
    );
    let late = insert(&records, message(&entropy, 40 * DAY, 1, 2)).await;
    for (table, expected) in [
        ("message_default", 0),
        ("proof_default", 0),
        ("message_202503", 1),
        ("proof_202503", 2),
        ("message_202505", 1),
        ("proof_202505", 2),
    ] {
        assert_eq!(rows(&records, table).await, Some(expected), "{table}");
    }
    assert!(is_there(&records, early).await && is_there(&records, late).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_too_much_in_the_default_partition_stays_there() {
    let (_place, records) = records().await;
    if !records.is_shared() {
        return;
    }
    records
        .change("fill", |records| {
            records.session().run_all(
                "INSERT INTO message SELECT least_id(1743000000000) || '-7000-8000-' \
                 || lpad(n::text, 12, '0'), '', 'a', NULL, 'b', NULL, '', '', NULL, NULL, 0, 0, 0, \
                 0, 0, 0, NULL, NULL, 0, 'opened', 0, '' FROM generate_series(1, 100001) AS n",
            )
        })
        .await
        .unwrap();
    records.make_months(at(0)).await.unwrap();
    assert_eq!(rows(&records, "message_202503").await, None);
    assert_eq!(rows(&records, "message_202504").await, Some(0));
    // It goes row by row.
    records.forget_ledger(at(0)).await.unwrap();
    assert_eq!(rows(&records, "message_default").await, Some(0));
    records.make_months(at(0)).await.unwrap();
    assert_eq!(rows(&records, "message_202503").await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_the_ledger_goes_when_all_of_it_is_over() {
    let (_place, records) = records().await;
    records.make_months(at(0)).await.unwrap();
    let entropy = Count(1.into());
    let first = insert(&records, message(&entropy, 0, 1, 2)).await;
    let second = insert(&records, message(&entropy, DAY, 1, 2)).await;
    // Made in March, accepted in April.
    let late = NewMessage {
        accepted_at: at(20 * DAY),
        ..message(&entropy, 2 * DAY, 1, 2)
    };
    let late = insert(&records, late).await;
    let april = insert(&records, message(&entropy, 21 * DAY, 1, 2)).await;
    let is_in_months = records.is_shared();
    let forget = async |until: i64| records.forget_ledger(at(until)).await.unwrap();
    let there = async || {
        let mut there = Vec::new();
        for id in [first, second, late, april] {
            there.push(is_there(&records, id).await);
        }
        there
    };
    // Contents are there still.
    forget(60 * DAY).await;
    assert_eq!(there().await, [true; 4]);
    for id in [first, second, april] {
        records.forget_content(id).await.unwrap();
    }
    forget(30 * DAY).await;
    assert_eq!(
        there().await,
        [is_in_months, is_in_months, true, false],
        "one content is there still"
    );
    records.forget_content(late).await.unwrap();
    forget(20 * DAY).await;
    assert_eq!(there().await, [is_in_months, is_in_months, true, false]);
    forget(20 * DAY + 1).await;
    assert_eq!(there().await, [false; 4]);
    if is_in_months {
        // What is left is what there is room for by the server's clock.
        assert_eq!(made(&records).await.len(), 3);
        assert_eq!(rows(&records, "proof_202503").await, None);
        // What says it comes from a month that is gone is taken nevertheless.
        let again = insert(&records, message(&entropy, DAY, 1, 2)).await;
        assert!(is_there(&records, again).await);
        assert_eq!(rows(&records, "message_default").await, Some(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_goes_on_while_its_messages_are_young() {
    let (_place, records) = records().await;
    records.make_months(at(0)).await.unwrap();
    let before = made_or_none(&records).await;
    // At the end of February, in the midst of March, before its last message, and of one that waits.
    let id = insert(&records, message(&Count(1.into()), 4 * DAY, 1, 2)).await;
    records.forget_content(id).await.unwrap();
    for until in [-26 * DAY, 0, 4 * DAY] {
        records.forget_ledger(at(until)).await.unwrap();
        assert!(is_there(&records, id).await, "{until}");
        assert_eq!(made_or_none(&records).await, before, "{until}");
    }
    records.forget_ledger(at(4 * DAY + 1)).await.unwrap();
    assert!(!is_there(&records, id).await);
}

async fn made_or_none(records: &Records) -> BTreeSet<String> {
    if records.is_shared() {
        made(records).await
    } else {
        BTreeSet::new()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_other_times_are_forgotten_one_by_one() {
    let (_place, records) = records().await;
    records.make_months(at(0)).await.unwrap();
    let entropy = Count(1.into());
    let mut odd = Vec::new();
    for (time, accepted) in [
        (Timestamp::UNIX_EPOCH, 0),
        ("2099-01-01T00:00:00Z".parse().unwrap(), DAY),
        ("9999-12-30T00:00:00Z".parse().unwrap(), 2 * DAY),
    ] {
        let new = NewMessage {
            id: MessageId::new(time, &entropy),
            ..message(&entropy, accepted, 1, 2)
        };
        odd.push(insert(&records, new).await);
    }
    if records.is_shared() {
        assert_eq!(rows(&records, "message_default").await, Some(3));
    }
    for id in &odd {
        records.forget_content(*id).await.unwrap();
    }
    records.forget_ledger(at(DAY)).await.unwrap();
    assert!(!is_there(&records, odd[0]).await && is_there(&records, odd[1]).await);
    records.forget_ledger(at(3 * DAY)).await.unwrap();
    assert!(!is_there(&records, odd[1]).await && !is_there(&records, odd[2]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_file_the_oldest_rows_go_however_many_they_are() {
    let (_place, records) = records().await;
    if records.is_shared() {
        return;
    }
    let entropy = Count(1.into());
    let new = message(&entropy, 0, 1, 2);
    records
        .change("fill", move |records| {
            for n in 0..2_500 {
                let mut bytes = [0; 8];
                entropy.fill(&mut bytes);
                let new = NewMessage {
                    id: MessageId::new(at(n), &entropy),
                    accepted_at: at(n),
                    ..new.clone()
                };
                crate::records::changes::insert(records.session(), &new)?;
            }
            // All but some in the midst are gone.
            let sql =
                "UPDATE message SET segment = NULL WHERE accepted_at < ?1 OR accepted_at > ?2";
            let (from, to) = (at(1_000).as_microsecond(), at(1_004).as_microsecond());
            records.session().run(sql, [from, to])
        })
        .await
        .unwrap();
    records.forget_ledger(at(2_400)).await.unwrap();
    let left = |session: &Session<'_>| session.count("SELECT count(*) AS count FROM message", []);
    let left = records.readers.apart("left", left).await.unwrap();
    assert_eq!(left, 105);
}
