//! Coming in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use super::SHOW_HEADER;
use crate::address::Query;
use crate::answer::{PageError, see_other};
use crate::client::Client;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    token: String,
    /// Where to go then, if not to the first page.
    #[serde(default)]
    at: String,
}

/// Exchanges a one-time token for the cookie.
pub(super) async fn open(
    State(client): State<Arc<Client>>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let cookie = client.keys.exchange(&asked.token, &*client.tools.entropy);
    let cookie = cookie.ok_or(PageError::NotInvited)?;
    let name = client.keys.cookie_name();
    let cookie = format!("{name}={cookie}; Path=/; HttpOnly; SameSite=Strict");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| PageError::Fault)?;
    let mut response = see_other(match &*asked.at {
        "login" => "/login",
        _ => "/",
    });
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Gives a second start the address that shows this client.
pub(super) async fn show(
    State(client): State<Arc<Client>>,
    headers: HeaderMap,
) -> Result<String, PageError> {
    let secret = headers.get(SHOW_HEADER).and_then(|told| told.to_str().ok());
    if secret.is_some_and(|secret| client.keys.may_show(secret)) {
        Ok(client.one_time_address())
    } else {
        Err(PageError::NotInvited)
    }
}
