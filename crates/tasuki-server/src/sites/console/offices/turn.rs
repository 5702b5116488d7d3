//! The same form, sent to several processes.

use std::time::Duration;

use tokio::time::{Instant, interval};

use crate::answer::chain;
use crate::platform::Platform;
use crate::sites::SiteError;
use crate::sites::session::chance;

/// For how long a form is one process's, in seconds; making 200 letters takes far less.
const TURN: u32 = 120;
/// How often it is asked whether another process has finished.
const AGAIN: Duration = Duration::from_millis(100);

/// The turn of one form among all processes: two that are sent the same form make its letters
/// once.
pub(super) struct FormTurn(String);

impl FormTurn {
    /// Waits until no other process makes the letters of this form; no longer than a request may
    /// take.
    pub(super) async fn of(platform: &Platform, form: &str) -> Result<Self, SiteError> {
        let holder = format!("form {}", chance());
        if platform.records.is_shared() && !form.is_empty() {
            let name = [format!("form {form}")];
            let mut again = interval(AGAIN);
            let end =
                Instant::now() + Duration::from_secs(platform.settings.limits.request_seconds);
            loop {
                let taken = platform.records.take_leases(&name, &holder, TURN);
                if !taken.await?.is_empty() {
                    break;
                }
                if Instant::now() >= end {
                    return Err(SiteError::Away);
                }
                again.tick().await;
            }
        }
        Ok(Self(holder))
    }

    /// Lets others look whether its letters are made. If that cannot be said, they wait until the
    /// turn is over.
    pub(super) async fn end(self, platform: &Platform) {
        if platform.records.is_shared()
            && let Err(error) = platform.records.release_leases(&self.0).await
        {
            tracing::warn!(error = chain(&error), "the turn of a form ends by itself");
        }
    }
}
