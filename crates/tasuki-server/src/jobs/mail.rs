//! Mail goes out.

use jiff::SignedDuration;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tasuki_store::{MailRow, StoreError};
use tasuki_terms::Timestamp;

use crate::answer::chain;
use crate::platform::Platform;
use crate::settings::Mail;

/// How many mails go out in one round.
const ROUND: u32 = 20;

/// How long to wait after each failed try, in minutes; then it is given up.
const WAITS: [i64; 7] = [1, 5, 15, 60, 240, 720, 1440];

/// The way to the mail server.
pub(crate) type Mailer = AsyncSmtpTransport<Tokio1Executor>;

/// Why the mail server cannot be reached at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("mail.from or the receiver is no address")]
    Address(#[from] lettre::address::AddressError),
    #[error("a mail cannot be written")]
    Write(#[from] lettre::error::Error),
    #[error("the mail server refuses")]
    Server(#[from] lettre::transport::smtp::Error),
    #[error("mail.password cannot be read")]
    Password(#[from] std::io::Error),
}

/// Prepares the way to the server of the settings.
pub(crate) fn mailer(settings: &Mail) -> Result<Mailer, MailError> {
    let mut builder = if settings.starttls {
        Mailer::starttls_relay(&settings.host)?
    } else {
        Mailer::builder_dangerous(&settings.host)
    };
    if let Some(user) = &settings.user {
        let password = match &settings.password_file {
            Some(file) => fs_err::read_to_string(file)?.trim_end().to_owned(),
            None => String::new(),
        };
        builder = builder.credentials((user.clone(), password).into());
    }
    Ok(builder.port(settings.port).build())
}

/// Sends what is due.
pub(super) async fn send_due(platform: &Platform) {
    let Some((settings, mailer)) = platform
        .settings
        .mail
        .as_ref()
        .zip(platform.mailer.as_ref())
    else {
        return;
    };
    if let Err(error) = round(platform, settings, mailer).await {
        tracing::error!(error = chain(&error), "mail cannot be read or noted");
    }
}

async fn round(platform: &Platform, settings: &Mail, mailer: &Mailer) -> Result<(), StoreError> {
    let now = platform.clock.now();
    let due = platform
        .records
        .read("due_mails", move |records| records.due_mails(now, ROUND))
        .await?;
    for mail in due {
        let id = mail.id;
        let sent = deliver(settings, mailer, &mail).await;
        let now = platform.clock.now();
        match sent {
            Ok(()) => {
                platform
                    .records
                    .change("mail_sent", move |records| records.mail_sent(id, now))
                    .await?;
            }
            Err(error) => {
                let next = next_try(mail.tries, now);
                tracing::warn!(mail = %id, error = chain(&error), "a mail cannot be sent");
                platform
                    .records
                    .change("mail_failed", move |records| records.mail_failed(id, next))
                    .await?;
            }
        }
    }
    Ok(())
}

async fn deliver(settings: &Mail, mailer: &Mailer, mail: &MailRow) -> Result<(), MailError> {
    let message = Message::builder()
        .from(settings.from.parse()?)
        .to(mail.address.parse()?)
        .subject(mail.subject.clone())
        // The same after a lost answer, so that the receiver's server can tell it is the same.
        .message_id(Some(format!("<{}@tasuki>", mail.id)))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body.clone())?;
    mailer.send(message).await?;
    Ok(())
}

/// When to try again after one more failure; none if it is given up.
fn next_try(tries: u32, now: Timestamp) -> Option<Timestamp> {
    let minutes = WAITS.get(usize::try_from(tries).ok()?)?;
    now.checked_add(SignedDuration::from_mins(*minutes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_two_days_and_then_given_up() {
        let now = Timestamp::UNIX_EPOCH;
        let minutes = |tries| next_try(tries, now).map(|at| at.as_second() / 60);
        let told: Vec<_> = (0..8).map(minutes).collect();
        assert_eq!(told.first(), Some(&Some(1)));
        assert_eq!(told.get(6), Some(&Some(1440)));
        assert_eq!(told.get(7), Some(&None));
    }
}
