//! The authority (認証局) of the platform, as the public sees it: revocation lists, answers to OCSP,
//! and the authorities' certificates. Plain HTTP, since all of it is public and signed.

mod authorities;
mod lists;
mod ocsp;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use crate::door::{Asking, Origin};
use crate::platform::Platform;
use authorities::Authorities;
use lists::Lists;

const CERTIFICATE: &str = "application/pkix-cert";
const CERTIFICATES: &str = "application/pem-certificate-chain";
const LIST: &str = "application/pkix-crl";

/// How long others may keep what seldom changes.
const DAY: &str = "public, max-age=86400";
/// How long others may keep what tells of revocations.
const HALF_MINUTE: &str = "public, max-age=30";
/// Serial numbers and nonces make answers to questions single ones.
const NOT_KEPT: &str = "no-store";

/// What the handlers share.
pub(crate) struct Publication {
    platform: Arc<Platform>,
    authorities: Authorities,
    lists: Lists,
}

/// Loads root and authorities, and routes to what is published of them.
pub(crate) fn router(platform: &Arc<Platform>) -> anyhow::Result<Router> {
    let authorities = Authorities::load(&platform.settings)?;
    let limits = &platform.settings.limits;
    let time = Duration::from_secs(limits.request_seconds);
    let publication = Arc::new(Publication {
        platform: Arc::clone(platform),
        authorities,
        lists: Lists::default(),
    });
    Ok(Router::new()
        .route("/root.cer", get(root_certificate))
        .route("/root.crl", get(root_list))
        .route("/authority.cer", get(current_certificate))
        .route("/authority.crl", get(current_list))
        .route("/authority.pem", get(trusted))
        .route("/authority/{file}", get(named))
        .route("/ocsp", post(ocsp::posted))
        .route("/ocsp/{*request}", get(ocsp::asked))
        .layer(DefaultBodyLimit::max(tasuki_pki::ocsp::LONGEST))
        .layer(from_fn_with_state((Arc::clone(platform), time), enter))
        .with_state(publication))
}

/// Counts and times each request, and writes out what became of it.
async fn enter(
    State((platform, time)): State<(Arc<Platform>, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let origin = request.extensions().get::<Origin>();
    let asking = Asking::Public(origin.map(|origin| origin.0));
    let response = if platform.is_outdated() {
        // Lists are saved in records that are none of this program's any more.
        let wait = [(header::RETRY_AFTER, HeaderValue::from_static("5"))];
        (StatusCode::SERVICE_UNAVAILABLE, wait).into_response()
    } else if platform.rates.admit(asking) {
        match tokio::time::timeout(time, next.run(request)).await {
            Ok(response) => response,
            Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
        }
    } else {
        let wait = [(header::RETRY_AFTER, HeaderValue::from_static("1"))];
        (StatusCode::TOO_MANY_REQUESTS, wait).into_response()
    };
    // What is asked about stands behind the first part.
    let part = path.split('/').nth(1).unwrap_or_default();
    let status = response.status().as_u16();
    tracing::debug!(method = method.as_str(), part, status, "published");
    response
}

async fn root_certificate(State(publication): State<Arc<Publication>>) -> Response {
    let root = publication.authorities.root().map(<[u8]>::to_vec);
    given(root, CERTIFICATE, DAY)
}

async fn root_list(State(publication): State<Arc<Publication>>) -> Response {
    // Read each time: it is renewed by hand while the platform runs.
    match fs_err::tokio::read(publication.authorities.root_list()).await {
        Ok(list) => given(Some(list), LIST, HALF_MINUTE),
        Err(error) => {
            tracing::error!(%error, "the root's list cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn current_certificate(State(publication): State<Arc<Publication>>) -> Response {
    let der = publication.authorities.current().certificate_der();
    given(Some(der.to_vec()), CERTIFICATE, HALF_MINUTE)
}

async fn current_list(State(publication): State<Arc<Publication>>) -> Response {
    let id = publication.authorities.current().id();
    list(&publication, &id).await
}

/// All that offices should know: the authorities, and the root last.
async fn trusted(State(publication): State<Arc<Publication>>) -> Response {
    let pem = publication.authorities.trusted_pem().as_bytes().to_vec();
    given(Some(pem), CERTIFICATES, HALF_MINUTE)
}

/// Certificate or list of one authority, be it the one that issues or a former one.
async fn named(State(publication): State<Arc<Publication>>, Path(file): Path<String>) -> Response {
    match file.rsplit_once('.') {
        Some((id, "cer")) => {
            let authority = publication.authorities.of(id);
            let der = authority.map(|authority| authority.certificate_der().to_vec());
            given(der, CERTIFICATE, DAY)
        }
        Some((id, "crl")) => list(&publication, id).await,
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn list(publication: &Publication, id: &str) -> Response {
    let Publication {
        platform,
        authorities,
        lists,
    } = publication;
    match lists.of(id, authorities, platform).await {
        Ok(list) => given(list.map(Bytes::into), LIST, HALF_MINUTE),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "no list can be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn given(body: Option<Vec<u8>>, kind: &'static str, keep: &'static str) -> Response {
    let Some(body) = body else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, body).into_response()
}
