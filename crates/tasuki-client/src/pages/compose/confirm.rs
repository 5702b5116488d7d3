//! 送信確認: what goes to whom, before it goes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_ui::{Banner, Entry, Shell, Tone};

use super::view::{Checked, facts};
use super::{being_sent, read};
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::pages::{opened, sending};
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "compose/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    id: String,
    entries: Vec<Entry>,
    warning: Option<Banner>,
}

/// Shows what will be sent.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    if let Some(elsewhere) = being_sent(&office, &id).await? {
        return Ok(elsewhere);
    }
    let composed = read(&office, &id).await?;
    let checked = Checked::of(&office, &composed).await;
    if !checked.may_be_sent {
        return Ok(see_other(&format!("/compose/{id}")));
    }
    let mut entries = facts(&composed, &checked);
    let files = composed.draft.files.iter().map(|file| {
        let size = show::size(file.bytes.len() as u64);
        format!("{}（{size}）", file.name)
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
    let warnings = checked.report.map_or(0, |report| report.warnings);
    let warning = (warnings > 0).then(|| {
        Banner::new(Tone::Warning, format!("注意が{warnings}件あります。"))
            .text("このまま送信できますが、「戻る」で内容を確認できます。")
    });
    page(&ConfirmPage {
        shell: shell(&client, &visit, "/compose"),
        id,
        entries,
        warning,
    })
}

/// Sends it.
pub(crate) async fn send(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    sending::begin(&client, &office, &id).await
}
