use tasuki_seal::SystemEntropy;
use tasuki_terms::{MessageId, MessageState};

use super::*;
use crate::ledger::Side;
use crate::test_office::{HELPER, MANAGER, listed, lock, message_id, month, now, number};
use crate::{Draft, DraftFile};

mod moved;
mod told;
mod unsent;
mod versions;
mod work;

struct Desktop {
    dir: tempfile::TempDir,
    keyring: Keyring,
}

impl Desktop {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Keyring::make(dir.path(), &lock()).unwrap();
        Self { dir, keyring }
    }

    /// The book, as another start of the program opens it.
    fn book(&self) -> Book {
        let file = self.dir.path().join("book.db");
        Book::open(&file, self.keyring.clone(), Arc::new(SystemEntropy)).unwrap()
    }

    /// Whether `text` stands readable in one of the book's files.
    fn shows(&self, text: &str) -> bool {
        let entries = fs_err::read_dir(self.dir.path()).unwrap();
        entries.map(|entry| entry.unwrap().path()).any(|path| {
            let bytes = fs_err::read(path).unwrap();
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
    }
}

fn message(minutes: i64, partner: &str, name: &str) -> ListedMessage {
    let at = now() + jiff::SignedDuration::from_mins(minutes);
    ListedMessage {
        id: MessageId::new(at, &SystemEntropy),
        created_at: at,
        accepted_at: at,
        state_at: at,
        content_until: at + jiff::SignedDuration::from_hours(24),
        ..listed(partner, name)
    }
}

fn ids(page: &ListPage) -> Vec<MessageId> {
    page.messages.iter().map(|one| one.id).collect()
}

#[test]
fn what_was_kept_is_read_after_a_restart_and_not_by_others() {
    let desktop = Desktop::new();
    let one = message(0, HELPER, "あおぞら訪問介護");
    desktop
        .book()
        .save_messages(Side::Sent, std::slice::from_ref(&one))
        .unwrap();
    let page = desktop
        .book()
        .sent(&Filter::default(), Sort::Newest, 0, 50)
        .unwrap();
    assert_eq!(page.messages, std::slice::from_ref(&one));
    assert_eq!(
        desktop.book().message(Side::Sent, one.id).unwrap(),
        Some(one.clone())
    );
    assert_eq!(
        desktop.book().message(Side::Received, one.id).unwrap(),
        None
    );
    assert!(!desktop.shows("あおぞら"));
    // Another key opens nothing.
    let other = Desktop::new();
    let file = desktop.dir.path().join("book.db");
    let foreign = Book::open(&file, other.keyring, Arc::new(SystemEntropy)).unwrap();
    let refused = foreign
        .sent(&Filter::default(), Sort::Newest, 0, 50)
        .unwrap_err();
    assert_eq!(refused.code(), "keyring.value");
}

#[test]
fn lists_are_filtered_sorted_and_cut_into_pages() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let mut messages = vec![
        message(0, HELPER, "あおぞら訪問介護"),
        message(1, MANAGER, "ひまわり居宅"),
        message(2, HELPER, "あおぞら訪問介護"),
    ];
    messages[1].state = MessageState::Opened;
    messages[2].service_month = Some("202505".parse().unwrap());
    messages[2].kinds = vec!["UPJSK".parse().unwrap()];
    messages[2].unit = "actual".parse().unwrap();
    book.save_messages(Side::Received, &messages).unwrap();
    let [a, b, c] = [messages[0].id, messages[1].id, messages[2].id];
    let told = |filter: Filter, sort| ids(&book.received(&filter, sort, 0, 50).unwrap());
    let all = Filter::default;
    assert_eq!(told(all(), Sort::Newest), [c, b, a]);
    assert_eq!(told(all(), Sort::Oldest), [a, b, c]);
    assert_eq!(told(all(), Sort::Partner), [c, a, b]);
    assert_eq!(told(all(), Sort::Month), [c, b, a]);
    assert_eq!(told(all(), Sort::State), [c, a, b]);
    let filters = [
        (
            Filter {
                partner: Some(number(HELPER)),
                ..all()
            },
            vec![c, a],
        ),
        (
            Filter {
                month: Some("202505".parse().unwrap()),
                ..all()
            },
            vec![c],
        ),
        (
            Filter {
                kind: Some("UPPLAN".parse().unwrap()),
                ..all()
            },
            vec![b, a],
        ),
        (
            Filter {
                unit: Some("actual".parse().unwrap()),
                ..all()
            },
            vec![c],
        ),
        (
            Filter {
                state: Some(MessageState::Opened),
                ..all()
            },
            vec![b],
        ),
        (
            Filter {
                from: Some(messages[1].accepted_at),
                ..all()
            },
            vec![c, b],
        ),
        (
            Filter {
                until: Some(messages[1].accepted_at),
                ..all()
            },
            vec![a],
        ),
        (
            Filter {
                text: Some("ｱｵｿﾞﾗ".to_owned()),
                ..all()
            },
            vec![c, a],
        ),
        (
            Filter {
                text: Some(MANAGER.to_owned()),
                ..all()
            },
            vec![b],
        ),
        (
            Filter {
                text: Some("居宅 ひまわり".to_owned()),
                ..all()
            },
            vec![b],
        ),
    ];
    for (filter, expected) in filters {
        assert_eq!(told(filter.clone(), Sort::Newest), expected, "{filter:?}");
    }
    let second = book.received(&all(), Sort::Newest, 1, 1).unwrap();
    assert_eq!((ids(&second), second.total), (vec![b], 3));
    let behind = book.received(&all(), Sort::Newest, 9, 9).unwrap();
    assert_eq!((behind.messages.len(), behind.total), (0, 3));
}

#[test]
fn copies_are_found_by_the_names_of_their_service_users() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let one = message(0, HELPER, "あおぞら訪問介護");
    let known = Holdings {
        recipients: Some(1),
        has_text: Some(true),
        words: vec!["例題　花子".to_owned(), "ﾚｲﾀﾞｲ ﾊﾅｺ".to_owned()],
    };
    // The copy may be there before the platform's list tells of the message.
    book.save_holdings(Side::Sent, one.id, &known).unwrap();
    book.save_messages(Side::Sent, std::slice::from_ref(&one))
        .unwrap();
    for book in [book, desktop.book()] {
        for text in ["花子", "例題花子", "れいだい", "ハナコ あおぞら"] {
            let filter = Filter {
                text: Some(text.to_owned()),
                ..Filter::default()
            };
            let found = book.sent(&filter, Sort::Newest, 0, 50).unwrap();
            assert_eq!(found.total, 1, "{text}");
        }
        let shown = book.holdings(Side::Sent, &[one.id]).unwrap();
        let shown = &shown[&one.id];
        assert_eq!((shown.recipients, shown.has_text), (Some(1), Some(true)));
        assert!(book.holdings(Side::Received, &[one.id]).unwrap().is_empty());
    }
    assert!(!desktop.shows("花子") && !desktop.shows("ﾊﾅｺ"));
}

#[test]
fn what_another_program_writes_is_seen() {
    let desktop = Desktop::new();
    let (book, other) = (desktop.book(), desktop.book());
    let total = || {
        let page = book.sent(&Filter::default(), Sort::Newest, 0, 50).unwrap();
        page.total
    };
    assert_eq!(total(), 0);
    other
        .save_messages(Side::Sent, &[message(0, HELPER, "あおぞら")])
        .unwrap();
    assert_eq!(total(), 1);
}

#[test]
fn messages_that_nobody_fetched_in_time_expire() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let mut messages = [message(0, HELPER, "a"), message(0, HELPER, "b")];
    messages[1].state = MessageState::Fetched;
    book.save_messages(Side::Sent, &messages).unwrap();
    book.sent(&Filter::default(), Sort::Newest, 0, 1).unwrap();
    let until = messages[0].content_until;
    let before = until - jiff::SignedDuration::from_secs(1);
    assert_eq!(book.mark_expired(before).unwrap(), 0);
    assert_eq!(book.mark_expired(until).unwrap(), 1);
    let expired = Filter {
        state: Some(MessageState::Expired),
        ..Filter::default()
    };
    let page = book.sent(&expired, Sort::Newest, 0, 50).unwrap();
    assert_eq!(ids(&page), [messages[0].id]);
    assert_eq!(
        book.oldest_open(Side::Sent).unwrap(),
        Some(messages[1].accepted_at)
    );
}

#[test]
fn what_was_fetched_and_abandoned_does_not_stay_open_for_ever() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let abandoned = ListedMessage {
        state: MessageState::Fetched,
        ..message(0, HELPER, "あおぞら")
    };
    book.save_messages(Side::Sent, std::slice::from_ref(&abandoned))
        .unwrap();
    let open = || book.oldest_open(Side::Sent).unwrap();
    let until = abandoned.content_until;
    // It may have been opened meanwhile: one more look goes as far as it.
    assert_eq!(open(), Some(abandoned.accepted_at));
    book.close_fetched(until - jiff::SignedDuration::from_secs(1))
        .unwrap();
    assert_eq!(open(), Some(abandoned.accepted_at));
    book.close_fetched(until).unwrap();
    assert_eq!(open(), None);
}

#[test]
fn ten_thousand_messages_are_told_to_be_searched_quickly() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let messages: Vec<_> = (0..10_000)
        .map(|at| {
            message(
                at,
                &format!("137{:07}", at % 300),
                &format!("みほん事業所{}", at % 300),
            )
        })
        .collect();
    book.save_messages(Side::Received, &messages).unwrap();
    let filter = Filter {
        text: Some("ﾐﾎﾝ 29".to_owned()),
        month: Some("202504".parse().unwrap()),
        ..Filter::default()
    };
    let begin = tokio::time::Instant::now();
    book.received(&Filter::default(), Sort::Newest, 0, 50)
        .unwrap();
    let loaded = begin.elapsed();
    let begin = tokio::time::Instant::now();
    let page = book.received(&filter, Sort::Partner, 100, 50).unwrap();
    let searched = begin.elapsed();
    assert_eq!(page.messages.len(), 50);
    println!("10,000 messages: read in {loaded:?}, searched and sorted in {searched:?}");
}

#[test]
fn the_first_page_reads_what_was_exchanged_without_opening_anything() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let of = |minutes: i64, state: MessageState| ListedMessage {
        state,
        ..message(minutes, HELPER, "あおぞら訪問介護")
    };
    let waiting = [of(3, MessageState::Fetched), of(1, MessageState::Accepted)];
    book.save_messages(Side::Received, &waiting).unwrap();
    let opened = [of(0, MessageState::Opened), of(2, MessageState::Opened)];
    book.save_messages(Side::Received, &opened).unwrap();
    book.save_messages(Side::Sent, &opened[..1]).unwrap();
    assert_eq!(book.waiting().unwrap(), [waiting[1].id, waiting[0].id]);
    assert_eq!(book.count_waiting().unwrap(), 2);
    let april: tasuki_terms::ServiceMonth = "202504".parse().unwrap();
    let exchanged = book.exchanged(&[april]).unwrap();
    let mut told: Vec<_> = exchanged.iter().map(|one| (one.side, one.state)).collect();
    told.sort();
    assert_eq!(
        told,
        [
            (Side::Sent, MessageState::Opened),
            (Side::Received, MessageState::Accepted),
            (Side::Received, MessageState::Fetched),
            (Side::Received, MessageState::Opened),
        ]
    );
    assert!(exchanged.iter().all(|one| one.partner == number(HELPER)));
    assert!(book.exchanged(&[april.next().unwrap()]).unwrap().is_empty());
    // No name was opened: both lists are still to be read.
    assert!(book.0.lists.lock().unwrap().is_none());
}
