//! Measures the index with 220,000 invented offices, and prints what it found:
//! `cargo run -p tasuki-directory --example measure`.

use std::io::Write as _;

use anyhow::Context as _;
use tasuki_directory::{
    DirectoryBuilder, Filter, MapFrame, Names, OpenDataReader, Order, Page, Participation, Place,
    PlaneBox, Point, csv_header, invented_offices,
};
use tasuki_terms::{Date, ServiceType};

const OFFICES: usize = 220_000;

fn main() -> anyhow::Result<()> {
    let out = &mut std::io::stdout();
    let before = memory("VmRSS")?;
    let mut builder = DirectoryBuilder::default();
    let service: ServiceType = "15".parse()?;
    let mut reader = OpenDataReader::new(service);
    let mut full = None;
    let mut add = |row| full = full.or(builder.add(&row).err());
    let mut bytes = csv_header().len();
    let mut reading = std::time::Duration::ZERO;
    reader.feed(csv_header().as_bytes(), &mut add)?;
    for office in invented_offices(1).take(OFFICES) {
        let line = office.csv_line(service);
        bytes += line.len();
        let (_, took) = timed(|| reader.feed(line.as_bytes(), &mut add));
        reading += took;
    }
    let report = reader.finish(&mut add)?;
    writeln!(
        out,
        "read and added: {} rows, {} rejected, {bytes} bytes in {reading:?}; full: {full:?}",
        report.accepted, report.rejected
    )?;
    let (mut index, took) = timed(|| builder.build());
    for office in invented_offices(1).take(OFFICES).step_by(12) {
        let since = Date::constant(2026, 4, 1);
        index.set_participation(office.number, Some(Participation { since, reads: None }));
    }
    writeln!(
        out,
        "built in {took:?}; columns {} MB; resident memory grew by {} MB, at its peak by {} MB",
        index.bytes() / 1_000_000,
        (memory("VmRSS")?.saturating_sub(before)) / 1000,
        (memory("VmHWM")?.saturating_sub(before)) / 1000
    )?;

    let tokyo = Place::new(139_750_000, 35_680_000)?;
    let at = Point::of(tokyo);
    let around = |half: f64| {
        PlaneBox::between(
            Point {
                x: at.x - half,
                y: at.y - half,
            },
            Point {
                x: at.x + half,
                y: at.y + half,
            },
        )
    };
    let only_joined = Filter {
        only_joined: true,
        ..Filter::default()
    };
    for (name, within, zoom) in [
        ("all Japan", PlaneBox::WHOLE, 0),
        ("the Kanto plain", around(60.0), 3),
        ("a town", around(1.0), 9),
    ] {
        for filter in [&Filter::default(), &only_joined] {
            let (view, took) = middle(|| index.view(within, zoom, filter));
            writeln!(
                out,
                "view of {name}, joined only: {}: {} offices, {} markers in {took:?}",
                filter.only_joined,
                view.total,
                view.markers.len()
            )?;
        }
    }
    for zoom in [0, 4, 9] {
        let frame = MapFrame::around(at, zoom);
        let all = Filter::default();
        let (markers, took) = middle(|| index.gathered(frame, &all).markers(318.0));
        let names = Names {
            frame,
            widths: (318.0, 560.0),
            prefecture: None,
        };
        let (names, wrote) = middle(|| names.beside(&markers));
        writeln!(
            out,
            "map at zoom {zoom}: {} marks in {took:?}, {} names in {wrote:?}",
            markers.len(),
            names.len()
        )?;
    }
    let page = Page { skip: 0, size: 50 };
    for (words, order) in [
        ("", Order::Region),
        ("ひまわり", Order::Region),
        ("見本", Order::Region),
        ("70012", Order::Region),
        ("", Order::Distance(tokyo)),
    ] {
        let filter = Filter {
            words: words.to_owned(),
            ..Filter::default()
        };
        let (listing, took) = middle(|| index.list(&filter, order, page));
        writeln!(
            out,
            "first page for {words:?} by {order:?}: {} in all, in {took:?}",
            listing.total
        )?;
    }
    let (counts, took) = middle(|| index.counts(&Filter::default()));
    writeln!(out, "counts of {} prefectures in {took:?}", counts.len())?;
    let pasted: Vec<String> = invented_offices(1)
        .take(500)
        .map(|office| office.number.to_string())
        .collect();
    let pasted = pasted.join(
        "
",
    );
    let (answers, took) = middle(|| index.partners(&pasted));
    writeln!(out, "{} pasted partners in {took:?}", answers?.len())?;
    Ok(())
}

#[expect(clippy::disallowed_types, reason = "there is no runtime here")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, std::time::Duration) {
    let start = std::time::Instant::now();
    (work(), start.elapsed())
}

/// The middle of eleven runs.
fn middle<T>(work: impl Fn() -> T) -> (T, std::time::Duration) {
    let mut times: Vec<_> = (0..11).map(|_| timed(&work).1).collect();
    times.sort();
    (work(), times.get(5).copied().unwrap_or_default())
}

/// A line of `/proc/self/status` in kilobytes: `VmRSS` is the resident memory, `VmHWM` its peak.
fn memory(line: &str) -> anyhow::Result<usize> {
    let status = fs_err::read_to_string("/proc/self/status")?;
    let mut lines = status.lines();
    let line = lines.find_map(|told| told.strip_prefix(line)?.strip_prefix(':'));
    let line = line.context("no such line")?.trim().trim_end_matches(" kB");
    Ok(line.parse()?)
}
