//! Questions to the help desk (お問い合わせ): form, confirmation, and the number under which it is known.
//!
//! Nobody is known here, so that what holds off machines is: how often one network may send
//! ([`Secret::Contact`], and [`Visit::asks_hourly`]), a field that people do not see, and
//! [`super::stamp`]: the form is not sent at once, and only what was checked and shown once more is
//! taken.

mod attachment;
mod pages;
mod typed;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{Contact, TicketNumber};
use tasuki_store::RecordId;
use tasuki_ui::FormState;

use self::pages::{ConfirmPage, ContactPage, DonePage};
use self::typed::Typed;
use super::stamp::{Stamp, StampFault, Stamped};
use crate::platform::Platform;
use crate::registry::{HelpDesk, NewTicket, TicketError};
use crate::sites::{Posted, PostedFile, Secret, SiteError, Visit, page, page_with, see_other};

pub(super) use attachment::FORM_BYTES;

/// Said where the form cannot be taken as it came.
const TOO_FAST: &str = "送信までの時間が短すぎるため、確認できませんでした。もう一度「確認画面へ進む」を押してください。";
const TOO_OLD: &str = "画面を開いてから時間がたっています。内容をご確認のうえ、もう一度「確認画面へ進む」を押してください。";
const HIDDEN_FILLED: &str = "自動で入力された項目があるため、受け付けられませんでした。内容をご確認のうえ、もう一度「確認画面へ進む」を押してください。";

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&ContactPage::new(
        &platform,
        &visit,
        &FormState::new(),
        None,
        None,
    )?)
}

/// Takes what was typed: refuses it, or shows it once more before it is sent.
pub(super) async fn check(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Contact)?;
    let (typed, form) = posted.state(&["website", "stamp"]);
    let mut stamp = Some(typed.stamp.clone());
    let told = match Stamp::read(&platform, Stamped::Contact, &typed.stamp) {
        _ if !typed.website.is_empty() => Some(HIDDEN_FILLED),
        Ok(stamp) if stamp.is_too_new(platform.clock.now()) => Some(TOO_FAST),
        Ok(_) => None,
        Err(StampFault) => {
            stamp = None;
            Some(TOO_OLD)
        }
    };
    match (checked(&typed, form), told) {
        (Ok((contact, _)), None) => {
            let pairs = typed.pairs();
            page(&ConfirmPage::new(&platform, &visit, &contact, pairs, None)?)
        }
        (Ok((_, form)), told) => refused(&platform, &visit, &form, told, stamp),
        // It is sent once more in any case.
        (Err(form), _) => refused(&platform, &visit, &form, None, stamp),
    }
}

/// Sends the question with its file; or goes back to the form.
pub(super) async fn send(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: PostedFile,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Contact)?;
    let typed = Typed::of(&posted);
    let form = FormState::typed(typed.pairs(), &[]);
    if posted.field("action") == "back" {
        // It was filled in before.
        let stamp = Some(Stamp::make_filled(&platform, Stamped::Contact)?);
        return page(&ContactPage::new(&platform, &visit, &form, None, stamp)?);
    }
    let Ok(stamp) = Stamp::read(&platform, Stamped::Confirmed, &typed.stamp) else {
        return refused(&platform, &visit, &form, Some(TOO_OLD), None);
    };
    let contact = match checked(&typed, form) {
        Ok((contact, _)) => contact,
        Err(form) => return refused(&platform, &visit, &form, None, None),
    };
    let again = |told: &str| {
        let told = Some((told.to_owned(), typed.stamp.clone()));
        let again = ConfirmPage::new(&platform, &visit, &contact, typed.pairs(), told)?;
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    };
    let attachment = match attachment::read(&posted) {
        Ok(attachment) => attachment,
        Err(told) => return again(told),
    };
    visit.asks_hourly(&platform, Secret::Contact)?;
    let new = NewTicket {
        draft: stamp.draft,
        contact: contact.clone(),
        attachment,
    };
    let desk = HelpDesk::of(&platform.settings);
    match platform.registry()?.ask_help_desk(new, &desk).await {
        Ok(number) => {
            let sent = stamp.done(&platform)?;
            Ok(see_other(&format!(
                "/contact/done?number={number}&sent={sent}"
            )))
        }
        Err(TicketError::Full) => {
            again("ただいま添付ファイルを受け付けられません。添付せずに送信してください。")
        }
        Err(error) => Err(SiteError::fault(&error)),
    }
}

/// Which question was asked.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    number: String,
    /// The stamp of what was sent: whoever has it is told more than the number.
    #[serde(default)]
    sent: String,
}

/// Tells the number of a question that was asked, and who asked when the call is to come.
pub(super) async fn done(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let number: TicketNumber = done.number.parse().map_err(|_| SiteError::NotFound)?;
    let call = match Stamp::read(&platform, Stamped::Done, &done.sent) {
        Ok(stamp) => promised(&platform, number, stamp.draft).await?,
        Err(StampFault) => None,
    };
    page(&DonePage::new(&platform, &visit, number, call))
}

/// When the call is to come that was wished with a form, and within which hours it was wished.
async fn promised(
    platform: &Platform,
    number: TicketNumber,
    draft: RecordId,
) -> Result<Option<(String, &'static str)>, SiteError> {
    let ticket = platform
        .records
        .read("asked_ticket", move |records| records.ticket(number))
        .await?;
    let own = ticket.filter(|ticket| ticket.draft == draft);
    Ok(own.and_then(|ticket| {
        let (wish, from) = ticket.contact.call.zip(ticket.call_from)?;
        Some((wish.written(wish.next(from)), wish.name()))
    }))
}

/// The question, or the form with what is wrong.
fn checked(typed: &Typed, mut form: FormState) -> Result<(Contact, FormState), FormState> {
    match typed.form().check() {
        Ok(contact) => Ok((contact, form)),
        Err(faults) => {
            for fault in faults {
                form.refuse(fault.field.as_str(), fault.what());
            }
            Err(form)
        }
    }
}

fn refused(
    platform: &Platform,
    visit: &Visit,
    form: &FormState,
    told: Option<&'static str>,
    stamp: Option<String>,
) -> Result<Response, SiteError> {
    let page = ContactPage::new(platform, visit, form, told, stamp)?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
