//! Sends traces to a collector: in batches, beside the work. Where the collector does not answer,
//! spans are lost and requests are not.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{
    ExporterBuildError, SpanExporter, WithExportConfig as _, WithHttpConfig as _,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracer, SdkTracerProvider,
};
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::runtime::Handle;

use crate::answer::chain;
use crate::settings::Telemetry;

/// The name of the service in all traces.
const SERVICE: &str = "tasuki-server";
/// How long a batch may take on its way.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the last batch may take when the program ends.
const LAST: Duration = Duration::from_secs(2);
/// How many spans wait at most; more are dropped.
const WAITING: usize = 8192;
/// How many spans go at once.
const BATCH: usize = 1024;
/// How long spans wait for others.
const GATHER: Duration = Duration::from_secs(2);

/// Why traces cannot be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TelemetryError {
    /// TLS cannot be set up.
    #[error("telemetry.traces: no TLS")]
    Tls(#[from] rustls::Error),
    /// The client cannot be made.
    #[error("telemetry.traces: no client")]
    Client(#[from] reqwest::Error),
    /// The exporter cannot be made.
    #[error("telemetry.traces: no exporter")]
    Exporter(#[from] ExporterBuildError),
}

/// Sends what is traced until it is dropped or ended.
#[derive(Debug)]
pub(crate) struct Exporter(SdkTracerProvider);

impl Exporter {
    /// Begins; the runtime of the caller carries the batches.
    pub(crate) fn start(telemetry: &Telemetry) -> Result<Self, TelemetryError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client::new()?)
            .with_endpoint(telemetry.traces_url())
            .with_timeout(PATIENCE)
            .build()?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(WAITING)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(GATHER)
            .build();
        let processor = BatchSpanProcessor::builder(exporter)
            .with_batch_config(batches)
            .build();
        let resource = Resource::builder_empty()
            .with_attributes([
                KeyValue::new("service.name", SERVICE),
                KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
                KeyValue::new("process.pid", i64::from(std::process::id())),
            ])
            .build();
        let sampler = Sampler::TraceIdRatioBased(1.0 / f64::from(telemetry.one_in.get()));
        Ok(Self(
            SdkTracerProvider::builder()
                .with_span_processor(processor)
                // A trace that is followed is recorded whole, or not at all.
                .with_sampler(Sampler::ParentBased(Box::new(sampler)))
                .with_resource(resource)
                .build(),
        ))
    }

    /// What records spans.
    pub(crate) fn tracer(&self) -> SdkTracer {
        self.0.tracer(SERVICE)
    }

    /// Sends what still waits, for a short time. The exporter's thread waits for the runtime, so this
    /// waits on a thread of its own.
    pub(crate) async fn end(self) {
        let ended = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(LAST)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}

/// Our own client of HTTP, on the program's runtime, which the exporter's thread is not in.
#[derive(Debug)]
struct Client {
    http: reqwest::Client,
    runtime: Handle,
    /// Whether the last batch did not arrive, so that this is told once.
    is_failing: Arc<AtomicBool>,
}

impl Client {
    fn new() -> Result<Self, TelemetryError> {
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        let runtime = Handle::current();
        Ok(Self {
            http,
            runtime,
            is_failing: Arc::default(),
        })
    }
}

/// Sends a batch; what the collector says about it is of no use here.
async fn send(http: &reqwest::Client, batch: Request<Bytes>) -> Result<StatusCode, reqwest::Error> {
    let answer = http.execute(batch.try_into()?).await?;
    Ok(answer.status())
}

/// Tells the log when batches begin to be lost, and when they arrive again.
fn note(is_failing: &AtomicBool, sent: &Result<StatusCode, reqwest::Error>) {
    let fails = !sent.as_ref().is_ok_and(StatusCode::is_success);
    if is_failing.swap(fails, Ordering::Relaxed) == fails {
        return;
    }
    match sent {
        Ok(_) if !fails => tracing::info!("traces are taken again"),
        Ok(status) => tracing::warn!(
            status = status.as_u16(),
            "traces are not taken and are lost"
        ),
        Err(error) => tracing::warn!(error = chain(error), "traces are not taken and are lost"),
    }
}

impl HttpClient for Client {
    fn send_bytes<'c, 'f>(
        &'c self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        'c: 'f,
        Self: 'f,
    {
        let (http, is_failing) = (self.http.clone(), Arc::clone(&self.is_failing));
        let sent = self.runtime.spawn(async move {
            let sent = send(&http, request).await;
            note(&is_failing, &sent);
            sent
        });
        Box::pin(async move {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = sent.await??;
            Ok(response)
        })
    }
}
