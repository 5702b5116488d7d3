//! A platform in a process of its own, which can be killed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long it may take to come up.
const START: Duration = Duration::from_secs(30);

/// `tasuki-server serve`, running.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    /// Where the exchange listens.
    pub exchange: SocketAddr,
    /// Where health and metrics listen.
    pub operations: SocketAddr,
    log: JoinHandle<String>,
}

impl ServerProcess {
    /// Starts the program `binary` with the settings file, and the filter `log` (`RUST_LOG`),
    /// which must let the platform's own `info` through; it listens when this returns.
    pub async fn start(binary: &Path, settings: &Path, log: &str) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .arg("serve")
            .arg("--settings")
            .arg(settings)
            .env("RUST_LOG", log)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().context("no standard error")?;
        let (listening, told) = oneshot::channel();
        let mut log = tokio::spawn(read(stderr, listening));
        let told = tokio::time::timeout(START, told)
            .await
            .context("it did not come up")?;
        let Ok((exchange, operations)) = told else {
            anyhow::bail!("it ended: {}", (&mut log).await?);
        };
        Ok(Self {
            child,
            exchange,
            operations,
            log,
        })
    }

    /// The process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Kills it at once (`SIGKILL`), waits until it is gone, and gives all that it logged.
    pub async fn kill(mut self) -> anyhow::Result<String> {
        self.child.kill().await?;
        Ok(self.log.await?)
    }
}

/// Reads the log to its end, and tells when and where the platform listens.
async fn read(stderr: ChildStderr, listening: oneshot::Sender<(SocketAddr, SocketAddr)>) -> String {
    let mut lines = BufReader::new(stderr).lines();
    let mut listening = Some(listening);
    let mut log = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        if listening.is_some()
            && let Some(addresses) = addresses(&line)
            && let Some(listening) = listening.take()
        {
            // Nobody waits for it any more.
            if listening.send(addresses).is_err() {
                break;
            }
        }
        log.push_str(&line);
        log.push('\n');
    }
    log
}

/// The addresses that the line `listening` tells.
fn addresses(line: &str) -> Option<(SocketAddr, SocketAddr)> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = line.get("fields")?;
    if fields.get("message")?.as_str()? != "listening" {
        return None;
    }
    let address = |name: &str| fields.get(name)?.as_str()?.parse().ok();
    Some((address("exchange")?, address("operations")?))
}
