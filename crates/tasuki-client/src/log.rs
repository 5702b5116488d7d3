//! The program's log, for the help desk: its last lines, without anything personal.
//!
//! A line has the moment, the level, where it was written, the sentence, and of its fields only those
//! that can hold nothing personal. The file is as long as [`MOST`] and the one before it as well; then
//! the older one is forgotten. So it neither grows nor ends at a bad moment.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fs_err::{File, OpenOptions};
use tasuki_terms::Clock;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// The most bytes of one file.
const MOST: u64 = 128 * 1024;
/// The files, the current one first.
const FILES: [&str; 2] = ["tasuki.log", "tasuki.log.1"];
/// What may stand in a line besides the sentence: codes, ids of messages, waits.
const FIELDS: [&str; 3] = ["code", "id", "wait_ms"];

/// The log of a program. Cheap to clone.
#[derive(Clone)]
pub struct Log(Arc<Parts>);

struct Parts {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    file: Mutex<Option<Open>>,
}

struct Open {
    file: File,
    bytes: u64,
}

impl Log {
    /// The log in `folder`, which need not be there before the first line.
    pub fn new(folder: &Path, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Parts {
            folder: folder.to_owned(),
            clock,
            file: Mutex::default(),
        }))
    }

    /// Writes down what this program tells from now on. A program has one log: where there is one
    /// already, nothing changes.
    pub fn listen(&self) {
        let all = tracing_subscriber::registry().with(self.clone());
        let _first_stays = tracing::subscriber::set_global_default(all);
    }

    /// Its lines, the oldest first.
    pub(crate) fn lines(&self) -> io::Result<String> {
        let _nobody_writes = self.0.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = String::new();
        for name in FILES.iter().rev() {
            match fs_err::read(self.0.folder.join(name)) {
                Ok(bytes) => lines.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(lines)
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let mut kept = self.0.file.lock().unwrap_or_else(PoisonError::into_inner);
        let [current, before] = FILES.map(|name| self.0.folder.join(name));
        if kept.as_ref().is_some_and(|open| open.bytes >= MOST) {
            *kept = None;
            fs_err::rename(&current, before)?;
        }
        let open = match kept.take() {
            Some(open) => kept.insert(open),
            None => kept.insert(Open::at(&current)?),
        };
        open.file.write_all(line.as_bytes())?;
        open.bytes += line.len() as u64;
        Ok(())
    }
}

impl Open {
    fn at(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use fs_err::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes })
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        // Libraries may tell addresses and names.
        *metadata.level() <= Level::INFO && metadata.target().starts_with("tasuki")
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let now = self.0.clock.now();
        let (level, target) = (metadata.level(), metadata.target());
        let mut line = Line(format!("{now:.0} {level:<5} {target}"));
        event.record(&mut line);
        line.0.push('\n');
        // Where nothing can be written, there is nobody to tell it to.
        let _written = self.write(&line.0);
    }
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log").finish_non_exhaustive()
    }
}

/// A line in the making.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a string cannot fail.
        let _written = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name if FIELDS.contains(&name) => write!(self.0, " {name}={value:?}"),
            _ => Ok(()),
        };
    }
}

#[cfg(test)]
mod tests {
    use tasuki_terms::SystemClock;

    use super::*;

    fn log(folder: &Path) -> Log {
        Log::new(folder, Arc::new(SystemClock))
    }

    fn listening(log: &Log, work: impl FnOnce()) {
        let all = tracing_subscriber::registry().with(log.clone());
        tracing::subscriber::with_default(all, work);
    }

    #[test]
    fn only_fields_that_can_hold_nothing_personal_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let log = log(folder.path());
        listening(&log, || {
            let (code, error) = ("platform.lost", "例題花子さんのファイル");
            tracing::warn!(code, %error, office = "1370000001", "the line was lost");
            tracing::warn!(target: "hyper", code, "例題花子");
            tracing::debug!(code, "例題花子");
        });
        let lines = log.lines().unwrap();
        let (_, told) = lines.split_once(' ').unwrap();
        assert_eq!(
            told,
            "WARN  tasuki_client::log::tests the line was lost code=\"platform.lost\"\n"
        );
    }

    #[test]
    fn the_log_keeps_its_last_lines_and_does_not_grow() {
        let folder = tempfile::tempdir().unwrap();
        let last = |log: &Log| log.lines().unwrap().lines().last().unwrap().to_owned();
        let first = log(folder.path());
        listening(&first, || {
            for number in 0..6_000 {
                tracing::info!(wait_ms = number, "asking the platform again, and again");
            }
        });
        assert!(last(&first).ends_with("wait_ms=5999"));
        // Another start goes on where the last one was.
        let second = log(folder.path());
        listening(&second, || tracing::info!("begun"));
        let lines = second.lines().unwrap();
        assert!(lines.contains("wait_ms=5999\n") && last(&second).ends_with("begun"));
        let longest = 2 * MOST + 1_024;
        assert!(
            (MOST..longest).contains(&(lines.len() as u64)),
            "{}",
            lines.len()
        );
    }
}
