//! Health and metrics, on a listener of their own.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use tasuki_pki::validity;
use tasuki_store::StoreError;

use crate::answer::chain;
use crate::figures;
use crate::platform::Platform;

/// `/healthz` the program runs, `/readyz` it can serve, `/metrics` for Prometheus.
pub(crate) fn router(platform: Arc<Platform>) -> Router {
    figures::begin();
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(platform)
}

async fn ready(State(platform): State<Arc<Platform>>) -> (StatusCode, &'static str) {
    match why_not(&platform).await {
        None => (StatusCode::OK, "ok\n"),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, why),
    }
}

/// Why the platform cannot serve, if it cannot.
async fn why_not(platform: &Platform) -> Option<&'static str> {
    if platform.is_leaving.load(Ordering::Acquire) || *platform.ending.borrow() {
        return Some("ending\n");
    }
    if platform.is_identity_over(platform.clock.now()) {
        return Some("the certificate that signs receipts has expired\n");
    }
    match platform.records.probe().await {
        Ok(()) => None,
        Err(error @ StoreError::SchemaVersion { .. }) => Some(if error.is_newer_schema() {
            "the database is of a later version (database.newer)\n"
        } else {
            "the database is of an earlier version (database.older)\n"
        }),
        Err(error) => {
            tracing::error!(error = chain(&error), "not ready");
            Some("the database does not answer\n")
        }
    }
}

async fn metrics(State(platform): State<Arc<Platform>>) -> String {
    figures::ready(why_not(&platform).await.is_none());
    let now = platform.clock.now();
    figures::certificate("receipt", platform.identity_until, now);
    figures::certificate("server", platform.own_tls.valid_until(), now);
    // The authority that issues comes first.
    let mut authorities = platform.anchors.between().chain(platform.anchors.roots());
    if let Some(Ok((_, until))) = authorities.next().map(validity) {
        figures::certificate("authority", until, now);
    }
    figures::text()
}
