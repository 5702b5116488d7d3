//! What people are told while the certificate, its time or the clock forbids sending and receiving. What is
//! on this computer can be read all the same.

use tasuki_desk::{DeskError, ProfileError};
use tasuki_pki::CertificateRefusal;
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, Tone};

use crate::answer::{Told, with_code};
use crate::office::Office;
use crate::show;

/// Why nothing can be sent and received, and what to do; none while it can.
pub(crate) fn banner(office: &Office, now: Timestamp) -> Option<Banner> {
    let hindrance = hindrance(office, now)?;
    let banner = match hindrance.cause {
        Cause::Time(cause) => Banner::new(
            Tone::Error,
            format!("{cause}ため、送信と受信ができません。"),
        ),
        Cause::Other(ref what) => {
            Banner::new(Tone::Error, "送信と受信ができません。").text(&**what)
        }
    };
    let banner = hindrance.remedies.into_iter().fold(banner, Banner::text);
    let banner = banner.text("一覧、控え、一時保存したものは、そのままご覧いただけます。");
    Some(with_code(banner, &hindrance.code))
}

/// The same for who wishes to send or receive nevertheless: the sentence of the `failure`, and its cause.
pub(crate) fn refusal(office: &Office, now: Timestamp, failure: &str) -> Option<Banner> {
    let hindrance = hindrance(office, now)?;
    let banner = Banner::new(Tone::Error, failure);
    let banner = banner.text(match hindrance.cause {
        Cause::Time(cause) => format!("{cause}ためです。"),
        Cause::Other(what) => what,
    });
    let banner = hindrance.remedies.into_iter().fold(banner, Banner::text);
    Some(with_code(banner, &hindrance.code))
}

struct Hindrance {
    cause: Cause,
    remedies: Vec<String>,
    /// The stable code.
    code: String,
}

enum Cause {
    /// Its time, or the clock. It ends so that 「ため」 may follow.
    Time(&'static str),
    /// Anything else, as a sentence of its own.
    Other(String),
}

fn hindrance(office: &Office, now: Timestamp) -> Option<Hindrance> {
    let error = office.desk().check_certificate().err()?;
    let time = match &error {
        ProfileError::Certificate(refusal) => time(office, now, *refusal),
        _ => None,
    };
    let told = Told::from(&DeskError::from(error));
    Some(match time {
        Some((cause, remedies)) => Hindrance {
            cause: Cause::Time(cause),
            remedies: remedies.into(),
            code: told.code,
        },
        None => Hindrance {
            cause: Cause::Other(told.what),
            remedies: vec![told.hint],
            code: told.code,
        },
    })
}

/// What is told where only the certificate's time is in the way: the cause, and what to do.
fn time(
    office: &Office,
    now: Timestamp,
    refusal: CertificateRefusal,
) -> Option<(&'static str, [String; 2])> {
    let until = show::day(office.certificate_until);
    let today = show::moment(now);
    let facts = format!("電子証明書の有効期限は{until}、このパソコンの日付と時刻は{today}です。");
    match refusal {
        CertificateRefusal::Expired => Some((
            "電子証明書の有効期限が切れている",
            [
                facts,
                "日付と時刻が正しいときは、電子請求受付システムで電子証明書の更新を申請し、新しいものを「設定」の「電子証明書を取り込み直す」から取り込んでください。違うときは、パソコンの日付と時刻を合わせてください。".to_owned(),
            ],
        )),
        CertificateRefusal::NotYetValid => Some((
            "電子証明書の有効期間がまだ始まっていない",
            [
                facts,
                "パソコンの日付と時刻が違うときは、合わせてください。正しいときは、有効期間が始まってからご利用ください。".to_owned(),
            ],
        )),
        _ => None,
    }
}
