//! The line between an office and the platform, which can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A line that passes every byte on until it is cut.
pub(crate) struct Line {
    address: SocketAddr,
    is_whole: watch::Sender<bool>,
}

impl Line {
    /// A line to `platform`, `https://…`.
    pub(crate) async fn to(platform: &str) -> anyhow::Result<Self> {
        let platform = platform.trim_start_matches("https://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let is_whole = watch::Sender::new(true);
        let whole = is_whole.subscribe();
        tokio::spawn(async move {
            while let Ok((office, _)) = listener.accept().await {
                let mut whole = whole.clone();
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
                        _ = copy_bidirectional(&mut office, &mut there) => {}
                        _ = whole.wait_for(|whole| !*whole) => {}
                    }
                });
            }
        });
        Ok(Self { address, is_whole })
    }

    /// Where the office finds it.
    pub(crate) fn address(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Drops all connections, and takes no new one.
    pub(crate) fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    /// Takes connections again.
    pub(crate) fn mend(&self) {
        self.is_whole.send_replace(true);
    }
}
