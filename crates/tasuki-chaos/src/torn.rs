//! Torn tails: a store as a kill or a loss of power may leave it, cut off at every byte of its last
//! records, with nothing, zeros or rubbish behind the cut.
//!
//! The store is the platform's own (`tasuki-store`): what it opens there must be exactly what was
//! answered before the bytes behind the cut were written.

mod state;

use std::future::ready;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tasuki_store::{Contents, ContentsPlace, DatabasePlace, Records};
use tasuki_testing::Chance;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::args::Torn;
use crate::say;
use state::{RECORDS, State, WAL};

/// Where files are in memory: nothing here is about whether disks keep what they are given.
const MEMORY: &str = "/dev/shm";
/// How many points are tried side by side.
const AT_ONCE: usize = 4;
/// At one point in so many it is tried whether the store goes on.
const GOES_ON: usize = 50;
/// How many violations are told in full.
const TOLD: usize = 20;

/// What follows the cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tail {
    Nothing,
    Zeros,
    Rubbish,
}

/// Which file is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// The log of the records.
    Log,
    /// The segment of the contents.
    Segment,
}

/// One state in which a kill may leave the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Point {
    part: Part,
    at: usize,
    tail: Tail,
}

/// What was tried.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Tried {
    log: usize,
    segment: usize,
    violations: Vec<String>,
}

/// Tries all points, and tells how many violations there were.
pub(crate) async fn run(asked: &Torn) -> anyhow::Result<usize> {
    let began = Instant::now();
    let tried = try_all(asked.seed, asked.every.max(1)).await?;
    say(format_args!(
        "{} kill points: {} in the log of the records, {} in a segment of contents; {} violations; \
         {:.1} s",
        tried.log + tried.segment,
        tried.log,
        tried.segment,
        tried.violations.len(),
        began.elapsed().as_secs_f64()
    ));
    for violation in tried.violations.iter().take(TOLD) {
        say(format_args!("  {violation}"));
    }
    Ok(tried.violations.len())
}

async fn try_all(seed: u64, every: usize) -> anyhow::Result<Tried> {
    let state = Arc::new(State::make(seed, &folder()?).await?);
    let points: Vec<Point> = points(&state, every);
    let count = |part| points.iter().filter(|point| point.part == part).count();
    let mut tried = Tried {
        log: count(Part::Log),
        segment: count(Part::Segment),
        violations: Vec::new(),
    };
    let next = Arc::new(AtomicUsize::new(0));
    let points = Arc::new(points);
    let violations = Arc::new(Mutex::new(Vec::new()));
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (state, next, points) = (Arc::clone(&state), Arc::clone(&next), Arc::clone(&points));
        let violations = Arc::clone(&violations);
        workers.spawn(async move {
            let folder = folder()?;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(point) = points.get(number) else {
                    return anyhow::Ok(());
                };
                let here = folder.path().join(number.to_string());
                let found = examine(&state, *point, &here, number).await?;
                fs_err::remove_dir_all(&here)?;
                let mut all = violations.lock().unwrap_or_else(PoisonError::into_inner);
                all.extend(found.into_iter().map(|why| format!("{point:?}: {why}")));
            }
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    let mut found = violations.lock().unwrap_or_else(PoisonError::into_inner);
    tried.violations.append(&mut found);
    Ok(tried)
}

fn folder() -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("tasuki-torn-");
    if Path::new(MEMORY).is_dir() {
        builder.tempdir_in(MEMORY)
    } else {
        builder.tempdir()
    }
}

/// Every byte of the last steps in the log, and of the last content in its segment.
fn points(state: &State, every: usize) -> Vec<Point> {
    let mut points = Vec::new();
    let (log, segment) = (state.last_in_log(), state.last_in_segment());
    for (part, range) in [(Part::Log, log), (Part::Segment, segment)] {
        let ends = state.ends(part);
        for at in range.clone() {
            let is_near = ends.iter().any(|end| at.abs_diff(*end) <= 1);
            if is_near || (at - range.start()).is_multiple_of(every) {
                for tail in [Tail::Nothing, Tail::Zeros, Tail::Rubbish] {
                    points.push(Point { part, at, tail });
                }
            }
        }
    }
    points
}

/// Opens the store at a point, and tells what is not as it must be.
async fn examine(
    state: &State,
    point: Point,
    here: &Path,
    number: usize,
) -> anyhow::Result<Vec<String>> {
    let (steps, places) = lay_out(state, point, here, number)?;
    let mut violations = Vec::new();
    let opened = Records::open(&places.records).await;
    let records = match opened {
        Ok(records) => records,
        Err(error) => return Ok(vec![format!("the records do not open: {error:?}")]),
    };
    let contents = Contents::open(&places.contents, "after", 1 << 20)?;
    state
        .compare(steps, &records, &contents, &mut violations)
        .await?;
    if number.is_multiple_of(GOES_ON) {
        contents.sweep(&records, ready(Ok(Vec::new()))).await?;
        state
            .go_on(steps, &records, &contents, &mut violations)
            .await?;
    }
    Ok(violations)
}

struct Places {
    records: DatabasePlace,
    contents: ContentsPlace,
}

/// Writes the store as a kill at a point leaves it; how many steps had been answered.
fn lay_out(
    state: &State,
    point: Point,
    here: &Path,
    number: usize,
) -> anyhow::Result<(usize, Places)> {
    let folder: PathBuf = here.join("contents");
    fs_err::create_dir_all(&folder)?;
    let torn = |whole: &[u8]| torn(whole, point, number);
    let (log, segment) = match point.part {
        Part::Log => (torn(&state.log), state.segment.clone()),
        // The record is made when its content is on disk, so there is none yet.
        Part::Segment => (state.log_before_last().to_vec(), torn(&state.segment)),
    };
    fs_err::write(here.join(RECORDS), &state.records)?;
    fs_err::write(here.join(WAL), &log)?;
    fs_err::write(folder.join(&state.segment_name), &segment)?;
    let places = Places {
        records: DatabasePlace::File(here.join(RECORDS)),
        contents: ContentsPlace::Folder(folder),
    };
    Ok((state.steps_in(&log), places))
}

/// The bytes before the cut, and what follows it.
fn torn(whole: &[u8], point: Point, number: usize) -> Vec<u8> {
    let mut bytes = whole.get(..point.at).unwrap_or(whole).to_vec();
    let rest = whole.len() - bytes.len();
    match point.tail {
        Tail::Nothing => {}
        Tail::Zeros => bytes.resize(whole.len(), 0),
        Tail::Rubbish => bytes.extend(Chance::new(number as u64).bytes(rest)),
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn whatever_is_torn_off_what_was_answered_is_there_and_nothing_half() {
        let tried = try_all(1, 101).await.unwrap();
        assert_eq!(tried.violations, [""; 0]);
        assert!(tried.log > 1_000 && tried.segment > 100, "{tried:?}");
    }

    #[tokio::test]
    async fn what_is_missing_or_half_is_noticed() {
        let folder = folder().unwrap();
        let state = State::make(1, &folder).await.unwrap();
        let here = folder.path().join("here");
        let whole = |part, at| Point {
            part,
            at,
            tail: Tail::Nothing,
        };
        let violations = async |point, more: isize| {
            let (steps, places) = lay_out(&state, point, &here, 1).unwrap();
            let records = Records::open(&places.records).await.unwrap();
            let contents = Contents::open(&places.contents, "after", 1 << 20).unwrap();
            let mut found = Vec::new();
            let steps = steps.saturating_add_signed(more);
            state
                .compare(steps, &records, &contents, &mut found)
                .await
                .unwrap();
            fs_err::remove_dir_all(&here).unwrap();
            found
        };
        let end = *state.last_in_log().end();
        assert_eq!(violations(whole(Part::Log, end), 0).await, [""; 0]);
        // A step is expected that the log has lost, and one is there that is not expected.
        let lost = violations(whole(Part::Log, end - 1), 1).await;
        assert!(lost[0].contains("lost"), "{lost:?}");
        // A content that was answered is torn.
        let start = *state.last_in_segment().start();
        let half = violations(whole(Part::Segment, start - 1), 0).await;
        assert!(half[0].contains("content"), "{half:?}");
    }
}
