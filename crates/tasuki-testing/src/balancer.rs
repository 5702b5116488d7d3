//! A load balancer (負荷分散装置) that understands nothing but TCP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Hands each connection to the next of its targets, and leaves out those where nobody listens. It
/// takes no more connections when it is dropped; those that it has go on.
#[derive(Debug)]
pub struct Balancer {
    address: SocketAddr,
    targets: Arc<Mutex<Vec<SocketAddr>>>,
    task: JoinHandle<()>,
}

impl Balancer {
    /// Starts one before these targets.
    pub async fn start(targets: Vec<SocketAddr>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let targets = Arc::new(Mutex::new(targets));
        let (all, next) = (Arc::clone(&targets), Arc::new(AtomicUsize::new(0)));
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let mut order = all.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let first = next.fetch_add(1, Ordering::Relaxed) % order.len().max(1);
                order.rotate_left(first);
                tokio::spawn(hand_on(client, order));
            }
        });
        Ok(Self {
            address,
            targets,
            task,
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Hands connections to these from now on.
    pub fn target(&self, targets: Vec<SocketAddr>) {
        *self.targets.lock().unwrap_or_else(PoisonError::into_inner) = targets;
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// To the first that listens; with nobody there, the connection ends.
async fn hand_on(mut client: TcpStream, order: Vec<SocketAddr>) {
    for target in order {
        if let Ok(mut server) = TcpStream::connect(target).await {
            // Small pieces go on at once, as they came.
            drop(client.set_nodelay(true));
            drop(server.set_nodelay(true));
            // Either side may go away in the middle.
            drop(copy_bidirectional(&mut client, &mut server).await);
            return;
        }
    }
}
