//! 新規送信: files are chosen, checked at once, and sent after a confirmation. Whatever is chosen or
//! typed is in the book at once (一時保存), so that neither a crash nor the end of the program loses it.

pub(crate) mod confirm;
pub(crate) mod discard;
mod done;
mod drafts;
mod file;
mod partners;
pub(crate) mod picture;
mod view;
pub(crate) mod write;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_desk::{DraftChange, DraftFate, Template, Watched};
use tasuki_exchange::Limits;
use tasuki_ui::{Banner, FormState, Tone};

use super::{bulk, opened, templates};
use crate::address::{Path, Query};
use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::draft::{self, Composed, NotAdded, Unpacked};
use crate::form::PostedFiles;
use crate::office::Office;
use crate::visit::Visit;
use view::ComposePage;

pub(crate) use done::Asked;
pub(crate) use file::FindingView;
pub(crate) use view::Checked;

/// Shows an empty form, and the drafts that wait.
pub(crate) async fn blank(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let mut composed = Composed::default();
    composed.draft.to = asked.receiver().filter(|to| *to != office.number);
    let (limits, form) = (limits(&client, &office).await, FormState::new());
    let checked = Checked::of(&office, &limits, &composed).await;
    let mut page =
        ComposePage::new(&client, &visit, &office, (None, composed, checked), &form).await?;
    page.waiting = drafts::marked(&office, &limits).await?;
    page.lacks_choice = asked.lacks_choice();
    page.banners.extend(asked.banner());
    page_with(StatusCode::OK, &page)
}

/// Begins a draft with what was chosen or typed. Files of several messages go to 一括送信.
pub(crate) async fn begin(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let PostedFiles { fields, files } = posted;
    // A month in one archive is several messages, too.
    let chosen = draft::unpacked(files).await?;
    if bulk::are_several(&chosen.files) {
        return bulk::sort(&client, &office, chosen, Watched::new()).await;
    }
    let now = client.tools.clock.now();
    let id = office.in_book(move |book| book.begin_draft(now)).await?;
    let typed = Typed { fields, chosen };
    apply(&client, &visit, &office, id, typed).await
}

/// Shows a draft.
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
    let (limits, form) = (limits(&client, &office).await, FormState::new());
    let checked = Checked::of(&office, &limits, &composed).await;
    let shown = (Some(&*id), composed, checked);
    let mut page = ComposePage::new(&client, &visit, &office, shown, &form).await?;
    page.banners.extend(asked.banner());
    page_with(StatusCode::OK, &page)
}

/// Changes a draft as its form says.
pub(crate) async fn change(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let PostedFiles { fields, files } = posted;
    let chosen = draft::unpacked(files).await?;
    let typed = Typed { fields, chosen };
    apply(&client, &visit, &office, id, typed).await
}

/// Leads to the sending of a draft that is being sent: it changes no more.
pub(crate) async fn being_sent(office: &Office, id: &str) -> Result<Option<Response>, PageError> {
    let id = id.to_owned();
    let job = office.in_book(move |book| book.job_of(&id)).await?;
    Ok(job.map(|job| see_other(&format!("/sending/{job}"))))
}

/// A draft with its files.
pub(crate) async fn read(office: &Office, id: &str) -> Result<Composed, PageError> {
    let id = id.to_owned();
    let read = office.in_book(move |book| draft::read(book, &id)).await?;
    read.ok_or(PageError::NotFound)
}

/// The form of a draft as it was sent.
struct Typed {
    fields: Vec<(String, String)>,
    chosen: Unpacked,
}

impl Typed {
    /// The value of a field; none where it was not sent.
    fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let found = fields.find(|(known, _)| known == name);
        found.map(|(_, value)| &**value)
    }
}

async fn apply(
    client: &Arc<Client>,
    visit: &Visit,
    office: &Arc<Office>,
    id: String,
    typed: Typed,
) -> Result<Response, PageError> {
    let action = typed.field("action").unwrap_or_default().to_owned();
    let mut form = FormState::typed(
        typed.fields.iter().map(|(name, value)| (&**name, &**value)),
        &[],
    );
    let phrase = chosen_template(office, &typed).await?;
    let not_added = match keep(client, office, &id, typed, phrase, &mut form).await? {
        Kept::Here(not_added) => not_added,
        Kept::Elsewhere(response) => return Ok(response),
        Kept::Gone if action == "discard" => {
            // Who discards what another tab has discarded has what was wished.
            return Ok(see_other(&done::discarded(1, 0)));
        }
        Kept::Gone => return Err(PageError::NotFound),
    };
    let banners: Vec<Banner> = not_added.iter().map(told).collect();
    let mut is_refused = false;
    let composed = read(office, &id).await?;
    let limits = limits(client, office).await;
    let is_good = form.is_good() && banners.is_empty();
    match &*action {
        "keep" if is_good => return Ok(see_other("/compose?done=keep")),
        "find" if is_good => return find(office, &id, &composed).await,
        "discard" => return Ok(see_other(&format!("/compose/discard?draft={id}"))),
        "template" if is_good => {
            if let Some(text) = composed.draft.text.clone() {
                templates::add(office, text).await?;
                return Ok(see_other(&format!(
                    "/compose/{id}?done=template#field-text"
                )));
            }
            form.refuse("text", "定型文に登録するメッセージを入力してください。");
        }
        "send" if is_good => {
            if Checked::of(office, &limits, &composed).await.may_be_sent {
                return Ok(see_other(&format!("/compose/{id}/confirm")));
            }
            is_refused = true;
            if composed.receiver().is_none() && !composed.has_csv() && !composed.is_empty() {
                form.refuse("to", "送信先の事業所番号（数字10桁）を入力してください。");
            }
        }
        _ if is_good => {
            let place = done::place_behind(&action, &composed);
            return Ok(see_other(&format!("/compose/{id}{place}")));
        }
        _ => {}
    }
    let is_empty = composed.is_empty();
    let checked = Checked::of(office, &limits, &composed).await;
    let shown = (Some(&*id), composed, checked);
    let mut page = ComposePage::new(client, visit, office, shown, &form).await?;
    page.banners.splice(0..0, banners);
    if is_refused {
        page.refuse(is_empty);
    }
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// What a message may hold. It is asked for once for each page, and not while the line is cut.
pub(crate) async fn limits(client: &Client, office: &Office) -> Limits {
    office.limits(!crate::keep::is_cut(client)).await
}

/// Leads to the search for the partner of a draft. Of one in which nothing is nothing stays.
async fn find(office: &Office, id: &str, composed: &Composed) -> Result<Response, PageError> {
    if composed.is_empty() && composed.draft.to.is_none() {
        let (read, changed_at) = (id.to_owned(), composed.changed_at);
        let is_left = office.in_book(move |book| {
            let fate = book.remove_draft_as(&read, changed_at)?;
            // Somebody may have put something into it meanwhile.
            Ok(fate != DraftFate::Done && book.draft(&read)?.is_some())
        });
        if !is_left.await? {
            return Ok(see_other("/partners"));
        }
    }
    Ok(see_other(&format!("/partners?draft={id}")))
}

/// The text that was chosen among the templates (定型文), if that was asked for.
async fn chosen_template(office: &Office, typed: &Typed) -> Result<Option<String>, PageError> {
    if typed.field("action") != Some("phrase") {
        return Ok(None);
    }
    let wished = typed.field("phrase").unwrap_or_default();
    let mut all = templates::all(office).await?.into_iter();
    let chosen = all.find(|one| templates::id(one) == wished);
    Ok(chosen.map(|Template { text, .. }| text))
}

/// What has become of a form.
enum Kept {
    /// It is in the draft, without these.
    Here(Vec<NotAdded>),
    /// The draft changes no more: it is being sent.
    Elsewhere(Response),
    /// There is no such draft any more.
    Gone,
}

/// Brings what was sent with the form into the book, at once or not at all.
async fn keep(
    client: &Client,
    office: &Office,
    id: &str,
    typed: Typed,
    phrase: Option<String>,
    form: &mut FormState,
) -> Result<Kept, PageError> {
    let field = |name: &str| typed.field(name);
    let text = field("text").map(draft::typed_text);
    let chosen =
        field("partner").filter(|one| !one.is_empty() && field("action") == Some("partner"));
    let to = match chosen.or_else(|| field("to")).map(draft::typed_receiver) {
        Some(Err(draft::NotANumber)) => {
            form.refuse("to", "送信先の事業所番号を、数字10桁で入力してください。");
            None
        }
        Some(Ok(to)) => Some(to),
        None => None,
    };
    let removed = field("action")
        .and_then(|action| action.strip_prefix("remove-"))
        .map(str::parse::<i64>)
        .transpose()
        .map_err(|_| PageError::UnreadableForm)?;
    let (id, now) = (id.to_owned(), client.tools.clock.now());
    let Unpacked { files, not_added } = typed.chosen;
    let kept = office.in_book(move |book| {
        let mut is_too_much = false;
        let fate = book.change_draft(&id, now, |kept| {
            let addition = draft::addition(kept, &files);
            is_too_much = addition.is_too_much;
            let before = kept.head();
            let text = text.clone().unwrap_or_else(|| before.text.clone());
            let text = match (&text, &phrase) {
                (Some(text), Some(phrase)) => Some(format!("{text}\n{phrase}")),
                (_, Some(phrase)) => Some(phrase.clone()),
                (_, None) => text,
            };
            // CSV files name their receiver themselves.
            let names = kept.files.iter().map(|file| &*file.name);
            let names = names.chain(addition.added.iter().map(|file| &*file.name));
            let to = if draft::has_csv(names) {
                None
            } else {
                to.unwrap_or(before.to)
            };
            DraftChange {
                head: draft::edited(before, text, to),
                removed: addition.replaced.into_iter().chain(removed).collect(),
                added: addition.added,
            }
        })?;
        Ok((fate, is_too_much))
    });
    let (fate, is_too_much) = kept.await?;
    match fate {
        DraftFate::Done => {
            let too_much = is_too_much.then_some(NotAdded::TooMuch);
            Ok(Kept::Here(not_added.into_iter().chain(too_much).collect()))
        }
        DraftFate::Taken(job) => Ok(Kept::Elsewhere(see_other(&format!("/sending/{job}")))),
        DraftFate::Gone => Ok(Kept::Gone),
    }
}

pub(crate) fn told(not_added: &NotAdded) -> Banner {
    let (what, hint) = not_added.texts();
    Banner::new(Tone::Error, what).text(hint)
}
