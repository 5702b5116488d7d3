//! A mail server (SMTP) that keeps what it is sent.

use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use tasuki_server::settings::{Mail, MailSecurity};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// How long it may take to come up, and a mail to come in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where `cargo xtask test` puts what it is made of.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/python");

/// A mail server of somebody else's making (aiosmtpd), on a port of this machine. It ends when it
/// is dropped.
#[derive(Debug)]
pub struct MailServer {
    port: u16,
    mails: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

/// A mail as it came in.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ReceivedMail {
    /// Where it went.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl MailServer {
    /// Starts it; it listens when this returns.
    pub async fn start() -> anyhow::Result<Self> {
        let mut process = Command::new("python3")
            .arg("-c")
            .arg(include_str!("mail.py"))
            .env("PYTHONPATH", PACKAGES)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("python3 does not start")?;
        let stdout = process.stdout.take().context("no standard output")?;
        let mut mails = BufReader::new(stdout).lines();
        let port = tokio::time::timeout(PATIENCE, mails.next_line()).await;
        let port = port.context("the mail server does not come up")??;
        let missing = "aiosmtpd is missing; `cargo xtask test` installs it";
        Ok(Self {
            port: port.context(missing)?.parse()?,
            mails,
            _process: process,
        })
    }

    /// The settings with which a platform sends to it.
    pub fn settings(&self) -> Mail {
        Mail {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            from: "襷町試験基盤 <noreply@tasuki.example.jp>".to_owned(),
            security: MailSecurity::None,
            user: None,
            password_file: None,
        }
    }

    /// Waits for the next mail.
    pub async fn next(&mut self) -> anyhow::Result<ReceivedMail> {
        let line = tokio::time::timeout(PATIENCE, self.mails.next_line()).await;
        let line = line.context("no mail comes in")??;
        Ok(serde_json::from_str(
            &line.context("the mail server ended")?,
        )?)
    }
}
