//! Mail goes out.

use jiff::SignedDuration;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tasuki_store::{MailRow, StoreError};
use tasuki_terms::Timestamp;

use crate::answer::chain;
use crate::beside::Job;
use crate::platform::Platform;
use crate::settings::{Mail, MailSecurity};

/// How many mails go out in one round.
const ROUND: u32 = 20;

/// How long to wait after each failed try, in minutes; then it is given up.
const WAITS: [i64; 7] = [1, 5, 15, 60, 240, 720, 1440];

/// For how long a mail is nobody else's while it goes out. One that was going out when its process
/// was killed goes out again after it, under the same id.
const CLAIM: SignedDuration = SignedDuration::from_mins(10);

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
    let mut builder = match settings.security {
        MailSecurity::Starttls => Mailer::starttls_relay(&settings.host)?,
        MailSecurity::Tls => Mailer::relay(&settings.host)?,
        MailSecurity::None => Mailer::builder_dangerous(&settings.host),
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

/// Sends what is due; false if that could not be read or noted.
pub(super) async fn send_due(platform: &Platform) -> bool {
    let Some((settings, mailer)) = platform
        .settings
        .mail
        .as_ref()
        .zip(platform.mailer.as_ref())
    else {
        return true;
    };
    let done = round(platform, settings, mailer).await;
    done.inspect_err(|error| {
        tracing::error!(error = chain(error), "mail cannot be read or noted");
    })
    .is_ok()
}

async fn round(platform: &Platform, settings: &Mail, mailer: &Mailer) -> Result<(), StoreError> {
    let now = platform.clock.now();
    let due = platform
        .records
        .read("due_mails", move |records| records.due_mails(now, ROUND))
        .await?;
    for mail in due {
        let (id, until) = (mail.id, mail.until);
        if until.is_some_and(|until| until <= now) {
            // Nobody can use it any more.
            tracing::warn!(mail = %id, "a mail came too late to be sent");
            platform
                .records
                .change("mail_failed", move |records| records.mail_failed(id, None))
                .await?;
            continue;
        }
        // Another process may have gone on with the round of this one.
        let claimed = platform.records.change("claim_mail", move |records| {
            records.claim_mail(id, now, now.checked_add(CLAIM).unwrap_or(now))
        });
        if !platform.leases.holds(Job::Mail) || !claimed.await? {
            return Ok(());
        }
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
                let (why, status) = why(&error);
                tracing::warn!(mail = %id, why, status, "a mail cannot be sent");
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

/// What kind of failure it was, and the status that the server gave. More is not told: what servers
/// say repeats the address, which is personal.
fn why(error: &MailError) -> (&'static str, Option<u16>) {
    let MailError::Server(error) = error else {
        return match error {
            MailError::Address(_) => ("an address is none", None),
            _ => ("it cannot be written", None),
        };
    };
    let kind = if error.is_timeout() {
        "the server does not answer in time"
    } else if error.is_permanent() {
        "the server refuses for good"
    } else if error.is_transient() {
        "the server refuses for now"
    } else if error.is_response() {
        "the server's answer cannot be read"
    } else if error.is_tls() {
        "no protected connection"
    } else if error.is_client() {
        "the server does not offer what is needed"
    } else {
        "no connection"
    };
    (kind, error.status().map(u16::from))
}

/// When to try again after one more failure; none if it is given up.
fn next_try(tries: u32, now: Timestamp) -> Option<Timestamp> {
    let minutes = WAITS.get(usize::try_from(tries).ok()?)?;
    now.checked_add(SignedDuration::from_mins(*minutes)).ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::*;

    /// A mail server that refuses the receiver, and says whom.
    async fn refusing(listener: TcpListener) {
        let (mut connection, _) = listener.accept().await.unwrap();
        let (from, mut to) = connection.split();
        let mut lines = BufReader::new(from).lines();
        to.write_all(b"220 mail.example.jp\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.get(..4).unwrap_or_default() {
                "RCPT" => format!("550 5.1.1 <{line}> no such user\r\n"),
                "QUIT" => return,
                _ => "250 ok\r\n".to_owned(),
            };
            to.write_all(answer.as_bytes()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_is_logged_of_a_refusal_names_nobody() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let settings = Mail {
            host: "127.0.0.1".to_owned(),
            port: listener.local_addr().unwrap().port(),
            from: "noreply@tasuki.example.jp".to_owned(),
            security: MailSecurity::None,
            user: None,
            password_file: None,
        };
        let server = tokio::spawn(refusing(listener));
        let mail = MailRow {
            id: tasuki_store::RecordId::new(Timestamp::UNIX_EPOCH, &tasuki_seal::SystemEntropy),
            address: "hanako@example.jp".to_owned(),
            subject: "お知らせ".to_owned(),
            body: "本文".to_owned(),
            tries: 0,
            until: None,
        };
        let mailer = mailer(&settings).unwrap();
        let error = deliver(&settings, &mailer, &mail).await.unwrap_err();
        // The cause names the receiver, so it may not be told.
        assert!(chain(&error).contains("hanako"), "{}", chain(&error));
        assert_eq!(why(&error), ("the server refuses for good", Some(550)));
        server.abort();
    }

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
