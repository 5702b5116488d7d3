//! An office at its computer: certificate, session, and the four requests of a cycle.

mod session;

use std::fmt;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use bytes::BytesMut;
use tasuki_seal::{Identity, Receipt, ReceiptKind, issue, read_receipt};
use tasuki_terms::{Clock as _, MessageId, SystemClock};
use tasuki_testing::TownOffice;
use tasuki_wire::{ENVELOPE_MEDIA_TYPE, RECEIPT_MEDIA_TYPE};
use tokio_rustls::TlsConnector;

use crate::connection::{Connection, Head, Place};
use crate::letters::Letter;
use crate::news::NewsStream;
use crate::tls::client_config;
use session::Shared;

/// Of so many receipts one is verified in full; of the others only what they say is read.
const VERIFIED: u64 = 64;

/// An office that takes part. A clone has the same session, and connections of its own.
#[derive(Clone)]
pub struct Seat {
    place: Place,
    tls: TlsConnector,
    identity: Identity,
    session: Shared,
    receipts: u64,
}

impl Seat {
    /// An office without a session.
    pub fn new(office: &TownOffice, place: impl Into<Place>) -> anyhow::Result<Self> {
        Ok(Self {
            place: place.into(),
            tls: TlsConnector::from(Arc::new(client_config(office)?)),
            identity: office.identity()?,
            session: Shared::default(),
            receipts: 0,
        })
    }

    /// An office that has opened a session.
    pub async fn take(office: &TownOffice, place: impl Into<Place>) -> anyhow::Result<Self> {
        let seat = Self::new(office, place)?;
        let mut connection = seat.connect().await?;
        seat.log_in(&mut connection, office).await?;
        connection.close().await?;
        Ok(seat)
    }

    /// An office in a session that was opened before.
    pub fn in_session(
        office: &TownOffice,
        place: impl Into<Place>,
        token: String,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            session: Shared::of(token),
            ..Self::new(office, place)?
        })
    }

    /// Whose certificate and key it has.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// A new connection with a full handshake.
    pub async fn connect(&self) -> anyhow::Result<Connection> {
        Connection::open(&self.place, &self.tls).await
    }

    /// Sends a letter; the answer is the platform's durable receipt.
    pub async fn send(
        &mut self,
        connection: &mut Connection,
        letter: &Letter,
    ) -> anyhow::Result<()> {
        connection
            .send(&self.sending(letter), &[&letter.manifest, &letter.sealed])
            .await?;
        self.accepted(connection, letter).await
    }

    /// Lists what waits, and gives the answer.
    pub async fn list_all(
        &self,
        connection: &mut Connection,
        query: &str,
    ) -> anyhow::Result<BytesMut> {
        let request = self.get(&format!("inbox{query}"));
        connection.send(&request, &[]).await?;
        let head = connection.head().await?;
        let body = connection.body(&head).await?;
        ensure!(head.status == 200, "the list was refused: {}", head.status);
        Ok(body)
    }

    /// Lists what waits, and finds the letter there.
    pub async fn list(
        &self,
        connection: &mut Connection,
        query: &str,
        letter: Option<&Letter>,
    ) -> anyhow::Result<()> {
        let body = self.list_all(connection, query).await?;
        if let Some(letter) = letter {
            let id = letter.id.to_string();
            let is_there = body.windows(id.len()).any(|part| part == id.as_bytes());
            ensure!(is_there, "an accepted message is not in the list");
        }
        Ok(())
    }

    /// Asks for a content; the head of the answer, whose body is to be read.
    pub async fn ask_content(
        &self,
        connection: &mut Connection,
        id: MessageId,
    ) -> anyhow::Result<Head> {
        let request = self.get(&format!("messages/{id}/content"));
        connection.send(&request, &[]).await?;
        connection.head().await
    }

    /// Asks what the platform knows of a message; the status of the answer.
    pub async fn status_of(
        &self,
        connection: &mut Connection,
        id: MessageId,
    ) -> anyhow::Result<u16> {
        let request = self.get(&format!("messages/{id}"));
        connection.send(&request, &[]).await?;
        let head = connection.head().await?;
        connection.body(&head).await?;
        Ok(head.status)
    }

    /// Asks for news; it is told on the connection from then on.
    pub async fn listen(&self, mut connection: Connection) -> anyhow::Result<NewsStream> {
        connection.send(&self.get("events"), &[]).await?;
        NewsStream::open(connection).await
    }

    /// The head of the request that sends a letter, for who sends its body in his own way.
    pub fn sending(&self, letter: &Letter) -> String {
        let path = format!("messages/{}", letter.id);
        self.put(&path, ENVELOPE_MEDIA_TYPE, letter.length())
    }

    /// Reads the answer to a letter that was sent.
    pub async fn accepted(
        &mut self,
        connection: &mut Connection,
        letter: &Letter,
    ) -> anyhow::Result<()> {
        self.receipt(connection, letter, 201, "accepted").await
    }

    /// Downloads the letter, compares every byte, and gives the platform's receipt of it.
    pub async fn download(
        &mut self,
        connection: &mut Connection,
        letter: &Letter,
    ) -> anyhow::Result<Receipt> {
        let head = self.ask_content(connection, letter.id).await?;
        if head.status != 200 {
            let body = connection.body(&head).await?;
            anyhow::bail!("no content: {}", String::from_utf8_lossy(&body));
        }
        connection
            .compare(&head, &[&letter.manifest, &letter.sealed])
            .await?;
        self.fetched(&head, letter)
    }

    /// The platform's receipt of a download, in the head of its answer.
    pub fn fetched(&mut self, head: &Head, letter: &Letter) -> anyhow::Result<Receipt> {
        let der = BASE64.decode(
            head.receipt
                .as_ref()
                .context("no receipt with the content")?,
        )?;
        let receipt = self.read(&der)?;
        let is_right = receipt.kind == ReceiptKind::Fetched
            && receipt.message == letter.id
            && receipt.digest == letter.digest;
        ensure!(is_right, "a receipt of something else");
        Ok(receipt)
    }

    /// Signs the receipt of opening and hands it in.
    pub async fn confirm(
        &mut self,
        connection: &mut Connection,
        letter: &Letter,
        fetched: &Receipt,
    ) -> anyhow::Result<()> {
        let opened = Receipt {
            version: Receipt::VERSION,
            kind: ReceiptKind::Opened,
            message: letter.id,
            digest: letter.digest,
            sender: letter.sender,
            receiver: letter.receiver,
            at: SystemClock.now().max(fetched.at),
            previous: Some(fetched.digest()),
        };
        let der = issue(&opened, &self.identity)?;
        let head = self.put(
            &format!("messages/{}/receipts/opened", letter.id),
            RECEIPT_MEDIA_TYPE,
            der.len(),
        );
        connection.send(&head, &[&der]).await?;
        self.receipt(connection, letter, 200, "opened").await
    }

    /// Reads the answer to a step.
    async fn receipt(
        &mut self,
        connection: &mut Connection,
        letter: &Letter,
        status: u16,
        state: &str,
    ) -> anyhow::Result<()> {
        let head = connection.head().await?;
        let body = connection.body(&head).await?;
        ensure!(
            head.status == status,
            "{state}: {} {}",
            head.status,
            String::from_utf8_lossy(&body)
        );
        let begins = format!("{{\"id\":\"{}\",\"state\":\"{state}\",", letter.id);
        ensure!(body.starts_with(begins.as_bytes()), "an answer to another");
        self.receipts += 1;
        if self.receipts.is_multiple_of(VERIFIED) {
            let answer: tasuki_wire::MessageReceipt = serde_json::from_slice(&body)?;
            let receipt = read_receipt(&BASE64.decode(answer.receipt)?)?.receipt;
            ensure!(
                receipt.digest == letter.digest,
                "a receipt of something else"
            );
        }
        Ok(())
    }

    /// Reads a receipt, and verifies its signature now and then.
    fn read(&mut self, der: &[u8]) -> anyhow::Result<Receipt> {
        self.receipts += 1;
        if self.receipts.is_multiple_of(VERIFIED) {
            return Ok(read_receipt(der)?.receipt);
        }
        Ok(Receipt::from_json(text_within(der).context("no receipt")?)?)
    }

    /// The head of a request in the session: `asked` is its method and target, `lines` its further
    /// headers, each with its end of line.
    pub fn head(&self, asked: &str, lines: &str) -> String {
        format!(
            "{asked} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n{lines}\r\n",
            self.place.name,
            self.session.token()
        )
    }

    fn get(&self, path: &str) -> String {
        self.head(&format!("GET /v1/{path}"), "")
    }

    fn put(&self, path: &str, media: &str, length: usize) -> String {
        let lines = format!("content-type: {media}\r\ncontent-length: {length}\r\n");
        self.head(&format!("PUT /v1/{path}"), &lines)
    }
}

/// The JSON text within a signed receipt; it holds no other braces.
fn text_within(der: &[u8]) -> Option<&[u8]> {
    let from = der.windows(10).position(|part| part == br#"{"version""#)?;
    let rest = der.get(from..)?;
    let end = rest.iter().position(|byte| *byte == b'}')?;
    rest.get(..=end)
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither key nor token.
        f.debug_struct("Seat")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_receipt_is_found_without_verifying_it() {
        let der = b"\x30\x82{\"ver\x04\x10{\"version\":1,\"kind\":\"fetched\"}\xA0\x30}";
        assert_eq!(
            text_within(der),
            Some(br#"{"version":1,"kind":"fetched"}"#.as_slice())
        );
        assert_eq!(text_within(b"\x30\x00"), None);
    }
}
