//! The line between an office and the platform, which can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A line that passes every byte on until it is cut.
pub(crate) struct Line {
    address: SocketAddr,
    is_whole: watch::Sender<bool>,
    /// Whether bytes stay where they are, while connections are taken.
    is_frozen: watch::Sender<bool>,
}

impl Line {
    /// A line to `platform`, `https://…`.
    pub(crate) async fn to(platform: &str) -> anyhow::Result<Self> {
        let platform = platform.trim_start_matches("https://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let is_whole = watch::Sender::new(true);
        let whole = is_whole.subscribe();
        let is_frozen = watch::Sender::new(false);
        let frozen = is_frozen.subscribe();
        tokio::spawn(async move {
            while let Ok((office, _)) = listener.accept().await {
                let mut whole = whole.clone();
                let frozen = frozen.clone();
                if !*whole.borrow() {
                    continue;
                }
                let platform = platform.clone();
                tokio::spawn(async move {
                    let mut office = office;
                    let Ok(mut there) = TcpStream::connect(&platform).await else {
                        return;
                    };
                    tokio::select! {
                        () = pass_on(&mut office, &mut there, frozen) => {}
                        _ = whole.wait_for(|whole| !*whole) => {}
                    }
                });
            }
        });
        Ok(Self {
            address,
            is_whole,
            is_frozen,
        })
    }

    /// Where the office finds it.
    pub(crate) fn address(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Drops all connections, and takes no new one.
    pub(crate) fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    /// Keeps all connections and takes new ones, and passes nothing on.
    pub(crate) fn freeze(&self) {
        self.is_frozen.send_replace(true);
    }

    /// Takes connections, and passes on, again.
    pub(crate) fn mend(&self) {
        self.is_whole.send_replace(true);
        self.is_frozen.send_replace(false);
    }
}

/// Passes on what comes from either end, but for the time in which the line is frozen.
async fn pass_on(office: &mut TcpStream, there: &mut TcpStream, mut frozen: watch::Receiver<bool>) {
    loop {
        if frozen.wait_for(|frozen| !*frozen).await.is_err() {
            return;
        }
        let mut thaws = frozen.clone();
        tokio::select! {
            _ = copy_bidirectional(office, there) => return,
            _ = thaws.wait_for(|frozen| *frozen) => {}
        }
    }
}
