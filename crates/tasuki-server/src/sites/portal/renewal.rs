//! The switch of the renewal (自動更新).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::AutoRenewal;
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::registry::LicenceError;
use crate::sites::{Posted, SiteError, Visit, page, see_other, shell};

/// Asks はい/いいえ, for browsers without scripts.
#[derive(Template)]
#[template(path = "portal/renewal_confirm.html")]
struct ConfirmPage {
    shell: Shell,
    csrf: String,
    is_on: bool,
}

/// What is sent.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    to: String,
    #[serde(default)]
    confirmed: String,
}

/// Switches it, after it was asked once more.
pub(super) async fn switch(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (to, done) = match &*posted.form.to {
        "on" => (AutoRenewal::On, "/licence?renewal=on"),
        "off" => (AutoRenewal::Off, "/licence?renewal=off"),
        _ => return Err(SiteError::UnreadableForm),
    };
    match &*posted.form.confirmed {
        "yes" => {}
        "no" => return Ok(see_other("/licence")),
        _ => {
            let mut shell = shell(&platform, &visit, "/licence");
            shell.crumbs = vec![
                Crumb::to("トップ", "/"),
                Crumb::to("ライセンス", "/licence"),
                Crumb::here("自動更新の変更"),
            ];
            return page(&ConfirmPage {
                shell,
                csrf: visit.csrf().to_owned(),
                is_on: to == AutoRenewal::On,
            });
        }
    }
    let user = visit.visitor.user()?;
    match platform.registry()?.switch_renewal(user, to).await {
        Ok(()) => Ok(see_other(done)),
        // The page says why.
        Err(LicenceError::Unknown | LicenceError::Refused(_)) => Ok(see_other("/licence")),
        Err(error) => Err(SiteError::fault(&error)),
    }
}
