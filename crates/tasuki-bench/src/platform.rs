//! The platform as a process of its own.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::site::Fresh;

/// How long it may take to come up.
const START: Duration = Duration::from_mins(1);
/// How often it is asked meanwhile.
const ASK: Duration = Duration::from_millis(2);

/// A platform that runs; its log goes to a file beside its records.
pub(crate) struct Platform {
    child: Child,
    pub(crate) id: u32,
    pub(crate) exchange: SocketAddr,
    /// From the start of the process until it said that it is ready.
    pub(crate) start: Duration,
}

impl Platform {
    /// Starts a process and waits until it is ready.
    pub(crate) async fn start(fresh: &Fresh) -> anyhow::Result<Self> {
        let mut settings = fresh.settings.clone();
        settings.listen.exchange = free_address()?;
        settings.listen.operations = free_address()?;
        let file = fresh.folder().join("tasuki-server.toml");
        fs_err::write(&file, toml::to_string(&settings)?)?;
        let log = fresh.folder().join("platform.log");
        let log = fs_err::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)?;
        let started = Instant::now();
        let child = Command::new(std::env::current_exe()?)
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
            start: started.elapsed(),
        })
    }

    /// Kills it (`SIGKILL`) and waits until it is gone.
    pub(crate) async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// An address that nobody listens on.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

async fn is_ready(operations: SocketAddr) -> bool {
    let ask = async {
        let mut socket = TcpStream::connect(operations).await?;
        socket
            .write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    ask.await
        .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}
