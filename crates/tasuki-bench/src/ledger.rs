//! `bench ledger`: what a month of the whole country's records does to lists and sends.
//!
//! Two platforms run beside each other. Both have the mail of two pairs of offices; one has a
//! nation's month around it as well. They are asked by turns, some hundred times each, so that what
//! else the machine does meets both.

mod compared;
mod fill;

use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_measure::figures::{Latencies, short, u64_to_f64};
use tasuki_measure::letters::Letters;
use tasuki_measure::limits::{self, Limits};
use tasuki_measure::machine;
use tasuki_measure::platform::Platform;
use tasuki_measure::seat::Seat;
use tasuki_terms::{Clock as _, SystemClock, Timestamp};
use tasuki_testing::TownOffice;
use tokio::time::Instant;

use crate::bars::{self, Bar};
use crate::exchange::{Engine, folder, pair, print_limits};
use crate::site::{Fresh, Site};
use crate::{say, scenario};
use compared::{Compared, bar, compare};

/// Two pairs of offices: one with little mail, and one with much.
const OFFICES: u32 = 4;
/// Bytes of each message that is sent.
const LETTER: usize = 50_000;
/// How often and how long each of the machine's limits is measured.
const LIMITS: (usize, Duration) = (3, Duration::from_millis(300));
const MEGABYTE: f64 = 1e6;

/// What is measured and how long.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Messages of the nation's month.
    #[arg(long, default_value_t = 4_000_000, value_name = "N")]
    messages: u64,
    /// What the platforms keep everything in.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// How often each platform has its turn.
    #[arg(long, default_value_t = 20, value_name = "N")]
    turns: usize,
    /// How often each thing is asked in a turn.
    #[arg(long, default_value_t = 100, value_name = "N")]
    times: u64,
}

/// What is asked for, of one pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asked {
    List,
    Waiting,
    Send,
}

const ASKED: [(Asked, &str); 3] = [
    (Asked::List, "list"),
    (Asked::Waiting, "list of what waits"),
    (Asked::Send, "send"),
];

/// All figures of one run.
#[derive(Debug, Serialize)]
struct Figures {
    at: Timestamp,
    cores: usize,
    engine: String,
    messages: u64,
    offices: u64,
    /// Messages saved in a second, not as a platform saves them.
    filled: f64,
    /// Of the file; none of a server.
    database_bytes: Option<u64>,
    /// Milliseconds from the start of the process until it is ready.
    empty_start: f64,
    full_start: f64,
    /// Bytes, the most there was.
    empty_memory: u64,
    full_memory: u64,
    /// What the machine can do alone, in the same run.
    limits: Limits,
    compared: Vec<Compared>,
    bars: Vec<Bar>,
}

/// One of the two platforms, with its callers.
struct Side {
    platform: Platform,
    /// Sender, receiver and letters of each pair.
    pairs: Vec<(Seat, Seat, Letters)>,
    /// What each thing took, in the order of pairs and of [`ASKED`].
    took: Vec<Latencies>,
}

/// Measures, prints, and writes the figures down.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let scratch = folder().join("ledger");
    let at = SystemClock.now();
    say("making a town …");
    let mut site = Site::found(&scratch, options.engine, OFFICES).await?;
    let limits = {
        let (office, (runs, length)) = (site.offices.first().context("no office")?, LIMITS);
        limits::measure((office, site.server_keys()), &scratch, length, runs).await?
    };
    print_limits(&limits);
    let (empty, full) = (site.copy("empty")?, site.copy("full")?);
    fill::own_mail(&empty, &site.offices).await?;
    let filled = fill::nation(&full, &site.offices, options.messages).await?;
    say(format_args!(
        "{} messages of {} offices, {} a second",
        short(u64_to_f64(filled.messages)),
        short(u64_to_f64(filled.offices)),
        short(filled.rate)
    ));
    let mut empty = Side::begin(&empty, &site.offices).await?;
    let mut other = Side::begin(&full, &site.offices).await?;
    // What is read for the first time is not measured.
    for side in [&mut empty, &mut other] {
        side.turn(options.times).await?;
        side.forget()?;
    }
    for _ in 0..options.turns {
        empty.turn(options.times).await?;
        other.turn(options.times).await?;
    }
    let compared = compare(&empty.took, &other.took, &limits);
    let figures = Figures {
        at,
        cores: std::thread::available_parallelism()?.get(),
        engine: format!("{:?}", options.engine),
        messages: filled.messages,
        offices: filled.offices,
        filled: filled.rate,
        database_bytes: size(&full)?,
        empty_start: empty.platform.start.as_secs_f64() * 1e3,
        full_start: other.platform.start.as_secs_f64() * 1e3,
        empty_memory: machine::peak_memory(empty.platform.id)?,
        full_memory: machine::peak_memory(other.platform.id)?,
        bars: compared.iter().map(bar).collect(),
        limits,
        compared,
    };
    empty.platform.kill().await?;
    other.platform.kill().await?;
    print(&figures);
    let file = folder().join(format!("ledger-{}.json", at.as_second()));
    fs_err::write(&file, serde_json::to_vec_pretty(&figures)?)?;
    say(format_args!("written: {}", file.display()));
    Ok(())
}

impl Side {
    async fn begin(fresh: &Fresh, offices: &[TownOffice]) -> anyhow::Result<Self> {
        let platform = scenario::start(fresh).await?;
        let mut pairs = Vec::new();
        let mut took = Vec::new();
        for pair in offices.chunks_exact(2) {
            let [sender, receiver] = pair else {
                continue;
            };
            pairs.push((
                Seat::take(sender, platform.exchange).await?,
                Seat::take(receiver, platform.exchange).await?,
                Letters::new(sender, receiver, LETTER)?,
            ));
            for _ in ASKED {
                took.push(Latencies::new()?);
            }
        }
        Ok(Self {
            platform,
            pairs,
            took,
        })
    }

    /// Asks each thing of each pair so many times. Connections and letters are made before.
    async fn turn(&mut self, times: u64) -> anyhow::Result<()> {
        let mut took = self.took.iter_mut();
        for (sender, receiver, letters) in &mut self.pairs {
            letters.prepare(usize::try_from(times)?)?;
            let mut sending = sender.connect().await?;
            let mut listing = receiver.connect().await?;
            for (asked, _) in ASKED {
                let took = took.next().context("nobody measures it")?;
                for _ in 0..times {
                    let letter = match asked {
                        Asked::Send => Some(letters.take()?),
                        Asked::List | Asked::Waiting => None,
                    };
                    let start = Instant::now();
                    match (asked, &letter) {
                        (Asked::Send, Some(letter)) => sender.send(&mut sending, letter).await?,
                        (Asked::Waiting, _) => {
                            receiver.list(&mut listing, "?state=accepted", None).await?;
                        }
                        _ => receiver.list(&mut listing, "", None).await?,
                    }
                    took.record(start.elapsed());
                }
            }
        }
        Ok(())
    }

    fn forget(&mut self) -> anyhow::Result<()> {
        for took in &mut self.took {
            *took = Latencies::new()?;
        }
        Ok(())
    }
}

/// The bytes of a database file.
fn size(fresh: &Fresh) -> anyhow::Result<Option<u64>> {
    let file = fresh.settings.store.records.file();
    let about = file.map(fs_err::metadata).transpose()?;
    Ok(about.map(|about| about.len()))
}

fn print(figures: &Figures) {
    say(format_args!(
        "\na month of {} messages on {}{}; ready after {} ms (empty {} ms), memory {} MB ({} MB)\n\
         {:36} {:>7}  {:>22}  {:>22}  {:>6}  {:>6}",
        short(u64_to_f64(figures.messages)),
        figures.engine,
        figures
            .database_bytes
            .map_or_else(String::new, |bytes| format!(
                ", {} MB",
                short(u64_to_f64(bytes) / MEGABYTE)
            )),
        short(figures.full_start),
        short(figures.empty_start),
        short(u64_to_f64(figures.full_memory) / MEGABYTE),
        short(u64_to_f64(figures.empty_memory) / MEGABYTE),
        "",
        "times",
        "empty p50 / p99 ms",
        "full p50 / p99 ms",
        "p50 ×",
        "p99 ×",
    ));
    for one in &figures.compared {
        say(format_args!(
            "{:36} {:>7}  {:>22}  {:>22}  {:>6}  {:>6}",
            one.what,
            one.count,
            pair(&one.empty),
            pair(&one.full),
            short(one.p50_ratio),
            short(one.p99_ratio),
        ));
    }
    say(bars::table(&figures.bars));
}
