//! `docs/protocol.md` draws and tables exactly the steps that `advance` allows.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_exchange::{Limits, Lockout, Refusal, Step, advance, locked_until};
use tasuki_terms::{MessageState, OfficeNumber, Timestamp};

const DOCUMENT: &str = include_str!("../../../../docs/protocol.md");

/// The step's name in the document.
const fn name(step: Step) -> &'static str {
    match step {
        Step::Fetch => "fetch",
        Step::Open => "open",
        Step::Withdraw => "withdraw",
        Step::Expire => "expire",
    }
}

/// Takes a step as the one who may take it.
fn taken(state: MessageState, step: Step) -> Result<Option<MessageState>, Refusal> {
    let office = |text: &str| -> OfficeNumber { text.parse().unwrap() };
    let (sender, receiver) = (office("1370000001"), office("1370000002"));
    let caller = match step {
        Step::Fetch | Step::Open => Some(receiver),
        Step::Withdraw => Some(sender),
        Step::Expire => None,
    };
    advance(state, step, sender, receiver, caller)
}

/// The arrows of the diagram: from, to, and what is written on them.
fn arrows() -> Vec<(&'static str, &'static str, &'static str)> {
    let (_, behind) = DOCUMENT
        .split_once("```mermaid\nstateDiagram-v2\n")
        .unwrap();
    let (diagram, rest) = behind.split_once("```").unwrap();
    assert!(!rest.contains("```mermaid"), "one diagram only");
    diagram
        .lines()
        .map(|line| {
            let (from, to) = line.trim().split_once(" --> ").unwrap();
            let (to, step) = to.split_once(": ").unwrap_or((to, ""));
            (from, to, step)
        })
        .collect()
}

/// The rows of the table that begins with `head`, as cells without code marks.
fn rows(head: &str) -> Vec<Vec<&'static str>> {
    let (_, behind) = DOCUMENT.split_once(&format!("\n{head}\n")).unwrap();
    behind
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let line = line.trim_start_matches("| ").trim_end_matches(" |");
            line.split(" | ")
                .map(|cell| cell.trim().trim_matches('`'))
                .collect()
        })
        .collect()
}

#[test]
fn the_diagram_has_exactly_the_steps_that_change_a_state() {
    let drawn: Vec<_> = arrows()
        .into_iter()
        .filter(|(from, to, _)| *from != "[*]" && *to != "[*]")
        .collect();
    let mut expected = BTreeSet::new();
    for state in MessageState::ALL {
        for step in Step::ALL {
            if let Ok(Some(next)) = taken(state, step) {
                expected.insert((state.as_str(), next.as_str(), name(step)));
            }
        }
    }
    assert_eq!(drawn.len(), expected.len(), "an arrow is drawn twice");
    assert_eq!(drawn.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_diagram_begins_with_acceptance_and_ends_where_no_step_is_left() {
    let begins: Vec<_> = arrows().into_iter().filter(|one| one.0 == "[*]").collect();
    assert_eq!(begins, [("[*]", "accepted", "send")]);
    let ends: BTreeSet<_> = arrows()
        .into_iter()
        .filter(|(_, to, _)| *to == "[*]")
        .map(|(from, _, _)| from)
        .collect();
    let expected: BTreeSet<_> = MessageState::ALL
        .into_iter()
        .filter(|state| {
            let leads_on = |step| matches!(taken(*state, step), Ok(Some(_)));
            !Step::ALL.into_iter().any(leads_on)
        })
        .map(MessageState::as_str)
        .collect();
    assert_eq!(ends, expected);
}

#[test]
fn the_table_tells_each_step_in_each_state() {
    let told = rows("| state | 日本語 | fetch | open | withdraw | expire |");
    let expected: Vec<Vec<&str>> = MessageState::ALL
        .into_iter()
        .map(|state| {
            let cells = Step::ALL.into_iter().map(|step| match taken(state, step) {
                Ok(Some(next)) => next.as_str(),
                Ok(None) => "same",
                Err(refusal) => refusal.code(),
            });
            [state.as_str(), state.name()]
                .into_iter()
                .chain(cells)
                .collect()
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn the_limits_are_the_defaults() {
    let limits = Limits::default();
    let told: BTreeMap<_, _> = rows("| limit | default | told by |")
        .into_iter()
        .map(|cells| (cells[0], cells[1]))
        .collect();
    for (limit, value) in [
        ("files in a message", limits.files.to_string()),
        (
            "bytes of all files of a message, before compression",
            format!("{} (10 MiB)", grouped(limits.bytes)),
        ),
        (
            "bytes that sealing may add to the sealed part beyond that",
            grouped(limits.sealing_bytes),
        ),
        (
            "bytes of the message text as UTF-8 (kept by the sender, invisible to the platform)",
            grouped(limits.text_bytes as u64),
        ),
        (
            "messages in a bulk send (一括送信)",
            limits.bulk.to_string(),
        ),
    ] {
        assert_eq!(told.get(limit), Some(&value.as_str()), "{limit}");
    }
}

#[test]
fn the_delays_of_a_locked_out_user_are_told() {
    let delays: Vec<String> = (5..=12)
        .filter_map(|failures| {
            let until = locked_until(failures, Timestamp::UNIX_EPOCH, &Lockout::default())?;
            Some(until.as_second().to_string())
        })
        .collect();
    let told = delays.join(", ");
    assert!(DOCUMENT.replace('\n', " ").contains(&told), "{told}");
}

/// A number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
