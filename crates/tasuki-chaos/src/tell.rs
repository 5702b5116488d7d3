//! What came of a run, for people and as JSON.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use serde::Serialize;

use crate::args::{Engine, Run};
use crate::ground::Ground;
use crate::history::Book;
use crate::model::{Found, Violation};
use crate::say;
use tasuki_terms::MessageState;

/// How many violations are told in full.
const TOLD: usize = 30;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Outcome {
    engine: &'static str,
    seed: u64,
    offices: u8,
    processes: u8,
    seconds: f64,
    steps: u64,
    /// Faults, by their kind.
    faults: BTreeMap<&'static str, u64>,
    /// What S3 did wrongly, by its kind.
    bucket: BTreeMap<&'static str, u64>,
    /// Clients that vanished, and requests out of order, by their kind.
    vanished: BTreeMap<String, u64>,
    disordered: BTreeMap<String, u64>,
    refused: BTreeMap<String, u64>,
    requests: u64,
    failed: u64,
    sessions: u64,
    /// Streams of news, and what they told.
    streams: u64,
    news: u64,
    connections: u64,
    broken: u64,
    messages: usize,
    given_up: usize,
    opened: usize,
    withdrawn: usize,
    /// Given up by their senders, and arrived.
    arrived: usize,
    receipts: usize,
    /// Of `PostgreSQL`; nothing where there is none.
    records: Option<Records>,
    violations: Vec<String>,
}

/// What became of `PostgreSQL`.
#[derive(Clone, Copy, Debug, Serialize)]
struct Records {
    /// How often it said that it ended itself (PANIC).
    panics: usize,
    /// How often it said that a disk was full.
    full: usize,
    /// How often it was started anew because it had ended.
    restarts: u64,
}

impl Outcome {
    pub(crate) fn of(
        asked: &Run,
        steps: u64,
        seconds: f64,
        (book, found): (&Book, &Found),
        ground: &mut Ground,
        violations: &[Violation],
    ) -> anyhow::Result<Self> {
        let (connections, broken) = ground.line.counts();
        let in_state = |state| {
            let lists = found.inbox.values().flatten();
            lists.filter(|(_, of)| *of == state).count()
        };
        let meant = || book.meant.iter().filter(|(_, meant)| meant.is_given_up);
        let is_there = |id| {
            let message = found.messages.get(id);
            message.is_some_and(|message| message.of_receiver.is_some())
        };
        let told = book.told.values();
        let receipts = told.map(|told| {
            told.receipts
                .values()
                .map(std::collections::BTreeSet::len)
                .sum::<usize>()
        });
        let panics = ground.said(" PANIC: ")?;
        let records = panics.zip(ground.said("No space left on device")?);
        let records = records.map(|(panics, full)| Records {
            panics,
            full,
            restarts: ground.restarts,
        });
        Ok(Self {
            engine: match asked.engine {
                Engine::Sqlite => "SQLite and folder",
                Engine::Postgres => "PostgreSQL and S3",
            },
            seed: asked.seed,
            offices: asked.offices,
            processes: asked.processes,
            seconds,
            steps,
            faults: ground.done.clone(),
            bucket: ground.bucket(),
            vanished: book.counts.vanished.clone(),
            disordered: book.counts.disordered.clone(),
            refused: book.counts.refused.clone(),
            requests: book.counts.requests,
            failed: book.counts.failed,
            sessions: book.counts.sessions,
            streams: book.counts.streams,
            news: book.counts.news,
            connections,
            broken,
            messages: book.meant.len(),
            given_up: meant().count(),
            opened: in_state(MessageState::Opened),
            withdrawn: in_state(MessageState::Withdrawn),
            arrived: meant().filter(|(id, _)| is_there(id)).count(),
            receipts: receipts.sum(),
            records,
            violations: violations.iter().map(ToString::to_string).collect(),
        })
    }
}

/// Tells it, and writes it down.
pub(crate) fn tell(outcome: &Outcome, json: Option<&Path>) -> anyhow::Result<()> {
    say(format_args!(
        "\n{}, seed {}, {:.0} s, {} offices, {} processes",
        outcome.engine, outcome.seed, outcome.seconds, outcome.offices, outcome.processes
    ));
    tell_kinds("faults", &outcome.faults);
    tell_kinds("requests that S3 did wrongly", &outcome.bucket);
    tell_kinds("clients that vanished", &outcome.vanished);
    let disordered = "repeated, reordered or forbidden requests";
    tell_kinds(disordered, &outcome.disordered);
    tell_kinds("refusals", &outcome.refused);
    say(format_args!(
        "{:6} connections, {} of them broken by the line; {} requests, {} without an answer or \
         with 5xx; {} sessions",
        outcome.connections, outcome.broken, outcome.requests, outcome.failed, outcome.sessions
    ));
    say(format_args!(
        "{:6} messages: {} opened, {} withdrawn; of {} whose sender vanished for good {} arrived; \
         {} receipts",
        outcome.messages,
        outcome.opened,
        outcome.withdrawn,
        outcome.given_up,
        outcome.arrived,
        outcome.receipts
    ));
    say(format_args!(
        "{:6} streams of news, which told {} times of a message",
        outcome.streams, outcome.news
    ));
    if let Some(records) = outcome.records {
        say(format_args!(
            "{:6} times PostgreSQL ended itself, {} times it had no space; it was started anew {} \
             times",
            records.panics, records.full, records.restarts
        ));
    }
    say(format_args!("{:6} violations", outcome.violations.len()));
    for violation in outcome.violations.iter().take(TOLD) {
        say(format_args!("       {violation}"));
    }
    if let Some(file) = json {
        fs_err::write(file, serde_json::to_vec_pretty(outcome)?)?;
    }
    Ok(())
}

/// Tells how often what happened, together and by its kind.
fn tell_kinds<K: Display>(what: &str, counts: &BTreeMap<K, u64>) {
    say(format_args!("{:6} {what}", counts.values().sum::<u64>()));
    for (kind, count) in counts {
        say(format_args!("       {count:6} {kind}"));
    }
}
