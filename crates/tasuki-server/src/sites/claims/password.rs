//! The user's password.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_ui::FormState;

use crate::platform::Platform;
use crate::registry::PasswordError;
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

/// Changes the password; all sessions of the user end, and a new one begins.
pub(super) async fn change(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let user = visit.visitor.user()?;
    let (typed, mut form) = posted.state(&SECRETS);
    let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
    let changed = guarded(&platform, &visit, async move {
        let passwords = &working.passwords;
        registry
            .change_password(passwords, user, typed.into())
            .await
    });
    match changed.await? {
        Ok(row) => return enter(&platform, &visit, Entrant::User(Box::new(row))).await,
        Err(PasswordError::Wrong) => refuse_current(&mut form, "old"),
        Err(PasswordError::Faults(faults)) => refuse_chosen(&mut form, &faults),
        Err(error) => return Err(error.into()),
    }
    let page = page_of(&platform, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn page_of(platform: &Platform, visit: &Visit, form: &FormState) -> PasswordPage {
    let temporary = "お知らせに記載の仮パスワードでログインしています。";
    PasswordPage::new(shell(platform, visit, "/account"), visit, form, temporary)
}
