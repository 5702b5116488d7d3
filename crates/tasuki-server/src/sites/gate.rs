//! The gate before each route: who visits, and whether the visitor may.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::may_enter;
use tasuki_store::SiteSessionRow;

use super::{Nonce, Role, Site, SiteError, Visit, Visitor, see_other, session};
use crate::password;
use crate::platform::Platform;

/// What a route's gate knows.
#[derive(Clone)]
pub(crate) struct Gate {
    platform: Arc<Platform>,
    site: Site,
    needs: Role,
}

impl Gate {
    pub(super) fn new(platform: &Arc<Platform>, site: Site, needs: Role) -> Self {
        Self {
            platform: Arc::clone(platform),
            site,
            needs,
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
    if *request.method() != Method::GET && !is_from_here(request.headers(), origin) {
        return Err(SiteError::ForeignForm);
    }
    let session = session::find(&gate.platform, gate.site, request.headers()).await?;
    let (session, visitor) = match session {
        Some(session) => match visitor(&gate, &session).await? {
            Visitor::Nobody => (None, Visitor::Nobody),
            visitor => (Some(session), visitor),
        },
        None => (None, Visitor::Nobody),
    };
    let role = visitor.role();
    if !may_enter(role, gate.needs) {
        return Ok(match role {
            Role::Nobody if *request.method() == Method::GET => see_other("/login"),
            // What was typed is lost; the page says why.
            Role::Nobody => see_other("/login?ended=1"),
            Role::NewOffice if gate.site == Site::Claims => see_other("/password"),
            _ => SiteError::NotAllowed.into_response(),
        });
    }
    let nonce = request.extensions().get::<Nonce>().cloned();
    let nonce = nonce.unwrap_or(Nonce(String::new()));
    request.extensions_mut().insert(Visit {
        site: gate.site,
        session,
        visitor,
        nonce,
    });
    Ok(next.run(request).await)
}

/// Whose session it is, as the records say now: who was suspended since has no session any more.
async fn visitor(gate: &Gate, session: &SiteSessionRow) -> Result<Visitor, SiteError> {
    let (subject, now) = (session.subject.clone(), gate.platform.clock.now());
    let visitor = match gate.site {
        Site::Console => {
            let operator = gate
                .platform
                .records
                .read("operator", move |records| records.operator(&subject))
                .await?;
            operator
                .filter(|operator| operator.is_active)
                .and_then(|operator| {
                    let role = Role::read(&operator.role)?;
                    Some(Visitor::Operator(Box::new(operator), role))
                })
        }
        Site::Claims | Site::Portal => {
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
            found.map(|(user, office)| Visitor::Office {
                is_new: password::state(&user, now).refusal().is_some(),
                user: Box::new(user),
                office: Box::new(office),
            })
        }
    };
    Ok(visitor.unwrap_or(Visitor::Nobody))
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
