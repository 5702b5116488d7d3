//! A platform in a process of its own, which can be killed.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// How long it may take to come up.
const START: Duration = Duration::from_secs(30);

/// `tasuki-server serve`, running.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
}

impl ServerProcess {
    /// Starts the program `binary` with the settings file; it listens when this returns.
    pub async fn start(binary: &Path, settings: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .arg("serve")
            .arg("--settings")
            .arg(settings)
            .env("RUST_LOG", "tasuki_server=info,tasuki_server::door=warn")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().context("no standard error")?;
        let mut log = BufReader::new(stderr).lines();
        let listening = async {
            let mut said = String::new();
            while let Some(line) = log.next_line().await? {
                if line.contains("\"listening\"") {
                    return Ok(());
                }
                said.push_str(&line);
                said.push('\n');
            }
            bail!("it ended: {said}")
        };
        tokio::time::timeout(START, listening)
            .await
            .context("it did not come up")??;
        Ok(Self { child, log })
    }

    /// The process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Kills it at once (`SIGKILL`) and waits until it is gone.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Reads the rest of its log; it ends with the process.
    pub async fn log(&mut self) -> anyhow::Result<Option<String>> {
        Ok(self.log.next_line().await?)
    }
}
