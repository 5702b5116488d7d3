//! What surrounds each request to a site: its id, its time, the headers of its answer, its trace.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::awaited::Awaited;
use super::network::{Network, client};
use super::{Nonce, Site, SiteError, chrome, session};
use crate::door::{Asking, Origin, record, request_id};
use crate::platform::Platform;
use crate::settings::Tiles;
use crate::traces;

/// What the layer keeps between requests.
#[derive(Clone)]
pub(super) struct Head {
    platform: Arc<Platform>,
    site: Site,
}

impl Head {
    pub(super) fn new(platform: &Arc<Platform>, site: Site) -> Self {
        Self {
            platform: Arc::clone(platform),
            site,
        }
    }

    /// Notes from where a request comes, and counts it.
    fn admit(&self, request: &mut Request) -> Result<(), SiteError> {
        if self.platform.is_outdated() {
            return Err(SiteError::Away);
        }
        let sites = self.platform.settings.sites.as_ref();
        let proxy = sites.and_then(|sites| sites.trusted_proxy.as_ref());
        let origin = request.extensions().get::<Origin>();
        let Origin(peer) = origin.ok_or(SiteError::Fault)?;
        let network = Network::of(client(*peer, request.headers(), proxy));
        request.extensions_mut().insert(network);
        // Counted apart from the exchange: who asks too much here is still served there.
        if self
            .platform
            .site_rates
            .admit(Asking::Public(Some(network.address())))
        {
            Ok(())
        } else {
            Err(SiteError::TooOften)
        }
    }

    /// From where else than from here pages may load pictures: the map's, on the support site.
    fn pictures(&self) -> &str {
        let tiles = self.platform.settings.directory.tiles.as_ref();
        let tiles = tiles.filter(|_| self.site == Site::Support);
        tiles.and_then(Tiles::origin).unwrap_or_default()
    }

    /// Whether programs ask for what is at a path, and read no page: of the support site, its
    /// public interface and the feed of builds.
    fn is_data(&self, path: &str) -> bool {
        self.site == Site::Support && (path.starts_with("/api/") || path == super::support::FEED)
    }

    async fn run(&self, request: Request, next: Next) -> Response {
        let time = Duration::from_secs(self.platform.settings.limits.request_seconds);
        let (awaited, request) = Awaited::of(request);
        let answered = tokio::time::timeout(time, next.run(request)).await;
        answered.unwrap_or_else(|_| {
            let error = if awaited.is_so() {
                SiteError::TooSlow
            } else {
                SiteError::Fault
            };
            error.into_response()
        })
    }
}

/// Lets a request in, and writes out what became of it.
pub(super) async fn enter(State(head): State<Head>, mut request: Request, next: Next) -> Response {
    let (id, started) = (request_id(), Instant::now());
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let is_data = head.is_data(request.uri().path());
    let nonce = Nonce(session::chance());
    request.extensions_mut().insert(nonce.clone());
    let span = tracing::error_span!("request", id, site = head.site.as_str());
    let peer = request.extensions().get::<Origin>();
    let (peer, headers) = (peer.map(|peer| peer.0), request.headers());
    let telemetry = head.platform.settings.telemetry.as_ref();
    let trace = traces::begin(telemetry, peer, headers, &method, &path, &id);
    let mut response = match head.admit(&mut request) {
        Ok(()) => {
            let run = head.run(request, next).instrument(trace.clone());
            run.instrument(span).await
        }
        Err(error) => error.into_response(),
    };
    let mut code = "";
    if let Some(error) = response.extensions_mut().remove::<SiteError>() {
        code = error.code();
        head.platform.refusals.count(code);
        response = if is_data {
            chrome::error_document(&head.platform, error)
        } else {
            chrome::error_page(&head.platform, head.site, error, &nonce, &id)
        };
        if let Some(seconds) = error.retry_after() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    protect(
        response.headers_mut(),
        &nonce,
        head.pictures(),
        head.platform.settings.has_tls_sites(),
    );
    let status = response.status().as_u16();
    record(&method, &path, status, started.elapsed());
    traces::end(&trace, status, code);
    tracing::info!(
        request = id,
        site = head.site.as_str(),
        method = method.as_str(),
        path,
        status,
        code,
        duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// Forbids a browser everything that our pages do not need.
fn protect(headers: &mut HeaderMap, nonce: &Nonce, pictures: &str, has_tls: bool) {
    let space = if pictures.is_empty() { "" } else { " " };
    let policy = format!(
        "default-src 'none'; style-src 'self' 'nonce-{0}'; script-src 'nonce-{0}'; \
         img-src 'self' data:{space}{pictures}; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        nonce.0
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if has_tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    // Assets say for how long they may be kept; pages may not be kept at all.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}
