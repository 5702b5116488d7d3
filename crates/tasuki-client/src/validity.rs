//! What people are told while the certificate's time, or the clock, forbids sending and receiving. What is on
//! this computer can be read all the same.

use tasuki_desk::ProfileError;
use tasuki_pki::CertificateRefusal;
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, Tone};

use crate::office::Office;
use crate::show;

/// Why nothing can be sent and received, and what to do; none while it can.
pub(crate) fn banner(office: &Office, now: Timestamp) -> Option<Banner> {
    let hindrance = hindrance(office, now)?;
    let banner = Banner::new(
        Tone::Error,
        format!("{}ため、送信と受信ができません。", hindrance.cause),
    );
    let banner = hindrance.remedies.into_iter().fold(banner, Banner::text);
    Some(banner.text("一覧、控え、一時保存したものは、そのままご覧いただけます。"))
}

/// The same for who wishes to send or receive nevertheless: the `official` sentence, and its cause.
pub(crate) fn refusal(office: &Office, now: Timestamp, official: &str) -> Option<Banner> {
    let hindrance = hindrance(office, now)?;
    let banner = Banner::new(Tone::Error, official).text(format!("{}ためです。", hindrance.cause));
    Some(hindrance.remedies.into_iter().fold(banner, Banner::text))
}

struct Hindrance {
    /// It ends so that 「ため」 may follow.
    cause: &'static str,
    remedies: [String; 2],
}

fn hindrance(office: &Office, now: Timestamp) -> Option<Hindrance> {
    let Err(ProfileError::Certificate(refusal)) = office.desk().check_certificate() else {
        return None;
    };
    let until = show::day(office.certificate_until);
    let today = show::moment(now);
    let facts = format!("電子証明書の有効期限は{until}、このパソコンの日付と時刻は{today}です。");
    match refusal {
        CertificateRefusal::Expired => Some(Hindrance {
            cause: "電子証明書の有効期限が切れている",
            remedies: [
                facts,
                "日付と時刻が正しいときは、電子請求受付システムで電子証明書の更新を申請し、新しいものを「設定」の「電子証明書を取り込み直す」から取り込んでください。違うときは、パソコンの日付と時刻を合わせてください。".to_owned(),
            ],
        }),
        CertificateRefusal::NotYetValid => Some(Hindrance {
            cause: "電子証明書の有効期間がまだ始まっていない",
            remedies: [
                facts,
                "パソコンの日付と時刻が違うときは、合わせてください。正しいときは、有効期間が始まってからご利用ください。".to_owned(),
            ],
        }),
        _ => None,
    }
}
