//! News, told to every open page.

use serde::Serialize;
use tokio::sync::broadcast;

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
}

impl Default for Board {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
        }
    }
}

impl Board {
    /// Hears what is told from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Told> {
        self.sender.subscribe()
    }

    /// Tells every open page.
    pub(crate) fn tell(&self, told: Told) {
        // Nobody may be listening.
        let _heard = self.sender.send(told);
    }
}
