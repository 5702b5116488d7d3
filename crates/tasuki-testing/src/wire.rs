//! A line to the platform that breaks when told to.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A line between clients and the platform; it ends when it is dropped.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    limits: Arc<Limits>,
    task: JoinHandle<()>,
}

/// After how many bytes each connection breaks.
#[derive(Debug)]
struct Limits {
    there: AtomicU64,
    back: AtomicU64,
    broken: AtomicU64,
    /// Whether all ends with the first answer that is lost.
    dies: AtomicBool,
}

impl Wire {
    /// A line to `platform` that holds.
    pub async fn to(platform: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let limits = Arc::new(Limits {
            there: AtomicU64::new(u64::MAX),
            back: AtomicU64::new(u64::MAX),
            broken: AtomicU64::new(0),
            dies: AtomicBool::new(false),
        });
        let shared = Arc::clone(&limits);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let limits = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(platform).await {
                        carry(client, server, &limits).await;
                    }
                });
            }
        });
        Ok(Self {
            address,
            limits,
            task,
        })
    }

    /// The address for clients, `https://…`.
    pub fn exchange(&self) -> String {
        format!("https://{}", self.address)
    }

    /// From now on each connection breaks when the platform answers what is longer than `bytes`
    /// with all that went before; the platform has read it, and the answer is lost.
    pub fn lose_answers_to(&self, bytes: u64) {
        self.limits.there.store(bytes, Ordering::Relaxed);
    }

    /// The same, and with the first answer that is lost the whole line is dead until it is mended.
    pub fn die_at_answer_to(&self, bytes: u64) {
        self.limits.dies.store(true, Ordering::Relaxed);
        self.lose_answers_to(bytes);
    }

    /// From now on each connection breaks after so many bytes from the platform.
    pub fn break_after(&self, bytes: u64) {
        self.limits.back.store(bytes, Ordering::Relaxed);
    }

    /// From now on the line holds.
    pub fn mend(&self) {
        self.limits.dies.store(false, Ordering::Relaxed);
        self.lose_answers_to(u64::MAX);
        self.break_after(u64::MAX);
    }

    /// How many connections it broke.
    pub fn broken(&self) -> u64 {
        self.limits.broken.load(Ordering::Relaxed)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries a connection until one side ends it, or it breaks.
async fn carry(client: TcpStream, server: TcpStream, limits: &Limits) {
    let sent = AtomicU64::new(0);
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::select! {
        () = there(&mut from_client, &mut to_server, &sent) => {}
        () = back(&mut from_server, &mut to_client, &sent, limits) => {}
    }
}

async fn there(from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf, sent: &AtomicU64) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await
        && let Some(bytes) = buffer.get(..count)
        && to.write_all(bytes).await.is_ok()
    {
        sent.fetch_add(count as u64, Ordering::Relaxed);
    }
}

async fn back(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    sent: &AtomicU64,
    limits: &Limits,
) {
    let mut buffer = vec![0; 16 * 1024];
    let mut passed = 0;
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let left = limits.back.load(Ordering::Relaxed).saturating_sub(passed);
        let is_lost = sent.load(Ordering::Relaxed) > limits.there.load(Ordering::Relaxed);
        let whole = count as u64 <= left && !is_lost;
        if is_lost && limits.dies.load(Ordering::Relaxed) {
            limits.back.store(0, Ordering::Relaxed);
        }
        let count = if is_lost {
            0
        } else {
            count.min(usize::try_from(left).unwrap_or(usize::MAX))
        };
        let Some(bytes) = buffer.get(..count) else {
            return;
        };
        if to.write_all(bytes).await.is_err() {
            return;
        }
        passed += count as u64;
        if !whole {
            limits.broken.fetch_add(1, Ordering::Relaxed);
            return;
        }
    }
}
