//! One client for each profile: a second start brings the first one to the front.
//!
//! `client.lock` is locked for as long as the client runs, so that a killed one leaves nothing
//! behind that blocks. `client.address` tells its port and a secret with which the second asks it
//! for a one-time address; only the user who runs the program may read it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::door::SHOW_HEADER;

const LOCK: &str = "client.lock";
const ADDRESS: &str = "client.address";

/// How often a client that has just started is asked for its address, and how long between.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);
/// How long a client may take to show itself, and how much it may say.
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST_ANSWER: u64 = 4096;

/// The lock of a profile.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
    address: PathBuf,
}

/// Why a profile cannot be locked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// A file in its folder cannot be used.
    #[error("a file of the lock cannot be used")]
    File(#[source] io::Error),
    /// Another client holds the lock and does not answer.
    #[error("the client that runs already does not answer")]
    Silent,
}

impl Lock {
    /// Takes the lock of the folder, or asks whoever holds it for a one-time address.
    pub(crate) async fn take(folder: &Path) -> Result<Result<Self, String>, LockError> {
        create_private_folder(folder).map_err(LockError::File)?;
        let path = folder.join(LOCK);
        let address = folder.join(ADDRESS);
        for _ in 0..TRIES {
            let file = private().open(&path).map_err(LockError::File)?;
            match file.try_lock() {
                Ok(()) => {
                    return Ok(Ok(Self {
                        _file: file,
                        address,
                    }));
                }
                Err(TryLockError::Error(error)) => return Err(LockError::File(error)),
                Err(TryLockError::WouldBlock) => {}
            }
            if let Some(shown) = ask(&address).await {
                return Ok(Err(shown));
            }
            // It is about to start or to end.
            tokio::time::sleep(PAUSE).await;
        }
        Err(LockError::Silent)
    }

    /// Tells where the client is.
    pub(crate) fn tell(&self, port: u16, secret: &str) -> Result<(), LockError> {
        let written = || {
            let mut file = private().truncate(true).open(&self.address)?;
            write!(file, "{port}\n{secret}\n")
        };
        written().map_err(LockError::File)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The next client would find nobody at this address.
        let _best_effort = fs_err::remove_file(&self.address);
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder)
}

/// Asks the client whose address stands in the file to show itself.
async fn ask(file: &Path) -> Option<String> {
    let text = fs_err::read_to_string(file).ok()?;
    let (port, secret) = text.trim_end().split_once('\n')?;
    let port: u16 = port.parse().ok()?;
    let asked = tokio::time::timeout(PATIENCE, show(port, secret)).await;
    asked.ok()?.ok().flatten()
}

async fn show(port: u16, secret: &str) -> io::Result<Option<String>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let request = format!(
        "POST /show HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{SHOW_HEADER}: {secret}\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    let mut stream = stream.take(LONGEST_ANSWER);
    stream.read_to_string(&mut answer).await?;
    let shown = answer.split_once("\r\n\r\n");
    let is_good = answer.starts_with("HTTP/1.1 200 ");
    Ok(shown.filter(|_| is_good).map(|(_, body)| body.to_owned()))
}
