//! The gallery as a site on this machine, as small as a site can be.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

use askama::Template as _;
use tasuki_ui::asset_at;

use crate::page::Gallery;

const NONCE: &str = "gallery";
/// What the sites forbid their pages.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'nonce-gallery'; \
                      img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";
/// The longest form that is read.
const LONGEST: u64 = 65_536;

/// Serves the gallery as long as the program runs, and tells where.
///
/// `/` is the page; `/?session=5` the same with so many seconds left of the session, and with
/// `&at-most=9` that ends in so many at most. A form that is posted is shown as it arrived.
pub(crate) fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser that goes away in the middle is no fault of the site.
            thread::spawn(move || answer(&stream).ok());
        }
    });
    Ok(address)
}

fn answer(stream: &TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut parts = line.split(' ');
    let (method, path) = (
        parts.next().unwrap_or(""),
        parts.next().unwrap_or("/").to_owned(),
    );
    let method = method.to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut form = String::new();
    reader.take(LONGEST.min(length)).read_to_string(&mut form)?;

    let (status, content_type, body) = content(&method, &path, &form);
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\
         content-security-policy: {POLICY}\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

fn content(method: &str, path: &str, form: &str) -> (&'static str, &'static str, Vec<u8>) {
    const HTML: &str = "text/html; charset=utf-8";
    if let Some(asset) = asset_at(path) {
        return ("200 OK", asset.content_type, asset.bytes.to_vec());
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    match (method, path) {
        ("POST", "/keep-alive") => ("200 OK", "text/plain", Vec::new()),
        ("POST", _) => {
            let page = format!(
                "<!doctype html><html lang=ja><title>送信</title><pre id=sent>{form}</pre>"
            );
            ("200 OK", HTML, page.into_bytes())
        }
        ("GET", "/") => {
            let value = |name: &str| -> Option<u32> {
                let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
                let (_, text) = pairs.find(|(known, _)| *known == name)?;
                text.parse().ok()
            };
            let session = value("session")
                .map(|seconds| (seconds, value("at-most").unwrap_or(seconds.max(8 * 3600))));
            match Gallery::new(NONCE, session).render() {
                Ok(page) => ("200 OK", HTML, page.into_bytes()),
                Err(error) => (
                    "500 Internal Server Error",
                    "text/plain",
                    error.to_string().into_bytes(),
                ),
            }
        }
        _ => ("404 Not Found", "text/plain", Vec::new()),
    }
}
