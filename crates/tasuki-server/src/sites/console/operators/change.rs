//! What is changed about an operator.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::{Banner, Tone};

use super::add::PASSWORD;
use super::{SecretPage, of};
use crate::platform::Platform;
use crate::registry::{KnownTo, OperatorError};
use crate::sites::log_in::Nothing;
use crate::sites::visit::operator_name;
use crate::sites::{Posted, Role, SiteError, Visit, page, page_with, see_other};

/// Which role.
#[derive(Deserialize)]
pub(in crate::sites::console) struct NewRole {
    #[serde(default)]
    role: String,
}

/// Gives another role.
pub(in crate::sites::console) async fn change_role(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
    posted: Posted<NewRole>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let role = Role::read(&posted.form.role).unwrap_or(Role::Nobody);
    let registry = platform.registry()?;
    let changed = registry.set_operator_role(&name, role, actor).await;
    told(&platform, &visit, &name, changed, "role").await
}

/// Whether the account may be used.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Active {
    #[serde(default)]
    active: String,
}

/// Closes or opens the account.
pub(in crate::sites::console) async fn change_active(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
    posted: Posted<Active>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let is_active = posted.form.active == "yes";
    let registry = platform.registry()?;
    let changed = registry.set_operator_active(&name, is_active, actor).await;
    platform.brake.forget(&operator_name(&name));
    let done = if is_active { "enabled" } else { "disabled" };
    told(&platform, &visit, &name, changed, done).await
}

/// Gives a new key of one-time passwords, shown this one time.
pub(in crate::sites::console) async fn new_key(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    match platform.registry()?.renew_operator_key(&name, actor).await {
        Ok(key) => page(&SecretPage::new(&platform, &visit, &name).key(&key)),
        Err(error) => told(&platform, &visit, &name, Err(error), "").await,
    }
}

/// Gives a new password, shown this one time.
pub(in crate::sites::console) async fn new_password(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    let password = tasuki_exchange::new_password(PASSWORD, &*registry.entropy);
    let secret = password.clone().into();
    let set = registry.set_operator_password(&name, &secret, KnownTo::Others, actor);
    match set.await {
        Ok(()) => {
            platform.brake.forget(&operator_name(&name));
            let mut shown = SecretPage::new(&platform, &visit, &name);
            shown.password = Some(password);
            page(&shown)
        }
        Err(error) => told(&platform, &visit, &name, Err(error), "").await,
    }
}

async fn told(
    platform: &Platform,
    visit: &Visit,
    name: &str,
    changed: Result<(), OperatorError>,
    done: &str,
) -> Result<Response, SiteError> {
    let why = match changed {
        Ok(()) => return Ok(see_other(&format!("/operators/{name}?done={done}"))),
        Err(OperatorError::Unknown(_)) => return Err(SiteError::NotFound),
        Err(OperatorError::LastAdmin(_)) => {
            "最後の運用管理者のため、変更できません。先に別の運用管理者を登録してください。"
        }
        Err(OperatorError::Role) => "権限を選択してください。",
        Err(error) => return Err(SiteError::fault(&error)),
    };
    let banner = Banner::new(Tone::Error, why);
    let page = of(platform, visit, name, Some(banner)).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
