//! Receiving as work of the book (一括受信): it goes on while pages are left, after the line was cut,
//! and after the program was killed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tasuki_desk::{
    Book, BookError, DeskError, Filter, Job, JobControl, JobId, JobListener, JobWork, Sort,
};
use tasuki_terms::{MessageId, MessageState};
use tokio::sync::watch;

use crate::answer::Told;
use crate::client::Client;
use crate::news;
use crate::office::Office;

/// The setting: `1` where messages are received by themselves (自動受信).
const AUTOMATIC: &str = "receive.automatic";

/// How long a page waits for work that is quickly done.
const MOMENT: Duration = Duration::from_millis(1500);

/// The receivings that run now.
#[derive(Default)]
pub(crate) struct Receivings {
    running: Mutex<BTreeMap<JobId, Running>>,
    /// What was received by itself, or could not be: nobody tries that again and again.
    tried: Mutex<BTreeSet<MessageId>>,
}

#[derive(Clone)]
struct Running {
    control: JobControl,
    stand: watch::Receiver<Stand>,
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

    /// How a receiving stands; none where it was not begun since the program's start.
    pub(crate) fn stand(&self, id: &str) -> Option<Stand> {
        let running = self.all().get(id).cloned();
        running.map(|running| running.stand.borrow().clone())
    }

    /// Ends a receiving behind the message that is under way.
    pub(crate) fn stop(&self, id: &str) {
        if let Some(running) = self.all().get(id) {
            running.control.cancel();
        }
    }

    /// Stops all of them; they go on when somebody logs in again.
    pub(crate) fn clear(&self) {
        for (_, running) in std::mem::take(&mut *self.all()) {
            running.control.pause();
        }
        self.tried
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// Begins to receive messages; waits a moment, so that nobody sees a page that is gone at once.
pub(crate) async fn begin(
    client: &Arc<Client>,
    office: &Arc<Office>,
    ids: &[MessageId],
) -> Result<JobId, DeskError> {
    let id = office.desk().begin_receiving(ids).await?;
    run(client, office, &id);
    let running = client.receivings.all().get(&id).cloned();
    if let Some(mut running) = running {
        let done = running.stand.wait_for(|stand| *stand != Stand::Working);
        let _done_or_not = tokio::time::timeout(MOMENT, done).await;
    }
    Ok(id)
}

/// Lets a receiving go on that waits.
pub(crate) fn run(client: &Arc<Client>, office: &Arc<Office>, id: &str) {
    let control = JobControl::default();
    let (stands, stand) = watch::channel(Stand::Working);
    let mut all = client.receivings.all();
    if let Some(known) = all.get(id)
        && *known.stand.borrow() == Stand::Working
    {
        return;
    }
    let running = Running {
        control: control.clone(),
        stand,
    };
    all.insert(id.to_owned(), running);
    drop(all);
    let (client, office, id) = (Arc::clone(client), Arc::clone(office), id.to_owned());
    tokio::spawn(async move {
        let done = work(&client, &office, &id, &control).await;
        stands.send_replace(match done {
            Ok(_) => Stand::Done,
            Err(error) => {
                tracing::info!(code = error.code(), "receiving waits");
                Stand::Interrupted(Told::from(&error))
            }
        });
    });
}

async fn work(
    client: &Arc<Client>,
    office: &Arc<Office>,
    id: &str,
    control: &JobControl,
) -> Result<Job, DeskError> {
    let rule = client.target().rule();
    let quiet: JobListener = Arc::new(|_| ());
    let job = office
        .desk()
        .run_receiving(id, &Arc::new(rule), control, &quiet)
        .await?;
    // What was received stands in the lists as received at once.
    if let Err(error) = office.desk().sync().await {
        tracing::info!(code = error.code(), "the lists are not read");
    }
    Ok(job)
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
            begin(client, office, &new).await.map(|_| new.len())
        }
        Err(error) => Err(error),
    };
    match begun {
        Ok(count) => client.board.tell(news::Told {
            text: format!("届いたデータ{count}件を、自動で受信しています。"),
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
                // Only logging out pauses one.
                if job.work == JobWork::Receive {
                    run(client, office, &job.id);
                }
            }
        }
        Err(error) => tracing::warn!(code = error.code(), "open work is not found"),
    }
}
