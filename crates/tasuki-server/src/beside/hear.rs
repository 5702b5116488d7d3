//! What the other processes tell is heard, and handed on.

use std::sync::Arc;
use std::time::Duration;

use tasuki_store::{Heard, NewsMark, StoreError};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Counting, Word};
use crate::answer::chain;
use crate::platform::Platform;

/// How often it is looked for news of which nobody told.
const LOOK: Duration = Duration::from_secs(1);
/// After so long without an answer of the database news may be gone again.
const TOO_LONG: Duration = Duration::from_mins(5);

/// Hears the others until the platform ends. Returns at once where there are none.
pub(crate) async fn hear(platform: Arc<Platform>, from: Option<NewsMark>) -> anyhow::Result<()> {
    let Some(from) = from else {
        return Ok(());
    };
    let Some(ear) = platform.records.listen()? else {
        return Ok(());
    };
    let reader = Reader {
        platform: &platform,
        mark: from,
        read: Instant::now(),
        is_down: false,
    };
    reader.run(ear).await;
    Ok(())
}

struct Reader<'p> {
    platform: &'p Platform,
    mark: NewsMark,
    /// When it was read last.
    read: Instant,
    /// Whether the database did not answer last.
    is_down: bool,
}

impl Reader<'_> {
    async fn run(mut self, mut ear: UnboundedReceiver<Heard>) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ending = self.platform.ending.clone();
        loop {
            let heard = tokio::select! {
                _ = ending.wait_for(|is_ending| *is_ending) => return,
                heard = ear.recv() => heard,
                _ = look.tick() => Some(Heard::News),
            };
            let Some(heard) = heard else { return };
            let mut is_news = self.take(heard);
            // Much at once is read at once.
            while let Ok(more) = ear.try_recv() {
                is_news |= self.take(more);
            }
            if is_news {
                self.read_news().await;
            }
        }
    }

    /// Takes in what was said; true if there may be news.
    fn take(&self, heard: Heard) -> bool {
        match heard {
            Heard::News | Heard::Listening => true,
            Heard::Word(word) => {
                // What a later version says concerns later versions.
                if let Ok(word) = word.parse() {
                    hand_on(self.platform, word);
                }
                false
            }
        }
    }

    async fn read_news(&mut self) {
        if self.platform.is_outdated() {
            // What a later program tells is for later programs.
            return;
        }
        match self.read().await {
            Ok(()) => {
                if std::mem::take(&mut self.is_down) {
                    tracing::info!("news are read again");
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut self.is_down, true) {
                    tracing::error!(error = chain(&error), "news cannot be read");
                }
            }
        }
    }

    async fn read(&mut self) -> Result<(), StoreError> {
        let since = Some(self.mark.clone());
        let (mark, rows) = self.platform.records.news_since(since).await?;
        if self.read.elapsed() > TOO_LONG {
            // Whoever waits comes again and looks at the lists.
            self.platform.news.end_all();
        }
        (self.mark, self.read) = (mark, Instant::now());
        for row in rows {
            let (sender, receiver) = (row.sender, row.receiver);
            let news = &self.platform.news;
            news.tell_both(row.message, row.state, sender, receiver);
        }
        Ok(())
    }
}

fn hand_on(platform: &Platform, word: Word) {
    match word {
        Word::Guess(guess) => platform.brake.hear(&guess, platform.clock.now()),
        Word::Counted(Counting::Requests, tag, count) => platform.rates.hear(tag, count),
        Word::Counted(Counting::Searches, tag, count) => platform.rates.hear_search(tag, count),
        Word::Counted(Counting::LogIns, tag, count) => platform.rates.hear_log_in(tag, count),
        Word::Counted(Counting::Pages, tag, count) => platform.site_rates.hear(tag, count),
        Word::Counted(Counting::Attempts, tag, count) => platform.attempts.hear(tag, count),
        Word::Counted(Counting::Letters, tag, count) => platform.attempts.hear_hourly(tag, count),
    }
}
