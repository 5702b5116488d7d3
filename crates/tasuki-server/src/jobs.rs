//! What the platform does by itself.

mod retention;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::answer::chain;
use crate::platform::Platform;

/// How often the list of revoked certificates is read again.
const REVOKED: Duration = Duration::from_secs(1);

/// Runs all jobs until the platform ends.
pub(crate) async fn run(platform: Arc<Platform>) -> anyhow::Result<()> {
    let minutes = u64::from(platform.settings.retention.sweep_minutes.max(1));
    let mut sweep = interval(Duration::from_secs(60 * minutes));
    let mut revoked = interval(REVOKED);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    revoked.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ending = platform.ending.clone();
    loop {
        tokio::select! {
            _ = ending.changed() => return Ok(()),
            _ = revoked.tick() => {
                if let Err(error) = platform.reload_revoked().await {
                    tracing::error!(error = chain(&error), "cannot read revoked certificates");
                }
            }
            _ = sweep.tick() => {
                platform.rates.forget_idle();
                if let Err(rejection) = retention::sweep(&platform).await {
                    tracing::error!(code = rejection.code(), "cannot sweep");
                }
            }
        }
    }
}
