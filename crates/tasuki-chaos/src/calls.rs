//! System calls that can be slowed down and made to fail.

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::NamedTempFile;

/// Programs whose system calls are meddled with, until this is dropped.
#[derive(Debug)]
pub(crate) struct Meddling {
    strace: Child,
    /// What it tells of the calls that it traces.
    told: NamedTempFile,
}

/// Calls that bring data to the disk.
const SYNCS: &str = "fdatasync,fsync";
/// Calls that write into files.
const WRITES: &str = "pwrite64";
/// How often it is looked whether the programs are held, and how long is waited before the next look.
const LOOKS: u32 = 1_000;
/// See [`LOOKS`].
const PAUSE: Duration = Duration::from_millis(10);

impl Meddling {
    /// Whether one of our programs can be meddled with here.
    pub(crate) fn is_possible() -> bool {
        let try_it = || -> anyhow::Result<bool> {
            let mut sleeper = Command::new("sleep").arg("20").spawn()?;
            let works = Self::begin(&[sleeper.id()], SYNCS, "delay_enter=1").is_ok();
            sleeper.kill()?;
            sleeper.wait()?;
            Ok(works)
        };
        try_it().unwrap_or(false)
    }

    /// What brings data to the disk takes so much longer.
    pub(crate) fn slow(processes: &[u32], delay: Duration) -> anyhow::Result<Self> {
        let micros = delay.as_micros();
        Self::begin(processes, SYNCS, &format!("delay_enter={micros}"))
    }

    /// What brings data to the disk, or what writes, fails so many times in
    /// each process.
    pub(crate) fn fail(processes: &[u32], is_write: bool, times: u64) -> anyhow::Result<Self> {
        let calls = if is_write { WRITES } else { SYNCS };
        let when = if times == 1 {
            "1".to_owned()
        } else {
            format!("1..{times}")
        };
        let error = if is_write { "ENOSPC" } else { "EIO" };
        Self::begin(processes, calls, &format!("error={error}:when={when}"))
    }

    /// Also of the processes that these begin. When this returns, all that is left of them is held,
    /// for which 10 seconds are given; an error where none is left, or one may not be held.
    fn begin(processes: &[u32], calls: &str, how: &str) -> anyhow::Result<Self> {
        let told = NamedTempFile::new()?;
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o"]).arg(told.path());
        for process in processes {
            command.args(["-p", &process.to_string()]);
        }
        command.args(["-e", &format!("trace={calls}")]);
        command.args(["-e", &format!("inject={calls}:{how}")]);
        let child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut meddling = Self {
            strace: child.context("strace")?,
            told,
        };
        for _ in 0..LOOKS {
            if let Some(status) = meddling.strace.try_wait()? {
                let mut said = String::new();
                if let Some(told) = &mut meddling.strace.stderr {
                    told.read_to_string(&mut said)?;
                }
                bail!("strace: {status}: {}", said.trim());
            }
            let tracer = meddling.strace.id();
            let tracers: Vec<_> = processes.iter().flat_map(|one| tracers(*one)).collect();
            ensure!(!tracers.is_empty(), "no process to meddle with is left");
            if tracers.iter().all(|one| *one == tracer) {
                return Ok(meddling);
            }
            std::thread::sleep(PAUSE);
        }
        bail!("strace does not get hold of all processes")
    }
}

/// Who traces each thread of a process: 0 where nobody does. A process that has ended has none.
fn tracers(process: u32) -> Vec<u32> {
    let Ok(threads) = fs_err::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    let tracer = |status: &str| -> Option<u32> {
        let value = |name| {
            let mut lines = status.lines();
            Some(lines.find_map(|line| line.strip_prefix(name))?.trim())
        };
        // One that has ended, and that nobody has asked for yet, cannot be traced.
        let has_ended = value("State:")?.starts_with(['Z', 'X']);
        let tracer = value("TracerPid:")?.parse().ok()?;
        (!has_ended).then_some(tracer)
    };
    // A thread may end meanwhile.
    let statuses = threads
        .flatten()
        .filter_map(|thread| fs_err::read_to_string(thread.path().join("status")).ok());
    statuses.filter_map(|status| tracer(&status)).collect()
}

impl Meddling {
    /// Lets go; how many calls were slowed down or failed.
    pub(crate) fn end(mut self) -> anyhow::Result<usize> {
        self.let_go();
        let told = fs_err::read(self.told.path())?;
        let told = String::from_utf8_lossy(&told);
        Ok(told.lines().filter(|line| is_meddled_with(line)).count())
    }

    /// Lets go of the programs, unless they are gone and it has ended.
    fn let_go(&mut self) {
        let id = i32::try_from(self.strace.id()).ok().and_then(Pid::from_raw);
        if let (Ok(None), Some(id)) = (self.strace.try_wait(), id) {
            let _gone = kill_process(id, Signal::INT);
        }
        drop(self.strace.wait());
    }
}

/// Whether a line tells a call that was not only traced.
fn is_meddled_with(line: &str) -> bool {
    ["(INJECTED)", "(DELAYED)"]
        .iter()
        .any(|mark| line.trim_end().ends_with(mark))
}

impl Drop for Meddling {
    fn drop(&mut self) {
        self.let_go();
    }
}

#[cfg(test)]
mod tests {
    use tasuki_engines::{Keeping, PostgresServer};
    use tokio::time::Instant;

    use super::*;

    /// Far more than a database takes to be made.
    const DELAY: Duration = Duration::from_secs(1);

    /// How often it is tried to have something fail.
    const TRIES: u32 = 50;

    /// Whether it can be tried here; `strace` must be there.
    fn is_possible() -> bool {
        let asked = Command::new("strace").arg("-V").output();
        asked.expect("cargo xtask test installs strace");
        let is_possible = Meddling::is_possible();
        if !is_possible {
            println!("left out: nothing may be traced here");
        }
        is_possible
    }

    #[test]
    fn all_processes_of_postgresql_can_be_slowed_down_and_made_to_fail() {
        if !is_possible() {
            return;
        }
        let mut server = PostgresServer::start(Keeping::Durably).unwrap();
        let took = |name: &str| {
            let begun = Instant::now();
            server.database(name).unwrap();
            begun.elapsed()
        };
        let calm = ["calm1", "calm2", "calm3"].map(took).into_iter().min();
        let meddling = match Meddling::slow(&server.processes().unwrap(), DELAY) {
            // They belong to another user, where we are root.
            Err(error) if error.to_string().contains("Operation not permitted") => {
                println!("left out: {error:#}");
                return;
            }
            held => held.unwrap(),
        };
        let (calm, slow) = (calm.unwrap(), took("slow"));
        assert!(slow >= calm + DELAY, "{slow:?}, and {calm:?} before");
        assert!(meddling.end().unwrap() > 0);
        let meddling = Meddling::fail(&server.processes().unwrap(), false, 1).unwrap();
        // Not every process has something to bring to the disk at once.
        let fails = (0..TRIES).any(|which| server.database(&format!("broken{which}")).is_err());
        assert!(fails, "nothing fails");
        assert!(meddling.end().unwrap() > 0);
        server.recover().unwrap();
        server.database("whole").unwrap();
        server.wait_until_said("PANIC").unwrap();
    }

    #[test]
    fn only_what_strace_did_counts() {
        for (line, counts) in [
            ("7 fdatasync(9) = 0 (DELAYED)", true),
            ("7 fsync(9) = -1 EIO (Input/output error) (INJECTED)", true),
            ("7 pwrite64(9, \"(INJECTED)\", 10, 0) = 10", false),
            ("7 fdatasync(9) = 0", false),
            ("7 +++ killed by SIGKILL +++", false),
        ] {
            assert_eq!(is_meddled_with(line), counts, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_held_is_told() {
        if !is_possible() {
            return;
        }
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        let processes = [sleeper.id()];
        let meddling = Meddling::slow(&processes, DELAY).unwrap();
        // Nobody is traced by two.
        let other = Meddling::slow(&processes, DELAY).unwrap_err();
        assert!(other.to_string().starts_with("strace: "), "{other:#}");
        drop(meddling);
        // It sleeps, and brings nothing to a disk.
        let meddling = Meddling::slow(&processes, DELAY).unwrap();
        assert_eq!(meddling.end().unwrap(), 0);
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
        Meddling::slow(&processes, DELAY).unwrap_err();
    }
}
