use std::net::IpAddr;

use tasuki_wire::{
    Account, Event, LimitsAnswer, MessageDetail, MessageList, MessageReceipt, NoticeList, Office,
    OfficeList, OpenSession, PlatformAnswer, Problem, Session,
};

use crate::input::{choose, pieces};
use crate::text::{json_reads_again, reads_again, told};
use record_id::RecordId;

// By their files: the crates of client and platform carry half an operating system.
#[path = "../../crates/tasuki-server/src/range/asked.rs"]
mod asked;
#[path = "../../crates/tasuki-server/src/token/claims.rs"]
mod claims;
#[path = "../../crates/tasuki-store/src/records/lists/cursor.rs"]
#[expect(unreachable_pub, reason = "it is public where it belongs")]
mod cursor;
#[path = "../../crates/tasuki-desk/src/releases/feed.rs"]
#[expect(unreachable_pub, reason = "it is public where it belongs")]
mod feed;
#[path = "../../crates/tasuki-desk/src/receive/file_name.rs"]
#[expect(dead_code, reason = "only one of its functions is asked")]
mod file_name;
#[path = "../../crates/tasuki-server/src/sites/network/forwarded.rs"]
mod forwarded;
#[path = "../../crates/tasuki-server/src/door/origin/header.rs"]
mod header;
#[path = "../../crates/tasuki-store/src/records/sites/notices/cursor.rs"]
#[expect(unreachable_pub, reason = "it is public where it belongs")]
mod notice_cursor;
#[path = "../../crates/tasuki-desk/src/events/parser.rs"]
mod parser;
#[path = "../../crates/tasuki-store/src/records/id.rs"]
#[expect(
    unreachable_pub,
    dead_code,
    reason = "it is public where it belongs, where new ids are made, too"
)]
mod record_id;

/// What platform and client tell each other: documents are written to be read the same, events do
/// not depend on how their bytes arrive, names of received files can be written anywhere, parts lie
/// within the whole, where a page ended and who has a session is told as it was.
pub fn interface(bytes: &[u8]) {
    let parsers: [fn(&[u8]); 21] = [
        json_reads_again::<Account>,
        json_reads_again::<Event>,
        json_reads_again::<LimitsAnswer>,
        json_reads_again::<MessageDetail>,
        json_reads_again::<MessageList>,
        json_reads_again::<MessageReceipt>,
        json_reads_again::<NoticeList>,
        json_reads_again::<Office>,
        json_reads_again::<OfficeList>,
        json_reads_again::<OpenSession>,
        json_reads_again::<PlatformAnswer>,
        json_reads_again::<Problem>,
        json_reads_again::<Session>,
        events,
        names,
        part,
        page,
        told_by_balancer,
        session,
        releases,
        told_by_proxies,
    ];
    if let Some((parser, bytes)) = choose(bytes, &parsers) {
        parser(bytes);
    }
}

fn events(bytes: &[u8]) {
    let Some((lengths, bytes)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let all = read([bytes].into_iter());
    assert_eq!(read(pieces(bytes, lengths)), all);
    for message in all {
        assert!(!message.name.is_empty() && !message.name.contains(['\r', '\n']));
        assert!(!message.data.contains('\r'));
        json_reads_again::<Event>(message.data.as_bytes());
    }
}

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<parser::Message> {
    let mut parser = parser::Parser::default();
    let mut all = Vec::new();
    for piece in pieces {
        parser.push(piece);
        while let Some(message) = parser.take() {
            all.push(message);
        }
    }
    all
}

fn names(bytes: &[u8]) {
    let Some(name) = told(bytes) else { return };
    let written = file_name::writable(name);
    assert!((1..=255).contains(&written.len()), "{name:?}");
    assert!(!written.ends_with(['.', ' ']), "{name:?}");
    let is_bad = |sign: char| sign.is_control() || r#"<>:"|?*/\"#.contains(sign);
    assert!(!written.contains(is_bad), "{name:?}");
    assert_eq!(file_name::writable(&written), written, "{name:?}");
}

/// The length of the whole (eight bytes, high first), then a range.
fn part(bytes: &[u8]) {
    let Some((length, range)) = bytes.split_first_chunk() else {
        return;
    };
    let length = u64::from_be_bytes(*length);
    let Some(range) = told(range) else { return };
    if let Some((from, until)) = asked::of(range, length) {
        assert!(until <= length);
        assert!(from < until || (from, until) == (0, 0), "{range:?}");
        // What was answered is told in a range that asks for the same.
        if let Some(last) = until.checked_sub(1) {
            let again = format!("bytes={from}-{last}");
            assert_eq!(asked::of(&again, length), Some((from, until)));
        }
    } else {
        assert!(range.starts_with("bytes="));
    }
}

fn page(bytes: &[u8]) {
    if let Some(text) = told(bytes) {
        reads_again::<cursor::ListCursor>(text);
        reads_again::<notice_cursor::NoticeCursor>(text);
    }
}

/// A balancer names nobody behind the header's end, and what it names does not hang on what follows.
fn told_by_balancer(bytes: &[u8]) {
    let Some(length) = bytes
        .get(..header::FIXED)
        .and_then(|fixed| header::follows(fixed).ok())
    else {
        return;
    };
    let whole = header::FIXED + length;
    if let Some(told) = bytes.get(..whole)
        && let Ok(named) = header::named(told)
    {
        let more = header::named(bytes);
        assert!(more.is_ok_and(|more| more == named));
    }
}

/// What a session says has one spelling.
fn session(bytes: &[u8]) {
    if let Some(claims) = claims::Claims::read(bytes) {
        assert_eq!(claims.write(), bytes);
    }
}

/// A list reads for every system or for none, and what is newest in it has a version that reads again.
fn releases(bytes: &[u8]) {
    let (linux, windows) = (feed::newest(bytes, "linux"), feed::newest(bytes, "windows"));
    assert_eq!(linux.is_ok(), windows.is_ok());
    for newest in [linux, windows].into_iter().flatten().flatten() {
        let version = newest.version.to_string();
        assert_eq!(feed::read_version(&version).ok(), Some(newest.version));
    }
}

/// Values of a header, a line each: whoever is named is no proxy, and neither what stands before nor
/// another line for it changes who it is; the proxy's own word, at the end, is always heard.
fn told_by_proxies(bytes: &[u8]) {
    let Some(told) = told(bytes) else { return };
    let (proxy, asker) = (IpAddr::from([10, 0, 0, 2]), IpAddr::from([203, 0, 113, 7]));
    let named = |before: &[&str], behind: &[&str]| {
        let values = [before, &told.lines().collect::<Vec<_>>(), behind].concat();
        forwarded::asker(values.into_iter(), |address| address == proxy)
    };
    let first = named(&[], &[]);
    if let Some(first) = first {
        assert_ne!(first, proxy);
        assert_eq!(named(&["198.51.100.1"], &[]), Some(first));
        assert_eq!(named(&[], &["10.0.0.2"]), Some(first));
    }
    assert_eq!(named(&[], &["203.0.113.7:4711, 10.0.0.2"]), Some(asker));
}
