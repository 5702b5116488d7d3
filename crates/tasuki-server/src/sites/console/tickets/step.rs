//! What an operator does about a question.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{TicketNumber, TicketStep};
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, Crumb, Entry, FormState, Shell, Tone};

use super::PATH;
use super::view::page_of;
use crate::platform::Platform;
use crate::registry::{HelpDesk, NewTicketStep, ReplyCall, TicketError};
use crate::sites::{Posted, SiteError, Visit, page, page_with, see_other, shell};

/// The most characters of a reply or a note.
const TEXT_MAX: usize = 4000;
/// What the buttons of the form of calls and assignees send, each of which is one of two steps.
const CALL: &str = "call";
const ASSIGN: &str = "assign";

/// What is done.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    step: String,
    #[serde(default)]
    reply: String,
    #[serde(default)]
    note: String,
    /// つながった, 不在 or もう不要.
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    call_note: String,
    /// Ticked where a reply ends the call that was promised.
    #[serde(default)]
    calls_off: String,
    /// An operator; empty for nobody.
    #[serde(default)]
    assignee: String,
    /// When the question had changed last, in microseconds, as the page showed it.
    #[serde(default)]
    seen: i64,
    /// Whether the mail was looked at: `send`, or `back` to the form.
    #[serde(default)]
    confirmed: String,
}

impl Typed {
    /// The step. None where nothing was chosen, or what no page sends.
    fn step(&self) -> Option<TicketStep> {
        match &*self.step {
            CALL => {
                TicketStep::read(&self.outcome).filter(|step| super::view::OUTCOMES.contains(step))
            }
            ASSIGN if self.assignee.is_empty() => Some(TicketStep::Release),
            other => TicketStep::read(other),
        }
    }

    fn calls_off(&self) -> bool {
        !self.calls_off.is_empty()
    }

    /// The text that belongs to a step, and the field in which it stands.
    fn text(&self, step: TicketStep) -> Option<(&'static str, String)> {
        let (field, text) = match step {
            TicketStep::Reply => ("reply", &self.reply),
            TicketStep::Note => ("note", &self.note),
            TicketStep::Called | TicketStep::Missed | TicketStep::CallOff => {
                ("call_note", &self.call_note)
            }
            TicketStep::Assign => ("assignee", &self.assignee),
            TicketStep::Take | TicketStep::Release | TicketStep::Close | TicketStep::Reopen => {
                return None;
            }
        };
        Some((field, text.trim().replace("\r\n", "\n")))
    }
}

/// Does it; a reply is shown as the mail will read before it goes out.
pub(in crate::sites::console) async fn step(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let number: TicketNumber = number.parse().map_err(|_| SiteError::NotFound)?;
    let actor = visit.visitor.operator()?;
    let (typed, mut form) = posted.state(&[]);
    let again = async |form: &FormState, status, banner| {
        let page = page_of(&platform, &visit, number, form, banner).await?;
        page_with(status, &page)
    };
    let Some(step) = typed.step() else {
        if typed.step != CALL {
            return Err(SiteError::UnreadableForm);
        }
        form.refuse("outcome", "選択してください。");
        return again(&form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let text = typed.text(step);
    if let Some((field, text)) = &text {
        refuse(&mut form, step, field, text);
    }
    if !form.is_good() {
        return again(&form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    }
    let desk = HelpDesk::of(&platform.settings);
    let text = text.map_or_else(String::new, |(_, text)| text);
    match (step, &*typed.confirmed) {
        (TicketStep::Reply, "back") => return again(&form, StatusCode::OK, None).await,
        (TicketStep::Reply, "send") => {}
        (TicketStep::Reply, _) => {
            let preview = ReplyPage::of(&platform, &visit, number, (&typed, &text), &desk).await?;
            return page(&preview);
        }
        _ => {}
    }
    let new = NewTicketStep {
        step,
        text,
        seen: Timestamp::from_microsecond(typed.seen).unwrap_or(Timestamp::MIN),
        calls_off: typed.calls_off(),
    };
    let registry = platform.registry()?;
    let told = match registry.step_ticket(number, new, actor, &desk).await {
        Ok(()) => {
            let there = format!("{PATH}/{number}?done=ticket-{}", step.as_str());
            return Ok(see_other(&there));
        }
        Err(TicketError::Unknown) => return Err(SiteError::NotFound),
        Err(TicketError::UnknownOperator | TicketError::NoNumber) => {
            return Err(SiteError::UnreadableForm);
        }
        Err(TicketError::Changed) => {
            "この画面を開いた後に、対応が記録されています。今回の操作は記録しておらず、回答も送信していません。履歴を確認し、必要な場合はもう一度操作してください。"
        }
        Err(TicketError::Step(_)) => "ほかの担当者が先に処理したため、この操作はできません。",
        Err(error) => return Err(SiteError::fault(&error)),
    };
    let banner = Some(Banner::new(Tone::Error, told));
    again(&form, StatusCode::CONFLICT, banner).await
}

fn refuse(form: &mut FormState, step: TicketStep, field: &str, text: &str) {
    // Where nobody was talked with, there may be nothing to say.
    let is_needed = !matches!(step, TicketStep::Missed | TicketStep::CallOff);
    if text.is_empty() && is_needed {
        form.refuse(field, "未入力です。");
    } else if text.chars().count() > TEXT_MAX {
        form.refuse(field, format!("{TEXT_MAX}文字以内で入力してください。"));
    }
}

/// A reply as the mail will read, before it goes out.
#[derive(Template)]
#[template(path = "console/ticket_reply.html")]
struct ReplyPage {
    shell: Shell,
    csrf: String,
    number: String,
    entries: Vec<Entry>,
    /// What was typed, and when the question had changed last.
    reply: String,
    calls_off: bool,
    seen: i64,
}

impl ReplyPage {
    async fn of(
        platform: &Platform,
        visit: &Visit,
        number: TicketNumber,
        (typed, text): (&Typed, &str),
        desk: &HelpDesk,
    ) -> Result<Self, SiteError> {
        let found = platform
            .records
            .read("console_ticket", move |records| records.ticket(number))
            .await?;
        let ticket = found.ok_or(SiteError::NotFound)?;
        let call = ReplyCall::of(&ticket, typed.calls_off(), platform.clock.now());
        let letter = desk.reply(number, text, call.as_ref());
        let told = call.map(|call| match call {
            ReplyCall::Stays(when) => {
                format!("約束は残ります。{when}にお電話してください。")
            }
            ReplyCall::Off => "電話はもう不要として、約束を取り消します。".to_owned(),
        });
        let mut entries = vec![
            Entry::new("宛先", ticket.contact.mail.to_string()),
            Entry::new("件名", letter.subject),
            Entry::new("本文", letter.body.trim_end()),
        ];
        entries.extend(told.map(|told| Entry::new("電話での折り返し", told)));
        let mut shell = shell(platform, visit, PATH);
        shell.crumbs = vec![
            Crumb::to("お問い合わせ", PATH),
            Crumb::to(number.to_string(), format!("{PATH}/{number}")),
            Crumb::here("回答の確認"),
        ];
        Ok(Self {
            shell,
            csrf: visit.csrf().to_owned(),
            number: number.to_string(),
            entries,
            reply: text.to_owned(),
            calls_off: typed.calls_off(),
            seen: typed.seen,
        })
    }
}
