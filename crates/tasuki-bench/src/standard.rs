//! `bench standard`: how quickly a large 第6表 is checked, beside what each part of the work takes
//! with the libraries that are usual for it.

use std::hint::black_box;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use encoding_rs::{DecoderResult, SHIFT_JIS};
use serde::Serialize;
use tasuki_measure::figures::{Spread, usize_to_f64};
use tasuki_measure::machine::peak_memory;
use tasuki_standard::generate::{File, Parties, Plan, Stamp, large_use_plan};
use tasuki_standard::{CheckReport, UnitCheck, check_files};
use tasuki_terms::{Clock as _, SendingUnit, ServiceMonth, SystemClock, Timestamp};
use tokio::time::Instant;

use crate::bars::{self, Bar};
use crate::{exchange, say};

/// How many bytes are given to the check at once.
const PIECE: usize = 256 * 1024;
const MEGABYTE: f64 = 1e6;
/// Bytes of what an office sends in a month.
const OFFICE_SET: usize = 200_000;

/// What is measured and how long.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Runs of each.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// Size of the large file, in MB.
    #[arg(long, default_value_t = 200, value_name = "MB")]
    megabytes: u64,
    /// The program `tasuki`, whose start is measured, too.
    #[arg(long, value_name = "FILE")]
    program: Option<std::path::PathBuf>,
}

/// All figures of one run of the program.
#[derive(Debug, Serialize)]
struct Figures {
    at: Timestamp,
    bytes: u64,
    records: u32,
    /// MB/s of one core.
    decode: Spread,
    split: Spread,
    check: Spread,
    /// Bytes, of a process that checks the file from the disk.
    peak_memory: u64,
    /// Milliseconds for an office's set.
    office_set: Spread,
    /// The same with the start of the program.
    office_set_program: Option<Spread>,
    bars: Vec<Bar>,
}

/// Measures, prints, and writes the figures down.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let folder = exchange::folder();
    let scratch = folder.join("scratch").join("standard");
    fs_err::create_dir_all(&scratch)?;
    say("making a large 第6表 …");
    let plan = large_use_plan(1, options.megabytes * 1_000_000)?;
    let name = plan.name().to_owned();
    let bytes: Vec<u8> = plan.flatten().collect();
    let file = scratch.join(&name);
    fs_err::write(&file, &bytes)?;

    let (mut decode, mut split, mut check) = (Vec::new(), Vec::new(), Vec::new());
    let mut records = 0;
    for _ in 0..options.runs {
        // By turns, so that what else the machine does meets all of them.
        decode.push(speed(&bytes, || decoded(&bytes))?);
        split.push(speed(&bytes, || split_up(&bytes))?);
        let mut report = None;
        check.push(speed(&bytes, || {
            report = Some(checked(&name, &bytes));
            Ok(())
        })?);
        let report = report.context("no report")?;
        records = report.files.first().map_or(0, |file| file.records);
        // The unit lacks its other files; in the file itself there is nothing wrong.
        anyhow::ensure!(report.errors == 1 && report.warnings == 0, "{report:?}");
    }
    let mut figures = Figures {
        at: SystemClock.now(),
        bytes: bytes.len() as u64,
        records,
        decode: Spread::of(decode),
        split: Spread::of(split),
        check: Spread::of(check),
        peak_memory: memory_of_a_check(&file)?,
        office_set: office_set(options.runs)?,
        office_set_program: match &options.program {
            Some(program) => Some(started(program, &scratch, options.runs)?),
            None => None,
        },
        bars: Vec::new(),
    };
    figures.bars = bars_of(&figures);
    print(&figures);
    let to = folder.join(format!("standard-{}.json", figures.at.as_second()));
    fs_err::write(&to, serde_json::to_vec_pretty(&figures)?)?;
    say(format_args!("\nwritten: {}", to.display()));
    Ok(())
}

/// MB/s of work over the bytes.
fn speed(bytes: &[u8], work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(usize_to_f64(bytes.len()) / MEGABYTE / started.elapsed().as_secs_f64())
}

/// Only turns MS932 into text.
fn decoded(bytes: &[u8]) -> anyhow::Result<()> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(2 * PIECE);
    let mut rest = bytes;
    while !rest.is_empty() {
        text.clear();
        let is_last = rest.len() <= PIECE;
        let piece = rest.get(..PIECE).unwrap_or(rest);
        let (result, read) =
            decoder.decode_to_string_without_replacement(piece, &mut text, is_last);
        anyhow::ensure!(!matches!(result, DecoderResult::Malformed(..)), "no MS932");
        black_box(&text);
        rest = rest.get(read..).unwrap_or_default();
    }
    Ok(())
}

/// Only splits into records and fields, of which nothing is read.
fn split_up(bytes: &[u8]) -> anyhow::Result<()> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        black_box(&record);
    }
    Ok(())
}

/// The whole check, with all rules.
fn checked(name: &str, bytes: &[u8]) -> CheckReport {
    let mut check = UnitCheck::new(&[name]);
    let mut file = check.next_file();
    for piece in bytes.chunks(PIECE) {
        file.feed(piece);
    }
    file.end();
    check.end()
}

/// Checks a file as a program would, and tells the most memory that it had.
pub(crate) fn check_file(file: &Path) -> anyhow::Result<()> {
    let name = file.file_name().context("no name")?.to_string_lossy();
    let mut check = UnitCheck::new(&[&name]);
    let mut feed = check.next_file();
    let mut from = fs_err::File::open(file)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        feed.feed(piece.get(..read).unwrap_or_default());
    }
    feed.end();
    let report = check.end();
    anyhow::ensure!(report.errors == 1, "{report:?}");
    say(peak_memory(std::process::id())?);
    Ok(())
}

fn memory_of_a_check(file: &Path) -> anyhow::Result<u64> {
    let program = std::env::current_exe()?;
    let output = Command::new(program).arg("check-file").arg(file).output()?;
    let told = String::from_utf8(output.stdout)?;
    told.trim().parse().context("no memory was told")
}

/// What an office sends in a month.
fn office_files() -> anyhow::Result<Vec<File>> {
    let month = ServiceMonth::new(2025, 4)?;
    let parties = Parties::of_home_care()?;
    let stamp = Stamp::usual(SendingUnit::UseTable, month, 1)?;
    let plan = Plan::of_size(1, &parties, month, &stamp, OFFICE_SET)?;
    Ok(plan.files(&stamp)?)
}

/// Milliseconds for the check of an office's set, in memory.
fn office_set(runs: usize) -> anyhow::Result<Spread> {
    let files = office_files()?;
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let mut took = Vec::new();
    for _ in 0..runs.max(1) * 20 {
        let started = Instant::now();
        let report = check_files(black_box(&files));
        took.push(started.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(report.may_be_sent(), "{report:?}");
    }
    Ok(Spread::of(took))
}

/// Milliseconds for the same by the program, with its start.
fn started(program: &Path, scratch: &Path, runs: usize) -> anyhow::Result<Spread> {
    let folder = scratch.join("office");
    fs_err::create_dir_all(&folder)?;
    let mut paths = Vec::new();
    for (name, bytes) in office_files()? {
        let path = folder.join(name);
        fs_err::write(&path, bytes)?;
        paths.push(path);
    }
    let mut took = Vec::new();
    for _ in 0..runs.max(1) * 4 {
        let started = Instant::now();
        let output = Command::new(program).arg("check").args(&paths).output()?;
        took.push(started.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(output.status.success(), "{output:?}");
    }
    Ok(Spread::of(took))
}

fn bars_of(figures: &Figures) -> Vec<Bar> {
    let memory = usize_to_f64(usize::try_from(figures.peak_memory).unwrap_or(usize::MAX));
    let mut all = vec![
        Bar::at_least("full check", 500.0, "MB/s", figures.check.median),
        Bar::at_least(
            "full check against the plain split",
            0.8,
            "×",
            figures.check.median / figures.split.median,
        ),
        Bar::at_most("memory of a check", 64.0, "MB", memory / MEGABYTE),
        Bar::at_most(
            "an office's set, 200 kB",
            5.0,
            "ms",
            figures.office_set.median,
        ),
    ];
    if let Some(program) = &figures.office_set_program {
        let what = "the same with the program's start";
        all.push(Bar::at_most(what, 30.0, "ms", program.median));
    }
    all
}

fn print(figures: &Figures) {
    let megabytes = figures.bytes / 1_000_000;
    say(format_args!(
        "\n第6表 of {megabytes} MB, {} records; MB/s of one core, min / median / max",
        figures.records
    ));
    for (what, spread) in [
        ("encoding_rs: decode alone", figures.decode),
        ("csv: split alone", figures.split),
        ("full check, all rules", figures.check),
    ] {
        say(format_args!("{what:<28}  {spread}"));
    }
    say(bars::table(&figures.bars));
}
