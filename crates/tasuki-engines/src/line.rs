//! A line to a PostgreSQL server, which breaks at the worst moment when told to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::runtime::Runtime;

use crate::postgres::{self, SOCKET};

/// What the server says of a transaction that it has brought to the disk: the message
/// `CommandComplete` with the word COMMIT.
const COMMITTED: &[u8] = b"C\0\0\0\x0bCOMMIT\0";

/// How many bytes are carried at once.
const PIECE: usize = 16 * 1024;

/// A socket before a server's own; its connections break when it is dropped.
#[derive(Debug)]
pub struct PostgresLine {
    folder: TempDir,
    loses: Arc<AtomicBool>,
    runtime: Option<Runtime>,
}

impl PostgresLine {
    /// A line that holds, to the server whose socket lies in a folder.
    pub(crate) fn to(server: &Path) -> anyhow::Result<Self> {
        let folder = postgres::folder()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            UnixListener::bind(folder.path().join(SOCKET))?
        };
        let loses = Arc::new(AtomicBool::new(false));
        runtime.spawn(serve(listener, server.join(SOCKET), Arc::clone(&loses)));
        Ok(Self {
            folder,
            loses,
            runtime: Some(runtime),
        })
    }

    /// The address of one of the server's databases on this line.
    pub fn address(&self, database: &str) -> String {
        postgres::address(self.folder.path(), database)
    }

    /// The next time that the server says of a transaction that it is on disk, nobody hears it: the
    /// connection breaks instead.
    pub fn lose_a_commit(&self) {
        self.loses.store(true, Ordering::Release);
    }
}

impl Drop for PostgresLine {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn serve(listener: UnixListener, server: PathBuf, loses: Arc<AtomicBool>) {
    while let Ok((client, _)) = listener.accept().await {
        let (server, loses) = (server.clone(), Arc::clone(&loses));
        // Either end may be gone at any time: then the other one notices.
        tokio::spawn(async move { drop(carry(client, &server, &loses).await) });
    }
}

async fn carry(mut client: UnixStream, server: &Path, loses: &AtomicBool) -> io::Result<()> {
    let mut server = UnixStream::connect(server).await?;
    let (mut asked, told) = client.split();
    let (answers, mut asks) = server.split();
    tokio::select! {
        done = tokio::io::copy(&mut asked, &mut asks) => done.map(drop),
        done = tell(answers, told, loses) => done,
    }
}

/// Carries what the server says, until it says what is to be lost.
async fn tell(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    loses: &AtomicBool,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let count = from.read(&mut piece).await?;
        let said = piece.get(..count).unwrap_or_default();
        let is_committed = said.windows(COMMITTED.len()).any(|some| some == COMMITTED);
        if said.is_empty() || (is_committed && loses.swap(false, Ordering::AcqRel)) {
            return Ok(());
        }
        to.write_all(said).await?;
    }
}
