//! How long single things take alone, one after the other: beside it stands what the platform takes.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::per_second;
use crate::figures::Latencies;

/// Bytes that go there and back: about those of a small event.
const PIECE: usize = 200;

/// Appends 4 kB and brings them to the disk; how often in a second, and how long each took.
pub(super) fn syncs(scratch: &Path, length: Duration, took: &mut Latencies) -> anyhow::Result<f64> {
    let path = scratch.join("syncs");
    let mut file = fs_err::File::create(&path)?;
    let rate = per_second(length, || {
        let began = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        took.record(began.elapsed());
        Ok(())
    })?;
    fs_err::remove_file(path)?;
    Ok(rate)
}

/// How long a few bytes take there and back on a connection of mutual TLS over loopback.
pub(super) async fn round_trips(
    client: &Arc<ClientConfig>,
    server: &Arc<ServerConfig>,
    length: Duration,
) -> anyhow::Result<Latencies> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let echoing = tokio::spawn(echo(listener, TlsAcceptor::from(Arc::clone(server))));
    let socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let connector = TlsConnector::from(Arc::clone(client));
    let name = ServerName::try_from("localhost")?;
    let mut stream = connector.connect(name, socket).await?;
    let mut took = Latencies::new()?;
    let mut piece = [7; PIECE];
    let start = Instant::now();
    while start.elapsed() < length {
        let began = Instant::now();
        stream.write_all(&piece).await?;
        stream.flush().await?;
        stream.read_exact(&mut piece).await?;
        took.record(began.elapsed());
    }
    echoing.abort();
    Ok(took)
}

/// Gives back what comes on one connection.
async fn echo(listener: TcpListener, acceptor: TlsAcceptor) -> io::Result<Infallible> {
    let (socket, _) = listener.accept().await?;
    socket.set_nodelay(true)?;
    let mut stream = acceptor.accept(socket).await?;
    let mut piece = [0; PIECE];
    loop {
        stream.read_exact(&mut piece).await?;
        stream.write_all(&piece).await?;
        stream.flush().await?;
    }
}
