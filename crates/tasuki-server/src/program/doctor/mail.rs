//! Whether the mail server takes mail.

use std::time::Duration;

use crate::jobs::mailer;
use crate::program::failure::cause_text;
use crate::settings::Mail;

/// How long the server may take for its greeting and the log-in.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn examine(settings: &Mail) -> Result<String, String> {
    let place = format!("{}:{}", settings.host, settings.port);
    let mailer = mailer(settings).map_err(|error| cause_text(&error.into()))?;
    match tokio::time::timeout(PATIENCE, mailer.test_connection()).await {
        Ok(Ok(true)) => Ok(format!("{place} に接続できました")),
        Ok(Ok(false)) => Err(format!("{place} は受け付けませんでした")),
        Ok(Err(error)) => Err(format!(
            "{place} に接続できません。{}",
            cause_text(&error.into())
        )),
        Err(_) => Err(format!("{place} が応答しません")),
    }
}
