//! What is being sent: the jobs of the book that go on while this program runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tasuki_desk::{
    Job, JobControl, JobId, JobListener, JobNews, JobState, Left, LineState, LineStep,
};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::answer::Told;
use crate::office::Office;
use crate::waits::{MOMENT, Pace, Waits, may_pass};

/// The jobs that go on, and those that went on since the log-in.
#[derive(Default)]
pub(crate) struct Runs(Mutex<BTreeMap<JobId, (Arc<Run>, AbortHandle)>>);

/// A job that goes on.
#[derive(Default)]
pub(crate) struct Run {
    control: JobControl,
    now: watch::Sender<Now>,
}

/// How far a job is, beyond what stands in the book.
#[derive(Clone, Default)]
pub(crate) struct Now {
    /// What happens with which line.
    pub(crate) line: Option<(u32, LineStep)>,
    pub(crate) pace: Pace,
    /// Why it waits; it goes on by itself.
    pub(crate) waits: Option<Told>,
    /// Why it does not go on by itself.
    pub(crate) stuck: Option<Told>,
    /// Somebody has asked for a pause or the end.
    pub(crate) is_stopping: bool,
    is_over: bool,
    /// Nothing is left, not even to read the lists, in which it stands.
    is_listed: bool,
}

impl Runs {
    /// Lets a job go on, unless it does, or the office was closed meanwhile.
    pub(crate) fn go_on(&self, office: &Arc<Office>, job: &str) -> Arc<Run> {
        // Held until the handle is there: nobody breaks off in between what could not be stopped.
        let mut runs = self.all();
        if let Some((run, _)) = runs.get(job).filter(|(run, _)| !run.is_over()) {
            return Arc::clone(run);
        }
        let run = Arc::new(Run::default());
        if office.is_closed() {
            run.now.send_modify(|now| {
                now.is_over = true;
                now.is_listed = true;
            });
            return run;
        }
        let (office, of, driven) = (Arc::clone(office), job.to_owned(), Arc::clone(&run));
        let task = tokio::spawn(async move { driven.drive(&office, &of).await });
        runs.insert(job.to_owned(), (Arc::clone(&run), task.abort_handle()));
        run
    }

    /// A job that goes on, or is stuck.
    pub(crate) fn get(&self, job: &str) -> Option<Arc<Run>> {
        self.all().get(job).map(|(run, _)| Arc::clone(run))
    }

    /// How far a job is; none where it does not go on.
    pub(crate) fn now(&self, job: &str) -> Option<Now> {
        let now = self.get(job)?.now.borrow().clone();
        (!now.is_over || now.stuck.is_some()).then_some(now)
    }

    /// Breaks all off where they are. They stand in the book, and go on from there.
    pub(crate) fn break_off(&self) {
        for (_, (_, task)) in std::mem::take(&mut *self.all()) {
            task.abort();
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<JobId, (Arc<Run>, AbortHandle)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// Lets it stop behind the message that is under way.
    pub(crate) fn pause(&self) {
        self.now.send_modify(|now| now.is_stopping = true);
        self.control.pause();
    }

    /// Ends it.
    pub(crate) fn cancel(&self) {
        self.now.send_modify(|now| now.is_stopping = true);
        self.control.cancel();
    }

    /// Waits a moment for what is quickly done, so that nobody sees a page that is gone at once.
    pub(crate) async fn wait(&self) {
        let mut now = self.now.subscribe();
        let over = now.wait_for(|now| now.is_over && (now.is_listed || now.stuck.is_some()));
        let _over_or_not = tokio::time::timeout(MOMENT, over).await;
    }

    fn is_over(&self) -> bool {
        self.now.borrow().is_over
    }

    /// Sends until all is done, somebody stops it, or it cannot go on by itself.
    async fn drive(&self, office: &Office, job: &str) {
        let mut waits = Waits::default();
        loop {
            let told = self.listener();
            let ended = office.desk().run_sending(job, &self.control, &told);
            let Err(error) = ended.await else {
                // Over before the lists are read, which may take long.
                self.now.send_modify(|now| now.is_over = true);
                office.sync().await;
                self.now.send_modify(|now| now.is_listed = true);
                return;
            };
            tracing::info!(code = error.code(), "the sending does not go on");
            if !may_pass(&error) {
                self.now.send_modify(|now| {
                    now.stuck = Some(Told::from(&error));
                    now.is_over = true;
                });
                return;
            }
            let wait = waits.after(self.now.borrow().pace);
            self.now.send_modify(|now| {
                now.line = None;
                now.pace = Pace::default();
                now.waits = Some(Told::from(&error));
            });
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.control.wished() => {}
            }
        }
    }

    fn listener(&self) -> JobListener {
        let now = self.now.clone();
        Arc::new(move |JobNews { place, step, .. }| {
            now.send_modify(|now| {
                now.pace.hear(&step);
                now.line = Some((place, step));
                now.waits = None;
            });
        })
    }
}

/// How many lines of a job came to which end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Count {
    pub(crate) all: usize,
    pub(crate) done: usize,
    pub(crate) failed: usize,
    /// Those that were not sent because the same was sent before.
    pub(crate) sent_before: usize,
    pub(crate) cancelled: usize,
    /// Those of a sending that can be tried again: they failed or were given up, and nobody dismissed them.
    pub(crate) unsent: usize,
}

impl Count {
    pub(crate) fn of(job: &Job) -> Self {
        let count =
            |is: fn(&LineState) -> bool| job.lines.iter().filter(|line| is(&line.state)).count();
        Self {
            all: job.lines.len(),
            done: count(|state| *state == LineState::Done),
            failed: count(|state| {
                matches!(state, LineState::Failed { .. }) && !state.is_sent_before()
            }),
            sent_before: count(LineState::is_sent_before),
            cancelled: count(|state| *state == LineState::Cancelled),
            unsent: job.left(Left::Unsent),
        }
    }

    /// Those that came to an end, whichever.
    pub(crate) const fn over(self) -> usize {
        self.done + self.failed + self.sent_before + self.cancelled
    }
}

/// Where a job stands, for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// It goes on right now.
    GoesOn,
    /// It was broken off, or paused, and goes on when somebody wishes.
    Waits,
    /// Somebody ended it.
    Cancelled,
    /// Nothing is left to do, but for what failed.
    Ended,
}

impl Standing {
    pub(crate) fn of(job: &Job, now: Option<&Now>) -> Self {
        match job.state {
            JobState::Cancelled => Self::Cancelled,
            JobState::Ended => Self::Ended,
            JobState::Running | JobState::Paused => match now {
                Some(now) if !now.is_over => Self::GoesOn,
                _ => Self::Waits,
            },
        }
    }
}
