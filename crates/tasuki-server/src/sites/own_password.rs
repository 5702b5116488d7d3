//! One's own password, once more before something that matters.

use std::sync::Arc;

use super::{Secret, SiteError, Visit, to_the_end};
use crate::platform::Platform;
use crate::registry::{OperatorError, PasswordError};

/// Errors of which one says that the password was wrong.
pub(super) trait OfPassword {
    /// Whether it is that one.
    fn is_wrong(&self) -> bool;
}

impl OfPassword for PasswordError {
    fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong)
    }
}

impl OfPassword for OperatorError {
    fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong)
    }
}

/// Does what tries the visitor's own password, to its end. A wrong one counts as at the log-in;
/// after too many the session ends, for whoever sits there may not be who logged in.
pub(super) async fn guarded<T, E>(
    platform: &Arc<Platform>,
    visit: &Visit,
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<Result<T, E>, SiteError>
where
    T: Send + 'static,
    E: OfPassword + Send + 'static,
{
    visit.attempt(platform, Secret::Own)?;
    let Ok(attempt) = visit.try_own(platform)? else {
        return end(platform, visit).await;
    };
    let (working, visit) = (Arc::clone(platform), visit.clone());
    to_the_end(async move {
        let done = work.await;
        let is_wrong = done.as_ref().is_err_and(OfPassword::is_wrong);
        if is_wrong {
            if attempt.was_wrong().is_some() {
                return end(&working, &visit).await;
            }
        } else if done.is_ok() {
            attempt.was_right();
        }
        // Where something else is wrong, the password was right or was not tried.
        Ok(done)
    })
    .await?
}

async fn end<T>(platform: &Platform, visit: &Visit) -> Result<T, SiteError> {
    if let Some(session) = &visit.session {
        let token = session.token;
        platform
            .records
            .change("end_session", move |records| records.end_session(&token))
            .await?;
    }
    Err(SiteError::WrongTooOften)
}
