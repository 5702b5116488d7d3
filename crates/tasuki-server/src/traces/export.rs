//! Sends traces to a collector: in batches, beside the work. Where the collector does not answer,
//! spans are lost and requests are not.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

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
        Ok(Self { http, runtime })
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
        let http = self.http.clone();
        let sent = self.runtime.spawn(async move {
            let answer = http.execute(request.try_into()?).await?;
            let status = answer.status();
            // What it says is of no use here.
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = status;
            Ok(response)
        });
        Box::pin(async move { sent.await? })
    }
}
