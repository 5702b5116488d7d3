//! The stream of news (`GET /v1/events`), as its listener reads it.

use anyhow::{Context as _, ensure};
use bytes::BytesMut;
use tasuki_wire::Event;

use crate::connection::Connection;

/// What is read at once.
const PIECE: usize = 4 * 1024;

/// What a listener is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// The stream has begun.
    Hello,
    /// A message reached a state.
    Message(Event),
    /// Something was missed: lists tell what.
    Look,
}

/// A connection on which news comes.
#[derive(Debug)]
pub struct NewsStream {
    connection: Connection,
    reader: Reader,
}

impl NewsStream {
    /// Reads the head of the answer on a connection on which news was asked for.
    pub(crate) async fn open(mut connection: Connection) -> anyhow::Result<Self> {
        let head = connection.head().await?;
        ensure!(
            head.status == 200 && head.is_chunked,
            "no news: {}",
            head.status
        );
        Ok(Self {
            connection,
            reader: Reader::default(),
        })
    }

    /// The next news, as soon as it is there.
    pub async fn next(&mut self) -> anyhow::Result<News> {
        loop {
            if let Some(news) = self.reader.next()? {
                return Ok(news);
            }
            let piece = self.connection.some(PIECE).await?;
            self.reader.raw.extend_from_slice(&piece);
        }
    }
}

/// Takes chunks (RFC 9112, 7.1) and events (HTML, 9.2) apart.
#[derive(Default, Debug)]
struct Reader {
    raw: BytesMut,
    text: BytesMut,
}

impl Reader {
    fn next(&mut self) -> anyhow::Result<Option<News>> {
        while let Some(chunk) = self.chunk()? {
            self.text.extend_from_slice(&chunk);
        }
        while let Some(end) = self.text.windows(2).position(|two| two == b"\n\n") {
            let event = self.text.split_to(end + 2);
            if let Some(news) = news(str::from_utf8(&event)?)? {
                return Ok(Some(news));
            }
        }
        Ok(None)
    }

    fn chunk(&mut self) -> anyhow::Result<Option<BytesMut>> {
        let Some(end) = self.raw.windows(2).position(|two| two == b"\r\n") else {
            return Ok(None);
        };
        let size = self.raw.get(..end).unwrap_or_default();
        let size = usize::from_str_radix(str::from_utf8(size)?, 16).context("no chunk")?;
        ensure!(size > 0, "the platform ended the news");
        if self.raw.len() < end + 2 + size + 2 {
            return Ok(None);
        }
        drop(self.raw.split_to(end + 2));
        let chunk = self.raw.split_to(size);
        drop(self.raw.split_to(2));
        Ok(Some(chunk))
    }
}

/// Reads one event; a comment, which keeps the connection alive, is none.
fn news(event: &str) -> anyhow::Result<Option<News>> {
    let field = |name: &str| {
        let mut lines = event.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    Ok(match field("event") {
        None => None,
        Some("hello") => Some(News::Hello),
        Some("look") => Some(News::Look),
        Some("message") => Some(News::Message(serde_json::from_str(
            field("data").context("no data")?,
        )?)),
        Some(other) => anyhow::bail!("unknown news: {other}"),
    })
}

#[cfg(test)]
mod tests {
    use tasuki_terms::MessageState;
    use tasuki_wire::MailBox;

    use super::*;

    #[test]
    fn news_is_read_wherever_it_is_cut() {
        let message = "event: message\ndata: {\"message\":\"0195ef4a-0000-7000-8000-000000000001\",\
                       \"state\":\"accepted\",\"box\":\"inbox\"}\n\n";
        let stream = format!(
            "1a\r\nevent: hello\ndata: {{}}\n\n:\n\n\r\n{:x}\r\n{message}\r\n",
            message.len()
        );
        let mut reader = Reader::default();
        let mut told = Vec::new();
        for byte in stream.bytes() {
            reader.raw.extend_from_slice(&[byte]);
            told.extend(reader.next().unwrap());
        }
        assert_eq!(told.first(), Some(&News::Hello));
        let Some(News::Message(event)) = told.get(1) else {
            panic!("{told:?}");
        };
        assert_eq!(event.state, MessageState::Accepted);
        assert_eq!(event.mail_box, MailBox::Inbox);
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn the_end_of_the_stream_is_told() {
        let mut reader = Reader::default();
        reader.raw.extend_from_slice(b"0\r\n\r\n");
        assert!(reader.next().is_err());
    }
}
