//! Receiving as work of the book (一括受信): it goes on while pages are left, after the line was cut,
//! and after the program was killed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tasuki_desk::{BegunReceiving, Book, BookError, DeskError, JobControl, JobId, JobListener};
use tasuki_terms::MessageId;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::answer::Told;
use crate::client::Client;
use crate::news;
use crate::office::Office;
use crate::waits::{MOMENT, Pace, Waits, may_pass};

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
    stand: watch::Sender<ReceivingStand>,
    task: AbortHandle,
}

/// How a receiving stands that was begun since the program's start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ReceivingStand {
    /// It goes on.
    Working(Pace),
    /// It is done, or somebody stopped it; the book tells.
    Done {
        /// Whether the lists were read behind it: what it has done stands in them.
        is_listed: bool,
    },
    /// Nothing works at the moment. It goes on by itself, or when somebody has done what is told.
    Interrupted(Told),
}

impl Default for ReceivingStand {
    fn default() -> Self {
        Self::Working(Pace::default())
    }
}

impl ReceivingStand {
    pub(crate) const fn is_working(&self) -> bool {
        matches!(self, Self::Working(_))
    }
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
    fn followed(&self, id: &str) -> Option<watch::Receiver<ReceivingStand>> {
        let all = self.all();
        all.get(id).map(|running| running.stand.subscribe())
    }

    /// How a receiving stands; none where it was not begun since the program's start.
    pub(crate) fn stand(&self, id: &str) -> Option<ReceivingStand> {
        self.followed(id).map(|stand| stand.borrow().clone())
    }

    /// Ends a receiving behind the message that is under way. False where none is under way.
    pub(crate) fn stop(&self, id: &str) -> bool {
        let all = self.all();
        let Some(running) = all.get(id) else {
            return false;
        };
        // Who waits for the platform hears it, too.
        running.control.cancel();
        running.stand.borrow().is_working()
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

    /// Lets the `work` of a job go on, unless it does; none where nothing may go on any more.
    fn go_on<W>(
        &self,
        id: &str,
        work: impl FnOnce(JobControl, watch::Sender<ReceivingStand>) -> Option<W>,
    ) where
        W: Future<Output = ReceivingStand> + Send + 'static,
    {
        // Held until the handle is there: nobody breaks off in between what could not be stopped.
        let mut all = self.all();
        if let Some(known) = all.get(id)
            && known.stand.borrow().is_working()
        {
            return;
        }
        let control = JobControl::default();
        let stand = watch::Sender::<ReceivingStand>::default();
        let Some(work) = work(control.clone(), stand.clone()) else {
            return;
        };
        let stands = stand.clone();
        let task = tokio::spawn(async move {
            stands.send_replace(work.await);
        });
        let running = Running {
            control,
            stand,
            task: task.abort_handle(),
        };
        if let Some(waited) = all.insert(id.to_owned(), running) {
            // It only waited to be tried again.
            waited.task.abort();
        }
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
        let done = stand.wait_for(|stand| {
            !matches!(
                stand,
                ReceivingStand::Working(_) | ReceivingStand::Done { is_listed: false }
            )
        });
        let _done_or_not = tokio::time::timeout(MOMENT, done).await;
    }
    Ok(begun)
}

/// Lets a receiving go on that waits, at once.
pub(crate) fn run(client: &Arc<Client>, office: &Arc<Office>, id: &str) {
    let (of, office, job) = (Arc::clone(client), Arc::clone(office), id.to_owned());
    client.receivings.go_on(id, |control, stand| {
        // Asked where nobody can break off in between.
        (!office.is_closed()).then_some(async move {
            let tried = || work(&of, &office, &job, &control, &stand);
            if let Err(told) = drive(&control, &stand, Waits::default(), tried).await {
                return ReceivingStand::Interrupted(told);
            }
            // Over before the lists are read, which may take long.
            stand.send_replace(ReceivingStand::Done { is_listed: false });
            office.sync().await;
            of.board.stir();
            ReceivingStand::Done { is_listed: true }
        })
    });
}

/// Works until all is done or somebody stops it; the error is that with which it cannot go on by
/// itself.
async fn drive<F>(
    control: &JobControl,
    stand: &watch::Sender<ReceivingStand>,
    mut waits: Waits,
    mut work: impl FnMut() -> F,
) -> Result<(), Told>
where
    F: Future<Output = Result<(), DeskError>>,
{
    loop {
        let Err(error) = work().await else {
            return Ok(());
        };
        tracing::info!(code = error.code(), "receiving waits");
        let told = Told::from(&error);
        if !may_pass(&error) {
            return Err(told);
        }
        let before = stand.send_replace(ReceivingStand::Interrupted(told));
        let pace = if let ReceivingStand::Working(pace) = before {
            pace
        } else {
            Pace::default()
        };
        tokio::select! {
            () = tokio::time::sleep(waits.after(pace)) => {}
            () = control.wished() => {}
        }
        stand.send_replace(ReceivingStand::default());
    }
}

async fn work(
    client: &Arc<Client>,
    office: &Arc<Office>,
    id: &str,
    control: &JobControl,
    stand: &watch::Sender<ReceivingStand>,
) -> Result<(), DeskError> {
    let rule = Arc::new(client.target().rule());
    let stand = stand.clone();
    let told: JobListener = Arc::new(move |news| {
        stand.send_modify(|stand| {
            if let ReceivingStand::Working(pace) = stand {
                pace.hear(&news.step);
            }
        });
    });
    let run = office.desk().run_receiving(id, &rule, control, &told);
    run.await.map(drop)
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
        let mut ids = book.waiting()?;
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tasuki_desk::PlatformError;
    use tasuki_wire::Code;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn breaking_off_ends_the_work_itself() {
        let receivings = Receivings::default();
        let (held, ended) = oneshot::channel::<()>();
        receivings.go_on("job", |_, _| {
            Some(async move {
                // As long as it works, it holds this.
                let _held = held;
                std::future::pending::<ReceivingStand>().await
            })
        });
        assert_eq!(receivings.stand("job"), Some(ReceivingStand::default()));
        // It goes on, so it is not begun a second time.
        receivings.go_on("job", |_, _| Some(std::future::pending::<ReceivingStand>()));
        assert_eq!(receivings.stand("job"), Some(ReceivingStand::default()));
        receivings.break_off();
        assert_eq!(receivings.stand("job"), None);
        assert!(!receivings.stop("job"));
        ended.await.unwrap_err();
    }

    #[tokio::test]
    async fn what_may_not_go_on_is_not_begun() {
        let receivings = Receivings::default();
        receivings.go_on("job", |_, _| None::<std::future::Ready<ReceivingStand>>);
        assert_eq!(receivings.stand("job"), None);
    }

    #[tokio::test]
    async fn what_is_cut_is_tried_again_by_itself() {
        let (control, stand) = (JobControl::default(), watch::Sender::default());
        let tries = AtomicUsize::new(0);
        let work = || async {
            match tries.fetch_add(1, Ordering::Relaxed) {
                0 | 1 => Err(refused(Code::Unavailable)),
                _ => Ok(()),
            }
        };
        let ended = drive(&control, &stand, Duration::ZERO.into(), work).await;
        assert_eq!(ended, Ok(()));
        assert_eq!(tries.into_inner(), 3);
    }

    #[tokio::test]
    async fn what_does_not_pass_waits_for_people() {
        let (control, stand) = (JobControl::default(), watch::Sender::default());
        let work = || async { Err(refused(Code::PasswordWrong)) };
        let ended = drive(&control, &stand, Duration::ZERO.into(), work).await;
        assert_eq!(ended.unwrap_err().code, "session.password-wrong");
    }

    fn refused(code: Code) -> DeskError {
        PlatformError::Refused(Box::new(code.problem("1"))).into()
    }
}
