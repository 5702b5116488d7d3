//! The check can fail, in each of its ways.

mod order;
mod wishes;

use super::*;

fn office(n: u8) -> OfficeNumber {
    format!("13000000{n:02}").parse().unwrap()
}

fn id(n: u8) -> MessageId {
    format!("0195ef4a-9ffb-7707-8707-0000000000{n:02x}")
        .parse()
        .unwrap()
}

const CONTENT: Digest = Digest::new([7; 32]);

fn meant() -> Meant {
    Meant {
        sender: office(1),
        receiver: office(2),
        content: CONTENT,
        is_given_up: false,
    }
}

fn view(states: &[MessageState]) -> View {
    let state = *states.last().unwrap();
    View {
        state,
        receipts: states
            .iter()
            .map(|state| (*state, receipt(*state)))
            .collect(),
        proven: Ok(state),
    }
}

fn receipt(state: MessageState) -> Digest {
    tasuki_seal::sha256(format!("{state:?}").as_bytes())
}

const OTHER: Digest = Digest::new([8; 32]);

const OPENED: [MessageState; 3] = [
    MessageState::Accepted,
    MessageState::Fetched,
    MessageState::Opened,
];
const WITHDRAWN: [MessageState; 2] = [MessageState::Accepted, MessageState::Withdrawn];

/// A message that went the whole way, one that was withdrawn, and one that was given up.
fn well() -> (Book, Found) {
    let (mut book, mut found) = (Book::default(), Found::default());
    for (n, states) in [(1, &OPENED[..]), (2, &WITHDRAWN[..])] {
        let state = *states.last().unwrap();
        book.meant.insert(id(n), meant());
        let told = book.told.entry(id(n)).or_default();
        for state in states {
            told.receipts.insert(*state, [receipt(*state)].into());
        }
        told.seen_by.extend([office(1), office(2)]);
        told.heard_in.insert(office(2));
        told.heard_out.insert(office(1));
        let is_read = state == MessageState::Opened;
        if is_read {
            told.asked.extend([Asked::Fetch, Asked::Confirm]);
        } else {
            told.asked.insert(Asked::Withdraw);
        }
        if is_read {
            told.read.insert((office(2), CONTENT));
        }
        let message = FoundMessage {
            of_sender: Some(view(states)),
            of_receiver: Some(view(states)),
            content: is_read.then_some(CONTENT),
            strangers: BTreeSet::new(),
        };
        found.messages.insert(id(n), message);
        found
            .outbox
            .entry(office(1))
            .or_default()
            .push((id(n), state));
        found
            .inbox
            .entry(office(2))
            .or_default()
            .push((id(n), state));
    }
    let gone = Meant {
        is_given_up: true,
        ..meant()
    };
    book.meant.insert(id(3), gone);
    (book, found)
}

/// What does not hold after a change.
fn broken(change: impl FnOnce(&mut Book, &mut Found)) -> Vec<Violation> {
    let (mut book, mut found) = well();
    change(&mut book, &mut found);
    check(&book, &found)
}

fn forget(found: &mut Found, n: u8) {
    found.messages.remove(&id(n));
    for list in found.inbox.values_mut().chain(found.outbox.values_mut()) {
        list.retain(|(one, _)| *one != id(n));
    }
}

fn told(book: &mut Book, n: u8) -> &mut Told {
    book.told.entry(id(n)).or_default()
}

fn seen(found: &mut Found, n: u8) -> &mut FoundMessage {
    found.messages.entry(id(n)).or_default()
}

#[test]
fn what_holds_is_no_violation() {
    assert_eq!(broken(|_, _| ()), []);
}

#[test]
fn a_lost_message_is_noticed() {
    assert_eq!(
        broken(|_, found| forget(found, 1)),
        [Violation::Lost(id(1))]
    );
    // Also one that has no receipt, but whose sender never gave up.
    let lost = broken(|book, _| {
        book.meant.insert(id(9), meant());
    });
    assert_eq!(lost, [Violation::Lost(id(9))]);
    // Also one whose sender vanished with the receipt in its hands.
    let lost = broken(|book, _| {
        let receipts = &mut told(book, 3).receipts;
        receipts.insert(MessageState::Accepted, [OTHER].into());
    });
    assert_eq!(lost, [Violation::Lost(id(3))]);
    // Also where one list alone has lost it.
    let lost = broken(|_, found| found.inbox.clear());
    assert_eq!(lost, [Violation::Lost(id(1)), Violation::Lost(id(2))]);
}

#[test]
fn a_duplicate_is_noticed() {
    let doubled = broken(|_, found| {
        let list = found.inbox.get_mut(&office(2)).unwrap();
        list.push((id(1), MessageState::Opened));
    });
    assert_eq!(doubled, [Violation::Doubled(id(1), office(2))]);
}

#[test]
fn who_sees_a_foreign_message_is_noticed() {
    let foreign = [Violation::Foreign(id(1), office(5))];
    let listed = broken(|_, found| {
        let list = found.inbox.entry(office(5)).or_default();
        list.push((id(1), MessageState::Opened));
    });
    assert_eq!(listed, foreign);
    let read = broken(|book, _| {
        told(book, 1).read.insert((office(5), CONTENT));
    });
    assert_eq!(read, foreign);
    let shown = broken(|book, _| {
        told(book, 1).seen_by.insert(office(5));
    });
    assert_eq!(shown, foreign);
    let readable = broken(|_, found| {
        seen(found, 1).strangers.insert(office(5));
    });
    assert_eq!(readable, foreign);
}

#[test]
fn news_of_what_is_not_ones_own_is_noticed() {
    let foreign = |n| [Violation::Foreign(id(1), office(n))];
    let heard = broken(|book, _| {
        told(book, 1).heard_in.insert(office(5));
    });
    assert_eq!(heard, foreign(5));
    let heard = broken(|book, _| {
        told(book, 1).heard_out.insert(office(5));
    });
    assert_eq!(heard, foreign(5));
    // Nor is one told that what he sent came to him, or that what came was sent by him.
    let heard = broken(|book, _| {
        told(book, 1).heard_in.insert(office(1));
    });
    assert_eq!(heard, foreign(1));
    let heard = broken(|book, _| {
        told(book, 1).heard_out.insert(office(2));
    });
    assert_eq!(heard, foreign(2));
    let unknown = broken(|book, _| {
        told(book, 8).heard_in.insert(office(2));
    });
    assert_eq!(unknown, [Violation::Unasked(id(8))]);
}

#[test]
fn other_bytes_are_noticed() {
    let differs = [Violation::Differs(id(1))];
    let kept = broken(|_, found| seen(found, 1).content = Some(OTHER));
    assert_eq!(kept, differs);
    let once = broken(|book, _| {
        told(book, 1).read.insert((office(2), OTHER));
    });
    assert_eq!(once, differs);
    let gone = broken(|_, found| seen(found, 1).content = None);
    assert_eq!(gone, [Violation::Unreadable(id(1))]);
    let back = broken(|_, found| seen(found, 2).content = Some(CONTENT));
    assert_eq!(back, [Violation::Readable(id(2))]);
}

#[test]
fn ledgers_that_disagree_are_noticed() {
    let disagree = [Violation::Disagree(id(1))];
    assert_eq!(broken(|_, found| seen(found, 1).of_sender = None), disagree);
    let listed = broken(|_, found| {
        let list = found.outbox.get_mut(&office(1)).unwrap();
        list[0].1 = MessageState::Fetched;
    });
    assert_eq!(listed, disagree);
    let other = broken(|_, found| {
        let view = seen(found, 1).of_sender.as_mut().unwrap();
        view.receipts.push((MessageState::Expired, OTHER));
    });
    assert_eq!(other, disagree);
}

#[test]
fn receipts_that_are_not_kept_or_prove_nothing_are_noticed() {
    let forgotten = broken(|_, found| {
        let message = seen(found, 1);
        for view in [&mut message.of_sender, &mut message.of_receiver] {
            view.as_mut().unwrap().receipts[1].1 = OTHER;
        }
    });
    let fetched = MessageState::Fetched;
    assert_eq!(forgotten, [Violation::Forgotten(id(1), fetched)]);
    let changed = broken(|book, _| {
        let receipts = &mut told(book, 1).receipts;
        receipts.get_mut(&fetched).unwrap().insert(OTHER);
    });
    let both = [
        Violation::Forgotten(id(1), fetched),
        Violation::Changed(id(1), fetched),
    ];
    assert_eq!(changed, both);
    let unproven = broken(|_, found| {
        let message = seen(found, 1);
        for view in [&mut message.of_sender, &mut message.of_receiver] {
            view.as_mut().unwrap().proven = Err("chain".to_owned());
        }
    });
    assert_eq!(unproven, [Violation::Unproven(id(1), "chain".to_owned())]);
    let without = broken(|book, _| {
        told(book, 1).without_receipt.insert(fetched);
    });
    assert_eq!(without, [Violation::WithoutReceipt(id(1), fetched)]);
    let contradiction = broken(|book, found| {
        let both = receipt(fetched);
        told(book, 2).receipts.insert(fetched, [both].into());
        let message = seen(found, 2);
        for view in [&mut message.of_sender, &mut message.of_receiver] {
            view.as_mut().unwrap().receipts.push((fetched, both));
        }
    });
    assert_eq!(contradiction, [Violation::Contradiction(id(2))]);
}

#[test]
fn what_never_ends_and_what_nobody_sent_is_noticed() {
    let undelivered = broken(|book, found| {
        let states = &OPENED[..2];
        let fetched = MessageState::Fetched;
        told(book, 1).receipts.remove(&MessageState::Opened);
        let message = seen(found, 1);
        (message.of_sender, message.of_receiver) = (Some(view(states)), Some(view(states)));
        for list in found.inbox.values_mut().chain(found.outbox.values_mut()) {
            list[0].1 = fetched;
        }
    });
    let fetched = MessageState::Fetched;
    assert_eq!(undelivered, [Violation::Undelivered(id(1), fetched)]);
    let unasked = broken(|_, found| {
        let list = found.inbox.entry(office(2)).or_default();
        list.push((id(8), fetched));
    });
    assert_eq!(unasked, [Violation::Unasked(id(8))]);
}

#[test]
fn what_the_store_misses_or_has_too_much_is_noticed() {
    let broken = broken(|_, found| {
        found.missing.push("a".to_owned());
        found.orphans.push("b".to_owned());
        found.sick = Some("異常".to_owned());
    });
    let expected = [
        Violation::Missing("a".to_owned()),
        Violation::Orphan("b".to_owned()),
        Violation::Sick("異常".to_owned()),
    ];
    assert_eq!(broken, expected);
}
