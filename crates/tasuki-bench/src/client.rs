//! `bench client`: how quickly the office's program is there, and how it is to work in a long list.
//!
//! The real program runs as a process of its own, against a real platform in this one, and its
//! pages are drawn by a real Chromium without a window on the same cores. Chromium runs already
//! when a start is measured: an office's browser mostly does. A page counts as there when it is
//! painted *and* its scripts have run, as the browser's own clock tells.

mod browse;
mod desk;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_measure::figures::{Spread, usize_to_f64};
use tasuki_terms::{Clock as _, SystemClock, Timestamp};

use crate::bars::{self, Bar};
use crate::{exchange, say};

use browse::Seen;
use desk::Office;

const MEGABYTE: f64 = 1e6;
/// How many messages the list has.
const MESSAGES: usize = 10_000;

/// What is measured and how often.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Runs of each.
    #[arg(long, default_value_t = 7, value_name = "N")]
    runs: usize,
    /// The program `tasuki`.
    #[arg(long, value_name = "FILE")]
    program: std::path::PathBuf,
}

/// All figures of one run of the program.
#[derive(Debug, Serialize)]
struct Figures {
    at: Timestamp,
    messages: usize,
    /// Milliseconds from the start of the process until it tells its address.
    address: Spread,
    /// Milliseconds from the start of the process until its first page can be used.
    start: Spread,
    /// Milliseconds from the log-in to the page of the month; a password takes its time on purpose.
    log_in: Spread,
    /// Drawing a page with some lines, in milliseconds: what the browser needs for any page.
    short: Spread,
    /// What was done in the list, in milliseconds.
    list: Vec<Done>,
    /// The longest time between two pictures while the page scrolls, in milliseconds.
    scroll: Spread,
    /// Bytes, the most that the program had in any run.
    peak_memory: u64,
    bars: Vec<Bar>,
}

/// One thing that people do in a list.
#[derive(Debug, Serialize)]
struct Done {
    what: &'static str,
    took: Spread,
}

/// Measures, prints, and writes the figures down.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let folder = exchange::folder();
    let scratch = folder.join("scratch").join("client");
    let program = std::path::absolute(&options.program)?;
    say(format_args!(
        "making an office with {MESSAGES} messages sent …"
    ));
    let mut office = Office::found(&scratch, MESSAGES).await?;
    let mut runs = Vec::new();
    for _ in 0..options.runs.max(1) {
        runs.push(browse::once(&program, &office).await?);
    }
    office.end().await?;

    let mut figures = figures(&runs)?;
    figures.bars = bars_of(&figures);
    print(&figures);
    let to = folder.join(format!("client-{}.json", figures.at.as_second()));
    fs_err::write(&to, serde_json::to_vec_pretty(&figures)?)?;
    say(format_args!("\nwritten: {}", to.display()));
    Ok(())
}

fn figures(runs: &[Seen]) -> anyhow::Result<Figures> {
    let of = |one: fn(&Seen) -> f64| Spread::of(runs.iter().map(one));
    let first = runs.first().context("nothing was measured")?;
    let list = first.list.iter().enumerate().map(|(place, (what, _))| {
        let took = runs.iter().filter_map(|run| run.list.get(place));
        Done {
            what,
            took: Spread::of(took.map(|(_, took)| *took)),
        }
    });
    Ok(Figures {
        at: SystemClock.now(),
        messages: MESSAGES,
        address: of(|run| run.address),
        start: of(|run| run.start),
        log_in: of(|run| run.log_in),
        short: of(|run| run.short),
        list: list.collect(),
        scroll: of(|run| run.scroll),
        peak_memory: runs.iter().map(|run| run.memory).max().unwrap_or_default(),
        bars: Vec::new(),
    })
}

fn bars_of(figures: &Figures) -> Vec<Bar> {
    let memory = usize_to_f64(usize::try_from(figures.peak_memory).unwrap_or(usize::MAX));
    let mut all = vec![Bar::at_most(
        "start to usable page",
        1_000.0,
        "ms",
        figures.start.median,
    )];
    for done in &figures.list {
        let what = format!("list, {}", done.what);
        let share = format!(
            "{:.1} × a short page",
            done.took.median / figures.short.median
        );
        all.push(Bar::at_most(&what, 100.0, "ms", done.took.median).sharing(share));
    }
    all.push(Bar::at_most(
        "list, longest gap in scrolling",
        100.0,
        "ms",
        figures.scroll.median,
    ));
    all.push(Bar::at_most(
        "memory of the program",
        150.0,
        "MB",
        memory / MEGABYTE,
    ));
    all
}

fn print(figures: &Figures) {
    say(format_args!(
        "\na list of {} messages; milliseconds, min / median / max",
        figures.messages
    ));
    for (what, spread) in [
        ("start to address", figures.address),
        ("start to usable page", figures.start),
        ("log-in to 今月", figures.log_in),
        ("a short page, drawn", figures.short),
    ] {
        say(format_args!("{what:<32}  {spread}"));
    }
    for done in &figures.list {
        say(format_args!("list, {:<26}  {}", done.what, done.took));
    }
    say(format_args!(
        "{:<32}  {}",
        "list, longest gap in scrolling", figures.scroll
    ));
    say(bars::table(&figures.bars));
}
