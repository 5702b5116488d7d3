//! The door: lets in the browser that was opened with a one-time address, and nobody else.
//!
//! The pages are served on 127.0.0.1, where every program and every user of the computer can
//! connect, and to which any web site can send a browser. So each request must name exactly our
//! host (a foreign name that was bound to 127.0.0.1 does not), carry the cookie that a one-time
//! token was exchanged for, come from our own pages if it changes anything, and (where the system
//! tells) belong to the user who runs the program.

mod alive;
mod answers;
mod headers;
mod keys;
mod open;
#[cfg(target_os = "linux")]
mod owner;

use std::sync::Arc;

use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::serve::IncomingStream;
use tokio::net::TcpListener;

use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::routes::Routes;
use crate::stage::Needs;
use crate::visit::{Nonce, Visit};
pub(crate) use answers::Answers;
pub(crate) use keys::Keys;

/// The header in which a second start shows that it can read the profile's folder.
pub(crate) const SHOW_HEADER: &str = "x-tasuki-show";

/// In which browsers say whose page asks.
const SITE: &str = "sec-fetch-site";

/// How one comes in, and what every page loads.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(Needs::Token, "/open", open::open)
        .post(Needs::Token, "/show", open::show)
        .get(Needs::Browser, "/alive", alive::alive)
        .get(Needs::Browser, "/assets/{name}", crate::assets::read)
}

/// Lets a request in, and protects its answer.
pub(crate) async fn enter(
    State(client): State<Arc<Client>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = Nonce(keys::chance(&*client.tools.entropy));
    let mut visit = Visit::of(&request, nonce.clone());
    let admitted = admit(&client, peer, &request);
    let has_cookie = is_known(&client, request.headers());
    let is_known = admitted.is_ok() || has_cookie;
    if admitted.is_ok() && is_shown(request.headers()) {
        visit.waiting = client.count_waiting().await;
    }
    request.extensions_mut().insert(visit.clone());
    let (method, uri, stage) = (
        request.method().clone(),
        request.uri().clone(),
        client.stage(),
    );
    // Whoever is refused is refused at once, and never sees what others were answered.
    let headers = request.headers();
    let is_ours = method == Method::GET || is_from_here(headers, client.port);
    let may_come_back = admitted.is_ok() && has_cookie && is_ours && is_shown(headers);
    if may_come_back && let Some(answer) = client.answers.find((&method, &uri), stage) {
        return answer;
    }
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        tracing::info!(code = error.code(), "refused");
        response = error.page(&client, &visit, is_known);
    }
    headers::protect(response.headers_mut(), &nonce);
    if Answers::is_forgotten((&method, &uri), response.status()) {
        return see_other("/");
    }
    // What ends has no address to come back to; nor has what was answered while somebody logged in or out:
    // whoever comes next must not see it, and whoever asked would not.
    if !may_come_back || client.is_closing() || client.stage() != stage {
        return response;
    }
    let key = keys::chance(&*client.tools.entropy);
    let asked = (&method, &uri);
    let mut response = client.answers.keep(asked, stage, key, response).await;
    headers::protect(response.headers_mut(), &nonce);
    response
}

/// Whether the answer is shown as a page; our scripts read theirs themselves.
fn is_shown(headers: &HeaderMap) -> bool {
    let mode = headers.get("sec-fetch-mode");
    mode.is_none_or(|mode| mode == "navigate")
}

fn admit(client: &Client, peer: Peer, request: &Request) -> Result<(), PageError> {
    let headers = request.headers();
    if !names_us(headers, client.port) {
        return Err(PageError::ForeignHost);
    }
    if !peer.is_own {
        return Err(PageError::NotInvited);
    }
    // These two prove themselves: by a one-time token, and by the secret of the lock.
    if matches!(
        (request.method().as_str(), request.uri().path()),
        ("GET", "/open") | ("POST", "/show")
    ) {
        return Ok(());
    }
    if !is_known(client, headers) {
        return Err(PageError::NotInvited);
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !is_from_here(headers, client.port) {
        return Err(PageError::ForeignForm);
    }
    Ok(())
}

/// Whether the browser has a cookie that was given here.
fn is_known(client: &Client, headers: &HeaderMap) -> bool {
    let cookie = cookie(headers, client.keys.cookie_name());
    cookie.is_some_and(|value| client.keys.knows(value))
}

/// Whether the request is for exactly this host. Pages of others that let their own name point to
/// 127.0.0.1 (DNS rebinding) name themselves.
fn names_us(headers: &HeaderMap, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    hosts.next().is_none() && host == Some(&*format!("127.0.0.1:{port}"))
}

/// Whether a form was sent from one of our pages. Browsers say so in two headers, which no page of
/// somebody else can set; neither may say anything else.
fn is_from_here(headers: &HeaderMap, port: u16) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let origin = text("origin").map(|from| from == format!("http://127.0.0.1:{port}"));
    let fetched = text(SITE).map(|from| from == "same-origin");
    match (origin, fetched) {
        (Some(origin), Some(fetched)) => origin && fetched,
        (Some(same), None) | (None, Some(same)) => same,
        (None, None) => false,
    }
}

/// Whether one of our pages, or somebody at the address bar, wishes a link to be followed that does
/// something: no page of somebody else.
pub(crate) fn is_wished(headers: &HeaderMap) -> bool {
    let from = headers.get(SITE);
    from.is_some_and(|from| from == "same-origin" || from == "none")
}

/// The other end of a connection.
///
/// Other users of this computer may see a one-time address among the arguments of the browser, and
/// a server of theirs, on another port of the same host, is sent our cookie: browsers do not tell
/// ports apart. So the kernel is asked whose connection it is. Only Linux tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    /// Whether it is the user who runs this program.
    is_own: bool,
}

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        let peer = *stream.remote_addr();
        #[cfg(target_os = "linux")]
        let is_own = stream
            .io()
            .local_addr()
            .is_ok_and(|own| owner::is_own(peer, own));
        #[cfg(not(target_os = "linux"))]
        let is_own = peer.ip().is_loopback();
        Self { is_own }
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::extract::connect_info::MockConnectInfo;
    use axum::http::{HeaderName, HeaderValue, StatusCode};
    use axum::middleware::from_fn_with_state;
    use axum::response::Html;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;
    use crate::offices::Opener;
    use crate::program::Plan;
    use crate::stage::Stage;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        headers
    }

    #[test]
    fn only_our_own_host_and_port_are_named() {
        let named = |host| names_us(&headers(&[("host", host)]), 4000);
        assert!(named("127.0.0.1:4000"));
        for foreign in [
            "localhost:4000",
            "127.0.0.1",
            "127.0.0.1:4001",
            "rebound.example.jp:4000",
            "[::1]:4000",
            "127.0.0.1:4000.example.jp",
        ] {
            assert!(!named(foreign), "{foreign}");
        }
        assert!(!names_us(&headers(&[]), 4000));
        let two = [("host", "127.0.0.1:4000"), ("host", "127.0.0.1:4000")];
        assert!(!names_us(&headers(&two), 4000));
    }

    #[test]
    fn only_forms_of_our_own_pages_come_from_here() {
        let from = |pairs: &[_]| is_from_here(&headers(pairs), 4000);
        let ours = ("origin", "http://127.0.0.1:4000");
        assert!(from(&[ours]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[ours, ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[]));
        assert!(!from(&[("origin", "null")]));
        // Another program of this computer, whose pages are of the same site.
        assert!(!from(&[("origin", "http://127.0.0.1:4001")]));
        assert!(!from(&[ours, ("sec-fetch-site", "same-site")]));
        assert!(!from(&[ours, ("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "none")]));
    }

    #[test]
    fn a_link_that_does_something_is_no_other_sites_wish() {
        let wished = |from| is_wished(&headers(&[("sec-fetch-site", from)]));
        assert!(wished("same-origin") && wished("none"));
        assert!(!wished("same-site") && !wished("cross-site"));
        assert!(!is_wished(&headers(&[])));
    }

    #[test]
    fn cookies_are_found_among_others() {
        let two = headers(&[("cookie", "a=1; tasuki-4000=ab=c; tasuki-400=b")]);
        assert_eq!(cookie(&two, "tasuki-4000"), Some("ab=c"));
        assert_eq!(cookie(&two, "tasuki-400"), Some("b"));
        assert_eq!(cookie(&two, "tasuki-40"), None);
    }

    #[tokio::test]
    async fn what_was_answered_while_somebody_logged_in_is_kept_for_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let (sender, _opened) = tokio::sync::mpsc::channel(1);
        let plan = Plan {
            profile: folder.path().to_owned(),
            port: None,
            platform: None,
            received: folder.path().join("received"),
            offices: None,
            log: None,
            tools: tasuki_desk::Tools::default(),
        };
        let client = Arc::new(Client::new(plan, 4000, Opener::new(sender)));
        let entropy = &*client.tools.entropy;
        let token = client.keys.new_token(entropy);
        let cookie = client.keys.exchange(&token, entropy).unwrap();
        let cookie = format!("{}={cookie}", client.keys.cookie_name());
        let profile = folder.path().join("profile.toml");
        let router = Router::new()
            .route("/stays", post(async || Html("誤り")))
            .route(
                "/goes-on",
                post(async move || {
                    fs_err::write(profile, "").unwrap();
                    Html("誤り")
                }),
            )
            .layer(from_fn_with_state(Arc::clone(&client), enter))
            .layer(MockConnectInfo(Peer { is_own: true }));
        let asked = async |path: &str| {
            let request = Request::post(path)
                .header("host", "127.0.0.1:4000")
                .header("origin", "http://127.0.0.1:4000")
                .header("cookie", &cookie)
                .body(Body::empty());
            let answered = router.clone().oneshot(request.unwrap()).await;
            answered.unwrap().status()
        };
        assert_eq!(asked("/stays").await, StatusCode::SEE_OTHER);
        assert_eq!(client.stage(), Stage::New);
        // It is answered as it is: under no address would this form be found again.
        assert_eq!(asked("/goes-on").await, StatusCode::OK);
        assert_eq!(client.stage(), Stage::Locked);
        assert_eq!(asked("/stays").await, StatusCode::SEE_OTHER);
    }
}
