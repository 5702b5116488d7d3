//! A handshake of TLS that is broken off.

use std::sync::Arc;

use anyhow::ensure;
use rustls::ClientConnection;
use rustls::pki_types::ServerName;
use tasuki_measure::connection::Place;
use tasuki_measure::tls::client_config;
use tasuki_testing::TownOffice;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::step::Moment;

/// Bytes of the platform's flight, whose certificates alone are more.
const A_PART: usize = 100;

/// Shakes hands until a moment; whoever drops the socket is gone.
pub(super) async fn until(
    at: Moment,
    office: &TownOffice,
    place: &Place,
) -> anyhow::Result<TcpStream> {
    let mut socket = TcpStream::connect(place.address).await?;
    socket.set_nodelay(true)?;
    if at == Moment::Connected {
        return Ok(socket);
    }
    let name = ServerName::try_from(place.name.clone())?;
    let mut tls = ClientConnection::new(Arc::new(client_config(office)?), name)?;
    let part = match at {
        Moment::HalfAHello => Part::Half,
        _ => Part::Whole,
    };
    say(&mut socket, &mut tls, part).await?;
    match at {
        Moment::HalfAHello | Moment::Hello => return Ok(socket),
        Moment::HalfTheirFlight => {
            socket.read_exact(&mut [0; A_PART]).await?;
            return Ok(socket);
        }
        _ => {}
    }
    while tls.is_handshaking() {
        hear(&mut socket, &mut tls).await?;
    }
    match at {
        Moment::TheirFlight => {}
        Moment::HalfOurFlight => say(&mut socket, &mut tls, Part::Half).await?,
        _ => say(&mut socket, &mut tls, Part::Whole).await?,
    }
    Ok(socket)
}

/// How much of a flight is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Half,
    Whole,
}

/// Sends what TLS wants to be sent.
async fn say(socket: &mut TcpStream, tls: &mut ClientConnection, part: Part) -> anyhow::Result<()> {
    let mut flight = Vec::new();
    while tls.wants_write() {
        tls.write_tls(&mut flight)?;
    }
    if part == Part::Half {
        flight.truncate(flight.len() / 2);
    }
    ensure!(!flight.is_empty(), "nothing to send");
    Ok(socket.write_all(&flight).await?)
}

/// Reads what came.
async fn hear(socket: &mut TcpStream, tls: &mut ClientConnection) -> anyhow::Result<()> {
    let mut piece = [0; 4_096];
    let count = socket.read(&mut piece).await?;
    ensure!(count > 0, "the platform closed the connection");
    let mut left = piece.get(..count).unwrap_or_default();
    while !left.is_empty() {
        tls.read_tls(&mut left)?;
        tls.process_new_packets()?;
    }
    Ok(())
}
