//! Downloading an envelope.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use reqwest::header::{CONTENT_RANGE, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use tasuki_terms::MessageId;
use tasuki_wire::{ENVELOPE_MEDIA_TYPE, RECEIPT_HEADER};

use super::PlatformError;
use super::http::Request;

/// A whole envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Content {
    /// The envelope.
    pub envelope: Bytes,
    /// The platform's signed receipt for fetching it, DER; the sender gets none.
    pub receipt: Option<Vec<u8>>,
}

/// An envelope, or its end, piece by piece.
#[derive(Debug)]
pub struct ContentStream {
    offset: u64,
    receipt: Option<Vec<u8>>,
    response: Response,
}

pub(super) fn request(id: MessageId, offset: u64) -> Request {
    Request::new(Method::GET, format!("messages/{id}/content"))
        .processing()
        .accept(ENVELOPE_MEDIA_TYPE)
        .beginning_at(offset)
}

pub(super) async fn whole(response: Response) -> Result<Content, PlatformError> {
    let receipt = receipt(response.headers())?;
    let envelope = response.bytes().await?;
    Ok(Content { envelope, receipt })
}

impl ContentStream {
    pub(super) fn new(response: Response, asked: u64) -> Result<Self, PlatformError> {
        let offset = if response.status() == StatusCode::PARTIAL_CONTENT {
            let begins = first_byte(response.headers());
            begins
                .filter(|begins| *begins == asked)
                .ok_or(PlatformError::Incomplete {
                    what: "the range that was asked for",
                })?
        } else {
            0
        };
        Ok(Self {
            offset,
            receipt: receipt(response.headers())?,
            response,
        })
    }

    /// Where in the envelope the first piece begins: where it was asked for, or at the start.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The platform's signed receipt for fetching the message, DER.
    pub fn receipt(&self) -> Option<&[u8]> {
        self.receipt.as_deref()
    }

    /// The next piece; none at the end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, PlatformError> {
        Ok(self.response.chunk().await?)
    }
}

/// The first byte of `bytes 100-199/200`.
fn first_byte(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (first, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    first.parse().ok()
}

fn receipt(headers: &HeaderMap) -> Result<Option<Vec<u8>>, PlatformError> {
    let Some(value) = headers.get(RECEIPT_HEADER) else {
        return Ok(None);
    };
    match BASE64_STANDARD.decode(value) {
        Ok(der) => Ok(Some(der)),
        Err(_) => Err(PlatformError::Incomplete {
            what: "a readable receipt",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_tell_where_they_begin() {
        let first = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_RANGE, text.parse().unwrap());
            first_byte(&headers)
        };
        assert_eq!(first("bytes 100-199/200"), Some(100));
        assert_eq!(first("bytes */200"), None);
        assert_eq!(first("lines 1-2/3"), None);
        assert_eq!(first_byte(&HeaderMap::new()), None);
    }

    #[test]
    fn a_receipt_is_base64_or_an_error() {
        let mut headers = HeaderMap::new();
        assert!(receipt(&headers).unwrap().is_none());
        headers.insert(RECEIPT_HEADER, "MAA=".parse().unwrap());
        assert_eq!(receipt(&headers).unwrap(), Some(vec![0x30, 0]));
        headers.insert(RECEIPT_HEADER, "%".parse().unwrap());
        assert!(receipt(&headers).is_err());
    }
}
