//! Copies of whole servers.

use std::path::PathBuf;

use anyhow::Context as _;
use tempfile::TempDir;

use super::PostgresServer;
use super::programs::{done, folder, program, serve};

/// All that a server had at one moment while it went on, as `pg_basebackup` copies it; removed when
/// this is dropped.
#[derive(Debug)]
pub struct BaseBackup {
    folder: TempDir,
    programs: PathBuf,
    settings: Vec<&'static str>,
}

impl PostgresServer {
    /// Copies the server with the log that the copy needs; it goes on meanwhile.
    pub fn base_backup(&self) -> anyhow::Result<BaseBackup> {
        let folder = folder()?;
        let mut copy = program(&self.programs.join("pg_basebackup"))?;
        copy.arg("--host").arg(self.folder.path());
        copy.arg("--pgdata").arg(folder.path().join("data"));
        copy.args(["--username", "tasuki", "--wal-method", "stream"]);
        done(copy.args(["--checkpoint", "fast", "--no-sync"]))?;
        Ok(BaseBackup {
            folder,
            programs: self.programs.clone(),
            settings: self.settings.clone(),
        })
    }
}

impl BaseBackup {
    /// Starts a server on the copy: it has what was committed when the copy was complete.
    pub fn start(self) -> anyhow::Result<PostgresServer> {
        let child = serve(&self.programs, self.folder.path(), &self.settings);
        Ok(PostgresServer {
            child: child.context("the copy does not start")?,
            disks: None,
            folder: self.folder,
            programs: self.programs,
            settings: self.settings,
        })
    }
}
