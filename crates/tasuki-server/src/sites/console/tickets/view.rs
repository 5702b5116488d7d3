//! One question, with its file and its history.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::{TicketNumber, TicketState, TicketStep};
use tasuki_store::{MailState, OfficeRow, TicketRow, TicketStepRow};
use tasuki_terms::written_moment;
use tasuki_ui::{
    Banner, Choice, ChoiceField, Crumb, Entry, ErrorSummary, Field, FormState, Shell, Tag, Tone,
};

use super::{Call, PATH, tag};
use crate::answer::chain;
use crate::platform::Platform;
use crate::registry::deals_with_tickets;
use crate::sites::console::done::Done;
use crate::sites::console::offices::may_change;
use crate::sites::{SiteError, Visit, page, shell};

/// What can come of a call.
pub(super) const OUTCOMES: [TicketStep; 3] =
    [TicketStep::Called, TicketStep::Missed, TicketStep::CallOff];

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
    /// Ticked where a reply ends the call; where one is promised.
    calls_off: Option<Field>,
    note: Field,
    assignee: ChoiceField,
    /// Where there is a number to call.
    call: Option<CallForm>,
}

/// What is noted about a call.
struct CallForm {
    phone: String,
    outcome: ChoiceField,
    note: Field,
    /// Whether a call was wished, so that a next one is planned where nobody was there.
    is_wished: bool,
    /// Whether it was promised and not made yet.
    is_promised: bool,
}

impl CallForm {
    fn of(ticket: &TicketRow, form: &FormState) -> Option<Self> {
        let phone = ticket.contact.phone.as_ref()?;
        let is_promised = ticket.call_from.is_some();
        let outcomes = OUTCOMES.into_iter().filter_map(|step| {
            let name = match step {
                TicketStep::Called => "つながった",
                TicketStep::Missed => "不在",
                TicketStep::CallOff if is_promised => "かけていない（電話はもう不要になった）",
                _ => return None,
            };
            Some(Choice::new(step.as_str(), name))
        });
        let mut outcome = form.choices("outcome", "電話の結果", outcomes);
        outcome.field.required = true;
        Some(Self {
            phone: phone.to_string(),
            outcome,
            note: form
                .field("call_note", "話した内容")
                .help("運用者だけに表示されます。「つながった」のほかは、空欄のままで構いません。4000文字以内で入力してください。"),
            is_wished: ticket.contact.call.is_some(),
            is_promised,
        })
    }
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
            let mut steps = Vec::new();
            for step in records.ticket_steps(number)? {
                let mail = step.mail.map(|mail| records.mail_state(mail)).transpose()?;
                steps.push((step, mail));
            }
            let operators = records.operators()?;
            let file = records.ticket_attachment_name(number)?;
            Ok(Some((ticket, office, steps, operators, file)))
        })
        .await?;
    let (ticket, office, steps, operators, file) = found.ok_or(SiteError::NotFound)?;
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
    let promised = Call::of(&ticket, platform.clock.now()).and_then(|call| call.promised);
    let calls_off = promised.map(|when| {
        form.field(
            "calls_off",
            &format!("折り返しの電話（{when}）は、もう不要"),
        )
        .help("チェックを入れないときは、電話の約束が残ります。どちらになるかは、回答のメールにも書かれます。")
    });
    let note = form
        .field("note", "メモ")
        .required()
        .help("運用者だけに表示されます。4000文字以内で入力してください。");
    let chosen = ticket.assignee.clone().unwrap_or_default();
    let names = operators.into_iter();
    let names = names.filter(|one| deals_with_tickets(one) || one.name == chosen);
    let choices = names.map(|operator| Choice::new(operator.name.clone(), operator.name));
    let nobody = std::iter::once(Choice::new("", "なし"));
    let assignee = form
        .choices("assignee", "担当", nobody.chain(choices))
        .or_chosen(&chosen);
    let call = CallForm::of(&ticket, form);
    let fields = [Some(&reply), Some(&note)];
    let calls = call
        .iter()
        .flat_map(|call| [&call.outcome.field, &call.note]);
    let summary = ErrorSummary::of(fields.into_iter().flatten().chain(calls));
    let can_mail = platform.mailer.is_some();
    let mut shell = shell(platform, visit, PATH);
    shell.crumbs = vec![
        Crumb::to("お問い合わせ", PATH),
        Crumb::here(ticket.number.to_string()),
    ];
    Ok(TicketPage {
        shell,
        csrf: visit.csrf().to_owned(),
        banner,
        summary,
        number: ticket.number.to_string(),
        seen: ticket.changed_at.as_microsecond(),
        entries: entries(platform, &ticket, office.as_ref()),
        office: office.map(|office| office.number.to_string()),
        file,
        steps: steps
            .iter()
            .map(|(step, mail)| history(step, *mail, can_mail))
            .collect(),
        may_change: may_change(visit),
        is_closed: ticket.state == TicketState::Closed,
        is_mine: ticket.assignee.as_deref() == Some(operator),
        reply,
        calls_off,
        note,
        assignee,
        call,
    })
}

fn entries(platform: &Platform, ticket: &TicketRow, known: Option<&OfficeRow>) -> Vec<Entry> {
    let contact = &ticket.contact;
    let none = || "（なし）".to_owned();
    let office = contact
        .office
        .map_or_else(none, |office| office.to_string());
    // Who told the number alone need not tell the name.
    let name = match (&*contact.office_name, known) {
        ("", Some(office)) => format!("{}（事業所番号による）", office.name),
        ("", None) => none(),
        (typed, _) => typed.to_owned(),
    };
    let phone = match &contact.phone {
        None => Entry::new("電話番号", none()),
        Some(phone) => {
            Entry::new("電話番号", phone.to_string()).href(format!("tel:{}", phone.as_str()))
        }
    };
    let mut entries = vec![
        Entry::new("状況", "").tag(tag(ticket.state)),
        Entry::new("担当", ticket.assignee.clone().unwrap_or_else(none)),
        Entry::new("受付日時", written_moment(ticket.asked_at)),
        Entry::new("種類", contact.category.name()),
        Entry::new("お名前", &*contact.name),
        Entry::new("事業所番号", office),
        Entry::new("事業所名", name),
        Entry::new("メールアドレス", contact.mail.to_string()).exact(),
        phone,
    ];
    if let (Some(wish), Some(call)) = (contact.call, Call::of(ticket, platform.clock.now())) {
        let told = match call.promised {
            Some(_) => format!("{}　次にかける時間：{}", wish.name(), call.words()),
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

/// A step of the history; of a reply, what has become of its mail.
fn history(step: &TicketStepRow, mail: Option<MailState>, can_mail: bool) -> Entry {
    let label = format!(
        "{}　{}　{}",
        written_moment(step.at),
        step.actor,
        step.step.name()
    );
    let entry = Entry::new(label, &*step.body);
    match mail {
        None => entry,
        Some(state) => entry.tag(of_mail(state, can_mail)),
    }
}

fn of_mail(state: MailState, can_mail: bool) -> Tag {
    match state {
        MailState::Sent(at) => {
            Tag::new(Tone::Success, format!("送信済み（{}）", written_moment(at)))
        }
        MailState::GivenUp => Tag::new(
            Tone::Error,
            "送信できませんでした。メールアドレスを確認し、電話などで連絡してください",
        ),
        MailState::Forgotten => Tag::new(Tone::Plain, "送信の記録は、保存期間を過ぎました"),
        MailState::Waiting | MailState::Delayed(_) if !can_mail => Tag::new(
            Tone::Error,
            "送信待ち（メールサーバーが設定されていないため、送信できません）",
        ),
        MailState::Waiting => Tag::new(Tone::Info, "送信待ち"),
        MailState::Delayed(tries) => Tag::new(
            Tone::Warning,
            format!("送信待ち（{tries}回送信できず、自動で再送します）"),
        ),
    }
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
