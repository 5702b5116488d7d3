//! A request as bytes, to be broken off anywhere.

use anyhow::Context as _;
use bytes::Bytes;
use secrecy::ExposeSecret as _;
use tasuki_measure::letters::Letter;
use tasuki_measure::seat::Seat;
use tasuki_terms::MessageId;
use tasuki_wire::{OpenSession, RECEIPT_MEDIA_TYPE};

use super::step::{Moment, Operation};
use crate::offices::Member;

/// What a request is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'a> {
    Nothing,
    Message(MessageId),
    Letter(&'a Letter),
    /// A message, and its receiver's receipt.
    Opening(MessageId, &'a [u8]),
}

/// A request.
#[derive(Debug)]
pub(super) struct Wanted {
    head: String,
    /// The first part of the body, if it has parts.
    first: Bytes,
    rest: Bytes,
}

impl Wanted {
    /// The request for an operation.
    pub(super) fn of(
        operation: Operation,
        about: About<'_>,
        (seat, member): (&Seat, &Member),
    ) -> anyhow::Result<Self> {
        let message = |behind: &str| {
            let (About::Message(id) | About::Opening(id, _)) = about else {
                anyhow::bail!("no message");
            };
            Ok(format!("messages/{id}{behind}"))
        };
        let get = |path: &str| Self::without_body(seat, "GET", path);
        Ok(match operation {
            Operation::OpenSession => Self::log_in(seat, member)?,
            Operation::RefreshSession => Self::without_body(seat, "POST", "sessions/refresh"),
            Operation::ReadLimits => get("limits"),
            Operation::ReadPlatform => get("platform"),
            Operation::ReadAccount => get("account"),
            Operation::ReadNotices => get("notices"),
            Operation::SearchOffices => get("offices?limit=200"),
            Operation::ReadOffice => get(&format!("offices/{}", member.office.number)),
            Operation::ListInbox => get("inbox?limit=200"),
            Operation::ListOutbox => get("outbox?limit=200"),
            Operation::ReadMessage => get(&message("")?),
            Operation::ReadEvents => get("events"),
            Operation::FetchContent => get(&message("/content")?),
            Operation::WithdrawMessage => {
                Self::without_body(seat, "POST", &message("/withdrawal")?)
            }
            Operation::SendMessage => {
                let About::Letter(letter) = about else {
                    anyhow::bail!("no letter");
                };
                Self {
                    head: seat.sending(letter),
                    first: letter.manifest.clone(),
                    rest: letter.sealed.clone(),
                }
            }
            Operation::ConfirmOpening => {
                let About::Opening(_, receipt) = about else {
                    anyhow::bail!("no receipt");
                };
                let asked = format!("PUT /v1/{}", message("/receipts/opened")?);
                let receipt = Bytes::copy_from_slice(receipt);
                Self::with_body(seat, &asked, RECEIPT_MEDIA_TYPE, receipt)
            }
        })
    }

    fn without_body(seat: &Seat, method: &str, path: &str) -> Self {
        let length = if method == "GET" {
            ""
        } else {
            "content-length: 0\r\n"
        };
        Self {
            head: seat.head(&format!("{method} /v1/{path}"), length),
            first: Bytes::new(),
            rest: Bytes::new(),
        }
    }

    fn with_body(seat: &Seat, asked: &str, media: &str, rest: Bytes) -> Self {
        let length = rest.len();
        let lines = format!("content-type: {media}\r\ncontent-length: {length}\r\n");
        Self {
            head: seat.head(asked, &lines),
            first: Bytes::new(),
            rest,
        }
    }

    fn log_in(seat: &Seat, member: &Member) -> anyhow::Result<Self> {
        let body = serde_json::to_vec(&OpenSession {
            user_id: member.office.user.into(),
            password: member.office.password.expose_secret().to_owned(),
        })?;
        let asked = "POST /v1/sessions";
        Ok(Self::with_body(
            seat,
            asked,
            "application/json",
            body.into(),
        ))
    }

    /// The method and the target.
    #[cfg(test)]
    pub(super) fn asked(&self) -> (&str, &str) {
        let mut words = self.head.split(' ');
        (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        )
    }

    /// The bytes that are sent until a moment.
    pub(super) fn until(&self, at: Moment) -> anyhow::Result<Vec<u8>> {
        let whole = [self.head.as_bytes(), &self.first, &self.rest].concat();
        let (head, first) = (self.head.len(), self.first.len());
        let length = match at {
            Moment::HalfAHead => head / 2,
            Moment::Head => head,
            Moment::HalfAManifest => head + first / 2,
            Moment::Manifest => head + first,
            Moment::HalfABody => whole.len() - self.rest.len() / 2,
            Moment::AllButAByte => whole.len() - 1,
            _ => whole.len(),
        };
        let sent = whole.get(..length).context("a length of its own")?;
        Ok(sent.to_vec())
    }
}
