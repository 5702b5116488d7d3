//! Processor time and memory, as Linux tells them.

use std::time::Duration;

use anyhow::Context as _;

/// The unit of processor times in `/proc`: hundredths of a second on all our machines.
const TICKS_PER_SECOND: u64 = 100;

/// The processor time that a process has used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// In the program.
    pub user: Duration,
    /// In the kernel.
    pub system: Duration,
}

/// The processor time of all cores together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cores {
    /// At work.
    pub busy: Duration,
    /// At work or not.
    pub all: Duration,
}

impl Used {
    /// What the process `id` has used up to now.
    pub fn of(id: u32) -> anyhow::Result<Self> {
        let text = fs_err::read_to_string(format!("/proc/{id}/stat"))?;
        used(&text).context("/proc/…/stat is not understood")
    }

    /// What those threads of the process `id` have used up to now that have the name `name`.
    pub fn of_threads(id: u32, name: &str) -> anyhow::Result<Self> {
        let mut all = Self::default();
        for thread in fs_err::read_dir(format!("/proc/{id}/task"))? {
            // One that has just ended is not among them any more.
            let Ok(text) = fs_err::read_to_string(thread?.path().join("stat")) else {
                continue;
            };
            if is_called(&text, name) {
                let one = used(&text).context("/proc/…/stat is not understood")?;
                all.user += one.user;
                all.system += one.system;
            }
        }
        Ok(all)
    }

    /// What was used since `before`.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            user: self.user.saturating_sub(before.user),
            system: self.system.saturating_sub(before.system),
        }
    }

    /// Both together.
    pub fn total(self) -> Duration {
        self.user + self.system
    }
}

impl Cores {
    /// What all cores did up to now.
    pub fn now() -> anyhow::Result<Self> {
        let text = fs_err::read_to_string("/proc/stat")?;
        cores(&text).context("/proc/stat is not understood")
    }

    /// What they did since `before`.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            busy: self.busy.saturating_sub(before.busy),
            all: self.all.saturating_sub(before.all),
        }
    }
}

/// The most memory that a process has had (`VmHWM`), in bytes.
pub fn peak_memory(id: u32) -> anyhow::Result<u64> {
    memory(id, "VmHWM")
}

/// The memory that a process has now (`VmRSS`), in bytes.
pub fn memory_now(id: u32) -> anyhow::Result<u64> {
    memory(id, "VmRSS")
}

/// Lets the peak begin anew at what the process has now.
pub fn reset_peak(id: u32) -> anyhow::Result<()> {
    Ok(fs_err::write(format!("/proc/{id}/clear_refs"), "5")?)
}

fn memory(id: u32, name: &str) -> anyhow::Result<u64> {
    let text = fs_err::read_to_string(format!("/proc/{id}/status"))?;
    kilobytes(&text, name)
        .map(|kilobytes| kilobytes * 1024)
        .context("/proc/…/status is not understood")
}

fn ticks(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
}

/// Reads `/proc/<id>/stat`. The program's name, in parentheses, may hold anything.
fn used(stat: &str) -> Option<Used> {
    let (_, fields) = stat.rsplit_once(')')?;
    // proc_pid_stat(5): the state, right behind the name, is the third; utime 14, stime 15.
    let mut times = fields.split_whitespace().skip(11);
    Some(Used {
        user: ticks(times.next()?.parse().ok()?),
        system: ticks(times.next()?.parse().ok()?),
    })
}

/// Whether a thread has a name; Linux keeps 15 bytes of it.
fn is_called(stat: &str, name: &str) -> bool {
    let kept = name.get(..15).unwrap_or(name);
    let begin = stat.split_once('(').map(|(_, rest)| rest);
    begin
        .and_then(|rest| rest.rsplit_once(')'))
        .is_some_and(|(told, _)| told == kept)
}

/// Reads a line of `/proc/<id>/status`.
fn kilobytes(status: &str, name: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Reads the first line of `/proc/stat`. Guests' time is part of the users' already.
fn cores(stat: &str) -> Option<Cores> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let times: Vec<u64> = line
        .split_whitespace()
        .take(8)
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let all: u64 = times.iter().sum();
    let [_, _, _, idle, waiting, ..] = times.as_slice() else {
        return None;
    };
    Some(Cores {
        busy: ticks(all - idle - waiting),
        all: ticks(all),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_process_is_read_behind_its_name() {
        let stat = "42 (a) b 1 2) S 1 42 42 0 -1 4194304 900 0 3 0 250 31 0 0 20 0 9 0 5 1 2";
        assert_eq!(
            used(stat),
            Some(Used {
                user: Duration::from_millis(2_500),
                system: Duration::from_millis(310),
            })
        );
        assert_eq!(used("42 (short) S 1"), None);
        assert!(is_called(stat, "a) b 1 2") && !is_called(stat, "a"));
        assert!(is_called(
            "7 (a name that is ) S 1",
            "a name that is longer"
        ));
    }

    #[test]
    fn memory_is_read_by_its_name() {
        let status = "Name:\tx\nVmHWM:\t   65432 kB\nVmRSS:\t   1024 kB\n";
        assert_eq!(kilobytes(status, "VmHWM"), Some(65_432));
        assert_eq!(kilobytes(status, "VmRSS"), Some(1_024));
        assert_eq!(kilobytes(status, "VmSwap"), None);
    }

    #[test]
    fn waiting_for_the_disk_is_not_work() {
        let stat = "cpu  100 0 50 800 40 0 10 0 5 0\ncpu0 1 1 1 1\n";
        assert_eq!(
            cores(stat),
            Some(Cores {
                busy: Duration::from_millis(1_600),
                all: Duration::from_secs(10),
            })
        );
    }

    #[test]
    fn the_time_of_a_thread_is_told_by_its_name() {
        let work = || {
            let begun = tokio::time::Instant::now();
            while begun.elapsed() < Duration::from_millis(300) {}
            Used::of_threads(std::process::id(), "works-here").unwrap()
        };
        let thread = std::thread::Builder::new().name("works-here".to_owned());
        let used = thread.spawn(work).unwrap().join().unwrap();
        assert!(used.total() > Duration::ZERO);
        let none = Used::of_threads(std::process::id(), "nobody").unwrap();
        assert_eq!(none, Used::default());
    }

    #[test]
    fn this_process_can_be_read() {
        let id = std::process::id();
        assert!(Used::of(id).is_ok());
        assert!(peak_memory(id).unwrap() >= memory_now(id).unwrap() / 2);
        assert!(Cores::now().unwrap().all > Duration::ZERO);
    }
}
