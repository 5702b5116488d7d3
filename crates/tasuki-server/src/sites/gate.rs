//! The gate before each route: who visits, and whether the visitor may.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::{PasswordState, SessionEnding, may_enter};
use tasuki_store::SiteSessionRow;

use super::network::Network;
use super::session::Found;
use super::{Account, Nonce, Role, Site, SiteError, Visit, Visitor, confirm, see_other, session};
use crate::password;
use crate::platform::Platform;

/// What a route's gate knows.
#[derive(Clone)]
pub(crate) struct Gate {
    platform: Arc<Platform>,
    site: Site,
    needs: Role,
    asks_again: bool,
}

impl Gate {
    pub(super) fn new(platform: &Arc<Platform>, site: Site, needs: Role, asks_again: bool) -> Self {
        Self {
            platform: Arc::clone(platform),
            site,
            needs,
            asks_again,
        }
    }
}

/// Lets a request through to its route, or answers itself.
pub(super) async fn pass(
    State(gate): State<Gate>,
    mut request: Request,
    next: Next,
) -> Result<Response, SiteError> {
    let origin = gate.platform.settings.site_origin(gate.site);
    if !is_read(request.method()) && !is_from_here(request.headers(), origin) {
        return Err(SiteError::ForeignForm);
    }
    let found = session::find(&gate.platform, gate.site, request.headers()).await?;
    let (session, visitor, ending) = match found {
        Found::Live(account, session) => match visitor(&gate, account, &session).await? {
            Visitor::Nobody => (None, Visitor::Nobody, Some(SessionEnding::Gone)),
            visitor => (Some(session), visitor, None),
        },
        Found::Ended(ending) => (None, Visitor::Nobody, Some(ending)),
        Found::NoCookie => (None, Visitor::Nobody, None),
    };
    let role = visitor.role();
    if !may_enter(role, gate.needs) {
        return Ok(match role {
            Role::Nobody => to_log_in(gate.site, ending, request.method()),
            Role::NewOffice if gate.site == Site::Claims => see_other("/password"),
            // The password ran out meanwhile; the log-in says where another one is chosen.
            Role::NewOffice => to_log_in(gate.site, Some(SessionEnding::Gone), request.method()),
            Role::NewOperator => see_other("/password"),
            _ => SiteError::NotAllowed.into_response(),
        });
    }
    if gate.asks_again
        && let Some(session) = &session
        && !confirm::is_fresh(session, gate.platform.clock.now())
    {
        return Ok(confirm::ask_first(&request));
    }
    let nonce = request.extensions().get::<Nonce>().cloned();
    let nonce = nonce.unwrap_or(Nonce(String::new()));
    let network = request.extensions().get::<Network>().copied();
    request.extensions_mut().insert(Visit {
        site: gate.site,
        session,
        visitor,
        network: network.ok_or(SiteError::Fault)?,
        nonce,
    });
    Ok(next.run(request).await)
}

/// Leads to the log-in, which says why, and whether something that was typed is lost.
fn to_log_in(site: Site, ending: Option<SessionEnding>, method: &Method) -> Response {
    let ending = ending.map(SessionEnding::as_str);
    let mut response = match (ending, is_read(method)) {
        (None, true) => return see_other("/login"),
        (None, false) => return see_other("/login?lost=1"),
        (Some(ending), true) => see_other(&format!("/login?ended={ending}")),
        (Some(ending), false) => see_other(&format!("/login?ended={ending}&lost=1")),
    };
    // It is told once.
    let cookie = session::take_back(site);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// Whose session it is, as the records say now: an operator who was disabled since, or a temporary
/// password whose time is over, has no session any more. Sessions of offices that are suspended
/// were ended then; who of them logs in again may look.
async fn visitor(
    gate: &Gate,
    account: Account,
    session: &SiteSessionRow,
) -> Result<Visitor, SiteError> {
    let (subject, now) = (session.subject.clone(), gate.platform.clock.now());
    let visitor = match account {
        Account::Operator => {
            let operator = gate
                .platform
                .records
                .read("operator", move |records| records.operator(&subject))
                .await?;
            operator
                .filter(|operator| operator.is_active)
                .and_then(|operator| {
                    let role = match password::operator_state(&operator, now) {
                        PasswordState::Lapsed => return None,
                        PasswordState::Temporary { .. } => Role::NewOperator,
                        PasswordState::Good { .. } | PasswordState::Expired => {
                            Role::read(&operator.role)?
                        }
                    };
                    Some(Visitor::Operator(Box::new(operator), role))
                })
        }
        Account::Office => {
            let Ok(id) = subject.parse() else {
                return Ok(Visitor::Nobody);
            };
            let found = gate
                .platform
                .records
                .read("visitor", move |records| {
                    let Some(user) = records.user(id)? else {
                        return Ok(None);
                    };
                    let office = records.office(user.office)?;
                    Ok(office.map(|office| (user, office)))
                })
                .await?;
            found.and_then(|(user, office)| {
                let state = password::state(&user, now);
                (state != PasswordState::Lapsed).then(|| Visitor::Office {
                    is_new: state.refusal().is_some(),
                    user: Box::new(user),
                    office: Box::new(office),
                })
            })
        }
    };
    Ok(visitor.unwrap_or(Visitor::Nobody))
}

/// Whether a request only reads, as a page does, or its head alone.
pub(super) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a form was sent from a page of this site. Browsers say so in one of two headers, which
/// no page of another site can set.
fn is_from_here(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some(from) => from == "same-origin",
        None => text(header::ORIGIN).is_some_and(|from| from == origin),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_forms_of_this_site_come_from_here() {
        let told = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs
                .iter()
                .map(|(name, value)| {
                    let name = header::HeaderName::from_static(name);
                    (name, HeaderValue::from_static(value))
                })
                .collect();
            is_from_here(&headers, "https://portal.example.jp")
        };
        assert!(told(&[("sec-fetch-site", "same-origin")]));
        assert!(told(&[("origin", "https://portal.example.jp")]));
        assert!(!told(&[]));
        assert!(!told(&[("sec-fetch-site", "same-site")]));
        assert!(!told(&[("sec-fetch-site", "none")]));
        assert!(!told(&[("origin", "https://console.example.jp")]));
        assert!(!told(&[("origin", "null")]));
        // A browser that tells both lies in neither.
        assert!(!told(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://portal.example.jp")
        ]));
    }
}
