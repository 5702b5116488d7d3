//! The platform's side of a mutual handshake alone, without a network between both.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use tokio::time::Instant;

use crate::figures::u64_to_f64;

/// A handshake of TLS 1.3 takes no more than so many flights from each side.
const FLIGHTS: usize = 8;

/// How many handshakes the platform's side could do in a second on one core, if it were alone there.
pub(crate) fn accepts(
    client: &Arc<ClientConfig>,
    server: &Arc<ServerConfig>,
    length: Duration,
) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let (mut took, mut times) = (Duration::ZERO, 0);
    while begun.elapsed() < length {
        took += server_side(client, server)?;
        times += 1;
    }
    Ok(u64_to_f64(times) / took.as_secs_f64())
}

/// What one handshake takes of the server.
fn server_side(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> anyhow::Result<Duration> {
    let name = ServerName::try_from("localhost")?;
    let mut far = ClientConnection::new(Arc::clone(client), name)?;
    let mut near = ServerConnection::new(Arc::clone(server))?;
    let mut took = Duration::ZERO;
    for _ in 0..FLIGHTS {
        let (mut there, mut back) = (Vec::new(), Vec::new());
        while far.wants_write() {
            far.write_tls(&mut there)?;
        }
        let begun = Instant::now();
        let mut left = &*there;
        while !left.is_empty() {
            near.read_tls(&mut left)?;
            near.process_new_packets()?;
        }
        while near.wants_write() {
            near.write_tls(&mut back)?;
        }
        took += begun.elapsed();
        let mut left = &*back;
        while !left.is_empty() {
            far.read_tls(&mut left)?;
            far.process_new_packets()?;
        }
        if !near.is_handshaking() && !far.is_handshaking() {
            break;
        }
    }
    ensure!(
        !near.is_handshaking(),
        "the handshake does not come to its end"
    );
    Ok(took)
}
