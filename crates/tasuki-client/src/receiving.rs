//! Receiving as work of the book (一括受信): it goes on while pages are left, after the line was cut,
//! and after the program was killed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tasuki_desk::{
    BegunReceiving, Book, BookError, DeskError, Filter, JobControl, JobId, JobListener, JobWork,
    Sort,
};
use tasuki_terms::{MessageId, MessageState};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::answer::Told;
use crate::client::Client;
use crate::news;
use crate::office::Office;
use crate::waits::MOMENT;

/// The setting: `1` where messages are received by themselves (自動受信).
const AUTOMATIC: &str = "receive.automatic";

/// The receivings that run now.
#[derive(Default)]
pub(crate) struct Receivings {
    running: Mutex<BTreeMap<JobId, Running>>,
    /// What was received by itself, or could not be: nobody tries that again and again.
    tried: Mutex<BTreeSet<MessageId>>,
}

struct Running {
    control: JobControl,
    stand: watch::Receiver<Stand>,
    task: AbortHandle,
}

/// How a receiving stands that was begun since the program's start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Stand {
    /// It goes on.
    Working,
    /// It is done, or somebody stopped it; the book tells.
    Done,
    /// Nothing works at the moment; it goes on when the platform can be reached again.
    Interrupted(Told),
}

impl Receivings {
    fn all(&self) -> MutexGuard<'_, BTreeMap<JobId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of `ids` that were not tried yet; from now on they were.
    fn untried(&self, ids: Vec<MessageId>) -> Vec<MessageId> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        ids.into_iter().filter(|id| tried.insert(*id)).collect()
    }

    /// How a receiving stands from now on; none where it was not begun since the program's start.
    fn followed(&self, id: &str) -> Option<watch::Receiver<Stand>> {
        let all = self.all();
        all.get(id).map(|running| running.stand.clone())
    }

    /// How a receiving stands; none where it was not begun since the program's start.
    pub(crate) fn stand(&self, id: &str) -> Option<Stand> {
        self.followed(id).map(|stand| stand.borrow().clone())
    }

    /// Ends a receiving behind the message that is under way. False where none is under way.
    pub(crate) fn stop(&self, id: &str) -> bool {
        let all = self.all();
        let works = |running: &&Running| *running.stand.borrow() == Stand::Working;
        let running = all.get(id).filter(works);
        if let Some(running) = running {
            running.control.cancel();
        }
        running.is_some()
    }

    /// Breaks all of them off where they are. They stand in the book, and go on from there when
    /// somebody logs in again.
    pub(crate) fn break_off(&self) {
        for (_, running) in std::mem::take(&mut *self.all()) {
            running.task.abort();
        }
        self.tried
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Lets the `work` of a job go on, unless it does.
    fn go_on<W>(&self, id: &str, work: impl FnOnce(JobControl) -> W)
    where
        W: Future<Output = Stand> + Send + 'static,
    {
        // Held until the handle is there: nobody breaks off in between what could not be stopped.
        let mut all = self.all();
        if let Some(known) = all.get(id)
            && *known.stand.borrow() == Stand::Working
        {
            return;
        }
        let control = JobControl::default();
        let (stands, stand) = watch::channel(Stand::Working);
        let work = work(control.clone());
        let task = tokio::spawn(async move {
            stands.send_replace(work.await);
        });
        let running = Running {
            control,
            stand,
            task: task.abort_handle(),
        };
        all.insert(id.to_owned(), running);
    }
}

/// Begins to receive messages; waits a moment, so that nobody sees a page that is gone at once.
pub(crate) async fn begin(
    client: &Arc<Client>,
    office: &Arc<Office>,
    ids: &[MessageId],
) -> Result<BegunReceiving, DeskError> {
    let begun = office.desk().begin_receiving(ids).await?;
    run(client, office, &begun.job);
    if let Some(mut stand) = client.receivings.followed(&begun.job) {
        let done = stand.wait_for(|stand| *stand != Stand::Working);
        let _done_or_not = tokio::time::timeout(MOMENT, done).await;
    }
    Ok(begun)
}

/// Lets a receiving go on that waits.
pub(crate) fn run(client: &Arc<Client>, office: &Arc<Office>, id: &str) {
    let (of, office, job) = (Arc::clone(client), Arc::clone(office), id.to_owned());
    client.receivings.go_on(id, |control| async move {
        match work(&of, &office, &job, &control).await {
            Ok(()) => Stand::Done,
            Err(error) => {
                tracing::info!(code = error.code(), "receiving waits");
                Stand::Interrupted(Told::from(&error))
            }
        }
    });
}

async fn work(
    client: &Arc<Client>,
    office: &Arc<Office>,
    id: &str,
    control: &JobControl,
) -> Result<(), DeskError> {
    let rule = client.target().rule();
    let quiet: JobListener = Arc::new(|_| ());
    office
        .desk()
        .run_receiving(id, &Arc::new(rule), control, &quiet)
        .await?;
    // What was received stands in the lists as received at once.
    if let Err(error) = office.desk().sync().await {
        tracing::info!(code = error.code(), "the lists are not read");
    }
    Ok(())
}

/// The messages that wait to be received, oldest first.
pub(crate) fn waiting(book: &Book) -> Result<Vec<MessageId>, BookError> {
    let mut ids = Vec::new();
    for state in [MessageState::Accepted, MessageState::Fetched] {
        let filter = Filter {
            state: Some(state),
            ..Filter::default()
        };
        let page = book.received(&filter, Sort::Oldest, 0, usize::MAX)?;
        ids.extend(page.messages.into_iter().map(|one| one.id));
    }
    // Ids begin with the time of sending.
    ids.sort();
    Ok(ids)
}

/// Whether messages are received by themselves.
pub(crate) fn is_automatic(book: &Book) -> Result<bool, BookError> {
    Ok(book.setting(AUTOMATIC)?.as_deref() == Some("1"))
}

/// Receives messages by themselves from now on, or not.
pub(crate) fn set_automatic(book: &Book, is_on: bool) -> Result<(), BookError> {
    book.set_setting(AUTOMATIC, is_on.then_some("1"))
}

/// Receives what is new without being asked, where the settings say so and the office's user has
/// logged in.
pub(crate) async fn by_itself(client: &Arc<Client>, office: &Arc<Office>) {
    if office.online().is_none() {
        return;
    }
    let wanted = office.in_book(|book| {
        if !is_automatic(book)? {
            return Ok(Vec::new());
        }
        let mut ids = waiting(book)?;
        // What is being received is not begun again, and what failed waits for people.
        for job in book.open_jobs()? {
            ids.retain(|id| !job.lines.iter().any(|line| line.message == Some(*id)));
        }
        Ok(ids)
    });
    let begun = match wanted.await {
        Ok(ids) => {
            let new = client.receivings.untried(ids);
            if new.is_empty() {
                return;
            }
            begin(client, office, &new).await
        }
        Err(error) => Err(error),
    };
    match begun {
        // Somebody was faster.
        Ok(BegunReceiving { new: 0, .. }) => {}
        Ok(BegunReceiving { new, .. }) => client.board.tell(news::Told {
            text: format!("届いたデータ{new}件を、自動で受信しています。"),
            href: "/received",
            is_mail: false,
        }),
        Err(error) => tracing::warn!(code = error.code(), "nothing is received by itself"),
    }
}

/// Lets what broke off go on: the platform can be reached, and the office's user has logged in.
pub(crate) async fn go_on(client: &Arc<Client>, office: &Arc<Office>) {
    if office.online().is_none() {
        return;
    }
    match office.in_book(Book::open_jobs).await {
        Ok(jobs) => {
            for job in jobs {
                if job.work == JobWork::Receive {
                    run(client, office, &job.id);
                }
            }
        }
        Err(error) => tracing::warn!(code = error.code(), "open work is not found"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn breaking_off_ends_the_work_itself() {
        let receivings = Receivings::default();
        let (held, ended) = oneshot::channel::<()>();
        receivings.go_on("job", |_| async move {
            // As long as it works, it holds this.
            let _held = held;
            std::future::pending::<Stand>().await
        });
        assert_eq!(receivings.stand("job"), Some(Stand::Working));
        // It goes on, so it is not begun a second time.
        receivings.go_on("job", |_| std::future::ready(Stand::Done));
        assert_eq!(receivings.stand("job"), Some(Stand::Working));
        receivings.break_off();
        assert_eq!(receivings.stand("job"), None);
        assert!(!receivings.stop("job"));
        ended.await.unwrap_err();
    }
}
