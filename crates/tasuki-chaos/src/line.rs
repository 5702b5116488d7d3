//! The network between offices and the platform, which breaks when told to.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How many bytes are carried at once.
const PIECE: usize = 16 * 1024;

/// Where a connection breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cut {
    /// Whether bytes to the platform count, not those from it.
    pub(crate) there: bool,
    /// After so many it breaks.
    pub(crate) after: u64,
    /// Whether it is reset, or ends as if all had been said.
    pub(crate) is_reset: bool,
}

/// A balancer for all offices; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    targets: Vec<SocketAddr>,
    turn: AtomicUsize,
    cuts: Mutex<VecDeque<Cut>>,
    delay: AtomicU64,
    is_shut: AtomicBool,
    /// How often all connections were reset.
    resets: watch::Sender<u64>,
    connections: AtomicU64,
    broken: AtomicU64,
}

impl Line {
    /// A line that holds, to the processes by turns.
    pub(crate) async fn to(targets: Vec<SocketAddr>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            targets,
            turn: AtomicUsize::new(0),
            cuts: Mutex::default(),
            delay: AtomicU64::new(0),
            is_shut: AtomicBool::new(false),
            resets: watch::Sender::default(),
            connections: AtomicU64::new(0),
            broken: AtomicU64::new(0),
        });
        let here = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            loop {
                // The system may be short of something for a moment.
                let Ok((client, _)) = listener.accept().await else {
                    sleep(Duration::from_millis(10)).await;
                    continue;
                };
                if here.is_shut.load(Ordering::Relaxed) {
                    drop(client.set_zero_linger());
                } else {
                    let shared = Arc::clone(&here);
                    tokio::spawn(async move { shared.serve(client).await });
                }
            }
        });
        Ok(Self {
            address,
            shared,
            task,
        })
    }

    /// Resets all connections.
    pub(crate) fn reset(&self) {
        self.shared.resets.send_modify(|count| *count += 1);
    }

    /// The next connections break so.
    pub(crate) fn cut(&self, cut: Cut, connections: u64) {
        let mut cuts = self.shared.cuts();
        cuts.extend((0..connections).map(|_| cut));
    }

    /// Every piece is held up so long.
    pub(crate) fn delay(&self, delay: Duration) {
        let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.shared.delay.store(millis, Ordering::Relaxed);
    }

    /// Takes no connections, or takes them again.
    pub(crate) fn shut(&self, is_shut: bool) {
        self.shared.is_shut.store(is_shut, Ordering::Relaxed);
        if is_shut {
            self.reset();
        }
    }

    /// From now on it holds.
    pub(crate) fn mend(&self) {
        self.shared.cuts().clear();
        self.delay(Duration::ZERO);
        self.shut(false);
    }

    /// How many connections there were, and how many of them it broke.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.shared.connections), read(&self.shared.broken))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
        self.reset();
    }
}

impl Shared {
    fn cuts(&self) -> std::sync::MutexGuard<'_, VecDeque<Cut>> {
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, client: TcpStream) {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let Some(target) = self.targets.get(turn % self.targets.len().max(1)) else {
            return;
        };
        let mut resets = self.resets.subscribe();
        resets.mark_unchanged();
        let Ok(server) = TcpStream::connect(target).await else {
            drop(client.set_zero_linger());
            return;
        };
        let cut = self.cuts().pop_front();
        let limit = |there| cut.filter(|cut| cut.there == there).map(|cut| cut.after);
        let _no_matter = (client.set_nodelay(true), server.set_nodelay(true));
        let (mut client, mut server) = (client, server);
        let is_reset = {
            let (from_client, to_client) = client.split();
            let (from_server, to_server) = server.split();
            tokio::select! {
                is_cut = self.carry(from_client, to_server, limit(true)) => is_cut.then_some(()),
                is_cut = self.carry(from_server, to_client, limit(false)) => is_cut.then_some(()),
                _ = resets.changed() => Some(()),
            }
            .map(|()| cut.is_none_or(|cut| cut.is_reset))
        };
        if let Some(is_reset) = is_reset {
            self.broken.fetch_add(1, Ordering::Relaxed);
            if is_reset {
                let _gone = (client.set_zero_linger(), server.set_zero_linger());
            }
        }
    }

    /// Carries bytes one way; true if it ended because that many were carried.
    async fn carry(
        &self,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        limit: Option<u64>,
    ) -> bool {
        let mut left = limit.unwrap_or(u64::MAX);
        let mut piece = vec![0; PIECE];
        while left > 0 {
            let Ok(count @ 1..) = from.read(&mut piece).await else {
                return false;
            };
            let delay = self.delay.load(Ordering::Relaxed);
            if delay > 0 {
                sleep(Duration::from_millis(delay)).await;
            }
            let count = count.min(usize::try_from(left).unwrap_or(usize::MAX));
            let Some(bytes) = piece.get(..count) else {
                return false;
            };
            if to.write_all(bytes).await.is_err() {
                return false;
            }
            left -= count as u64;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that says back what it hears.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = client.split();
                    drop(tokio::io::copy(&mut from, &mut to).await);
                });
            }
        });
        address
    }

    #[tokio::test]
    async fn it_carries_all_until_it_is_told_to_break() {
        let line = Line::to(vec![echo().await]).await.unwrap();
        let mut whole = TcpStream::connect(line.address).await.unwrap();
        whole.write_all(b"all of it").await.unwrap();
        let mut told = [0; 9];
        whole.read_exact(&mut told).await.unwrap();
        assert_eq!(&told, b"all of it");

        let cut = Cut {
            there: false,
            after: 4,
            is_reset: false,
        };
        line.cut(cut, 1);
        let mut broken = TcpStream::connect(line.address).await.unwrap();
        broken.write_all(b"all of it").await.unwrap();
        let mut told = Vec::new();
        broken.read_to_end(&mut told).await.unwrap();
        assert_eq!(told, b"all ");

        line.reset();
        assert!(whole.read_exact(&mut [0; 1]).await.is_err());
        assert_eq!(line.counts(), (2, 2));

        line.shut(true);
        let shut = async {
            let mut client = TcpStream::connect(line.address).await?;
            client.read_u8().await
        };
        assert!(shut.await.is_err());
        line.mend();
        let mut whole = TcpStream::connect(line.address).await.unwrap();
        whole.write_all(b"x").await.unwrap();
        assert_eq!(whole.read_u8().await.unwrap(), b'x');
    }
}
