//! The programs of PostgreSQL: making a folder of data, starting a server in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use anyhow::Context as _;
use tempfile::TempDir;

use super::disks;
use crate::Keeping;

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Who may run the server where we are root, whom it refuses.
const OWNER: &str = "postgres";

/// What the server says when it can be asked.
const IS_READY: &str = "database system is ready to accept connections";

/// The name of the file of what the server says.
pub(super) const LOG: &str = "log";

/// A folder of data as `initdb` makes it. Making it takes most of a second, copying it little, so it
/// is made once on each machine.
pub(super) fn template(programs: &Path) -> anyhow::Result<PathBuf> {
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
pub(super) fn done(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let told = command.output()?;
    anyhow::ensure!(
        told.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&told.stderr)
    );
    Ok(told.stdout)
}

/// The folder of the newest version's programs.
pub(super) fn programs() -> anyhow::Result<PathBuf> {
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
pub(super) fn program(path: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(path);
    // Its first folder must be one that its user may read.
    command.current_dir("/").stdin(Stdio::null());
    if let Some((user, group)) = owner()? {
        command.uid(user).gid(group);
    }
    Ok(command)
}

/// User and group of those who may run a server; none where we may.
pub(super) fn owner() -> anyhow::Result<Option<(u32, u32)>> {
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

/// What is set for a server otherwise than it comes.
pub(super) fn settings(keeping: Keeping, has_disks: bool) -> Vec<&'static str> {
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
    if has_disks {
        settings.extend(disks::SETTINGS);
    }
    settings
}

/// Starts the server and waits until it can be asked.
pub(super) fn serve(programs: &Path, folder: &Path, settings: &[&str]) -> anyhow::Result<Child> {
    let mut command = program(&programs.join("postgres"))?;
    command.arg("-D").arg(folder.join("data"));
    command.arg("-k").arg(folder);
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
