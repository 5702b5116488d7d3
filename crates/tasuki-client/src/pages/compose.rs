//! 新規送信: files are chosen, checked at once, and sent after a confirmation.

pub(crate) mod confirm;
mod file;
pub(crate) mod picture;
mod view;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_ui::{Banner, FormState, Tone};

use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::draft::{Composed, NotAdded};
use crate::form::PostedFiles;
use crate::office::Office;
use crate::visit::Visit;
use view::{Checked, ComposePage};

/// Texts that are asked for every month.
const PHRASES: [&str; 3] = [
    "いつもお世話になっております。今月分の予定をお送りします。ご確認をお願いいたします。",
    "いつもお世話になっております。今月分の実績をお送りします。ご確認をお願いいたします。",
    "先にお送りしたデータに変更がありました。お手数ですが、差し替えをお願いいたします。",
];

/// Digits of chance in the id of a draft.
const ID_BYTES: usize = 8;

/// Shows an empty form.
pub(crate) async fn blank(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let draft = Composed::default();
    let checked = Checked::of(&office, &draft).await;
    let form = FormState::new();
    let page = ComposePage::new(&client, &visit, None, (&draft, &checked), &form, Vec::new());
    page_with(StatusCode::OK, &page)
}

/// Begins a draft with what was chosen or typed.
pub(crate) async fn begin(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let mut bytes = [0; ID_BYTES];
    client.tools.entropy.fill(&mut bytes);
    let id = hex::encode(bytes);
    apply(&client, &visit, &id, Composed::default(), posted).await
}

/// Shows a draft.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let draft = client.drafts.get(&id).ok_or(PageError::NotFound)?;
    let checked = Checked::of(&office, &draft).await;
    let mut banners = Vec::new();
    if let Some(at) = draft.kept_at {
        banners.push(
            Banner::new(
                Tone::Info,
                format!("{}に一時保存しました。", crate::show::moment(at)),
            )
            .text("連携クライアントを終了するまで、「新規送信」の画面から開けます。"),
        );
    }
    let form = FormState::new();
    let drawn = (&draft, &checked);
    let page = ComposePage::new(&client, &visit, Some(&id), drawn, &form, banners);
    page_with(StatusCode::OK, &page)
}

/// Changes a draft as its form says.
pub(crate) async fn change(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let draft = client.drafts.get(&id).ok_or(PageError::NotFound)?;
    apply(&client, &visit, &id, draft, posted).await
}

async fn apply(
    client: &Arc<Client>,
    visit: &Visit,
    id: &str,
    mut draft: Composed,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let office = opened(client)?;
    let action = posted.field("action").to_owned();
    let has = |name: &str| posted.fields.iter().any(|(known, _)| known == name);
    if has("text") {
        posted.field("text").clone_into(&mut draft.text);
    }
    if has("to") {
        posted.field("to").clone_into(&mut draft.to);
    }
    let phrase = posted.field("phrase").parse::<usize>().ok();
    let not_added = draft.add(posted.files);
    match action.split_once('-') {
        Some(("remove", index)) => {
            draft.remove(index.parse().map_err(|_| PageError::UnreadableForm)?);
        }
        _ if action == "phrase" => add_phrase(&mut draft, phrase),
        _ if action == "keep" => draft.kept_at = Some(client.tools.clock.now()),
        _ if action == "discard" => {
            client.drafts.remove(id);
            return Ok(see_other("/compose"));
        }
        _ => {}
    }
    client.drafts.put(id, draft.clone());
    if action != "send" && not_added.is_empty() {
        return Ok(see_other(&format!("/compose/{id}")));
    }
    let checked = Checked::of(&office, &draft).await;
    let mut banners: Vec<Banner> = not_added.iter().map(told).collect();
    let mut form = FormState::new();
    if action == "send" && banners.is_empty() {
        if checked.may_be_sent {
            return Ok(see_other(&format!("/compose/{id}/confirm")));
        }
        banners.push(cannot_send(&draft, &mut form));
    }
    let drawn = (&draft, &checked);
    let page = ComposePage::new(client, visit, Some(id), drawn, &form, banners);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn add_phrase(draft: &mut Composed, phrase: Option<usize>) {
    let Some(phrase) = phrase.and_then(|index| PHRASES.get(index)) else {
        return;
    };
    if !draft.text.is_empty() && !draft.text.ends_with('\n') {
        draft.text.push('\n');
    }
    draft.text.push_str(phrase);
}

fn told(not_added: &NotAdded) -> Banner {
    let (what, hint) = not_added.texts();
    Banner::new(Tone::Error, what).text(hint)
}

fn cannot_send(draft: &Composed, form: &mut FormState) -> Banner {
    if draft.is_empty() {
        return Banner::new(Tone::Error, "送信するものがありません。")
            .text("ファイルを選ぶか、メッセージを入力してください。");
    }
    if !draft.has_csv() && draft.typed_receiver().is_none() {
        form.refuse("to", "送信先の事業所番号（数字10桁）を入力してください。");
    }
    Banner::new(Tone::Error, "このままでは送信できません。")
        .text("赤い印の項目を直してから、もう一度「送信」を押してください。")
}

/// The office; the stage before the route has seen that there is one.
fn opened(client: &Client) -> Result<Arc<Office>, PageError> {
    client.office().ok_or(PageError::NotFound)
}
