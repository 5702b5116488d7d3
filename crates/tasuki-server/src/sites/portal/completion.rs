//! 利用申請完了: what was sent, to be printed and kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_paper::ApplicationCompletion;
use tasuki_store::ServiceApplicationRow;
use tasuki_terms::{day_in_japan, spoken_day};
use tasuki_ui::{Entry, Shell};

use super::application::crumbs;
use crate::platform::Platform;
use crate::sites::paper;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "portal/completion.html")]
struct CompletionPage {
    shell: Shell,
    entries: Vec<Entry>,
}

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let sent = sent(&platform, &visit).await?;
    let mut shell = shell(&platform, &visit, "/application");
    shell.crumbs = crumbs(&["利用申請/更新", "申請情報入力", "利用申請完了"]);
    let day = day_in_japan(sent.applied_at);
    page(&CompletionPage {
        shell,
        entries: vec![
            Entry::new("申請日", spoken_day(day)),
            Entry::new("事業所名", visit.visitor.office()?.name.clone()),
            Entry::new("代表者氏名", full(&sent.representative)),
            Entry::new("担当者氏名", full(&sent.contact)),
            Entry::new("電話番号", sent.phone),
            Entry::new("メールアドレス", sent.mail).exact(),
        ],
    })
}

/// Gives it as PDF.
pub(super) async fn print(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let sent = sent(&platform, &visit).await?;
    let office = visit.visitor.office()?.name.clone();
    paper::answer("application", move || {
        ApplicationCompletion::print(&[ApplicationCompletion {
            date: day_in_japan(sent.applied_at),
            office: &office,
            representative: &full(&sent.representative),
            person_in_charge: &full(&sent.contact),
            phone: &sent.phone,
            mail: &sent.mail,
        }])
    })
    .await
}

async fn sent(platform: &Platform, visit: &Visit) -> Result<ServiceApplicationRow, SiteError> {
    let office = visit.visitor.office()?.number;
    let sent = platform.registry()?.last_application(office).await?;
    sent.ok_or(SiteError::NotFound)
}

fn full((family, given): &(String, String)) -> String {
    format!("{family} {given}")
}
