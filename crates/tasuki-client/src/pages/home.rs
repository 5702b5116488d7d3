//! 今月: what is new, what is still to do, what ends soon, and where to begin.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_desk::{AppUserStand, JobWork, Left, WaitingPlan};
use tasuki_terms::{Timestamp, day_in_japan, spoken_day};
use tasuki_ui::{Banner, Shell, Tone};
use tasuki_wire::{Account, LicenceState};

use super::lists::outdated;
use super::sending::open::{OpenSending, open};
use super::sending::ruled::{self, RuledSending};
use super::{notices, opened, watch};
use crate::answer::{PageError, page};
use crate::client::Client;
use crate::keep::Look;
use crate::office::{Office, SOON};
use crate::shell::shell;
use crate::updates::Update;
use crate::visit::Visit;
use crate::waits::GLANCE;
use crate::{show, validity};

mod month;

use month::MonthView;

/// What stands in the place of what the platform did not tell at once.
const NOT_TOLD: &str = "連携基盤に確認できていません。";

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    title: String,
    banners: Vec<Banner>,
    /// A newer version of this program.
    update: Option<Update>,
    /// What was not sent to its end.
    sendings: Vec<OpenSending>,
    /// How many were not sent though their sending is over.
    unsent: usize,
    /// Where that is which a bulk has not sent (送信しなかったもの).
    rest: Option<String>,
    /// Whether nobody has asked the platform for the lists since the log-in.
    is_looking: bool,
    /// Whether the lists are as the platform's.
    is_known: bool,
    /// How many drafts wait (一時保存).
    drafts: u32,
    /// How many files are new in the watched folder.
    watched: usize,
    /// What its rule has sent lately.
    ruled: Vec<RuledSending>,
    /// How many messages wait to be received.
    waiting: usize,
    month: MonthView,
    /// Titles of notices that nobody has read yet; none where they were never told.
    unread: Option<Vec<String>>,
    /// When they were told, where they cannot be asked for now.
    told_at: Option<String>,
    receivings: Vec<OpenReceiving>,
    ends: Vec<(&'static str, String)>,
}

/// A receiving that goes on or waits.
struct OpenReceiving {
    label: String,
    href: String,
}

/// Shows the month.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    let today = day_in_japan(now);
    let (known, waiting, drafts, unsent, plans, jobs) = office
        .in_book(move |book| {
            let known = month::Known::read(book, today)?;
            let (waiting, drafts) = (book.count_waiting()?, book.waiting_drafts()?);
            let unsent = book.count_left(Left::Unsent)?;
            let (plans, jobs) = (book.plans()?, book.open_jobs()?);
            Ok((known, waiting, drafts, unsent, plans, jobs))
        })
        .await?;
    let (look, _) = client.keeper.look();
    // At the log-in nobody has looked yet, and the platform may well answer.
    let may_answer = matches!(look, Look::Good | Look::NotYet) && office.reading().is_some();
    let (account, notices) = tokio::join!(
        account(&office, may_answer),
        notices::all(&client, &office, may_answer)
    );
    let notices = notices?;
    let mut banners = Vec::new();
    if let Some(forbids) = validity::banner(&office, now) {
        banners.push(forbids);
    } else if let Some(why) = office.note() {
        let banner = Banner::new(Tone::Warning, why);
        let is_cut = office.desk().platform().app_user() == AppUserStand::Waits;
        banners.push(if is_cut {
            banner.text("このパソコンに保存されている内容だけを表示しています。送信と受信は、つながってから行ってください。")
        } else {
            banner
        });
    } else if matches!(look, Look::Failed(_)) {
        banners.extend(outdated(&look));
    }
    let days = show::days_until(office.certificate_until, now);
    let soon = account.as_ref().map_or(SOON, |account| {
        let days = account.reminder_days.iter().max();
        days.map_or(SOON, |days| i64::from(*days))
    });
    if (0..=soon).contains(&days) {
        banners.push(certificate_ends(&office, days));
    }
    let mut ends = Vec::new();
    if let Some(account) = &account {
        banners.extend(licence_ends(account, days_to(account, now), soon));
        ends.push(("ライセンスの有効期限", licence_until(account, now)));
    } else {
        ends.push(("ライセンスの有効期限", NOT_TOLD.to_owned()));
    }
    ends.push((
        "電子証明書の有効期限",
        if days < 0 {
            format!("{}（期限切れ）", show::day(office.certificate_until))
        } else {
            format!("{}（あと{days}日）", show::day(office.certificate_until))
        },
    ));
    ends.push(("バージョン", env!("CARGO_PKG_VERSION").to_owned()));
    let receivings = jobs.iter().filter(|job| job.work == JobWork::Receive);
    let receivings = receivings.map(|job| OpenReceiving {
        label: format!("受信（{}件）", job.lines.len()),
        href: format!("/receiving/{}", job.id),
    });
    page(&HomePage {
        shell: shell(&client, &visit, "/"),
        title: format!("{}年{}月", today.year(), today.month()),
        banners,
        update: client.updates.update(),
        sendings: open(&client, &office).await?,
        unsent,
        rest: rest(&plans),
        is_looking: look == Look::NotYet && office.reading().is_some(),
        is_known: look == Look::Good,
        drafts,
        watched: watch::count(&client, &office).await?,
        ruled: ruled::lately(&client, &office).await?,
        waiting,
        month: known.view(&office, unsent).await,
        told_at: notices.told_at.map(show::moment),
        unread: notices.unread(),
        receivings: receivings.collect(),
        ends,
    })
}

/// Where that is which bulks have not sent; of several, among the drafts.
fn rest(plans: &[WaitingPlan]) -> Option<String> {
    let rests: Vec<_> = plans.iter().filter(|plan| plan.is_rest).collect();
    match &*rests {
        [] => None,
        [one] => Some(format!("/bulk/{}?without=all", one.id)),
        _ => Some("/compose#drafts".to_owned()),
    }
}

/// What the platform knows of the office; the page does without where it does not answer at once.
async fn account(office: &Office, may_answer: bool) -> Option<Account> {
    if !may_answer {
        return None;
    }
    let asked = tokio::time::timeout(GLANCE, office.desk().account()).await;
    asked.ok()?.ok()
}

/// Until when the licence lasts, and how many days that is.
fn licence_until(account: &Account, now: Timestamp) -> String {
    let licence = &account.licence;
    let Some(day) = licence.shown_until.map(spoken_day) else {
        return "-".to_owned();
    };
    match (licence.state, days_to(account, now)) {
        (LicenceState::Valid, Some(days)) if days >= 0 => format!("{day}（あと{days}日）"),
        (LicenceState::Ended, _) => format!("{day}（期限切れ）"),
        _ => day,
    }
}

fn days_to(account: &Account, now: Timestamp) -> Option<i64> {
    let until = account.licence.until?;
    Some(show::days_until(until, now))
}

fn certificate_ends(office: &Office, days: i64) -> Banner {
    Banner::new(
        Tone::Warning,
        format!(
            "電子証明書の有効期限が近づいています（{}、あと{days}日）。",
            show::day(office.certificate_until)
        ),
    )
    .text("電子請求受付システムで更新の手続きをしてください。")
}

/// What is told of the licence; nothing while it lasts, or goes on by itself.
fn licence_ends(account: &Account, days: Option<i64>, soon: i64) -> Option<Banner> {
    let renew = "利用状況Webサイトで、ライセンスの手続きをご確認ください。";
    match account.licence.state {
        LicenceState::None | LicenceState::NotBegun => Some(
            Banner::new(
                Tone::Warning,
                "有効なライセンスがないため、送受信できません。",
            )
            .text(renew),
        ),
        LicenceState::Ended => Some(
            Banner::new(
                Tone::Error,
                "ライセンスの有効期限が切れたため、送受信できません。",
            )
            .text(renew),
        ),
        LicenceState::Valid => {
            let days = days.filter(|days| *days <= soon)?;
            (account.licence.auto_renewal != Some(true)).then(|| {
                Banner::new(
                    Tone::Warning,
                    format!("ライセンスの有効期限が近づいています（あと{days}日）。"),
                )
                .text(renew)
            })
        }
    }
}
