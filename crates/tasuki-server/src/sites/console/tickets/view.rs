//! One question, with its file and its history.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::{TicketNumber, TicketState};
use tasuki_store::{TicketRow, TicketStepRow};
use tasuki_terms::written_moment;
use tasuki_ui::{Banner, Crumb, Entry, ErrorSummary, Field, FormState, Shell};

use super::{Call, PATH, tag};
use crate::answer::chain;
use crate::platform::Platform;
use crate::sites::console::done::Done;
use crate::sites::console::offices::may_change;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "console/ticket.html")]
pub(super) struct TicketPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    summary: ErrorSummary,
    number: String,
    /// When it had changed last, for a reply.
    seen: i64,
    /// The office, if there is one of that number.
    office: Option<String>,
    entries: Vec<Entry>,
    /// Name and length of the file.
    file: Option<Result<String, CannotOpen>>,
    steps: Vec<Entry>,
    may_change: bool,
    is_closed: bool,
    is_mine: bool,
    reply: Field,
    note: Field,
}

/// The file is there, but the platform's key does not open it.
struct CannotOpen;

/// Shows it.
pub(in crate::sites::console) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let number = number.parse().map_err(|_| SiteError::NotFound)?;
    let form = FormState::new();
    page(&page_of(&platform, &visit, number, &form, done.banner()).await?)
}

pub(super) async fn page_of(
    platform: &Platform,
    visit: &Visit,
    number: TicketNumber,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<TicketPage, SiteError> {
    let found = platform
        .records
        .read("console_ticket", move |records| {
            let Some(ticket) = records.ticket(number)? else {
                return Ok(None);
            };
            let office = match ticket.contact.office {
                Some(office) => records.office(office)?,
                None => None,
            };
            let steps = records.ticket_steps(number)?;
            let file = records.ticket_attachment_name(number)?;
            Ok(Some((ticket, office, steps, file)))
        })
        .await?;
    let (ticket, office, steps, file) = found.ok_or(SiteError::NotFound)?;
    let file = match file {
        None => None,
        Some(row) => {
            let opened = platform.registry()?.open_attachment_name(&ticket, &row);
            // The question can be answered all the same.
            Some(match opened {
                Ok(name) => Ok(format!("{name}（{}KB）", row.bytes.div_ceil(1000))),
                Err(error) => {
                    tracing::error!(error = chain(&error), "an attachment cannot be opened");
                    Err(CannotOpen)
                }
            })
        }
    };
    let operator = visit.visitor.operator()?;
    let reply = form
        .field("reply", "回答")
        .required()
        .help("お問い合わせ番号を付けて、メールで送信します。4000文字以内で入力してください。");
    let note = form
        .field("note", "メモ")
        .required()
        .help("運用者だけに表示されます。4000文字以内で入力してください。");
    let mut shell = shell(platform, visit, PATH);
    shell.crumbs = vec![
        Crumb::to("お問い合わせ", PATH),
        Crumb::here(ticket.number.to_string()),
    ];
    Ok(TicketPage {
        shell,
        csrf: visit.csrf().to_owned(),
        banner,
        summary: ErrorSummary::of([&reply, &note]),
        number: ticket.number.to_string(),
        seen: ticket.changed_at.as_microsecond(),
        office: office.map(|office| office.number.to_string()),
        entries: entries(platform, &ticket),
        file,
        steps: steps.iter().map(history).collect(),
        may_change: may_change(visit),
        is_closed: ticket.state == TicketState::Closed,
        is_mine: ticket.assignee.as_deref() == Some(operator),
        reply,
        note,
    })
}

fn entries(platform: &Platform, ticket: &TicketRow) -> Vec<Entry> {
    let contact = &ticket.contact;
    let none = || "（なし）".to_owned();
    let office = contact
        .office
        .map_or_else(none, |office| office.to_string());
    let phone = contact.phone.as_ref();
    let name = &contact.office_name;
    let mut entries = vec![
        Entry::new("状況", "").tag(tag(ticket.state)),
        Entry::new("担当", ticket.assignee.clone().unwrap_or_else(none)),
        Entry::new("受付日時", written_moment(ticket.asked_at)),
        Entry::new("種類", contact.category.name()),
        Entry::new("お名前", &*contact.name),
        Entry::new("事業所番号", office),
        Entry::new(
            "事業所名",
            if name.is_empty() {
                none()
            } else {
                name.clone()
            },
        ),
        Entry::new("メールアドレス", contact.mail.to_string()),
        Entry::new("電話番号", phone.map_or_else(none, ToString::to_string)),
    ];
    if let (Some(wish), Some(call)) = (contact.call, Call::of(ticket, platform.clock.now())) {
        let told = match call.promised {
            Some(_) => format!("{}　お知らせした日時：{}", wish.name(), call.words()),
            None => wish.name().to_owned(),
        };
        let entry = Entry::new("電話での折り返し", told);
        entries.push(match call.tag() {
            Some(tag) => entry.tag(tag),
            None => entry,
        });
    }
    entries.push(Entry::new("内容", &*contact.text));
    entries
}

/// A step of the history.
fn history(step: &TicketStepRow) -> Entry {
    let label = format!(
        "{}　{}　{}",
        written_moment(step.at),
        step.actor,
        step.step.name()
    );
    Entry::new(label, &*step.body)
}

/// Gives the file of a question.
pub(in crate::sites::console) async fn attachment(
    State(platform): State<Arc<Platform>>,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let number: TicketNumber = number.parse().map_err(|_| SiteError::NotFound)?;
    let found = platform
        .records
        .read("ticket_attachment", move |records| {
            let ticket = records.ticket(number)?;
            Ok(ticket.zip(records.ticket_attachment(number)?))
        })
        .await?;
    let (ticket, row) = found.ok_or(SiteError::NotFound)?;
    let opened = platform.registry()?.open_attachment(&ticket, &row);
    let mut opened = opened.map_err(|error| SiteError::fault(&error))?;
    // Whatever it is, a browser saves it and shows nothing of it here.
    let extension = opened.media.extensions().first().copied();
    let name = format!(
        "attachment; filename=\"{number}.{}\"",
        extension.unwrap_or("bin")
    );
    let name = HeaderValue::from_str(&name).map_err(|_| SiteError::Fault)?;
    let media = HeaderValue::from_static(opened.media.as_str());
    let bytes = Bytes::from(std::mem::take(&mut *opened.bytes));
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}
