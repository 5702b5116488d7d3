//! Work that takes a while, and how far it is: sending.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tasuki_desk::{DeskError, Draft, Outcome, SentMessage};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::answer::Told;
use crate::client::Client;
use crate::office::Office;

/// How many jobs are remembered; the oldest are forgotten first.
const MOST: usize = 64;

/// How long a page waits for a job.
const MOMENT: Duration = Duration::from_millis(1500);

/// All jobs, by their ids.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<BTreeMap<u64, Arc<Job>>>);

/// Something that is being done, or was.
pub(crate) struct Job {
    /// The draft that is sent.
    pub(crate) draft: Option<String>,
    state: watch::Sender<State>,
    task: Mutex<Option<AbortHandle>>,
}

/// How far a job is.
#[derive(Clone)]
pub(crate) enum State {
    /// A message is on its way.
    Sending,
    /// It was accepted.
    Sent(Arc<SentMessage>),
    /// It was not; the draft is still there.
    NotSent(Failure),
    /// Somebody stopped it; the draft is still there.
    Stopped,
}

impl State {
    const fn is_done(&self) -> bool {
        !matches!(self, Self::Sending)
    }
}

/// Why something was not done.
#[derive(Clone)]
pub(crate) struct Failure {
    /// One for each cause.
    pub(crate) causes: Vec<Told>,
    /// Whether it may work later, by itself.
    pub(crate) may_pass: bool,
}

impl Failure {
    pub(crate) fn of(error: &DeskError) -> Self {
        let causes = match error {
            DeskError::Draft { faults } => faults.iter().map(Told::from).collect(),
            other => vec![Told::from(other)],
        };
        Self {
            causes,
            may_pass: error.outcome() == Outcome::TryLater,
        }
    }
}

impl Jobs {
    /// A job.
    pub(crate) fn get(&self, id: u64) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(&id).cloned()
    }

    /// Sends a draft; the job's id.
    pub(crate) fn send(&self, client: &Arc<Client>, office: Arc<Office>, draft: String) -> u64 {
        let client = Arc::clone(client);
        self.begin(Some(draft.clone()), State::Sending, async move |_| {
            let Some(composed) = client.drafts.get(&draft) else {
                return State::Stopped;
            };
            match send(&office, composed.to_draft()).await {
                Ok(sent) => {
                    client.drafts.remove(&draft);
                    // It stands in the list at once.
                    if let Err(error) = crate::keep::look(&client, &office).await {
                        tracing::info!(code = error.code(), "the lists are not read");
                    }
                    State::Sent(Arc::new(sent))
                }
                Err(error) => {
                    tracing::info!(code = error.code(), "not sent");
                    State::NotSent(Failure::of(&error))
                }
            }
        })
    }

    fn begin<F>(
        &self,
        draft: Option<String>,
        state: State,
        work: impl FnOnce(Arc<Job>) -> F + Send + 'static,
    ) -> u64
    where
        F: Future<Output = State> + Send + 'static,
    {
        let job = Arc::new(Job {
            draft,
            state: watch::Sender::new(state),
            task: Mutex::default(),
        });
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = jobs.last_key_value().map_or(1, |(last, _)| last + 1);
        jobs.insert(id, Arc::clone(&job));
        if jobs.len() > MOST {
            jobs.pop_first();
        }
        drop(jobs);
        let working = Arc::clone(&job);
        let task = tokio::spawn(async move {
            let state = work(Arc::clone(&working)).await;
            working.set(state);
        });
        *job.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        id
    }
}

impl Job {
    /// How far it is.
    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Waits a moment for a job that is quickly done, so that nobody sees a page that is gone at
    /// once.
    pub(crate) async fn wait(&self) {
        let mut state = self.state.subscribe();
        let done = state.wait_for(State::is_done);
        let _done_or_not = tokio::time::timeout(MOMENT, done).await;
    }

    /// Stops a sending that is not done yet. What was handed over already stays handed over: the
    /// list of sent messages tells.
    pub(crate) fn stop(&self) {
        self.set(State::Stopped);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = &*task {
            task.abort();
        }
    }

    /// What is done stays as it is.
    fn set(&self, next: State) {
        self.state.send_if_modified(|state| {
            let may_change = !state.is_done();
            if may_change {
                *state = next;
            }
            may_change
        });
    }
}

async fn send(office: &Office, draft: Draft) -> Result<SentMessage, DeskError> {
    let desk = office.online().ok_or_else(not_logged_in)?;
    desk.send(draft).await
}

fn not_logged_in() -> DeskError {
    tasuki_desk::PlatformError::Password(tasuki_desk::NoPassword::Empty).into()
}
