//! Attempts that last: connections on which next to nothing happens.

use std::time::Duration;

use tasuki_measure::connection::Connection;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{interval, timeout};

use super::super::kind::{Ending, Kind};
use super::Attack;
use super::attempt::answered;

/// How often a byte comes.
const DRIP: Duration = Duration::from_secs(1);
/// More than any answer that is expected here.
const MOST: usize = 64 * 1024;

/// One connection, until the platform ends it; `gate` is for those who begin.
pub(super) async fn attempt(
    attack: &Attack,
    kind: Kind,
    number: usize,
    gate: &Semaphore,
) -> anyhow::Result<Ending> {
    let turn = gate.acquire().await?;
    let (head, request) = attack.patience;
    let most = kind.most(head, request);
    if matches!(kind, Kind::Silence | Kind::SiteSilence) {
        let place = match kind {
            Kind::Silence => &attack.place,
            _ => &attack.site,
        };
        let mut socket = TcpStream::connect(place.address).await?;
        drop(turn);
        let mut said = [0; 1];
        let ended = timeout(most, socket.read(&mut said)).await;
        return Ok(if ended.is_ok() {
            Ending::Closed
        } else {
            Ending::Open
        });
    }
    let (mut connection, begin) = match kind {
        Kind::SlowHeads => {
            let begin = "GET /v1/limits HTTP/1.1\r\nhost: localhost\r\nx-a: ";
            (attack.strangely().await?, begin.to_owned())
        }
        Kind::SiteSlowHeads => {
            let begin = format!("GET / HTTP/1.1\r\nhost: {}\r\nx-a: ", attack.site_host());
            (attack.at_site().await?, begin)
        }
        _ => {
            let (seat, _) = attack.office(number)?;
            let lines = "content-type: application/json\r\ncontent-length: 60000\r\n";
            let begin = seat.head("POST /v1/sessions", lines);
            (seat.connect().await?, begin)
        }
    };
    connection.send_raw(begin.as_bytes()).await?;
    drop(turn);
    let dripped = timeout(most, drip(&mut connection)).await;
    Ok(dripped.map_or(Ending::Open, |said| answered(&said)))
}

/// Sends a byte now and then, and gives what the platform says until it closes the connection.
async fn drip(connection: &mut Connection) -> Vec<u8> {
    let mut said = Vec::new();
    let mut drops = interval(DRIP);
    loop {
        tokio::select! {
            some = connection.some(MOST) => match some {
                Ok(some) => said.extend_from_slice(&some),
                Err(_) => return said,
            },
            _ = drops.tick() => {
                if connection.send_raw(b"x").await.is_err() {
                    said.extend_from_slice(&connection.rest(MOST).await);
                    return said;
                }
            }
        }
    }
}
