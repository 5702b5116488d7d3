//! HTTP/1.1 over mutual TLS with as little work as possible: the client shares the cores with the
//! platform that is measured.

use std::net::{IpAddr, SocketAddr};

use anyhow::{Context as _, ensure};
use bytes::{Buf as _, BytesMut};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How much is read from the socket and from TLS at once.
const BUFFER: usize = 64 * 1024;
/// Bodies up to this length go out in one piece with the head.
const SMALL: usize = 8 * 1024;

/// Where a connection goes, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Where the exchange listens.
    pub address: SocketAddr,
    /// The name that its certificate must bear.
    pub name: String,
    /// From which address of this machine; the system's choice without. One source has some 28,000
    /// ports for one place.
    pub source: Option<IpAddr>,
    /// How many bytes are read at once.
    pub buffer: usize,
}

impl From<SocketAddr> for Place {
    fn from(address: SocketAddr) -> Self {
        Self {
            address,
            name: "localhost".to_owned(),
            source: None,
            buffer: BUFFER,
        }
    }
}

impl Place {
    async fn socket(&self) -> std::io::Result<TcpStream> {
        let Some(source) = self.source else {
            return TcpStream::connect(self.address).await;
        };
        let socket = match source {
            IpAddr::V4(_) => TcpSocket::new_v4()?,
            IpAddr::V6(_) => TcpSocket::new_v6()?,
        };
        socket.bind((source, 0).into())?;
        socket.connect(self.address).await
    }
}

/// A connection that is kept.
#[derive(Debug)]
pub struct Connection {
    stream: Box<TlsStream<BufReader<TcpStream>>>,
    buffer: BytesMut,
    at_once: usize,
}

/// The head of an answer, as far as it matters.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// The length of the body.
    pub length: usize,
    /// Whether the body comes in pieces and has no length.
    pub is_chunked: bool,
    /// `Tasuki-Receipt`.
    pub receipt: Option<String>,
}

impl Connection {
    /// Connects and shakes hands.
    pub async fn open(place: &Place, tls: &TlsConnector) -> anyhow::Result<Self> {
        let socket = place.socket().await?;
        socket.set_nodelay(true)?;
        let socket = BufReader::with_capacity(place.buffer, socket);
        let name = ServerName::try_from(place.name.clone())?;
        let stream = tls.connect(name, socket).await?;
        Ok(Self {
            stream: Box::new(stream),
            buffer: BytesMut::with_capacity(place.buffer),
            at_once: place.buffer,
        })
    }

    /// Sends a request; `head` ends with the empty line.
    pub async fn send(&mut self, head: &str, body: &[&[u8]]) -> anyhow::Result<()> {
        let mut first = Vec::with_capacity(head.len() + SMALL);
        first.extend_from_slice(head.as_bytes());
        for part in body {
            if first.len() + part.len() <= head.len() + SMALL {
                first.extend_from_slice(part);
            } else {
                self.stream.write_all(&first).await?;
                first.clear();
                self.stream.write_all(part).await?;
            }
        }
        self.stream.write_all(&first).await?;
        Ok(self.stream.flush().await?)
    }

    /// Reads the head of the answer.
    pub async fn head(&mut self) -> anyhow::Result<Head> {
        loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let text = self.buffer.split_to(end + 4);
                return read_head(str::from_utf8(&text)?);
            }
            self.more().await?;
        }
    }

    /// Sends bytes as they are, at once.
    pub async fn send_raw(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(bytes).await?;
        Ok(self.stream.flush().await?)
    }

    /// Sends bytes beneath TLS, as nobody does who speaks it.
    pub async fn send_beneath(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let socket = self.stream.get_mut().0;
        socket.write_all(bytes).await?;
        Ok(socket.flush().await?)
    }

    /// What came, at least one byte and at most `most`.
    pub async fn some(&mut self, most: usize) -> anyhow::Result<BytesMut> {
        if self.buffer.is_empty() {
            self.more().await?;
        }
        let length = self.buffer.len().min(most);
        Ok(self.buffer.split_to(length))
    }

    /// All that comes until the platform closes, in whatever way; at most `most` bytes.
    pub async fn rest(&mut self, most: usize) -> BytesMut {
        while self.buffer.len() < most && self.more().await.is_ok() {}
        self.buffer.split()
    }

    /// Changes the keys of what is sent (`KeyUpdate` of TLS 1.3), and asks the platform to do so, too.
    pub async fn change_keys(&mut self) -> anyhow::Result<()> {
        self.stream.get_mut().1.refresh_traffic_keys()?;
        Ok(self.stream.flush().await?)
    }

    /// Reads the body of the answer.
    pub async fn body(&mut self, head: &Head) -> anyhow::Result<BytesMut> {
        ensure!(!head.is_chunked, "an answer without a length");
        while self.buffer.len() < head.length {
            self.more().await?;
        }
        Ok(self.buffer.split_to(head.length))
    }

    /// Reads the body of the answer and compares it with what it shall be; nothing is kept.
    pub async fn compare(&mut self, head: &Head, parts: &[&[u8]]) -> anyhow::Result<()> {
        let expected: usize = parts.iter().map(|part| part.len()).sum();
        ensure!(
            !head.is_chunked && head.length == expected,
            "another length"
        );
        for part in parts {
            let mut left = *part;
            while !left.is_empty() {
                if self.buffer.is_empty() {
                    self.more().await?;
                }
                let length = left.len().min(self.buffer.len());
                let (now, later) = left.split_at(length);
                ensure!(self.buffer.get(..length) == Some(now), "other bytes");
                self.buffer.advance(length);
                left = later;
            }
        }
        Ok(())
    }

    /// Says good-bye.
    pub async fn close(mut self) -> anyhow::Result<()> {
        Ok(self.stream.shutdown().await?)
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        self.buffer.reserve(self.at_once);
        let read = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "the platform closed the connection");
        Ok(())
    }
}

fn read_head(text: &str) -> anyhow::Result<Head> {
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|line| line.get(..3));
    let mut head = Head {
        status: status.context("no status")?.parse()?,
        ..Head::default()
    };
    for line in lines {
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        match name {
            "content-length" => head.length = value.parse()?,
            "tasuki-receipt" => head.receipt = Some(value.to_owned()),
            "transfer-encoding" => head.is_chunked = true,
            _ => {}
        }
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_length_and_receipt_are_read() {
        let text = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n\
                    tasuki-receipt: MII=\r\ncontent-length: 12\r\n\r\n";
        let head = Head {
            status: 201,
            length: 12,
            is_chunked: false,
            receipt: Some("MII=".to_owned()),
        };
        assert_eq!(read_head(text).unwrap(), head);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        assert!(read_head("HTTP/1.0 200 OK\r\n\r\n").is_err());
        let endless = read_head("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        assert!(endless.unwrap().is_chunked);
    }
}
