//! 申請情報入力: the form of the application, and what is asked before it is sent.

mod page;
mod typed;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_exchange::PaymentMethod;
use tasuki_ui::FormState;

use self::page::{Asked, ConfirmPage, FormPage, TermsPage};
use self::typed::{Answer, Typed, carried};
use super::document::load;
use crate::platform::Platform;
use crate::registry::{ApplyError, NewApplication, OfferedYear};
use crate::sites::{Posted, SiteError, Visit, page as answer, page_with, see_other};

/// Said above the form where other versions are in force than were shown.
const CHANGED: &str = "ご入力中に利用規約または個人情報取り扱いが改定されました。改定後の内容をご確認のうえ、もう一度同意してください。";

/// Shows the form, with what the office sent last.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let year = offered(&platform, &visit).await?;
    if year.state.may_apply().is_err() {
        return Ok(see_other("/application"));
    }
    let office = visit.visitor.office()?.number;
    let last = platform.registry()?.last_application(office).await?;
    let asked = Asked::new(&platform, &visit, load(&platform).await?, year)?;
    answer(&FormPage::new(&asked, &FormState::new(), last.as_ref()))
}

/// Takes what was typed: refuses it, asks once more, or sends the application.
pub(super) async fn send(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let user = visit.visitor.user()?;
    // Whether it may apply is asked when it does: the same form, sent twice, is accepted once.
    let year = offered(&platform, &visit).await?;
    let asked = Asked::new(&platform, &visit, load(&platform).await?, year)?;
    let pairs = posted.pairs.clone();
    let (typed, form) = posted.state(&[]);
    if typed.answer() == Answer::No {
        return answer(&FormPage::new(&asked, &form, None));
    }
    let refuse = |form: &FormState, changed: Option<&str>| {
        let mut page = FormPage::new(&asked, form, None);
        page.changed = changed.map(str::to_owned);
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let (application, method) = match judged(&asked, &typed) {
        Ok(judged) => judged,
        Err(faults) => {
            let mut form = FormState::typed(typed.without_unread_consent(pairs), &[]);
            for (field, sentence) in faults {
                form.refuse(field, sentence);
            }
            return refuse(&form, None);
        }
    };
    if typed.agreed() != asked.both.versions() {
        let form = FormState::typed(typed::without_consent(pairs), &[]);
        return refuse(&form, Some(CHANGED));
    }
    if !typed.has_read() {
        return answer(&TermsPage::new(&asked, carried(pairs)));
    }
    if typed.answer() != Answer::Yes {
        return answer(&ConfirmPage::new(
            &asked,
            &application,
            method,
            carried(pairs),
        ));
    }
    let new = NewApplication {
        application,
        method,
        agreed: typed.agreed(),
    };
    match platform.registry()?.apply(user, new).await {
        Ok(_) => Ok(see_other("/application/completion")),
        // The page says why.
        Err(ApplyError::Refused(_)) => Ok(see_other("/application")),
        Err(ApplyError::TermsChanged) => {
            let form = FormState::typed(typed::without_consent(pairs), &[]);
            refuse(&form, Some(CHANGED))
        }
        Err(ApplyError::NotActive) => Err(SiteError::OfficeNotActive),
        Err(error) => Err(SiteError::fault(&error)),
    }
}

/// The year that is applied for.
async fn offered(platform: &Platform, visit: &Visit) -> Result<OfferedYear, SiteError> {
    let office = visit.visitor.office()?.number;
    let year = platform.registry()?.offered_year(office).await?;
    year.ok_or_else(|| SiteError::fault(&ApplyError::Exhausted))
}

/// What was typed as types, or each field with its sentence.
fn judged(
    asked: &Asked<'_>,
    typed: &Typed,
) -> Result<(tasuki_exchange::Application, PaymentMethod), Vec<(&'static str, &'static str)>> {
    let offered = asked.methods();
    let method = PaymentMethod::read(&typed.method).filter(|method| offered.contains(method));
    match (typed.form().check(), method) {
        (Ok(application), Some(method)) => Ok((application, method)),
        (checked, method) => {
            let faults = checked.err().unwrap_or_default();
            let mut told: Vec<_> = faults
                .into_iter()
                .map(|fault| (fault.field.as_str(), fault.kind.what()))
                .collect();
            if method.is_none() {
                told.push(("method", "お支払い方法を選んでください。"));
            }
            Err(told)
        }
    }
}
