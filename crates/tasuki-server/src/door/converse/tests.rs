use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::Instant;

use super::super::Standing;
use super::*;

const ASKED: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long is waited for what does not come.
const SOON: Duration = Duration::from_millis(200);

fn http() -> Builder {
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).auto_date_header(false);
    http
}

fn pieces() -> Vec<Bytes> {
    let sizes = [5, 0, 1, 200, 70_000, 17];
    let piece = |size| (0..size).map(|at: usize| at.to_le_bytes()[0]).collect();
    sizes.into_iter().map(piece).collect()
}

/// The last that comes of an answer that never ends.
fn all() -> Vec<u8> {
    [&*pieces()[5], b"\r\n"].concat()
}

/// An answer of some pieces; it stands if `is_standing`, and goes on for ever if `is_endless`.
fn answer(is_standing: bool, is_endless: bool) -> Response {
    let pieces = stream::iter(pieces()).map(Ok::<_, Infallible>);
    let body = if is_endless {
        Body::from_stream(pieces.chain(stream::pending()))
    } else {
        Body::from_stream(pieces)
    };
    let mut response = body.into_response();
    if is_standing {
        response.extensions_mut().insert(Standing);
    }
    response
}

/// Serves one connection as the door does; tells whether it left HTTP.
async fn serve(
    stream: DuplexStream,
    answer: impl Fn(Request<Incoming>) -> Response,
    (_ending, told): (watch::Sender<bool>, watch::Receiver<bool>),
    patience: Duration,
) -> bool {
    let answer = |request| std::future::ready(Ok(answer(request)));
    let refuse = |status: u16| format!("refused {status}").into_bytes();
    let Some((stream, rest)) = speak(stream, &http(), answer, refuse, told).await else {
        return false;
    };
    let standing = StandingConnection::new(stream, rest, patience);
    drop(standing.go_on().await);
    true
}

/// All that comes over a line that holds `room` bytes, and whether the answer left HTTP.
async fn said(room: usize, asked: &[u8], is_standing: bool) -> (Vec<u8>, bool) {
    let (mut far, near) = duplex(room);
    let answer = move |_| answer(is_standing, false);
    let serving = tokio::spawn(serve(near, answer, watch::channel(false), PATIENCE));
    far.write_all(asked).await.unwrap();
    let mut said = Vec::new();
    // One byte after the other, so that the line is full now and then.
    while let Ok(byte) = far.read_u8().await {
        said.push(byte);
    }
    (said, serving.await.unwrap())
}

/// The lines of a head in order, and the body.
fn sorted(said: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let end = said.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = said.split_at(end.unwrap());
    let mut lines: Vec<_> = head
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .collect();
    lines.sort_unstable();
    (lines, body)
}

#[tokio::test]
async fn an_answer_that_stands_is_the_same_as_one_that_does_not() {
    let asked = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let (expected, has_left) = said(100_000, asked, false).await;
    assert!(!has_left);
    assert!(expected.ends_with(b"0\r\n\r\n"));
    for room in [1, 64, 100_000] {
        let (got, has_left) = said(room, ASKED, true).await;
        assert!(has_left);
        assert!(
            sorted(&got) == sorted(&expected),
            "{room}: {}",
            String::from_utf8_lossy(&got)
        );
    }
}

#[tokio::test]
async fn what_cannot_be_chunked_or_has_a_body_stays() {
    let old = b"GET / HTTP/1.0\r\n\r\n";
    let (got, has_left) = said(64, old, true).await;
    assert!(!has_left);
    assert!(got.ends_with(&pieces().concat()));
    let with_body =
        b"POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";
    let (got, has_left) = said(64, with_body, true).await;
    assert!(!has_left);
    assert!(got.ends_with(b"0\r\n\r\n"));
}

#[tokio::test]
async fn what_was_answered_before_is_whole() {
    // The second answer stands, and both were asked for at once over a narrow line.
    let (mut far, near) = duplex(3);
    let answer = |request: Request<Incoming>| match request.uri().path() {
        "/" => answer(true, false),
        _ => (StatusCode::OK, "x".repeat(9_000)).into_response(),
    };
    let serving = tokio::spawn(serve(near, answer, watch::channel(false), PATIENCE));
    let (mut from, mut to) = tokio::io::split(&mut far);
    let both = [b"GET /first HTTP/1.1\r\nhost: a\r\n\r\n", ASKED].concat();
    let asking = async { to.write_all(&both).await.unwrap() };
    let mut said = Vec::new();
    let reading = async { from.read_to_end(&mut said).await.unwrap() };
    tokio::join!(asking, reading);
    assert!(serving.await.unwrap());
    let first = "x".repeat(9_000).into_bytes();
    assert!(said.windows(first.len()).any(|part| part == first));
    assert!(said.ends_with(b"\r\n0\r\n\r\n"));
}

/// Asks for what never ends, reads it as far as `last`, and lets `act`; the door must let go then.
async fn let_go(patience: Duration, last: &[u8], act: impl AsyncFnOnce(&mut DuplexStream)) {
    let (mut far, near) = duplex(1_000);
    let answer = |_: Request<Incoming>| answer(true, true);
    let serving = tokio::spawn(serve(near, answer, watch::channel(false), patience));
    far.write_all(ASKED).await.unwrap();
    let mut said = Vec::new();
    while !said.ends_with(last) {
        said.push(far.read_u8().await.unwrap());
    }
    act(&mut far).await;
    let ended = timeout(PATIENCE, serving).await;
    assert!(ended.expect("it is let go").unwrap());
}

#[tokio::test]
async fn who_goes_or_speaks_or_takes_nothing_is_left() {
    let_go(PATIENCE, &all(), async |far| far.shutdown().await.unwrap()).await;
    let_go(PATIENCE, &all(), async |far| {
        far.write_all(ASKED).await.unwrap();
    })
    .await;
    let begun = Instant::now();
    let_go(SOON, b"200 OK", async |_| ()).await;
    assert!(begun.elapsed() >= SOON);
}

#[tokio::test]
async fn who_waits_in_silence_is_waited_for() {
    let_go(SOON, &all(), async |far| {
        let silence = timeout(5 * SOON, far.read_u8()).await;
        assert!(silence.is_err(), "{silence:?}");
        far.shutdown().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn at_the_end_what_is_under_way_is_the_last() {
    let (mut far, near) = duplex(1_000);
    let (ending, told) = watch::channel(false);
    let answer = |_: Request<Incoming>| "ok".into_response();
    let hold = watch::channel(false).0;
    let serving = tokio::spawn(serve(near, answer, (hold, told), PATIENCE));
    far.write_all(ASKED).await.unwrap();
    let mut said = vec![0; 15];
    far.read_exact(&mut said).await.unwrap();
    assert_eq!(said, b"HTTP/1.1 200 OK");
    ending.send_replace(true);
    far.read_to_end(&mut said).await.unwrap();
    assert!(said.ends_with(b"\r\n\r\nok"));
    assert!(!serving.await.unwrap());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_the_door_behind_whatever_was_answered() {
    for room in [1, 64, 100_000] {
        let (mut far, near) = duplex(room);
        let answer = |_: Request<Incoming>| "ok".into_response();
        let serving = tokio::spawn(serve(near, answer, watch::channel(false), PATIENCE));
        let mut said = String::new();
        far.write_all(ASKED).await.unwrap();
        while !said.ends_with("\r\n\r\nok") {
            said.push(far.read_u8().await.unwrap().into());
        }
        said.clear();
        let (mut from, mut to) = tokio::io::split(far);
        // It is refused at the first byte; nobody takes the others.
        let asking = async { drop(to.write_all(b"\0\r\n\r\n").await) };
        let reading = async { from.read_to_string(&mut said).await.unwrap() };
        tokio::join!(asking, reading);
        assert_eq!(said, "refused 400", "{room}");
        assert!(!serving.await.unwrap());
    }
}

#[tokio::test]
async fn what_begins_with_http_2_is_refused_too() {
    let (mut far, near) = duplex(100);
    let answer = |_: Request<Incoming>| "ok".into_response();
    let serving = tokio::spawn(serve(near, answer, watch::channel(false), PATIENCE));
    far.write_all(HTTP_2).await.unwrap();
    let mut said = String::new();
    far.read_to_string(&mut said).await.unwrap();
    assert_eq!(said, "refused 400");
    assert!(!serving.await.unwrap());
}

#[tokio::test]
async fn what_cannot_be_read_is_noted_wherever_it_stands() {
    // Behind an answer that is not yet taken, hyper's own refusal follows it.
    for behind in [&b"\0\r\n\r\n"[..], HTTP_2] {
        let (mut far, near) = duplex(1_000);
        far.write_all(&[ASKED, behind].concat()).await.unwrap();
        let (_ending, told) = watch::channel(false);
        let answer = |_| std::future::ready(Ok("z".repeat(9_000).into_response()));
        let noted = std::sync::atomic::AtomicUsize::new(0);
        let refuse = |_| {
            noted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Vec::new()
        };
        let http = http();
        let serving = speak(near, &http, answer, refuse, told);
        let mut said = String::new();
        let (left, read) = tokio::join!(serving, far.read_to_string(&mut said));
        assert!(left.is_none());
        read.unwrap();
        assert_eq!(said.matches('z').count(), 9_000);
        assert_eq!(noted.into_inner(), 1);
    }
}

#[tokio::test]
async fn bytes_of_a_message_are_passed_on_whatever_they_look_like() {
    let likeness = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    let sizes = [1, 5, 64, 100_000];
    for (room, is_whole) in sizes
        .into_iter()
        .flat_map(|room| [(room, true), (room, false)])
    {
        let (mut far, near) = duplex(room);
        let answer = move |_: Request<Incoming>| {
            let body = if is_whole {
                Body::from(likeness.repeat(9))
            } else {
                let piece = Ok::<_, Infallible>(Bytes::from_static(likeness.as_bytes()));
                Body::from_stream(stream::iter(vec![piece; 9]))
            };
            Response::new(body)
        };
        let serving = tokio::spawn(serve(near, answer, watch::channel(false), PATIENCE));
        far.write_all(b"GET / HTTP/1.0\r\n\r\n").await.unwrap();
        let mut said = String::new();
        far.read_to_string(&mut said).await.unwrap();
        assert!(
            said.ends_with(&likeness.repeat(9)),
            "{room} {is_whole}: {said}"
        );
        assert!(!serving.await.unwrap());
    }
}
