//! A PostgreSQL server of one's own.

mod base;

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use tempfile::TempDir;

use crate::{Keeping, PostgresLine};

pub use base::BaseBackup;

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Who may run the server where we are root, whom it refuses.
const OWNER: &str = "postgres";

/// The name of the socket in the server's folder: that of the usual port.
pub(crate) const SOCKET: &str = ".s.PGSQL.5432";

/// The name of the file of what the server says.
const LOG: &str = "log";

/// What the server says when it can be asked.
const IS_READY: &str = "database system is ready to accept connections";

/// How often a restart is tried before the last try, and how long is waited before the next.
const RESTARTS: u32 = 50;
/// See [`RESTARTS`].
const PAUSE: Duration = Duration::from_millis(100);

/// A server that runs, with the superuser `tasuki`; it is killed, and its folder removed, when this
/// is dropped.
#[derive(Debug)]
pub struct PostgresServer {
    child: Child,
    folder: TempDir,
    programs: PathBuf,
    keeping: Keeping,
}

impl PostgresServer {
    /// Makes a server without databases and starts it; it can be asked when this returns.
    pub fn start(keeping: Keeping) -> anyhow::Result<Self> {
        let programs = programs()?;
        let folder = folder()?;
        let mut copy = program(Path::new("cp"))?;
        copy.arg("-a").arg(template(&programs)?);
        done(copy.arg(folder.path().join("data")))?;
        let child = serve(&programs, folder.path(), keeping)?;
        Ok(Self {
            child,
            folder,
            programs,
            keeping,
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

    /// The server's process.
    pub fn id(&self) -> u32 {
        self.child.id()
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
        let id = self.child.id();
        let others = fs_err::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
        self.child.kill()?;
        self.child.wait()?;
        for other in others.split_whitespace() {
            if let Some(other) = Pid::from_raw(other.parse()?) {
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
            if let Ok(child) = serve(&self.programs, self.folder.path(), self.keeping) {
                self.child = child;
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        self.child = serve(&self.programs, self.folder.path(), self.keeping)?;
        Ok(())
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.kill());
    }
}

/// A folder of data as `initdb` makes it. Making it takes most of a second, copying it little, so it
/// is made once on each machine.
fn template(programs: &Path) -> anyhow::Result<PathBuf> {
    let (user, _) = owner()?.unwrap_or((rustix::process::geteuid().as_raw(), 0));
    let version = programs.to_string_lossy().replace('/', "-");
    let template = std::env::temp_dir().join(format!("tasuki-pg-template{version}-{user}"));
    if template.exists() {
        return Ok(template);
    }
    let making = folder()?;
    let data = making.path().join("data");
    let mut init = program(&programs.join("initdb"))?;
    init.arg("--pgdata").arg(&data);
    init.args(["--username", "tasuki", "--auth", "trust", "--no-locale"]);
    done(init.args(["--encoding", "UTF8", "--no-sync", "--wal-segsize", "4"]))?;
    // Somebody else may have been quicker: one is as good as the other.
    match fs_err::rename(&data, &template) {
        Err(error) if !template.exists() => Err(error.into()),
        _ => Ok(template),
    }
}

/// The address of a database whose server's socket is in a folder.
pub(crate) fn address(folder: &Path, database: &str) -> String {
    let socket = folder.to_string_lossy().replace('/', "%2F");
    format!("postgres://tasuki@{socket}/{database}")
}

/// A folder of the server's. A socket's path may have about a hundred letters, so it is not deep.
pub(crate) fn folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::Builder::new()
        .prefix("tasuki-pg-")
        .tempdir_in("/tmp")?;
    if let Some((user, group)) = owner()? {
        std::os::unix::fs::chown(folder.path(), Some(user), Some(group))?;
    }
    Ok(folder)
}

/// Runs a program to its end, and gives what it tells.
fn done(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let told = command.output()?;
    anyhow::ensure!(
        told.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&told.stderr)
    );
    Ok(told.stdout)
}

/// The folder of the newest version's programs.
fn programs() -> anyhow::Result<PathBuf> {
    let mut found = Vec::new();
    for version in fs_err::read_dir(VERSIONS).context("PostgreSQL is not installed")? {
        let folder = version?.path();
        let number: Option<u32> = folder
            .file_name()
            .and_then(|name| name.to_str()?.parse().ok());
        found.extend(number.map(|number| (number, folder.join("bin"))));
    }
    let (_, newest) = found
        .into_iter()
        .max()
        .context("PostgreSQL is not installed")?;
    Ok(newest)
}

/// A program that is not run as root.
fn program(path: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(path);
    // Its first folder must be one that its user may read.
    command.current_dir("/").stdin(Stdio::null());
    if let Some((user, group)) = owner()? {
        command.uid(user).gid(group);
    }
    Ok(command)
}

/// User and group of those who may run a server; none where we may.
fn owner() -> anyhow::Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let id = |what: &str| -> anyhow::Result<u32> {
        let told = Command::new("id").args([what, OWNER]).output()?;
        let text = String::from_utf8(told.stdout)?;
        text.trim().parse().context("no user for PostgreSQL")
    };
    Ok(Some((id("-u")?, id("-g")?)))
}

/// Starts the server and waits until it can be asked.
fn serve(programs: &Path, folder: &Path, keeping: Keeping) -> anyhow::Result<Child> {
    let mut command = program(&programs.join("postgres"))?;
    command.arg("-D").arg(folder.join("data"));
    command.arg("-k").arg(folder);
    let mut settings = vec![
        "listen_addresses=",
        "max_connections=100",
        "log_destination=stderr",
        // Behind a kill all files are brought to the disk: at once, not one by one for many seconds.
        "recovery_init_sync_method=syncfs",
    ];
    if keeping == Keeping::Lightly {
        settings.extend(["fsync=off", "full_page_writes=off", "shared_buffers=16MB"]);
    }
    for setting in settings {
        command.args(["-c", setting]);
    }
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("postgres")?;
    let log = child.stderr.take().context("no standard error")?;
    match wait_until_ready(BufReader::new(log), &folder.join(LOG)) {
        Ok(()) => Ok(child),
        Err(error) => {
            drop(child.kill());
            drop(child.wait());
            Err(error)
        }
    }
}

/// Reads the server's log until it is ready; the rest is read by a thread, so that it can go on. All of it goes
/// behind what is in the file `kept`.
fn wait_until_ready(mut log: BufReader<ChildStderr>, kept: &Path) -> anyhow::Result<()> {
    let mut kept = fs_err::OpenOptions::new()
        .create(true)
        .append(true)
        .open(kept)?;
    let mut said = String::new();
    loop {
        let before = said.len();
        anyhow::ensure!(log.read_line(&mut said)? > 0, "postgres: {said}");
        let line = said.get(before..).unwrap_or_default();
        if line.contains(IS_READY) {
            kept.write_all(said.as_bytes())?;
            std::thread::spawn(move || std::io::copy(&mut log, &mut kept));
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_of_ones_own_keeps_what_was_committed_when_it_is_killed() {
        let mut server = PostgresServer::start(Keeping::Durably).unwrap();
        let address = server.database("trial").unwrap();
        ask(&server, &address, "CREATE TABLE t AS SELECT '襷' AS word");
        assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
        server.kill().unwrap();
        server.restart().unwrap();
        assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
        server.kill_hard().unwrap();
        server.restart().unwrap();
        assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
    }

    #[test]
    fn what_is_committed_while_its_answer_is_lost_is_there() {
        let server = PostgresServer::start(Keeping::Lightly).unwrap();
        server.database("trial").unwrap();
        let line = server.line().unwrap();
        let address = line.address("trial");
        ask(&server, &address, "CREATE TABLE t (word TEXT)");
        line.lose_a_commit();
        let insert = "BEGIN; INSERT INTO t VALUES ('襷'); COMMIT";
        assert!(!asked(&server, &address, insert).status.success());
        assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
        assert!(asked(&server, &address, insert).status.success());
    }

    #[test]
    fn what_was_written_and_said_can_be_read() {
        let server = PostgresServer::start(Keeping::Lightly).unwrap();
        let address = server.database("trial").unwrap();
        let has = |bytes: &[u8], word: &str| {
            let word = word.as_bytes();
            bytes.windows(word.len()).any(|bytes| bytes == word)
        };
        ask(&server, &address, "CREATE TABLE t AS SELECT '襷' AS word");
        ask(&server, &address, "INSERT INTO t VALUES ('たすき')");
        assert!(has(&server.dump("trial").unwrap(), "たすき"));
        ask(&server, &address, "DELETE FROM t");
        assert!(!has(&server.dump("trial").unwrap(), "たすき"));
        let written = fs_err::read_dir(server.write_ahead()).unwrap();
        let mut files = written.map(|entry| entry.unwrap().path());
        assert!(files.any(|file| file.is_file() && has(&fs_err::read(file).unwrap(), "たすき")));
        assert!(!asked(&server, &address, "SELECT 襷").status.success());
        let is_said = |_| {
            std::thread::yield_now();
            has(&fs_err::read(server.log()).unwrap(), "SELECT 襷")
        };
        assert!((0..100_000).any(is_said), "it is not said");
    }

    fn asked(server: &PostgresServer, address: &str, sql: &str) -> std::process::Output {
        let mut psql = Command::new(server.programs.join("psql"));
        psql.args(["-tAc", sql, address]).output().unwrap()
    }

    fn ask(server: &PostgresServer, address: &str, sql: &str) -> String {
        let told = asked(server, address, sql);
        assert!(told.status.success(), "{told:?}");
        String::from_utf8(told.stdout).unwrap().trim().to_owned()
    }
}
