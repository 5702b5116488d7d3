//! Keeps the book up to date while the client is open: both lists are read when the platform can
//! be asked, and what it tells afterwards is taken in one by one.

use std::sync::{Arc, Mutex, PoisonError};

use tasuki_desk::{
    AppUserStand, Book, DeskError, Events, JobState, JobWork, News, NoPassword, PlatformError,
};
use tasuki_terms::{MessageState, Timestamp};
use tasuki_wire::MailBox;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

use crate::answer::Told;
use crate::client::Client;
use crate::office::Office;
use crate::receiving;

mod told;

use told::told;

/// How the last look at the platform's lists ended.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum Look {
    /// Nobody has looked yet.
    #[default]
    NotYet,
    /// The book is as the lists are.
    Good,
    /// The office's user must log in first.
    NeedsUser,
    /// It failed; the book is as it was before.
    Failed(Told),
}

/// Keeps the book of an open client up to date.
#[derive(Default)]
pub(crate) struct Keeper {
    look: watch::Sender<Look>,
    /// When a look ended well last.
    looked_at: Mutex<Option<Timestamp>>,
    /// Those who look here wait for each other; jobs read the lists behind their last message without it.
    turn: tokio::sync::Mutex<()>,
    wake: Notify,
    task: Mutex<Option<AbortHandle>>,
}

impl Keeper {
    /// How the last look ended, and when one ended well last.
    pub(crate) fn look(&self) -> (Look, Option<Timestamp>) {
        let at = self
            .looked_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        (self.look.borrow().clone(), *at)
    }

    /// Lets who waits for the platform ask it again: somebody has logged in, or wishes it.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Keeps nothing up to date any more.
    pub(crate) fn rest(&self) {
        self.replace(None);
        self.look.send_replace(Look::NotYet);
        *self
            .looked_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn replace(&self, task: Option<AbortHandle>) {
        let mut kept = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *kept, task) {
            before.abort();
        }
    }

    /// The book is as the lists are at this moment, if it was: what changed was told, and is in it. How the
    /// last look ended stays as it is: another one may have failed meanwhile.
    fn heard(&self, now: Timestamp) {
        let look = self.look.borrow();
        if *look == Look::Good {
            self.stamp(now);
        }
    }

    fn ended(&self, look: Look, now: Timestamp) {
        if look == Look::Good {
            self.stamp(now);
        }
        self.look.send_replace(look);
    }

    fn stamp(&self, now: Timestamp) {
        let looked_at = self.looked_at.lock();
        *looked_at.unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}

impl Look {
    fn failed(error: &DeskError) -> Self {
        if needs_user(error) {
            Self::NeedsUser
        } else {
            Self::Failed(Told::from(error))
        }
    }
}

/// Whether the platform could not be reached when it was tried last: pages do not wait for it then.
pub(crate) fn is_cut(client: &Client) -> bool {
    let waits = |office: Arc<Office>| {
        let stand = office.desk().platform().app_user();
        stand == AppUserStand::Waits
    };
    matches!(client.keeper.look().0, Look::Failed(_)) || client.office().is_some_and(waits)
}

/// Whether somebody must log in first: nobody has yet, or the password is taken no more.
pub(crate) fn needs_user(error: &DeskError) -> bool {
    let DeskError::Platform(error) = error else {
        return false;
    };
    matches!(
        error,
        PlatformError::Password(NoPassword::NobodyToAsk | NoPassword::AskedBefore)
    ) || error.refuses_password()
}

/// Begins to keep the book of an office up to date that has just been opened.
pub(crate) fn begin(client: &Arc<Client>, office: &Arc<Office>) {
    let (kept, office) = (Arc::clone(client), Arc::clone(office));
    let task = tokio::spawn(async move { keep(&kept, &office).await });
    client.keeper.replace(Some(task.abort_handle()));
}

/// Reads both lists now, as far as they can have changed.
pub(crate) async fn look(client: &Arc<Client>, office: &Arc<Office>) -> Result<(), DeskError> {
    let keeper = &client.keeper;
    let turn = keeper.turn.lock().await;
    let looked = office.desk().sync().await;
    let now = client.tools.clock.now();
    match &looked {
        Ok(_) => {
            office.remember();
            keeper.ended(Look::Good, now);
        }
        Err(error) => {
            tracing::info!(code = error.code(), "the lists are not read");
            keeper.ended(Look::failed(error), now);
        }
    }
    drop(turn);
    client.board.stir();
    looked?;
    read_lists(office).await;
    receiving::by_itself(client, office).await;
    Ok(())
}

async fn keep(client: &Arc<Client>, office: &Arc<Office>) {
    // Somebody will look at a list, and shall not wait for it then.
    read_lists(office).await;
    if let Err(error) = office.desk().index_copies().await {
        tracing::warn!(code = error.code(), "own copies are not indexed");
    }
    loop {
        let mut events = office.desk().events();
        let error = loop {
            let news = tokio::select! {
                news = events.next() => news,
                () = client.keeper.wake.notified() => break None,
            };
            match news {
                Ok(news) => take(client, office, &news).await,
                Err(error) => break Some(DeskError::from(error)),
            }
        };
        drop::<Events<'_>>(events);
        if let Some(error) = error {
            // The next look tells more than this one could.
            client
                .keeper
                .ended(Look::failed(&error), client.tools.clock.now());
            client.board.stir();
            client.keeper.wake.notified().await;
        }
    }
}

/// Lets what broke off go on: the platform can be reached, and the office's user has logged in. What
/// somebody has paused, or what is stuck, waits for people.
async fn go_on(client: &Arc<Client>, office: &Arc<Office>) {
    if office.online().is_none() {
        return;
    }
    let jobs = match office.in_book(Book::open_jobs).await {
        Ok(jobs) => jobs,
        Err(error) => {
            tracing::warn!(code = error.code(), "open work is not found");
            return;
        }
    };
    for job in jobs {
        match (job.work, job.state) {
            (JobWork::Receive, _) => receiving::run(client, office, &job.id),
            (JobWork::Send, JobState::Running) if client.runs.get(&job.id).is_none() => {
                client.runs.go_on(office, &job.id);
            }
            (JobWork::Send, _) => {}
        }
    }
}

async fn read_lists(office: &Office) {
    if let Err(error) = office.in_book(Book::read_lists).await {
        tracing::warn!(code = error.code(), "the lists are not read into memory");
    }
}

async fn take(client: &Arc<Client>, office: &Arc<Office>, news: &News) {
    match news {
        News::Connected => {
            if look(client, office).await.is_ok() {
                go_on(client, office).await;
            }
        }
        News::Message(event) => {
            let message = match office.desk().take_news(event).await {
                Ok(message) => {
                    client.keeper.heard(client.tools.clock.now());
                    Some(message)
                }
                Err(error) => {
                    tracing::warn!(code = error.code(), "news are not taken in");
                    take_anew(client, office, &error).await;
                    None
                }
            };
            client.board.stir();
            if let Some(told) = told(event, message.as_ref()) {
                client.board.tell(told);
            }
            if event.mail_box == MailBox::Inbox && event.state == MessageState::Accepted {
                receiving::by_itself(client, office).await;
            }
        }
        _ => {
            let (code, what) = PlatformError::UNREACHABLE;
            let cut = Told {
                code: code.to_owned(),
                what: what.to_owned(),
                hint: "表示しているのは、最後に確認したときの内容です。接続が戻ると、自動的に最新になります。"
                    .to_owned(),
            };
            client
                .keeper
                .ended(Look::Failed(cut), client.tools.clock.now());
            client.board.stir();
        }
    }
}

/// What was told of a message is not in the book: it is not as the lists are, until they are read anew.
async fn take_anew(client: &Arc<Client>, office: &Arc<Office>, error: &DeskError) {
    let now = client.tools.clock.now();
    client.keeper.ended(Look::failed(error), now);
    // How it ended is told by the look itself.
    let _looked = look(client, office).await;
}

#[cfg(test)]
mod tests {
    use tasuki_wire::Code;

    use super::*;

    #[test]
    fn what_is_heard_makes_no_failed_look_good() {
        let at = |secs| Timestamp::from_second(secs).unwrap();
        let keeper = Keeper::default();
        keeper.heard(at(1));
        assert_eq!(keeper.look(), (Look::NotYet, None));
        keeper.ended(Look::Good, at(2));
        keeper.heard(at(3));
        assert_eq!(keeper.look(), (Look::Good, Some(at(3))));
        keeper.ended(Look::NeedsUser, at(4));
        keeper.heard(at(5));
        assert_eq!(keeper.look(), (Look::NeedsUser, Some(at(3))));
    }

    #[test]
    fn a_missing_password_is_no_failure() {
        for why in [NoPassword::NobodyToAsk, NoPassword::AskedBefore] {
            let nobody = PlatformError::Password(why);
            assert_eq!(Look::failed(&nobody.into()), Look::NeedsUser);
        }
        assert!(matches!(Look::failed(&DeskError::NoJob), Look::Failed(_)));
    }

    #[test]
    fn a_password_that_is_taken_no_more_asks_for_a_log_in() {
        let refused = |code: Code| {
            let problem = PlatformError::Refused(Box::new(code.problem("1")));
            Look::failed(&problem.into())
        };
        for code in [Code::PasswordWrong, Code::PasswordExpired] {
            assert_eq!(refused(code), Look::NeedsUser);
        }
        assert!(matches!(refused(Code::UserLocked), Look::Failed(_)));
    }
}
