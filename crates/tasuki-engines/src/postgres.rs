//! A PostgreSQL server of one's own.

mod base;
mod disks;
mod programs;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use anyhow::Context as _;
use rustix::io::Errno;
use tempfile::TempDir;

pub use self::base::BaseBackup;
pub use self::disks::{DiskSizes, PostgresDisks};
use self::programs::{LOG, done, owner, program, programs, serve, settings, template};
pub(crate) use self::programs::{address, folder};
use crate::{Keeping, PostgresLine};

/// The name of the socket in the server's folder: that of the usual port.
pub(crate) const SOCKET: &str = ".s.PGSQL.5432";

/// How often a restart is tried before the last try.
const RESTARTS: u32 = 50;
/// How often it is asked for while it recovers by itself.
const RECOVERIES: u32 = 600;
/// How often it is looked for what it says.
const SAYINGS: u32 = 100;
/// How long is waited between two tries of [`RESTARTS`], [`RECOVERIES`] and [`SAYINGS`].
const PAUSE: Duration = Duration::from_millis(100);

/// A server that runs, with the superuser `tasuki`; it is killed, and its folder removed, when this
/// is dropped.
#[derive(Debug)]
pub struct PostgresServer {
    child: Child,
    disks: Option<PostgresDisks>,
    // Behind the disks, which lie in it.
    folder: TempDir,
    programs: PathBuf,
    settings: Vec<&'static str>,
}

impl PostgresServer {
    /// Makes a server without databases and starts it; it can be asked when this returns.
    pub fn start(keeping: Keeping) -> anyhow::Result<Self> {
        Self::start_in(folder()?, None, keeping)
    }

    /// The same on disks of its own that can be filled. Not everybody may mount them: an error with
    /// [`Errno::PERM`] or [`Errno::ACCESS`] in its chain.
    pub fn start_on_disks(keeping: Keeping, sizes: DiskSizes) -> anyhow::Result<Self> {
        let folder = folder()?;
        let owner = owner()?.ok_or(Errno::PERM);
        let owner = owner.context("only root may mount a disk")?;
        let disks = PostgresDisks::mount(folder.path(), sizes, owner)?;
        Self::start_in(folder, Some(disks), keeping)
    }

    fn start_in(
        folder: TempDir,
        disks: Option<PostgresDisks>,
        keeping: Keeping,
    ) -> anyhow::Result<Self> {
        let programs = programs()?;
        let data = folder.path().join("data");
        let mut copy = program(Path::new("cp"))?;
        // What is in it: the folder itself may be there.
        copy.arg("-aT").arg(template(&programs)?);
        done(copy.arg(data))?;
        if disks.is_some() {
            PostgresDisks::take_log(folder.path())?;
        }
        let settings = settings(keeping, disks.is_some());
        let child = serve(&programs, folder.path(), &settings)?;
        Ok(Self {
            child,
            disks,
            folder,
            programs,
            settings,
        })
    }

    /// Makes an empty database; its address.
    pub fn database(&self, name: &str) -> anyhow::Result<String> {
        let mut create = program(&self.programs.join("createdb"))?;
        create.arg("--host").arg(self.folder.path());
        done(create.args(["--username", "tasuki", name]))?;
        Ok(self.address(name))
    }

    /// Makes a database as another one is, to which nobody may be connected; its address. One that
    /// had the name before is gone.
    pub fn copy(&self, name: &str, of: &str) -> anyhow::Result<String> {
        let host = |command: &str| {
            let mut command = program(&self.programs.join(command))?;
            command.arg("--host").arg(self.folder.path());
            command.args(["--username", "tasuki"]);
            anyhow::Ok(command)
        };
        done(host("dropdb")?.args(["--if-exists", "--force", name]))?;
        done(host("createdb")?.args(["--template", of, name]))?;
        Ok(self.address(name))
    }

    /// The address of a database.
    pub fn address(&self, database: &str) -> String {
        address(self.folder.path(), database)
    }

    /// A line to the server, which holds until it is told otherwise.
    pub fn line(&self) -> anyhow::Result<PostgresLine> {
        PostgresLine::to(self.folder.path())
    }

    /// All that a database holds, as SQL; bytes in it are hexadecimal digits.
    pub fn dump(&self, database: &str) -> anyhow::Result<Vec<u8>> {
        let mut dump = program(&self.programs.join("pg_dump"))?;
        dump.arg("--host").arg(self.folder.path());
        done(dump.args(["--username", "tasuki", database]))
    }

    /// The folder of the write-ahead log (WAL): all that was ever written, unless it was written over since.
    pub fn write_ahead(&self) -> PathBuf {
        self.folder.path().join("data/pg_wal")
    }

    /// The file of what the server has said since it was made; the last line may take a moment.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join(LOG)
    }

    /// Waits until the server has said something since it was made: what it says is copied by a
    /// thread. An error with all that it said where it does not for 10 seconds.
    pub fn wait_until_said(&self, words: &str) -> anyhow::Result<()> {
        let mut said = String::new();
        for _ in 0..SAYINGS {
            let log = fs_err::read(self.log())?;
            said = String::from_utf8_lossy(&log).into_owned();
            if said.contains(words) {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        anyhow::bail!("PostgreSQL does not say {words}: {said}")
    }

    /// The server's process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// All its processes, the first one before the others.
    pub fn processes(&self) -> anyhow::Result<Vec<u32>> {
        let id = self.child.id();
        let others = fs_err::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
        let others = others.split_whitespace().map(str::parse);
        let all = std::iter::once(Ok(id)).chain(others);
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// Its disks, if it has some of its own.
    pub const fn disks(&self) -> Option<&PostgresDisks> {
        self.disks.as_ref()
    }

    /// Kills the server as a loss of power would, with all its processes.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        // SIGQUIT: each process ends at once, and the log is not tidied. After SIGKILL of the first
        // process alone the others would go on for a while.
        let id = i32::try_from(self.child.id())?;
        let id = rustix::process::Pid::from_raw(id).context("no process")?;
        rustix::process::kill_process(id, rustix::process::Signal::QUIT)?;
        self.child.wait()?;
        Ok(())
    }

    /// Kills every process of the server with `SIGKILL`, as the system does where memory is short.
    pub fn kill_hard(&mut self) -> anyhow::Result<()> {
        use rustix::process::{Pid, Signal, kill_process};
        let all = self.processes()?;
        self.child.kill()?;
        self.child.wait()?;
        for other in all.into_iter().skip(1) {
            if let Some(other) = Pid::from_raw(other.try_into()?) {
                // It may have seen that the first one is gone, and have ended.
                let _gone = kill_process(other, Signal::KILL);
            }
        }
        Ok(())
    }

    /// Starts the server anew after it was killed. Processes of the one before that are about to end
    /// hold it up for a while.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        for _ in 0..RESTARTS {
            if let Ok(child) = serve(&self.programs, self.folder.path(), &self.settings) {
                self.child = child;
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        self.child = serve(&self.programs, self.folder.path(), &self.settings)?;
        Ok(())
    }

    /// Waits until the server, which was hindered until now, can be asked; an error when it cannot be
    /// for 60 seconds. True where it had ended and was started anew, false where it recovered by
    /// itself or had nothing to recover from.
    pub fn recover(&mut self) -> anyhow::Result<bool> {
        for _ in 0..RECOVERIES {
            if self.child.try_wait()?.is_some() {
                self.restart()?;
                return Ok(true);
            }
            let mut ask = program(&self.programs.join("pg_isready"))?;
            ask.arg("--quiet").arg("--host").arg(self.folder.path());
            if ask.status()?.success() {
                return Ok(false);
            }
            std::thread::sleep(PAUSE);
        }
        anyhow::bail!("PostgreSQL does not come back")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.kill());
    }
}
