//! A disk that can be filled, and system calls that can be slowed down and made to fail.

use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use rustix::fs::FallocateFlags;
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use rustix::process::{Pid, Signal, kill_process};

/// A disk of so many bytes (tmpfs); it is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// Mounts it, which only root may.
    pub(crate) fn mount(at: &Path, bytes: u64) -> anyhow::Result<Self> {
        fs_err::create_dir_all(at)?;
        let options = CString::new(format!("size={bytes},mode=0755"))?;
        let flags = MountFlags::NODEV | MountFlags::NOSUID;
        mount("tmpfs", at, "tmpfs", flags, options.as_c_str())?;
        Ok(Self { at: at.to_owned() })
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }

    /// Takes all that is free.
    pub(crate) fn fill(&self) -> anyhow::Result<()> {
        let file = fs_err::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.ballast())?;
        let told = rustix::fs::statvfs(&self.at)?;
        let mut piece = told.f_bavail.saturating_mul(told.f_frsize);
        // Others write meanwhile, and the disk needs some for itself: ever smaller pieces.
        while piece >= told.f_frsize {
            let taken = file.metadata()?.len();
            match rustix::fs::fallocate(&file, FallocateFlags::empty(), taken, piece) {
                Ok(()) => {}
                Err(rustix::io::Errno::NOSPC) => piece /= 2,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Gives it back.
    pub(crate) fn free(&self) -> anyhow::Result<()> {
        match fs_err::remove_file(self.ballast()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whoever still has files there keeps them.
        let _gone = unmount(&self.at, UnmountFlags::DETACH);
    }
}

/// A program whose system calls are meddled with, until this is dropped.
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
            let meddling = Self::begin(sleeper.id(), SYNCS, "delay_enter=1");
            std::thread::sleep(Duration::from_millis(300));
            let works = meddling.and_then(|mut one| Ok(one.0.try_wait()?.is_none()));
            sleeper.kill()?;
            sleeper.wait()?;
            works
        };
        try_it().unwrap_or(false)
    }

    /// What brings data to the disk takes so much longer.
    pub(crate) fn slow(process: u32, delay: Duration) -> anyhow::Result<Self> {
        let micros = delay.as_micros();
        Self::begin(process, SYNCS, &format!("delay_enter={micros}"))
    }

    /// What brings data to the disk, or what writes, fails so many times.
    pub(crate) fn fail(process: u32, is_write: bool, times: u64) -> anyhow::Result<Self> {
        let calls = if is_write { WRITES } else { SYNCS };
        let when = if times == 1 {
            "1".to_owned()
        } else {
            format!("1..{times}")
        };
        let error = if is_write { "ENOSPC" } else { "EIO" };
        Self::begin(process, calls, &format!("error={error}:when={when}"))
    }

    fn begin(process: u32, calls: &str, how: &str) -> anyhow::Result<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-p", &process.to_string()]);
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
