//! `bench exchange`: what is measured, in which order, and where the figures go.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_measure::figures::{Percentiles, short, u64_to_f64};
use tasuki_measure::limits::{self, Limits};
use tasuki_measure::parts::Source;
use tasuki_terms::{Clock as _, SystemClock, Timestamp};

use crate::bars;
use crate::million::Million;
use crate::scenario::{Measured, SCENARIOS};
use crate::sealing::Sealing;
use crate::site::Site;
use crate::{million, say, scenario, sealing};

/// Two for each of the clients of the largest scenario.
const OFFICES: u32 = 128;
const MEGABYTE: f64 = 1e6;

/// What is measured and how long.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// One short run of each, and a small mailbox: only to see that it works.
    #[arg(long)]
    quick: bool,
    /// What the platform keeps everything in. With both, the scenarios run on one and then on the
    /// other, and what PostgreSQL and S3 reach is told as a share of what SQLite and a folder do.
    #[arg(long, value_enum, default_value = "sqlite", value_name = "ENGINES")]
    engine: Engines,
    /// Only this: limits, sealing, million, or a scenario such as 50kB-16; may be repeated.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Runs of each.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// Seconds of a run; those with large messages are longer.
    #[arg(long, default_value_t = 5, value_name = "S")]
    seconds: u64,
    /// Messages in the large mailbox.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    messages: u64,
}

/// What keeps records and contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Engine {
    /// An SQLite file, and a folder.
    Sqlite,
    /// Servers of PostgreSQL and of S3 on this machine.
    Postgres,
}

/// Which engines are measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Engines {
    Sqlite,
    Postgres,
    Both,
}

impl Engines {
    const fn has(self, engine: Engine) -> bool {
        match engine {
            Engine::Sqlite => matches!(self, Self::Sqlite | Self::Both),
            Engine::Postgres => matches!(self, Self::Postgres | Self::Both),
        }
    }
}

impl Options {
    pub(crate) const fn runs(&self) -> usize {
        if self.quick { 1 } else { self.runs }
    }

    pub(crate) const fn seconds(&self) -> u64 {
        if self.quick { 2 } else { self.seconds }
    }

    pub(crate) const fn messages(&self) -> u64 {
        if self.quick { 20_000 } else { self.messages }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}

/// All figures of one run of the program, as they are written down.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    pub(crate) at: Option<Timestamp>,
    pub(crate) cores: usize,
    pub(crate) limits: Option<Limits>,
    pub(crate) sealing: Vec<Sealing>,
    /// On SQLite and a folder.
    pub(crate) scenarios: Vec<Measured>,
    /// On PostgreSQL and S3.
    pub(crate) on_servers: Vec<Measured>,
    pub(crate) million: Option<Million>,
    pub(crate) bars: Vec<bars::Bar>,
}

/// Measures, prints, and writes the figures down.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let folder = folder();
    let scratch = folder.join("scratch");
    let at = SystemClock.now();
    let mut figures = Figures {
        at: Some(at),
        cores: std::thread::available_parallelism()?.get(),
        ..Figures::default()
    };
    say("making a town …");
    let mut site = Site::found(&scratch.join("file"), Engine::Sqlite, OFFICES).await?;
    if options.wants("limits") {
        let office = site.offices.first().context("no office")?;
        let measured = limits::measure(
            (office, site.server_keys()),
            &scratch,
            Duration::from_secs(options.seconds().min(2)),
            options.runs(),
        )
        .await?;
        print_limits(&measured);
        figures.limits = Some(measured);
    }
    if options.wants("sealing") {
        figures.sealing = sealing::measure(&site, options)?;
        print_sealing(&figures.sealing);
    }
    if options.engine.has(Engine::Sqlite) {
        let limits = figures.limits.as_ref();
        figures.scenarios = scenarios(&mut site, options, limits, "SQLite and a folder").await?;
    }
    if options.engine.has(Engine::Postgres) {
        let scratch = scratch.join("servers");
        let mut site = Site::found(&scratch, Engine::Postgres, OFFICES).await?;
        let limits = figures.limits.as_ref();
        figures.on_servers = scenarios(&mut site, options, limits, "PostgreSQL and S3").await?;
    }
    if options.wants("million") && options.engine.has(Engine::Sqlite) {
        let measured = million::measure(&mut site, options).await?;
        print_million(&measured);
        figures.million = Some(measured);
    }
    figures.bars = bars::bars(&figures);
    say(bars::table(&figures.bars));
    let file = folder.join(format!("exchange-{}.json", at.as_second()));
    fs_err::write(&file, serde_json::to_vec_pretty(&figures)?)?;
    say(format_args!("written: {}", file.display()));
    let measured = figures.scenarios.iter().chain(&figures.on_servers);
    let errors = measured.flat_map(|one| &one.errors);
    match errors.clone().next() {
        None => Ok(()),
        Some(first) => anyhow::bail!("{} cycles failed, the first: {first}", errors.count()),
    }
}

/// All wanted scenarios, one after the other, each on a fresh platform.
async fn scenarios(
    site: &mut Site,
    options: &Options,
    limits: Option<&Limits>,
    on: &str,
) -> anyhow::Result<Vec<Measured>> {
    let mut all = Vec::new();
    for wanted in SCENARIOS.iter().filter(|one| options.wants(one.name)) {
        if all.is_empty() {
            say(format_args!("\non {on}{SCENARIO_HEAD}"));
        }
        let measured = scenario::measure(site, *wanted, options, limits).await;
        let measured = measured.with_context(|| format!("{} on {on}", wanted.name))?;
        print_scenario(&measured);
        all.push(measured);
    }
    Ok(all)
}

/// Where figures go: `target/bench` of the workspace.
pub(crate) fn folder() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.unwrap_or(Path::new(".")).join("target/bench")
}

pub(crate) fn print_limits(limits: &Limits) {
    say(format_args!(
        "\nthis machine, min / median / max per second, and p50 / p99\n\
         append 4 kB + fdatasync       {}  (each {} ms)\n\
         there and back, mutual TLS    each {} ms\n\
         P-256 sign, a core            {}\n\
         P-256 verify, a core          {}\n\
         AES-256-GCM MB/s, a core      {}\n\
         SHA-256 MB/s, a core          {}\n\
         TLS handshakes, server, a core {}\n\
         mutual TLS 1.3 handshakes     {}  ({}, both sides)",
        limits.syncs,
        pair(&limits.append),
        pair(&limits.round_trip),
        limits.signs,
        limits.verifies,
        limits.encryption,
        limits.hashing,
        limits.accepts,
        limits.handshakes,
        limits.group
    ));
}

fn print_sealing(sealing: &[Sealing]) {
    say("\nsealing and opening on one core, min / median / max per second");
    for one in sealing {
        say(format_args!(
            "{:>6} kB {:7} seal {:>24}  open {:>24}  both {:>24}  ({} bytes sent)",
            one.bytes / 1000,
            one.content,
            one.seals,
            one.opens,
            one.both,
            one.envelope_bytes
        ));
    }
}

const SCENARIO_HEAD: &str = "; \
whole cycles: send + list + download + receipt of opening; min / median / max of the runs\n\
           cycles/s                  p50 ms                p99 ms                \
platform CPU ms/cycle  (kernel)  clients CPU  others %  idle %  memory MB before, peak";

fn print_scenario(one: &Measured) {
    say(format_args!(
        "{:8} {:>24}  {:>20}  {:>20}  {:>20}  {:>6}  {:>6}  {:>6}  {:>6}  {} → {}",
        one.scenario.name,
        one.cycles_per_second,
        one.p50,
        one.p99,
        one.platform_cpu,
        short(one.platform_cpu_in_kernel.median),
        short(one.clients_cpu.median),
        short(one.others.median),
        short(one.idle.median),
        short(u64_to_f64(one.memory_before) / MEGABYTE),
        short(u64_to_f64(one.memory_peak) / MEGABYTE),
    ));
    let operations: Vec<String> = one
        .operations
        .iter()
        .map(|(name, told)| format!("{name} {} / {}", short(told.p50), short(told.p99)))
        .collect();
    say(format_args!(
        "           p50 / p99 ms: {}{}{}",
        operations.join(", "),
        match one.late {
            0 => String::new(),
            late => format!("; {late} letters made while the clock ran"),
        },
        match one.errors.as_slice() {
            [] => String::new(),
            [first, ..] => format!("; {} ERRORS: {first}", one.errors.len()),
        }
    ));
    let whole: f64 = one.parts.iter().map(|part| part.seconds).sum();
    let parts = one.parts.iter().map(|part| {
        let share = short(100.0 * part.seconds / whole.max(f64::EPSILON));
        // What Linux told is marked; the rest is estimated, or what is left.
        let mark = if part.source == Source::Measured {
            "*"
        } else {
            ""
        };
        format!("{:?}{mark} {share}", part.part)
    });
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        say(format_args!(
            "           platform CPU %: {}",
            parts.join(", ")
        ));
    }
}

/// A half and a hundredth take longer.
pub(crate) fn pair(told: &Percentiles) -> String {
    format!("{} / {}", short(told.p50), short(told.p99))
}

fn print_million(million: &Million) {
    say(format_args!(
        "\na mailbox with {} messages (filled at {} a second, {} MB)\n\
         ready after a kill, ms        {}  (the program alone {})\n\
         p50 / p99 ms: list {}, list of what waits {}, list of nothing {}, send {}, download {}, \
         receipt {}\n\
         memory, peak MB {}",
        million.messages,
        short(million.filled),
        short(u64_to_f64(million.database_bytes) / MEGABYTE),
        million.start,
        million.bare_start,
        pair(&million.list),
        pair(&million.list_waiting),
        pair(&million.list_nothing),
        pair(&million.send),
        pair(&million.download),
        pair(&million.confirm),
        short(u64_to_f64(million.memory) / MEGABYTE),
    ));
}
