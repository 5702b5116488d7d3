//! System calls that can be slowed down and made to fail.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};

/// Programs whose system calls are meddled with, until this is dropped.
#[derive(Debug)]
pub(crate) struct Meddling(Child);

/// Calls that bring data to the disk.
const SYNCS: &str = "fdatasync,fsync";
/// Calls that write into files.
const WRITES: &str = "pwrite64";

impl Meddling {
    /// Whether one of our programs can be meddled with here.
    pub(crate) fn is_possible() -> bool {
        let try_it = || -> anyhow::Result<bool> {
            let mut sleeper = Command::new("sleep").arg("20").spawn()?;
            let meddling = Self::begin(&[sleeper.id()], SYNCS, "delay_enter=1");
            std::thread::sleep(Duration::from_millis(300));
            let works = meddling.and_then(|mut one| Ok(one.0.try_wait()?.is_none()));
            sleeper.kill()?;
            sleeper.wait()?;
            works
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

    /// Also of the processes that these begin.
    fn begin(processes: &[u32], calls: &str, how: &str) -> anyhow::Result<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null"]);
        for process in processes {
            command.args(["-p", &process.to_string()]);
        }
        command.args(["-e", &format!("trace={calls}")]);
        command.args(["-e", &format!("inject={calls}:{how}")]);
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn();
        Ok(Self(child.context("strace")?))
    }
}

impl Drop for Meddling {
    fn drop(&mut self) {
        // It lets go of the program, unless that is gone and it has ended.
        let id = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        if let (Ok(None), Some(id)) = (self.0.try_wait(), id) {
            let _gone = kill_process(id, Signal::INT);
        }
        drop(self.0.wait());
    }
}

#[cfg(test)]
mod tests {
    use tasuki_engines::{Keeping, PostgresServer};
    use tokio::time::Instant;

    use super::*;

    /// Far more than a database takes to be made.
    const DELAY: Duration = Duration::from_secs(2);

    #[test]
    fn all_processes_of_postgresql_can_be_slowed_down_and_made_to_fail() {
        if !Meddling::is_possible() {
            return;
        }
        let mut server = PostgresServer::start(Keeping::Durably).unwrap();
        let meddling = Meddling::slow(&server.processes().unwrap(), DELAY).unwrap();
        // It takes a moment until it has hold of them.
        let is_slow = |name: u32| {
            let begun = Instant::now();
            server.database(&format!("slow{name}")).unwrap();
            begun.elapsed() > DELAY
        };
        assert!((0..50).any(is_slow), "nothing is slow");
        drop(meddling);
        let meddling = Meddling::fail(&server.processes().unwrap(), false, 1).unwrap();
        let fails = |name: u32| server.database(&format!("broken{name}")).is_err();
        assert!((0..50).any(fails), "nothing fails");
        drop(meddling);
        server.recover().unwrap();
        server.database("whole").unwrap();
        assert!(
            fs_err::read_to_string(server.log())
                .unwrap()
                .contains("PANIC")
        );
    }
}
