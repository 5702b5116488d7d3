//! The driver of Chromium in a process of its own.

use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long it may take to come up.
const START: Duration = Duration::from_secs(30);
/// How often it is started: the port that the system chose among those of IPv4 may be taken among
/// those of IPv6, and then it ends.
const TRIES: u32 = 5;
/// What it says before the port.
const STARTED: &str = "started successfully on port ";

/// `chromedriver`, running until this is dropped.
#[derive(Debug)]
pub(crate) struct DriverProcess {
    // Killed when it is dropped.
    _child: Child,
    port: u16,
}

impl DriverProcess {
    /// Starts it on a port that the system chooses.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        for _ in 1..TRIES {
            if let Ok(started) = Self::start_once().await {
                return Ok(started);
            }
        }
        Self::start_once().await
    }

    async fn start_once() -> anyhow::Result<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            // Chromium's own words, such as those in fields for days, are an office's.
            .env("LANGUAGE", "ja")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver is missing; `cargo xtask test` installs it")?;
        let output = child.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(output).lines();
        let told = async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, port)) = line.split_once(STARTED) {
                    return Ok(port.trim_end_matches('.').parse()?);
                }
            }
            anyhow::bail!("chromedriver ended")
        };
        let port = tokio::time::timeout(START, told)
            .await
            .context("chromedriver did not come up")??;
        Ok(Self {
            _child: child,
            port,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
