//! 送信確認: what goes to whom, before it goes.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_standard::FileName;
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, Entry, Shell, Tone};

use super::view::{Checked, facts};
use super::{being_sent, read};
use crate::address::{Path, Query};
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::pages::{opened, sending};
use crate::shell::shell;
use crate::visit::Visit;
use crate::{earlier, show};

#[derive(Template)]
#[template(path = "compose/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    id: String,
    /// Which state of the draft is shown, in microseconds since 1970.
    changed_at: i64,
    entries: Vec<Entry>,
    banners: Vec<Banner>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Whether the draft is no more what was confirmed a moment ago.
    #[serde(default)]
    changed: bool,
}

#[derive(Deserialize)]
pub(crate) struct Confirmed {
    /// Which state of the draft was shown.
    changed_at: i64,
}

/// Shows what will be sent.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    if let Some(elsewhere) = being_sent(&office, &id).await? {
        return Ok(elsewhere);
    }
    let composed = read(&office, &id).await?;
    let checked = Checked::of(&office, &super::limits(&client, &office).await, &composed).await;
    if !checked.may_be_sent {
        return Ok(see_other(&format!("/compose/{id}")));
    }
    let mut entries = facts(&composed, &checked);
    let files = composed.draft.files.iter().map(|file| {
        let size = show::size(file.bytes.len() as u64);
        let kind = FileName::parse(&file.name).map_or("添付", |name| name.kind.name());
        format!("{kind}　{}　{size}", file.name)
    });
    let files: Vec<String> = files.collect();
    if !files.is_empty() {
        entries.push(Entry::new(
            format!("ファイル（{}個）", files.len()),
            files.join("\n"),
        ));
    }
    if let Some(text) = &composed.draft.text {
        entries.push(Entry::new("メッセージ", &**text));
    }
    let warnings = checked.report.as_ref().map_or(0, |report| report.warnings);
    let mut banners = Vec::new();
    if asked.changed {
        let banner = Banner::new(
            Tone::Warning,
            "確認したあとに内容が変更されたため、まだ送信していません。",
        );
        banners.push(banner.text("次の内容でよろしければ、もう一度「OK」を押してください。"));
    }
    banners.extend(checked.not_member());
    let earlier = office.desk().earlier(vec![composed.draft.clone()]).await?;
    let earlier = earlier.into_iter().flatten();
    let is_again = composed.draft.again || composed.draft.replaces.is_some();
    banners.extend(earlier.map(|one| earlier::banner(&one, is_again)));
    if warnings > 0 {
        let banner = Banner::new(Tone::Warning, format!("注意が{warnings}件あります。"));
        banners.push(banner.text("このまま送信できますが、「戻る」で内容を確認できます。"));
    }
    page(&ConfirmPage {
        shell: shell(&client, &visit, "/compose"),
        id,
        changed_at: composed.changed_at.as_microsecond(),
        entries,
        banners,
    })
}

/// Sends it as it was shown.
pub(crate) async fn send(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
    posted: Posted<Confirmed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let changed_at = Timestamp::from_microsecond(posted.form.changed_at);
    let changed_at = changed_at.map_err(|_| PageError::UnreadableForm)?;
    sending::begin(&client, &office, &id, changed_at).await
}
