//! The self-check (動作確認): what must be right before anything can be sent, each with its remedy.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_desk::LockedProfile;
use tasuki_terms::Timestamp;
use tasuki_ui::{Shell, Step};

use super::STEPS;
use crate::answer::{PageError, page};
use crate::client::Client;
use crate::office::SOON;
use crate::shell::shell;
use crate::show;
use crate::updates;
use crate::visit::Visit;

mod calendar;

/// How far the computer's clock may be from the platform's, in seconds: receipts and certificates
/// are judged by it.
const CLOCK_TOLERANCE: i64 = 5 * 60;

/// One thing that was checked.
pub(crate) struct Check {
    /// What it is.
    pub(crate) label: &'static str,
    pub(crate) verdict: Verdict,
    /// What was found.
    pub(crate) text: String,
    /// What to do, where it is not right.
    pub(crate) remedy: String,
}

/// How it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Good,
    Bad,
    /// It cannot be known yet.
    Later,
    /// There is nothing to be known on this computer.
    Unneeded,
}

impl Verdict {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "is-good",
            Self::Bad => "is-bad",
            Self::Later | Self::Unneeded => "is-later",
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Good => "問題ありません",
            Self::Bad => "対応が必要です",
            Self::Later => "あとで確認します",
            Self::Unneeded => "対象外です",
        }
    }
}

impl Check {
    fn good(label: &'static str, text: impl Into<String>) -> Self {
        Self {
            label,
            verdict: Verdict::Good,
            text: text.into(),
            remedy: String::new(),
        }
    }

    fn bad(label: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            label,
            verdict: Verdict::Bad,
            text: text.into(),
            remedy: remedy.into(),
        }
    }

    fn later(label: &'static str, text: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Later,
            ..Self::good(label, text)
        }
    }
}

#[derive(Template)]
#[template(path = "start/check.html")]
struct CheckPage {
    shell: Shell,
    steps: Vec<Step>,
    checks: Vec<Check>,
    is_good: bool,
    /// Whether somebody has logged in: then this is no step of the first run.
    is_open: bool,
    /// Whether there is a way to the platform that can be set.
    may_set_proxy: bool,
}

/// Checks, and shows what was found.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let checks = checks(&client).await;
    let is_open = client.office().is_some();
    page(&CheckPage {
        shell: shell(
            &client,
            &visit,
            if is_open { "/settings" } else { "/start" },
        ),
        steps: Step::all(&STEPS, 2),
        is_open,
        is_good: checks.iter().all(|check| check.verdict != Verdict::Bad),
        checks,
        may_set_proxy: client.office_to_check().is_some(),
    })
}

async fn checks(client: &Client) -> Vec<Check> {
    const CONNECTION: &str = "接続";
    let now = client.tools.clock.now();
    let profile = match client.profile() {
        Ok(profile) => profile,
        Err(error) => return vec![Check::bad("電子証明書", error.what(), error.hint())],
    };
    let certificate = certificate(&profile, now);
    let greeted = match client.office_to_check() {
        Some(office) => Some(office.greet().await),
        None => None,
    };
    let (connection, clock) = match greeted {
        None => (
            Check::later(CONNECTION, "ログインしたあとに確認します。"),
            Check::later("時計", "ログインしたあとに確認します。"),
        ),
        Some(Ok(time)) => (
            Check::good(CONNECTION, "連携基盤に接続できました。"),
            clock(time, now),
        ),
        Some(Err(error)) => (
            Check::bad(CONNECTION, error.what(), error.hint()),
            Check::later("時計", "連携基盤に接続できたときに確認します。"),
        ),
    };
    let licence = licence(client).await;
    let version = version(client);
    vec![
        connection,
        certificate,
        clock,
        calendar::check(),
        licence,
        version,
    ]
}

/// Whether this program is the newest. One that is not asked for in vain hinders nothing.
fn version(client: &Client) -> Check {
    const LABEL: &str = "バージョン";
    if client.office().is_none() {
        return Check::later(LABEL, "ログインしたあとに確認します。");
    }
    let state = client.updates.state();
    let text = state.text();
    match state {
        updates::State::Unknown | updates::State::Failed(_) => Check::later(LABEL, text),
        updates::State::Newer(update) if update.is_urgent => Check::bad(
            LABEL,
            format!(
                "お使いのバージョン（{}）は、サポートが終了しています。",
                update.here
            ),
            text,
        ),
        updates::State::Newer(_) | updates::State::Newest { .. } => Check::good(LABEL, text),
    }
}

fn certificate(profile: &LockedProfile, now: Timestamp) -> Check {
    const LABEL: &str = "電子証明書";
    if let Err(error) = profile.check(now) {
        return Check::bad(LABEL, error.what(), error.hint());
    }
    match tasuki_pki::CertificateFacts::read(profile.certificate()) {
        Ok(facts) => {
            let until = show::day(facts.valid_until);
            let days = show::days_until(facts.valid_until, now);
            if days <= SOON {
                Check::good(
                    LABEL,
                    format!(
                        "{until}まで有効です（あと{days}日）。期限が近いため、更新の手続きをしてください。"
                    ),
                )
            } else {
                Check::good(LABEL, format!("{until}まで有効です。"))
            }
        }
        Err(_) => Check::bad(
            LABEL,
            "電子証明書を読み取れません。",
            "正しい電子証明書をインストールしてください。",
        ),
    }
}

fn clock(time: Option<Timestamp>, now: Timestamp) -> Check {
    const LABEL: &str = "時計";
    let Some(time) = time else {
        return Check::later(LABEL, "連携基盤の時刻がわかりませんでした。");
    };
    let off = now.duration_since(time).as_secs();
    if off.abs() <= CLOCK_TOLERANCE {
        return Check::good(LABEL, "パソコンの時計は合っています。");
    }
    let way = if off > 0 { "進んで" } else { "遅れて" };
    Check::bad(
        LABEL,
        format!("パソコンの時計が、{}分{way}います。", off.abs() / 60),
        "パソコンの設定で「時刻を自動的に設定する」をオンにしてから、もう一度確認してください。",
    )
}

/// Whether the office may take part. Anybody of it who has logged in with the platform can ask.
async fn licence(client: &Client) -> Check {
    const LABEL: &str = "利用申請・ライセンス";
    let office = client.office();
    let Some(desk) = office.as_ref().and_then(|office| office.reading()) else {
        return Check::later(LABEL, "はじめて送信または受信するときに確認します。");
    };
    let number = desk.profile().office();
    match desk.platform().office(number).await {
        Ok(office) if office.licensed => Check::good(LABEL, "ライセンスは有効です。"),
        Ok(_) => Check::bad(
            LABEL,
            "有効なライセンスがありません。",
            "ケアプランデータ連携システムのWebサイトで、ライセンスの期限をご確認ください。",
        ),
        Err(error) if error.problem().is_some_and(|problem| problem.status == 404) => Check::bad(
            LABEL,
            "利用申請が完了していません。",
            "ケアプランデータ連携システムのWebサイトより利用申請を行ってください。",
        ),
        Err(error) => Check::bad(LABEL, error.what(), error.hint()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told_with_its_direction() {
        let now: Timestamp = "2025-03-05T00:00:00Z".parse().unwrap();
        let at = |text: &str| Some(text.parse().unwrap());
        let check = clock(at("2025-03-05T00:04:59Z"), now);
        assert_eq!(check.verdict, Verdict::Good);
        let slow = clock(at("2025-03-05T00:12:00Z"), now);
        assert_eq!(slow.text, "パソコンの時計が、12分遅れています。");
        let fast = clock(at("2025-03-04T23:48:00Z"), now);
        assert_eq!(fast.text, "パソコンの時計が、12分進んでいます。");
        assert_eq!(clock(None, now).verdict, Verdict::Later);
    }
}
