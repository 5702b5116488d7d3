//! Attempts that are over soon.

use std::time::Duration;

use tasuki_measure::connection::Connection;
use tasuki_terms::AppUserId;
use tasuki_wire::{ENVELOPE_MEDIA_TYPE, OpenSession};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};

use super::super::kind::{Ending, Kind};
use super::super::shapes;
use super::Attack;

/// More than any answer that is expected here.
const MOST: usize = 256 * 1024;
/// How many lines a large head has, of 100 bytes each.
const LINES: usize = 2_000;
/// What is sent of a large body before its answer is read, in bytes.
const BODY: usize = 2 * 1024 * 1024;
/// How often keys are changed on one connection.
const CHANGES: usize = 200;

/// One attempt, the `number`-th; its end must come within what the platform grants a request.
pub(super) async fn quick(attack: &Attack, kind: Kind, number: usize) -> anyhow::Result<Ending> {
    let (head, request) = attack.patience;
    let ended = timeout(kind.most(head, request), once(attack, kind, number)).await;
    ended.unwrap_or(Ok(Ending::Open))
}

async fn once(attack: &Attack, kind: Kind, number: usize) -> anyhow::Result<Ending> {
    match kind {
        Kind::LargeHeads => large_head(attack).await,
        Kind::LargeBodies => large_body(attack, number).await,
        Kind::Renegotiation => match number % 3 {
            0 => old_tls(attack).await,
            1 => new_keys(attack).await,
            _ => another_hello(attack).await,
        },
        Kind::Smuggling => {
            let mut connection = attack.strangely().await?;
            Ok(said(&mut connection, &shapes::smuggling(number)).await)
        }
        Kind::Bombs => {
            let (seat, _) = attack.office(number)?;
            let bomb = shapes::bomb()?;
            let lines = format!(
                "content-type: application/json\r\ncontent-encoding: zstd\r\n\
                 connection: close\r\ncontent-length: {}\r\n",
                bomb.len()
            );
            let head = seat.head("POST /v1/sessions", &lines);
            let mut connection = seat.connect().await?;
            Ok(said(&mut connection, &[head.as_bytes(), bomb].concat()).await)
        }
        Kind::Paths => {
            let (seat, _) = attack.office(number)?;
            let asked = format!("GET {}", shapes::target(number));
            let head = seat.head(&asked, "connection: close\r\n");
            let mut connection = seat.connect().await?;
            Ok(said(&mut connection, head.as_bytes()).await)
        }
        Kind::Silence
        | Kind::SlowHeads
        | Kind::SlowBodies
        | Kind::LogIns
        | Kind::SiteSilence
        | Kind::SiteSlowHeads
        | Kind::SiteLogIns => {
            anyhow::bail!("not an attempt that is over soon")
        }
    }
}

/// Types wrong passwords on one connection, one after the other: of the office's own user, of
/// another office's, and of a user of the client whom there is not.
pub(super) async fn log_ins(
    attack: &Attack,
    at: usize,
    times: usize,
    pause: Duration,
) -> anyhow::Result<Vec<Ending>> {
    let (seat, own) = attack.office(at)?;
    let (_, other) = attack.office(at + 1)?;
    let mut connection = seat.connect().await?;
    let mut endings = Vec::new();
    let mut intended = Instant::now();
    for number in 0..times {
        let user_id = match (number % 3, u64::try_from(number)?) {
            (0, _) => (*own).into(),
            (1, _) => (*other).into(),
            (_, number) => AppUserId::from_number(number).map_or((*own).into(), Into::into),
        };
        let body = serde_json::to_vec(&OpenSession {
            user_id,
            password: format!("password-{number}"),
        })?;
        let lines = format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        sleep_until(intended).await;
        if number > 0 && attack.is_long(pause) {
            connection = seat.connect().await?;
        }
        let head = seat.head("POST /v1/sessions", &lines);
        connection.send(&head, &[&body]).await?;
        let head = connection.head().await?;
        let body = connection.body(&head).await?;
        endings.push(Ending::Answer {
            status: head.status,
            code: code(&body),
        });
        intended += pause;
    }
    connection.close().await?;
    Ok(endings)
}

async fn large_head(attack: &Attack) -> anyhow::Result<Ending> {
    let mut connection = attack.strangely().await?;
    let mut head = b"GET /v1/limits HTTP/1.1\r\nhost: localhost\r\n".to_vec();
    for number in 0..LINES {
        head.extend(format!("x-{number:05}: {}\r\n", "x".repeat(89)).into_bytes());
    }
    Ok(said(&mut connection, &head).await)
}

async fn large_body(attack: &Attack, number: usize) -> anyhow::Result<Ending> {
    let (seat, _) = attack.office(number)?;
    let (asked, media, length) = if number.is_multiple_of(2) {
        ("POST /v1/sessions", "application/json", 1_000_000_000_u64)
    } else {
        let path = "PUT /v1/messages/0195ef4a-0000-7000-8000-000000000001";
        (path, ENVELOPE_MEDIA_TYPE, 1_000_000_000_000)
    };
    let lines = format!("content-type: {media}\r\ncontent-length: {length}\r\n");
    let head = seat.head(asked, &lines);
    let mut connection = seat.connect().await?;
    // Whoever is cut off meanwhile reads what was answered before.
    let _written = connection.send(&head, &[&vec![b' '; BODY]]).await;
    let head = connection.head().await?;
    let body = connection.body(&head).await?;
    Ok(Ending::Answer {
        status: head.status,
        code: code(&body),
    })
}

/// TLS 1.2, which knows renegotiation.
async fn old_tls(attack: &Attack) -> anyhow::Result<Ending> {
    let mut socket = TcpStream::connect(attack.place.address).await?;
    socket.write_all(&shapes::old_hello()).await?;
    let mut told = Vec::new();
    // A connection that is reset was closed.
    let _read = socket.read_to_end(&mut told).await;
    Ok(alerted(&told))
}

/// How a handshake ended on which `bytes` came. Nothing but an alert tells that it was refused for
/// what it is; a handshake that goes on begins with other bytes.
fn alerted(bytes: &[u8]) -> Ending {
    match *bytes {
        // An alert that is fatal (RFC 8446, 6).
        [21, 3, _, 0, 2, 2, number] => Ending::Alert(number),
        _ => Ending::NoAlert,
    }
}

/// Keys that are changed all the time, and a request behind that.
async fn new_keys(attack: &Attack) -> anyhow::Result<Ending> {
    let mut connection = attack.strangely().await?;
    for _ in 0..CHANGES {
        if connection.change_keys().await.is_err() {
            return Ok(Ending::Closed);
        }
    }
    let asked = b"GET /v1/limits HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    Ok(said(&mut connection, asked).await)
}

/// A second handshake on a connection that stands.
async fn another_hello(attack: &Attack) -> anyhow::Result<Ending> {
    let mut connection = attack.strangely().await?;
    connection.send_beneath(&shapes::old_hello()).await?;
    Ok(answered(&connection.rest(MOST).await))
}

/// What the platform answers to some bytes until it closes the connection.
async fn said(connection: &mut Connection, bytes: &[u8]) -> Ending {
    // Whoever is cut off meanwhile reads what was answered before.
    let _written = connection.send_raw(bytes).await;
    answered(&connection.rest(MOST).await)
}

/// How a connection ended on which `bytes` came: with the first answer; but with one that is no
/// refusal, if there is one among them.
pub(super) fn answered(bytes: &[u8]) -> Ending {
    let text = String::from_utf8_lossy(bytes);
    let mut first = None;
    for answer in text.split("HTTP/1.1 ").skip(1) {
        let Some(status) = answer.get(..3).and_then(|status| status.parse().ok()) else {
            continue;
        };
        let code = code(answer.as_bytes());
        let ending = Ending::Answer { status, code };
        if status < 400 {
            return ending;
        }
        first.get_or_insert(ending);
    }
    first.unwrap_or(Ending::Closed)
}

/// The code of a problem; nothing if it has none.
fn code(problem: &[u8]) -> String {
    let text = String::from_utf8_lossy(problem);
    let rest = text.split_once("\"code\":\"");
    let code = rest.and_then(|(_, rest)| rest.split_once('"'));
    code.map_or_else(String::new, |(code, _)| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_no_refusal_is_not_overlooked() {
        let refusal = "HTTP/1.1 401 Unauthorized\r\n\r\n{\"code\":\"certificate.missing\"}";
        let ending = |status, code: &str| Ending::Answer {
            status,
            code: code.to_owned(),
        };
        let told = |text: String| answered(text.as_bytes());
        assert_eq!(told(String::new()), Ending::Closed);
        assert_eq!(told(refusal.to_owned()), ending(401, "certificate.missing"));
        let both = format!("{refusal}HTTP/1.1 404 Not Found\r\n\r\n");
        assert_eq!(told(both), ending(401, "certificate.missing"));
        let hidden = format!("{refusal}HTTP/1.1 200 OK\r\n\r\n{{}}");
        assert_eq!(told(hidden), ending(200, ""));
    }

    #[test]
    fn an_old_handshake_is_refused_by_an_alert_and_nothing_else() {
        assert_eq!(alerted(&[21, 3, 3, 0, 2, 2, 70]), Ending::Alert(70));
        let hello = [&[22, 3, 3, 0, 74, 2, 0, 0, 70][..], &[7; 70]].concat();
        for other in [&b""[..], &hello, b"HTTP/1.1 400 Bad Request\r\n\r\n"] {
            let ending = alerted(other);
            assert_eq!(ending, Ending::NoAlert);
            assert!(!Kind::Renegotiation.is_clean(&ending));
        }
    }
}
