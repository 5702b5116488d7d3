use tasuki_terms::{
    Digest, Entropy, MessageId, MessageState, OfficeNumber, SendingUnit, Timestamp,
};

use tasuki_engines::{Keeping, PostgresServer};

use super::*;
use crate::Place;

pub(super) struct Count(pub(super) std::sync::atomic::AtomicU64);

impl Entropy for Count {
    fn fill(&self, bytes: &mut [u8]) {
        let n = self
            .0
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed)
            .to_be_bytes();
        for (byte, from) in bytes.iter_mut().rev().zip(n.iter().rev()) {
            *byte = *from;
        }
    }
}

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_743_000_000 + second).unwrap()
}

pub(super) fn office(n: u32) -> OfficeNumber {
    format!("13{n:08}").parse().unwrap()
}

pub(super) fn message(entropy: &Count, second: i64, sender: u32, receiver: u32) -> NewMessage {
    NewMessage {
        id: MessageId::new(at(second), entropy),
        digest: Digest::new([1; 32]),
        sender: office(sender),
        sender_service: None,
        receiver: office(receiver),
        receiver_service: None,
        unit: SendingUnit::Attachments,
        kinds: Vec::new(),
        service_month: None,
        sequence: None,
        files: 1,
        bytes: 5,
        created_at: at(second),
        accepted_at: at(second),
        content_until: at(second + 90 * 86_400),
        replaces: None,
        place: Place {
            segment: "a".to_owned(),
            offset: 0,
            length: 5,
        },
        manifest: b"manifest".to_vec(),
        receipt: b"receipt".to_vec(),
        receipt_digest: Digest::new([2; 32]),
    }
}

pub(super) fn fetched(id: MessageId) -> Change {
    Change {
        id,
        from: MessageState::Accepted,
        to: MessageState::Fetched,
        at: at(9),
        ordinal: 2,
        receipt: b"fetched".to_vec(),
        receipt_digest: Digest::new([3; 32]),
    }
}

/// Which engine the tests of the records use: `sqlite` (as without it) or `postgres`.
const ENGINE: &str = "TASUKI_TEST_RECORDS";

/// A place for records, which is gone when this is dropped.
pub(crate) struct Trial {
    place: DatabasePlace,
    _file: Option<tempfile::TempDir>,
    _server: Option<PostgresServer>,
}

impl std::ops::Deref for Trial {
    type Target = DatabasePlace;

    fn deref(&self) -> &DatabasePlace {
        &self.place
    }
}

/// An empty place.
pub(super) fn place() -> Trial {
    #[expect(
        clippy::disallowed_methods,
        reason = "the same tests run on each engine"
    )]
    let engine = std::env::var(ENGINE).unwrap_or_default();
    if engine == "postgres" {
        let server = PostgresServer::start(Keeping::Lightly).unwrap();
        Trial {
            place: server.database("records").unwrap().parse().unwrap(),
            _file: None,
            _server: Some(server),
        }
    } else {
        let folder = tempfile::tempdir().unwrap();
        Trial {
            place: folder.path().join("records.db").into(),
            _file: Some(folder),
            _server: None,
        }
    }
}

pub(crate) async fn records() -> (Trial, Records) {
    let place = place();
    Records::migrate(&place).await.unwrap();
    Records::migrate(&place).await.unwrap();
    let records = Records::open(&place).await.unwrap();
    (place, records)
}

/// Makes a message whose content lies in a place; `n` is another one for each.
pub(crate) async fn keep(records: &Records, n: u64, place: &Place) {
    let new = NewMessage {
        place: place.clone(),
        ..message(&Count(n.into()), 0, 1, 2)
    };
    assert_eq!(records.insert_message(new).await.unwrap(), Inserted::New);
}

#[tokio::test]
async fn a_message_is_inserted_once_and_read_back() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    let new = message(&entropy, 0, 1, 2);
    assert_eq!(
        records.insert_message(new.clone()).await.unwrap(),
        Inserted::New
    );
    assert_eq!(
        records.insert_message(new.clone()).await.unwrap(),
        Inserted::Exists
    );
    let row = records.message(new.id).await.unwrap().unwrap();
    assert_eq!(
        (row.sender, row.receiver, row.place),
        (new.sender, new.receiver, Some(new.place))
    );
    let proofs = records.proofs(new.id).await.unwrap();
    let ders: Vec<_> = proofs.iter().map(|proof| proof.der.as_slice()).collect();
    assert_eq!(ders, [b"manifest".as_slice(), b"receipt"]);
}

#[tokio::test]
async fn a_content_that_is_withheld_is_given_to_nobody_and_removed_until_it_is_forgotten() {
    let (_folder, records) = records().await;
    let new = message(&Count(1.into()), 0, 1, 2);
    records.insert_message(new.clone()).await.unwrap();
    let until = new.content_until;
    let overdue = async || {
        let found = records.overdue(until, None, 10).await.unwrap();
        found
            .into_iter()
            .map(|(_, place)| place)
            .collect::<Vec<_>>()
    };
    let is_given = async || {
        records
            .message(new.id)
            .await
            .unwrap()
            .unwrap()
            .place
            .is_some()
    };
    assert_eq!(overdue().await, std::slice::from_ref(&new.place));
    assert!(is_given().await && records.segment_is_used("a").await.unwrap());
    records.withhold_content(new.id).await.unwrap();
    assert!(!is_given().await && !records.segment_is_used("a").await.unwrap());
    assert_eq!(
        records.segments_between("", "~", 10).await.unwrap(),
        [""; 0]
    );
    // It is to be removed until it was.
    assert_eq!(overdue().await, std::slice::from_ref(&new.place));
    records.forget_content(new.id).await.unwrap();
    assert!(overdue().await.is_empty() && !is_given().await);
}

#[tokio::test]
async fn contents_whose_time_is_over_are_told_page_by_page() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    // The first three end at the same moment, the last is withdrawn before its end.
    let mut expected = Vec::new();
    for second in [0, 0, 0, 1, 2, 500] {
        let new = message(&entropy, second, 1, 2);
        expected.push(new.id);
        records.insert_message(new).await.unwrap();
    }
    let withdrawn = Change {
        to: MessageState::Withdrawn,
        ..fetched(expected[5])
    };
    assert!(records.change_message(withdrawn).await.unwrap());
    let now = at(100 + 90 * 86_400);
    let (mut told, mut after) = (Vec::new(), None);
    loop {
        let page = records.overdue(now, after, 2).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some((last.content_until, last.id));
        told.extend(page.iter().map(|(row, _)| row.id));
    }
    assert_eq!(told, expected);
}

#[tokio::test]
async fn many_at_once_are_all_saved_and_one_id_only_once() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    let shared = message(&entropy, 0, 1, 2);
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let records = records.clone();
        let new = if n % 4 == 0 {
            shared.clone()
        } else {
            message(&entropy, n, 1, 2)
        };
        tasks.spawn(async move { records.insert_message(new).await.unwrap() });
    }
    let told = tasks.join_all().await;
    assert_eq!(
        told.iter().filter(|told| **told == Inserted::New).count(),
        151
    );
    let filter = Filter::default();
    let mut seen = 0;
    let mut after = None;
    loop {
        let page = records
            .list(office(2), MailBoxSide::Inbox, &filter, after, 40)
            .await
            .unwrap();
        seen += page.messages.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, 151);
}

#[tokio::test]
async fn of_several_same_steps_one_wins() {
    let (_folder, records) = records().await;
    let new = message(&Count(1.into()), 0, 1, 2);
    records.insert_message(new.clone()).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let records = records.clone();
        let change = fetched(new.id);
        tasks.spawn(async move { records.change_message(change).await.unwrap() });
    }
    assert_eq!(
        tasks
            .join_all()
            .await
            .into_iter()
            .filter(|won| *won)
            .count(),
        1
    );
    assert_eq!(
        records.message(new.id).await.unwrap().unwrap().state,
        MessageState::Fetched
    );
    assert_eq!(records.proofs(new.id).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_bad_row_hurts_nobody_else() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..30 {
        let records = records.clone();
        // Sender and receiver are the same in one of them, which the schema forbids.
        let new = message(&entropy, n, 1, if n == 7 { 1 } else { 2 });
        tasks.spawn(async move { records.insert_message(new).await.is_ok() });
    }
    assert_eq!(
        tasks
            .join_all()
            .await
            .into_iter()
            .filter(|saved| *saved)
            .count(),
        29
    );
}

#[tokio::test]
async fn lists_are_filtered_and_belong_to_one_office() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    for (second, sender, receiver) in [(0, 1, 2), (1, 3, 2), (2, 1, 3), (3, 2, 1)] {
        records
            .insert_message(message(&entropy, second, sender, receiver))
            .await
            .unwrap();
    }
    let senders = async |filter: Filter| {
        let page = records
            .list(office(2), MailBoxSide::Inbox, &filter, None, 10)
            .await
            .unwrap();
        page.messages
            .iter()
            .map(|row| row.sender)
            .collect::<Vec<_>>()
    };
    assert_eq!(senders(Filter::default()).await, [office(3), office(1)]);
    let partner = Filter {
        partner: Some(office(1)),
        ..Filter::default()
    };
    assert_eq!(senders(partner).await, [office(1)]);
    let opened = Filter {
        state: Some(MessageState::Opened),
        ..Filter::default()
    };
    assert!(senders(opened).await.is_empty());
    let waiting = Filter {
        state: Some(MessageState::Accepted),
        ..Filter::default()
    };
    assert_eq!(senders(waiting).await.len(), 2);
}
