//! Receiving, and how far it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tasuki_desk::{DeskError, Outcome, Received, TargetRule};
use tasuki_terms::MessageId;
use tokio::sync::watch;

use crate::answer::Told;
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
    state: watch::Sender<State>,
}

/// How far a job is.
#[derive(Clone)]
pub(crate) enum State {
    /// Messages are being received: those that are done, and how many there are.
    Receiving {
        done: Vec<Arc<ReceivedOne>>,
        all: usize,
    },
    /// They were received, or not.
    Received(Vec<Arc<ReceivedOne>>),
}

impl State {
    const fn is_done(&self) -> bool {
        !matches!(self, Self::Receiving { .. })
    }
}

/// What became of one message.
pub(crate) struct ReceivedOne {
    pub(crate) id: MessageId,
    pub(crate) result: Result<Received, Failure>,
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

    /// Receives messages, each into the folder that the rule gives; the job's id.
    pub(crate) fn receive(
        &self,
        office: Arc<Office>,
        ids: Vec<MessageId>,
        rule: TargetRule,
    ) -> u64 {
        let all = ids.len();
        let begun = State::Receiving {
            done: Vec::new(),
            all,
        };
        self.begin(begun, async move |job| {
            let mut done = Vec::with_capacity(all);
            for id in ids {
                let result = receive(&office, id, &rule).await;
                let stops = matches!(&result, Err(failure) if failure.may_pass);
                done.push(Arc::new(ReceivedOne { id, result }));
                if stops {
                    break;
                }
                job.set(State::Receiving {
                    done: done.clone(),
                    all,
                });
            }
            State::Received(done)
        })
    }

    fn begin<F>(&self, state: State, work: impl FnOnce(Arc<Job>) -> F + Send + 'static) -> u64
    where
        F: Future<Output = State> + Send + 'static,
    {
        let job = Arc::new(Job {
            state: watch::Sender::new(state),
        });
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = jobs.last_key_value().map_or(1, |(last, _)| last + 1);
        jobs.insert(id, Arc::clone(&job));
        if jobs.len() > MOST {
            jobs.pop_first();
        }
        drop(jobs);
        let working = Arc::clone(&job);
        tokio::spawn(async move {
            let state = work(Arc::clone(&working)).await;
            working.set(state);
        });
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

async fn receive(office: &Office, id: MessageId, rule: &TargetRule) -> Result<Received, Failure> {
    let desk = office
        .online()
        .ok_or_else(|| Failure::of(&not_logged_in()))?;
    let received = desk.receive_by(id, rule).await;
    received.map_err(|error| {
        tracing::info!(%id, code = error.code(), "not received");
        Failure::of(&error)
    })
}

fn not_logged_in() -> DeskError {
    tasuki_desk::PlatformError::Password(tasuki_desk::NoPassword::Empty).into()
}
