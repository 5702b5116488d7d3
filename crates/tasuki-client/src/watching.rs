//! Looks at the watched folder (監視フォルダー) while somebody is logged in, and sends what its rule
//! says. Each version of a file is taken in the same write that begins its sending: so nothing goes
//! twice, and nothing is lost between the two.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tasuki_desk::{DeskError, NewSending};
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::client::Client;
use crate::news;
use crate::office::Office;
use crate::rule::{Chosen, WatchRule};
use crate::watch;

/// How long it is waited between two looks.
const PAUSE: Duration = Duration::from_secs(3);

/// Looks at the folder as long as somebody is logged in.
#[derive(Default)]
pub(crate) struct Watcher(Mutex<Option<AbortHandle>>);

impl Watcher {
    /// Looks no more.
    pub(crate) fn rest(&self) {
        self.replace(None);
    }

    fn replace(&self, task: Option<AbortHandle>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *kept, task) {
            before.abort();
        }
    }
}

/// What the looks before have seen.
#[derive(Default)]
struct Seen {
    /// What was there at the last look.
    last: BTreeSet<String>,
    /// Under which rule what was judged last: the same is not read and checked again and again.
    judged: Option<(Chosen, BTreeSet<String>)>,
}

/// Begins to look at the folder of an office that has just been opened.
pub(crate) fn begin(client: &Arc<Client>, office: &Arc<Office>) {
    let (of, office) = (Arc::clone(client), Arc::clone(office));
    let task = tokio::spawn(async move {
        let mut seen = Seen::default();
        let mut looks = interval(PAUSE);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            if let Err(error) = look(&of, &office, &mut seen).await {
                tracing::warn!(code = error.code(), "nothing is sent by the rule");
            }
        }
    });
    client.watcher.replace(Some(task.abort_handle()));
}

/// One look. Nothing is sent before the office's user has logged in.
async fn look(client: &Client, office: &Arc<Office>, seen: &mut Seen) -> Result<(), DeskError> {
    if office.online().is_none() {
        return Ok(());
    }
    let now = client.tools.clock.now();
    let found = office.in_book(move |book| match WatchRule::read(book)? {
        WatchRule::Offer => Ok(None),
        WatchRule::Send(chosen) => Ok(Some((chosen, watch::look_for_rule(book, now)?))),
    });
    let Some((chosen, look)) = found.await? else {
        return Ok(());
    };
    if look.is_written || !seen.is_settled(&chosen, &look) {
        return Ok(());
    }
    let marks = marks(&look);
    let read = tokio::task::spawn_blocking(move || watch::read(&look.found));
    let (files, watched) = read.await.map_err(DeskError::BrokenOff)??;
    let is_all_read = watched.len() == marks.len();
    let plan = office.plan(files, Vec::new()).await?;
    let mut sending = NewSending {
        by_rule: true,
        ..NewSending::default()
    };
    for message in plan.messages {
        if chosen.sends(&message) {
            let marks = watch::marks(&watched, &message.draft);
            sending.taken.extend(marks);
            sending.messages.push((message.receiver, message.draft));
        }
    }
    let count = sending.messages.len();
    let begun = if count == 0 {
        None
    } else {
        let begun = office.in_book(move |book| book.begin_sending(&sending, now));
        begun.await?
    };
    // Only now: what failed on the way, or could not be read, is tried again.
    if is_all_read {
        seen.judged = Some((chosen, marks));
    }
    if let Some(job) = begun {
        client.runs.go_on(office, &job);
        client.board.tell(news::Told {
            text: format!("監視フォルダーのデータ{count}件を、自動で送信しています。"),
            href: "/notices",
            is_mail: false,
        });
    }
    Ok(())
}

impl Seen {
    /// Whether what was found has not changed since the look before, and was not judged yet.
    fn is_settled(&mut self, chosen: &Chosen, look: &watch::Look) -> bool {
        let marks = marks(look);
        let is_same = self.last == marks;
        let is_judged = self
            .judged
            .as_ref()
            .is_some_and(|(under, judged)| under == chosen && *judged == marks);
        let is_settled = is_same && !marks.is_empty() && !is_judged;
        self.last = marks;
        is_settled
    }
}

fn marks(look: &watch::Look) -> BTreeSet<String> {
    look.found.iter().map(|one| one.mark.clone()).collect()
}
