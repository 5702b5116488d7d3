//! News from the platform, told to every open page.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tasuki_desk::News;
use tasuki_terms::MessageState;
use tasuki_wire::MailBox;
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

use crate::office::Office;

/// How many news a slow page may be behind.
const BACKLOG: usize = 64;

/// What a page is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Told {
    /// What happened, in one sentence.
    pub(crate) text: String,
    /// Where more is seen.
    pub(crate) href: &'static str,
    /// Whether something arrived that people wait for.
    pub(crate) is_mail: bool,
}

/// Where pages hear news.
pub(crate) struct Board {
    sender: broadcast::Sender<Told>,
    listening: Mutex<Option<AbortHandle>>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
            listening: Mutex::default(),
        }
    }
}

impl Board {
    /// Hears what is told from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Told> {
        self.sender.subscribe()
    }

    /// Listens to the platform from now on, for the office of which somebody has logged in.
    pub(crate) fn listen(&self, office: Arc<Office>) {
        let sender = self.sender.clone();
        let task = tokio::spawn(async move {
            let Some(desk) = office.reading() else { return };
            let mut events = desk.events();
            // An error is final: the next operation tells it to whoever waits for one.
            while let Ok(news) = events.next().await {
                if let Some(told) = told(&news) {
                    // Nobody may be listening.
                    let _heard = sender.send(told);
                }
            }
        });
        self.replace(Some(task.abort_handle()));
    }

    /// Listens no more.
    pub(crate) fn fall_silent(&self) {
        self.replace(None);
    }

    fn replace(&self, task: Option<AbortHandle>) {
        let mut listening = self
            .listening
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *listening, task) {
            before.abort();
        }
    }
}

/// What people are told of an event; most are for lists alone.
fn told(news: &News) -> Option<Told> {
    let News::Message(event) = news else {
        return None;
    };
    let (text, href, is_mail) = match (event.mail_box, event.state) {
        (MailBox::Inbox, MessageState::Accepted) => {
            ("新しいデータが届きました。", "/received", true)
        }
        (MailBox::Inbox, MessageState::Withdrawn) => (
            "届いていたデータが、送信元で取り消されました。",
            "/received",
            false,
        ),
        (MailBox::Outbox, MessageState::Opened) => {
            ("送信したデータが、相手に受信されました。", "/sent", false)
        }
        _ => return None,
    };
    Some(Told {
        text: text.to_owned(),
        href,
        is_mail,
    })
}
