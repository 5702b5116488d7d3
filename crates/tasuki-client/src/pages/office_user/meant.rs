//! What somebody meant to do when the office's user was asked for.

use std::fmt;
use std::sync::Arc;

use axum::response::Response;
use tasuki_desk::{DraftId, JobId};
use tasuki_terms::{MessageId, Timestamp};

use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::office::Office;
use crate::pages::{lists, receive, sending};

/// What goes on after the log-in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Meant {
    /// The list of sent messages.
    Sent,
    /// The list of received messages.
    Received,
    /// The search for offices.
    Partners,
    /// Sending a draft, which was confirmed as it was then.
    Send {
        draft: DraftId,
        changed_at: Timestamp,
    },
    /// Letting a sending go on that is in the book.
    GoOn(JobId),
    /// Receiving all that is new.
    ReceiveAll,
    /// Receiving one message.
    Receive(MessageId),
    /// Taking a message back.
    Withdraw(MessageId),
    /// Letting a receiving go on that broke off.
    GoOnReceiving(JobId),
    /// Nothing in particular.
    Home,
}

impl Meant {
    /// Reads what [`Display`](fmt::Display) wrote; whatever else it is leads to the first page.
    pub(crate) fn read(text: &str) -> Self {
        match text.split_once('-') {
            Some(("send", confirmed)) => confirmed_draft(confirmed).unwrap_or(Self::Home),
            Some(("job", job)) if is_id(job) => Self::GoOn(job.to_owned()),
            Some(("receive", id)) => id.parse().map_or(Self::Home, Self::Receive),
            Some(("withdraw", id)) => id.parse().map_or(Self::Home, Self::Withdraw),
            Some(("receiving", job)) if is_id(job) => Self::GoOnReceiving(job.to_owned()),
            Some(_) => Self::Home,
            None => match text {
                "sent" => Self::Sent,
                "received" => Self::Received,
                "partners" => Self::Partners,
                "receive" => Self::ReceiveAll,
                _ => Self::Home,
            },
        }
    }

    /// What the log-in is for.
    pub(crate) const fn purpose(&self) -> &'static str {
        match self {
            Self::Withdraw(_) => "取り消しの前に、事業所のユーザIDとパスワードを確認します。",
            Self::Send { .. } | Self::GoOn(_) => {
                "送信を始める前に、事業所のユーザIDとパスワードを確認します。"
            }
            Self::ReceiveAll | Self::Receive(_) | Self::GoOnReceiving(_) => {
                "受信を始める前に、事業所のユーザIDとパスワードを確認します。"
            }
            Self::Sent | Self::Received | Self::Partners | Self::Home => {
                "連携基盤に問い合わせる前に、事業所のユーザIDとパスワードを確認します。"
            }
        }
    }

    /// What is told where it cannot be done. For sending and receiving the official system says so.
    pub(super) const fn failure(&self) -> &'static str {
        match self {
            Self::Send { .. } | Self::GoOn(_) => "送信に失敗しました。再度実行してください。",
            Self::ReceiveAll | Self::Receive(_) | Self::GoOnReceiving(_) => {
                "受信に失敗しました。再度実行してください。"
            }
            Self::Withdraw(_) | Self::Sent | Self::Received | Self::Partners | Self::Home => {
                "連携基盤に問い合わせることができません。"
            }
        }
    }

    /// Where who does not want to log in goes back to.
    pub(crate) fn back(&self) -> String {
        match self {
            Self::Sent => "/sent".to_owned(),
            Self::Received | Self::ReceiveAll => "/received".to_owned(),
            Self::Partners => "/partners".to_owned(),
            Self::Send { draft, .. } => format!("/compose/{draft}"),
            Self::GoOn(job) => format!("/sending/{job}"),
            Self::Receive(id) | Self::Withdraw(id) => format!("/messages/{id}"),
            Self::GoOnReceiving(job) => format!("/receiving/{job}"),
            Self::Home => "/".to_owned(),
        }
    }

    /// Goes on with it.
    pub(crate) async fn carry_out(
        &self,
        client: &Arc<Client>,
        office: &Arc<Office>,
    ) -> Result<Response, PageError> {
        match self {
            Self::Sent => {
                lists::look(client, office).await;
                Ok(see_other("/sent"))
            }
            Self::Received => {
                lists::look(client, office).await;
                Ok(see_other("/received"))
            }
            Self::Partners => Ok(see_other("/partners")),
            Self::Home => Ok(see_other("/")),
            Self::Send { draft, changed_at } => {
                sending::begin(client, office, draft, *changed_at).await
            }
            Self::GoOn(job) => sending::go_on(client, office, job).await,
            Self::ReceiveAll => receive::begin(client, office, None).await,
            Self::Receive(id) => receive::begin(client, office, Some(*id)).await,
            Self::Withdraw(id) => Ok(see_other(&format!("/messages/{id}/withdraw"))),
            Self::GoOnReceiving(job) => receive::go_on(client, office, job).await,
        }
    }
}

/// As it stands in a form and in an address.
impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => f.write_str("sent"),
            Self::Received => f.write_str("received"),
            Self::Partners => f.write_str("partners"),
            Self::Send { draft, changed_at } => {
                write!(f, "send-{draft}-{}", changed_at.as_microsecond())
            }
            Self::GoOn(job) => write!(f, "job-{job}"),
            Self::ReceiveAll => f.write_str("receive"),
            Self::Receive(id) => write!(f, "receive-{id}"),
            Self::Withdraw(id) => write!(f, "withdraw-{id}"),
            Self::GoOnReceiving(job) => write!(f, "receiving-{job}"),
            Self::Home => f.write_str("home"),
        }
    }
}

/// What was confirmed: a draft, and which state of it.
fn confirmed_draft(text: &str) -> Option<Meant> {
    let (draft, changed_at) = text.rsplit_once('-').filter(|(draft, _)| is_id(draft))?;
    let changed_at = Timestamp::from_microsecond(changed_at.parse().ok()?).ok()?;
    Some(Meant::Send {
        draft: draft.to_owned(),
        changed_at,
    })
}

/// Whether it looks like an id of the book.
fn is_id(text: &str) -> bool {
    text.parse::<MessageId>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_survives_the_form() {
        let id: MessageId = "0195d2e3-7a00-7000-8000-000000000001".parse().unwrap();
        for meant in [
            Meant::Sent,
            Meant::Received,
            Meant::Partners,
            Meant::Send {
                draft: id.to_string(),
                changed_at: "2025-04-10T01:02:03.000004Z".parse().unwrap(),
            },
            Meant::GoOn(id.to_string()),
            Meant::ReceiveAll,
            Meant::Receive(id),
            Meant::Withdraw(id),
            Meant::GoOnReceiving(id.to_string()),
            Meant::Home,
        ] {
            assert_eq!(Meant::read(&meant.to_string()), meant);
        }
        // Who does not log in is back where that was asked for.
        let draft = Meant::Send {
            draft: id.to_string(),
            changed_at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(draft.back(), format!("/compose/{id}"));
        assert_eq!(Meant::Withdraw(id).back(), format!("/messages/{id}"));
        assert_eq!(Meant::GoOn(id.to_string()).back(), format!("/sending/{id}"));
        assert_eq!(Meant::read("send-../x-1"), Meant::Home);
        assert_eq!(Meant::read(&format!("send-{id}")), Meant::Home);
        assert_eq!(Meant::read("//example.jp"), Meant::Home);
    }
}
