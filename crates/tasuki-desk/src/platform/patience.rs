//! How often an operation is asked for, and how long it is waited for.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder, Retryable as _};
use tokio::time::{Instant, timeout_at};

use super::PlatformError;
use super::http::Failure;

/// How often and how long a repeated operation waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// How often an operation is repeated.
    pub times: usize,
    /// The first wait; each further one is twice as long, with a part left to chance.
    pub first: Duration,
    /// The longest wait, also where the platform asks for a longer one: then it is not repeated.
    pub longest: Duration,
    /// How long an operation takes at most with all its repetitions, unless it carries a message.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            times: 5,
            first: Duration::from_millis(200),
            longest: Duration::from_secs(20),
            whole: Duration::from_secs(30),
        }
    }
}

/// Whether to ask once more, told attempt by attempt: a breakdown of the platform is tried again
/// only once.
pub(super) fn may_pass() -> impl FnMut(&Failure) -> bool {
    let mut broke_down = false;
    move |failed| {
        let again = failed.error.is_breakdown() && std::mem::replace(&mut broke_down, true);
        failed.error.is_retryable() && !again
    }
}

impl Patience {
    /// Repeats `operation` while it fails in a way that may pass.
    pub(crate) async fn repeat<T, E, F>(
        self,
        operation: impl FnMut() -> F,
        may_pass: impl FnMut(&E) -> bool,
    ) -> Result<T, E>
    where
        E: Delayed,
        F: Future<Output = Result<T, E>>,
    {
        operation
            .retry(self.waits())
            .when(may_pass)
            .adjust(|error, wait| {
                let wait = wait?.max(error.delay().unwrap_or_default());
                Some(wait).filter(|wait| *wait <= self.longest)
            })
            .notify(|_, wait| {
                tracing::debug!(wait_ms = wait.as_millis(), "asking the platform again");
            })
            .await
    }

    /// The same, as long as there is time; the waits between do not go beyond it either.
    pub(super) async fn repeat_in_time<T, F>(
        self,
        mut operation: impl FnMut() -> F,
        mut may_pass: impl FnMut(&Failure) -> bool,
    ) -> Result<T, PlatformError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let end = Instant::now() + self.whole;
        let mut waits = self.waits().build();
        let mut before = None;
        loop {
            let Ok(tried) = timeout_at(end, operation()).await else {
                return Err(before.unwrap_or_else(|| self.silent()));
            };
            let failed = match tried {
                Ok(done) => return Ok(done),
                Err(failed) => failed,
            };
            let wait = waits.next().filter(|_| may_pass(&failed));
            let wait = wait.map(|wait| wait.max(failed.delay().unwrap_or_default()));
            match wait {
                Some(wait) if wait <= self.longest && Instant::now() + wait < end => {
                    tracing::debug!(wait_ms = wait.as_millis(), "asking the platform again");
                    tokio::time::sleep(wait).await;
                    before = Some(failed.error);
                }
                _ => return Err(failed.error),
            }
        }
    }

    /// What is told where nothing was answered in time.
    pub(super) const fn silent(self) -> PlatformError {
        PlatformError::Silent {
            seconds: self.whole.as_secs(),
        }
    }

    /// The waits, each longer than the one before.
    pub(crate) fn waits(self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.first)
            .with_max_delay(self.longest / 2)
            .with_max_times(self.times)
    }
}

/// An error that may say how long to wait.
pub(crate) trait Delayed {
    /// How long to wait at least.
    fn delay(&self) -> Option<Duration>;
}
