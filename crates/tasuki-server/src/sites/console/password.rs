//! The operator's own password.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_ui::FormState;

use crate::platform::Platform;
use crate::registry::OperatorError;
use crate::sites::enter::{Entrant, enter};
use crate::sites::own_password::guarded;
use crate::sites::password::{PasswordPage, SECRETS, Typed, refuse_chosen, refuse_current};
use crate::sites::{Posted, SiteError, Visit, page, page_with, shell};

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&page_of(&platform, &visit, &FormState::new()))
}

/// Changes the password; all sessions of the operator end, and a new one begins.
pub(super) async fn change(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let name = visit.visitor.operator()?.to_owned();
    let (typed, mut form) = posted.state(&SECRETS);
    let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
    let changed = guarded(&platform, &visit, async move {
        let passwords = &working.passwords;
        let typed = typed.into();
        registry
            .change_operator_password(passwords, &name, typed)
            .await
    });
    match changed.await? {
        Ok(row) => {
            let who = Entrant::Operator {
                row: Box::new(row),
                confirmed_at: None,
            };
            return enter(&platform, &visit, who).await;
        }
        Err(OperatorError::Wrong) => refuse_current(&mut form, "old"),
        Err(OperatorError::Password(faults)) => refuse_chosen(&mut form, &faults),
        Err(error) => return Err(error.into()),
    }
    let page = page_of(&platform, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn page_of(platform: &Platform, visit: &Visit, form: &FormState) -> PasswordPage {
    let temporary = "登録した担当者も知っているパスワードでログインしています。";
    let shell = shell(platform, visit, "/password");
    PasswordPage::new(shell, visit, form, temporary)
}
