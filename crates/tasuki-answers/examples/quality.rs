//! `cargo xtask quality`: how well questions are answered and searches hit, and how long that takes.
//!
//! With `--dev` it tells each case of the sets for tuning, and each search, that came out wrong. The
//! questions that were kept apart are never told: who reads them tunes on them.

#[path = "../tests/it/measure.rs"]
mod measure;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;
#[expect(clippy::disallowed_types, reason = "this measures, and has no tokio")]
use std::time::Instant;

use anyhow::ensure;
use measure::{ANSWERED, FOUND, REFUSED, Score};
use tasuki_answers::{Document, Kind, Library};

const DEV: &str = include_str!("../../../testdata/quality/dev.tsv");
const DEV_UNANSWERABLE: &str = include_str!("../../../testdata/quality/dev-unanswerable.tsv");

const FRESH: &str = include_str!("../../../testdata/quality/fresh.tsv");
const FRESH_UNANSWERABLE: &str = include_str!("../../../testdata/quality/fresh-unanswerable.tsv");

/// How many documents the library of the measured time has.
const MANY: usize = 5_000;

fn main() -> anyhow::Result<ExitCode> {
    let library = measure::library()?;
    let is_dev = std::env::args().any(|argument| argument == "--dev");

    let dev = measure::answered(&library, &measure::cases(DEV)?);
    let dev_refused = measure::refused(&library, &measure::cases(DEV_UNANSWERABLE)?);
    let scores = measure::held_out(&library)?;
    let fresh = measure::answered(&library, &measure::cases(FRESH)?);
    let fresh_refused = measure::refused(&library, &measure::cases(FRESH_UNANSWERABLE)?);
    let mut out = io::stdout().lock();
    let figures = [
        ("answered, for tuning", &dev, None),
        ("refused, for tuning", &dev_refused, None),
        ("answered, kept apart", &scores.answered, Some(ANSWERED)),
        ("refused, kept apart", &scores.refused, Some(REFUSED)),
        ("answered, fresh", &fresh, None),
        ("refused, fresh", &fresh_refused, None),
        ("searches hit", &scores.found, Some(FOUND)),
    ];
    let mut is_good = true;
    for (name, score, bar) in figures {
        let share = score.share();
        let bar = bar.map_or(String::new(), |bar| {
            is_good &= share >= bar;
            format!(", must be {:.0} %", bar * 100.0)
        });
        let Score { right, all, .. } = score;
        writeln!(
            out,
            "{name:22} {right:3} of {all:3} = {:.1} %{bar}",
            share * 100.0
        )?;
    }
    times(&mut out, &library)?;
    if is_dev {
        for wrong in [&dev, &dev_refused, &scores.found] {
            for case in &wrong.wrong {
                writeln!(out, "  {case}")?;
            }
        }
    }
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Tells how long the index and the searches of many documents take.
#[expect(clippy::disallowed_types, reason = "this measures, and has no tokio")]
fn times(out: &mut impl io::Write, library: &Library) -> anyhow::Result<()> {
    let documents = library.documents().iter().cycle().take(MANY);
    let documents: Vec<Document> = documents
        .enumerate()
        .map(|(number, document)| Document {
            kind: Kind::Manual,
            id: number.to_string(),
            ..document.clone()
        })
        .collect();
    let begin = Instant::now();
    let library = Library::new(documents);
    writeln!(
        out,
        "index of {MANY} documents: {:.2} s",
        begin.elapsed().as_secs_f64()
    )?;

    for (name, set) in [("searches", measure::SEARCH), ("whole questions", DEV)] {
        let mut took = Vec::new();
        for case in measure::cases(set)? {
            let mut quickest = Duration::MAX;
            // Others work on the machine, too.
            for _ in 0..5 {
                let begin = Instant::now();
                let hits = library.search(case.asked, 20).len();
                quickest = quickest.min(begin.elapsed());
                ensure!(hits <= 20, "a search gives no more than it is asked for");
            }
            took.push((quickest, case.asked));
        }
        took.sort_unstable();
        let of = |place: usize| took.get(place).copied().unwrap_or_default();
        let (middle, _) = of(took.len() / 2);
        let (longest, asked) = of(took.len() - 1);
        writeln!(
            out,
            "{name} in {MANY} documents: {:.1} ms in the middle, {:.1} ms at most ({asked})",
            middle.as_secs_f64() * 1e3,
            longest.as_secs_f64() * 1e3,
        )?;
    }
    Ok(())
}
