//! The platform as a process of its own.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tasuki_server::Settings;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

/// How long it may take to come up.
const START: Duration = Duration::from_mins(1);
/// How often it is asked meanwhile.
const ASK: Duration = Duration::from_millis(2);

/// A platform that runs; its log goes to a file beside its records.
#[derive(Debug)]
pub struct Platform {
    child: Child,
    /// Its process.
    pub id: u32,
    /// Where the exchange listens.
    pub exchange: SocketAddr,
    /// Where health and metrics listen.
    pub operations: SocketAddr,
    /// From the start of the process until it said that it is ready.
    pub start: Duration,
}

impl Platform {
    /// Starts `program serve` and waits until it is ready: the program `tasuki-server`, or one that
    /// does what [`tasuki_server::program`] does. Its settings and its log are files of `folder`; it
    /// listens at ports that are free.
    pub async fn start(
        program: &Path,
        mut settings: Settings,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        settings.listen.exchange = free_address()?;
        settings.listen.operations = free_address()?;
        let file = folder.join("tasuki-server.toml");
        fs_err::write(&file, toml::to_string(&settings)?)?;
        let log = folder.join("platform.log");
        let log = fs_err::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)?;
        let started = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .arg("--settings")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.into_parts().0)
            .kill_on_drop(true)
            .spawn()?;
        let id = child.id().context("it ended at once")?;
        while !is_ready(settings.listen.operations).await {
            if started.elapsed() > START {
                bail!("the platform did not come up; see {}", file.display());
            }
            sleep(ASK).await;
        }
        Ok(Self {
            child,
            id,
            exchange: settings.listen.exchange,
            operations: settings.listen.operations,
            start: started.elapsed(),
        })
    }

    /// Its figures, as Prometheus reads them.
    pub async fn figures(&self) -> anyhow::Result<String> {
        Ok(ask(self.operations, "/metrics").await?)
    }

    /// Kills it (`SIGKILL`) and waits until it is gone.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// An address that nobody listens on.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

async fn is_ready(operations: SocketAddr) -> bool {
    let answer = ask(operations, "/readyz").await;
    answer.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}

/// The answer of health and metrics, with its head.
async fn ask(operations: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(operations).await?;
    let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await?;
    Ok(answer)
}
