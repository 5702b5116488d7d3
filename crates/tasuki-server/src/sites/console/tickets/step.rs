//! What an operator does about a question.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{TicketNumber, TicketStep};
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, FormState, Tone};

use super::PATH;
use super::view::page_of;
use crate::platform::Platform;
use crate::registry::{HelpDesk, NewTicketStep, TicketError};
use crate::sites::{Posted, SiteError, Visit, page_with, see_other};

/// The most characters of a reply or a note.
const TEXT_MAX: usize = 4000;

/// What is done.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    step: String,
    #[serde(default)]
    reply: String,
    #[serde(default)]
    note: String,
    /// When the question had changed last, in microseconds, as the page showed it.
    #[serde(default)]
    seen: i64,
}

impl Typed {
    /// The text that belongs to a step, and the field in which it stands.
    fn text(&self, step: TicketStep) -> Option<(&'static str, String)> {
        let (field, text) = match step {
            TicketStep::Reply => ("reply", &self.reply),
            TicketStep::Note => ("note", &self.note),
            TicketStep::Take | TicketStep::Close | TicketStep::Reopen => return None,
        };
        Some((field, text.trim().replace("\r\n", "\n")))
    }
}

/// Does it.
pub(in crate::sites::console) async fn step(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let number: TicketNumber = number.parse().map_err(|_| SiteError::NotFound)?;
    let actor = visit.visitor.operator()?;
    let (typed, mut form) = posted.state(&[]);
    let step = TicketStep::read(&typed.step).ok_or(SiteError::UnreadableForm)?;
    let text = typed.text(step);
    if let Some((field, text)) = &text {
        refuse(&mut form, field, text);
    }
    if !form.is_good() {
        let page = page_of(&platform, &visit, number, &form, None).await?;
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let new = NewTicketStep {
        step,
        text: text.map_or_else(String::new, |(_, text)| text),
        seen: Timestamp::from_microsecond(typed.seen).unwrap_or(Timestamp::MIN),
    };
    let desk = HelpDesk::of(&platform.settings);
    let registry = platform.registry()?;
    match registry.step_ticket(number, new, actor, &desk).await {
        Ok(()) => Ok(see_other(&format!(
            "{PATH}/{number}?done=ticket-{}",
            step.as_str()
        ))),
        Err(TicketError::Unknown) => Err(SiteError::NotFound),
        Err(error @ (TicketError::Step(_) | TicketError::Changed)) => {
            let told = if matches!(error, TicketError::Changed) {
                "この画面を開いた後に、対応が記録されています。回答は送信していません。履歴を確認し、必要な場合はもう一度「回答を送信する」を押してください。"
            } else {
                "ほかの担当者が先に処理したため、この操作はできません。"
            };
            let banner = Some(Banner::new(Tone::Error, told));
            let page = page_of(&platform, &visit, number, &form, banner).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(SiteError::fault(&error)),
    }
}

fn refuse(form: &mut FormState, field: &str, text: &str) {
    if text.is_empty() {
        form.refuse(field, "未入力です。");
    } else if text.chars().count() > TEXT_MAX {
        form.refuse(field, format!("{TEXT_MAX}文字以内で入力してください。"));
    }
}
