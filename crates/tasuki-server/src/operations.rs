//! Health and metrics, on a listener of their own.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tasuki_store::StoreError;

use crate::answer::chain;
use crate::platform::Platform;

/// The one recorder of this process.
static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Upper bounds of the histogram of answers, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];

/// `/healthz` the program runs, `/readyz` it can serve, `/metrics` for Prometheus.
pub(crate) fn router(platform: Arc<Platform>) -> Router {
    METRICS.get_or_init(|| {
        let builder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .unwrap_or_default();
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // A second platform in one process, as in tests, shares the first one's recorder.
        drop(metrics::set_global_recorder(recorder));
        handle
    });
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(platform)
}

async fn ready(State(platform): State<Arc<Platform>>) -> (StatusCode, &'static str) {
    if platform.is_leaving.load(Ordering::Acquire) || *platform.ending.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "ending\n");
    }
    if platform.is_identity_over(platform.clock.now()) {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "the certificate that signs receipts has expired\n",
        );
    }
    match platform.records.probe().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(StoreError::SchemaVersion { .. }) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database is of another version (database.newer)\n",
        ),
        Err(error) => {
            tracing::error!(error = chain(&error), "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}

async fn metrics() -> String {
    METRICS
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}
