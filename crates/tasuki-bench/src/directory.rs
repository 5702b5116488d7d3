//! `bench directory`: the support site with as many offices as there are in Japan.
//!
//! The real platform runs as a process of its own; once without an office, once with invented ones,
//! so that what the directory takes of its memory is the difference.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tasuki_directory::invented_offices;
use tasuki_measure::figures::{Spread, usize_to_f64};
use tasuki_measure::machine;
use tasuki_server::{NewEnrolment, Registration, Site as WebSite};
use tasuki_terms::SystemClock;
use tasuki_testing::{Town, TownPlan};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::bars::{self, Bar};
use crate::{exchange, say};

const MEGABYTE: f64 = 1e6;
/// Each of so many offices takes part: enough for long lists, and entered in some seconds.
const TAKES_PART: usize = 100;
/// Which of the endless invented offices they are.
const SEED: u64 = 1;

/// What is measured and how often.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Offices.
    #[arg(long, default_value_t = 220_000, value_name = "N")]
    offices: usize,
    /// Runs of each question.
    #[arg(long, default_value_t = 21, value_name = "N")]
    runs: usize,
}

/// Measures, and prints the figures.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let scratch = exchange::folder().join("scratch").join("directory");
    if scratch.exists() {
        fs_err::remove_dir_all(&scratch)?;
    }
    let mut plan = TownPlan::with_sites();
    plan.sites.as_mut().context("no sites")?.tls = false;
    let mut town = Town::found(&scratch, plan, Arc::new(SystemClock)).await?;
    let limits = &mut town.settings().limits;
    limits.requests_per_second = 100_000.try_into()?;
    limits.requests_burst = 100_000.try_into()?;

    let program = std::env::current_exe()?;
    let empty = town.start_process(&program, "info").await?;
    is_read(&town).await?;
    let before = machine::memory_now(empty.id().context("it ended")?)?;
    empty.kill().await?;

    say(format_args!("inventing {} offices …", options.offices));
    fill(&town, options.offices).await?;
    let started = Instant::now();
    let full = town.start_process(&program, "info").await?;
    let start = started.elapsed();
    is_read(&town).await?;
    let read = started.elapsed();
    let mut bars = Vec::new();
    for (what, wanted, path) in QUESTIONS {
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..options.runs.max(1) {
            let asked = Instant::now();
            bytes = get(&town, path).await?;
            times.push(asked.elapsed().as_secs_f64() * 1000.0);
        }
        let took = Spread::of(times);
        say(format_args!("{what:<42} {took}  {bytes} bytes"));
        bars.push(Bar::at_most(what, wanted, "ms", took.median));
    }
    let memory = machine::memory_now(full.id().context("it ended")?)?.saturating_sub(before);
    let memory = usize_to_f64(usize::try_from(memory)?) / MEGABYTE;
    bars.push(Bar::at_most(
        "memory that the offices take",
        200.0,
        "MB",
        memory,
    ));
    full.kill().await?;
    fs_err::remove_dir_all(&scratch)?;
    say(format_args!(
        "start with all offices: {} ms; the directory is read after {} ms",
        start.as_millis(),
        read.as_millis()
    ));
    say(bars::table(&bars));
    Ok(())
}

/// What is asked over HTTP, and in how many milliseconds the answer must be there.
const QUESTIONS: [(&str, f64, &str); 8] = [
    (
        "list of a prefecture, first page",
        100.0,
        "/offices?prefecture=13",
    ),
    (
        "the same, who does not take part, too",
        100.0,
        "/offices?prefecture=13&all=1",
    ),
    (
        "search for a word",
        100.0,
        "/offices?q=%E3%81%B2%E3%81%BE%E3%82%8F%E3%82%8A&all=1",
    ),
    (
        "the nearest to a place",
        100.0,
        "/offices?near=35.68,139.76&all=1",
    ),
    ("counts of all prefectures", 100.0, "/offices?all=1"),
    ("map view of all Japan", 30.0, "/api/map?all=true"),
    (
        "map view of the Kanto plain",
        30.0,
        "/api/map?all=true&zoom=3&box=138,34,141,37",
    ),
    ("map page of all Japan", 100.0, "/map?all=1"),
];

async fn fill(town: &Town, offices: usize) -> anyhow::Result<()> {
    let registry = town.registry().await?;
    for office in invented_offices(SEED).take(offices).step_by(TAKES_PART) {
        let registration = Registration {
            office: NewEnrolment {
                number: office.number,
                name: office.name,
                kana: office.kana,
                service_types: office.services,
                address: String::new(),
            },
            licence_days: Some(365),
            user: None,
            app_user: None,
        };
        registry.register(registration, "bench").await?;
    }
    let all = invented_offices(SEED).take(offices);
    Ok(registry.invent_directory(all, "bench").await?)
}

/// Waits until the directory is read, which a platform does behind its start.
async fn is_read(town: &Town) -> anyhow::Result<()> {
    const LONGEST: Duration = Duration::from_mins(5);
    const PAUSE: Duration = Duration::from_millis(50);
    let ready = async {
        while get(town, "/map").await.is_err() {
            tokio::time::sleep(PAUSE).await;
        }
    };
    let waited = tokio::time::timeout(LONGEST, ready).await;
    waited.context("the directory was not read")
}

/// Gets a page of the support site, whole; tells how many bytes came.
async fn get(town: &Town, path: &str) -> anyhow::Result<usize> {
    let url = town.site(WebSite::Support);
    let host = url.strip_prefix("http://").context("not in clear")?;
    let mut socket = TcpStream::connect(host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await?;
    ensure!(
        answer.starts_with(b"HTTP/1.1 200 "),
        "{path}: {}",
        String::from_utf8_lossy(&answer)
    );
    Ok(answer.len())
}
