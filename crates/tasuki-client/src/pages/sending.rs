//! A message on its way, and what became of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_desk::SentMessage;
use tasuki_ui::{Banner, Entry, Shell, Tone};

use super::office_user::{self, Meant};
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::job::{Failure, State as JobState};
use crate::office::Office;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "sending.html")]
struct SendingPage {
    shell: Shell,
    id: u64,
}

#[derive(Template)]
#[template(path = "sent_one.html")]
struct SentPage {
    shell: Shell,
    id: u64,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "not_sent.html")]
struct NotSentPage {
    shell: Shell,
    title: &'static str,
    banners: Vec<Banner>,
    draft: String,
}

/// Begins to send a draft that was confirmed, or asks for the office's user first.
pub(crate) async fn begin(
    client: &Arc<Client>,
    office: &Arc<Office>,
    draft: &str,
) -> Result<Response, PageError> {
    if client.drafts.get(draft).is_none() {
        return Err(PageError::NotFound);
    }
    if office.online().is_none() {
        return Ok(office_user::ask(&Meant::Send(draft.to_owned())));
    }
    let id = client
        .jobs
        .send(client, Arc::clone(office), draft.to_owned());
    if let Some(job) = client.jobs.get(id) {
        job.wait().await;
    }
    Ok(see_other(&format!("/sending/{id}")))
}

/// Shows how far it is.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    let job = client.jobs.get(id).ok_or(PageError::NotFound)?;
    let shell = shell(&client, &visit, "/compose");
    let draft = job.draft.clone().unwrap_or_default();
    match job.state() {
        JobState::Sending => page(&SendingPage { shell, id }),
        JobState::Sent(sent) => page(&SentPage {
            shell,
            id,
            entries: entries(&client, &sent).await,
        }),
        JobState::NotSent(failure) => page(&NotSentPage {
            shell,
            title: "送信できませんでした",
            banners: banners(&failure),
            draft,
        }),
        JobState::Stopped => page(&NotSentPage {
            shell,
            title: "送信を中止しました",
            banners: vec![
                Banner::new(Tone::Info, "入力した内容は残っています。").text(
                    "中止する直前に送信が終わっていることがあります。「送信一覧」もご確認ください。\
                     もう一度同じ内容を送信しても、二重に届くことはありません。",
                ),
            ],
            draft,
        }),
    }
}

/// Stops it.
pub(crate) async fn stop(
    State(client): State<Arc<Client>>,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    let job = client.jobs.get(id).ok_or(PageError::NotFound)?;
    if job.draft.is_some() {
        job.stop();
    }
    Ok(see_other(&format!("/sending/{id}")))
}

/// Gives the receipt (受領証) as a file.
pub(crate) async fn receipt(
    State(client): State<Arc<Client>>,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    let job = client.jobs.get(id).ok_or(PageError::NotFound)?;
    let JobState::Sent(sent) = job.state() else {
        return Err(PageError::NotFound);
    };
    let name = format!("attachment; filename=\"{}.receipt\"", sent.id);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, sent.receipt.der.clone()).into_response())
}

async fn entries(client: &Client, sent: &SentMessage) -> Vec<Entry> {
    let manifest = &sent.manifest;
    let name = match client.office() {
        Some(office) => office.name_of(manifest.receiver).await,
        None => None,
    };
    let number = manifest.receiver;
    vec![
        Entry::new(
            "送信先",
            name.map_or_else(|| number.to_string(), |name| format!("{name}（{number}）")),
        ),
        Entry::new("種別", show::unit(manifest.unit)),
        Entry::new("対象年月", show::month(manifest.service_month)),
        Entry::new("ファイル", format!("{}個", manifest.files.len())),
        Entry::new("受付日時", show::moment(sent.receipt.receipt.at)),
        Entry::new("メッセージ番号", sent.id.to_string()),
    ]
}

fn banners(failure: &Failure) -> Vec<Banner> {
    let tone = if failure.may_pass {
        Tone::Warning
    } else {
        Tone::Error
    };
    let causes = failure.causes.iter();
    causes
        .map(|cause| {
            Banner::new(tone, &*cause.what)
                .text(&*cause.hint)
                .text(format!("エラーコード：{}", cause.code))
        })
        .collect()
}
