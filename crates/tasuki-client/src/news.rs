//! News, told to every open page.

use serde::Serialize;
use tokio::sync::broadcast;

/// How many news a slow page may be behind.
const BACKLOG: usize = 64;

/// What a page is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum News {
    /// Something that people want to know.
    Told(Told),
    /// How things stand may have changed.
    Stand,
}

/// Something that people want to know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Told {
    /// What happened, in one sentence.
    pub(crate) text: String,
    /// Where more is seen.
    pub(crate) href: &'static str,
    /// Whether something arrived that people wait for.
    pub(crate) is_mail: bool,
}

/// How things stand, as every page shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Stand {
    /// How many messages wait to be received.
    pub(crate) waiting: usize,
    /// Whether the platform cannot be reached.
    pub(crate) is_cut: bool,
    /// Whether the lists were asked for since the log-in.
    pub(crate) is_looked: bool,
}

/// Where pages hear news.
pub(crate) struct Board {
    sender: broadcast::Sender<News>,
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
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<News> {
        self.sender.subscribe()
    }

    /// Tells every open page.
    pub(crate) fn tell(&self, told: Told) {
        self.send(News::Told(told));
    }

    /// Lets every open page see how things stand.
    pub(crate) fn stir(&self) {
        self.send(News::Stand);
    }

    fn send(&self, news: News) {
        // Nobody may be listening.
        let _heard = self.sender.send(news);
    }
}
