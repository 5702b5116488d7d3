//! News from the platform (server-sent events), listened to in the background.

use std::sync::Arc;
use std::time::Duration;

use tasuki_desk::{Desk, News, PlatformError};
use tasuki_terms::{Clock, MessageId, MessageState, Timestamp};
use tasuki_wire::Event;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::failure::Trouble;

/// How long news may take before something must be wrong.
const LONGEST: Duration = Duration::from_secs(10);

/// An ear at the stream of an office's news. It listens until it is dropped.
pub(crate) struct Ear {
    coming: mpsc::UnboundedReceiver<Result<(News, Timestamp), PlatformError>>,
    heard: Vec<(Event, Timestamp)>,
    task: JoinHandle<()>,
}

impl Ear {
    /// Listens; the stream is open when this returns.
    pub(crate) async fn open(desk: Arc<Desk>, clock: Arc<dyn Clock>) -> Result<Self, Trouble> {
        let (to, mut coming) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let mut events = desk.events();
            loop {
                let news = events.next().await;
                let is_last = news.is_err();
                if to.send(news.map(|news| (news, clock.now()))).is_err() || is_last {
                    return;
                }
            }
        });
        while let Some(news) = coming.recv().await {
            if news?.0 == News::Connected {
                break;
            }
        }
        Ok(Self {
            coming,
            heard: Vec::new(),
            task,
        })
    }

    /// Waits for the news that a message reached a state, and tells when they came.
    pub(crate) async fn wait(
        &mut self,
        message: MessageId,
        state: MessageState,
    ) -> Result<Timestamp, Trouble> {
        let none = || Trouble::NoNews { message };
        loop {
            let found = self
                .heard
                .iter()
                .find(|(event, _)| event.message == message && event.state == state);
            if let Some((_, at)) = found {
                return Ok(*at);
            }
            let news = tokio::time::timeout(LONGEST, self.coming.recv()).await;
            let (news, at) = news.map_err(|_| none())?.ok_or_else(none)??;
            if let News::Message(event) = news {
                self.heard.push((event, at));
            }
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}
