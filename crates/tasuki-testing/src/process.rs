//! A platform in a process of its own, which can be told things and killed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// How long it may take to come up, and to log what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// `tasuki-server serve`, running.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    /// Where the exchange listens.
    pub exchange: SocketAddr,
    /// Where health and metrics listen.
    pub operations: SocketAddr,
    lines: mpsc::UnboundedReceiver<Value>,
    log: JoinHandle<String>,
}

impl ServerProcess {
    /// Starts the program `binary` with the settings file, and the filter `log` (`RUST_LOG`),
    /// which must let the platform's own `info` through; it listens when this returns.
    pub async fn start(binary: &Path, settings: &Path, log: &str) -> anyhow::Result<Self> {
        Self::start_with(binary, settings, log, &[]).await
    }

    /// The same, with variables in its environment.
    pub async fn start_with(
        binary: &Path,
        settings: &Path,
        log: &str,
        variables: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .arg("serve")
            .arg("--settings")
            .arg(settings)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .env("RUST_LOG", log)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stderr = child.stderr.take().context("no standard error")?;
        let (listening, told) = oneshot::channel();
        let (each, lines) = mpsc::unbounded_channel();
        let mut log = tokio::spawn(read(stderr, listening, each));
        let told = tokio::time::timeout(PATIENCE, told)
            .await
            .context("it did not come up")?;
        let Ok((exchange, operations)) = told else {
            anyhow::bail!("it ended: {}", (&mut log).await?);
        };
        Ok(Self {
            child,
            exchange,
            operations,
            lines,
            log,
        })
    }

    /// The process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits for a message in its log that was not waited for before, and gives its line.
    pub async fn logs(&mut self, message: &str) -> anyhow::Result<Value> {
        let found = async {
            while let Some(line) = self.lines.recv().await {
                if line.pointer("/fields/message").and_then(Value::as_str) == Some(message) {
                    return Some(line);
                }
            }
            None
        };
        let line = tokio::time::timeout(PATIENCE, found).await;
        line.ok()
            .flatten()
            .with_context(|| format!("it did not log: {message}"))
    }

    /// Tells it to read its certificate again (`SIGHUP`).
    pub fn hang_up(&self) -> anyhow::Result<()> {
        self.signal(Signal::HUP)
    }

    /// Tells it to end (`SIGTERM`).
    pub fn terminate(&self) -> anyhow::Result<()> {
        self.signal(Signal::TERM)
    }

    /// Holds all of it where it is (`SIGSTOP`).
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on (`SIGCONT`).
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let id = self.id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        Ok(kill_process(id.context("it is gone")?, signal)?)
    }

    /// How it ended, if it did.
    pub fn has_ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until it has ended, and gives how and all that it logged.
    pub async fn ended(mut self) -> anyhow::Result<(ExitStatus, String)> {
        let status = self.child.wait().await?;
        Ok((status, self.log.await?))
    }

    /// Kills it at once (`SIGKILL`), waits until it is gone, and gives all that it logged.
    pub async fn kill(mut self) -> anyhow::Result<String> {
        self.child.kill().await?;
        Ok(self.log.await?)
    }
}

/// Reads the log to its end, and tells when and where the platform listens.
async fn read(
    stderr: ChildStderr,
    listening: oneshot::Sender<(SocketAddr, SocketAddr)>,
    each: mpsc::UnboundedSender<Value>,
) -> String {
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
        if let Ok(line) = serde_json::from_str(&line) {
            // Nobody waits for lines any more once the handle is gone.
            drop(each.send(line));
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
