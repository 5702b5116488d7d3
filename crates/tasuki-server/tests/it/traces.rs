//! Traces, as a collector gets them.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use prost::Message as _;
use reqwest::Method;
use tasuki_server::settings::Telemetry;
use tasuki_testing::{ServerProcess, note};
use tasuki_wire::ENVELOPE_MEDIA_TYPE;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::town::Three;

/// How long traces may be on their way.
const PATIENCE: Duration = Duration::from_secs(30);
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";
const SEND: &str = "PUT /v1/messages/{id}";

/// A collector that takes traces as protobuf over HTTP; its address and all spans.
async fn collector() -> (String, mpsc::UnboundedReceiver<Span>) {
    let (told, spans) = mpsc::unbounded_channel();
    let take = async move |headers: HeaderMap, body: Bytes| {
        assert_eq!(headers["content-type"], "application/x-protobuf");
        let batch = ExportTraceServiceRequest::decode(body).unwrap();
        for resource in batch.resource_spans {
            for scope in resource.scope_spans {
                for span in scope.spans {
                    told.send(span).unwrap();
                }
            }
        }
        StatusCode::OK
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = Router::new().route("/v1/traces", post(take));
    tokio::spawn(async move { axum::serve(listener, service).await });
    (format!("http://{address}"), spans)
}

fn telemetry(traces: &str, follow: &[&str]) -> Telemetry {
    Telemetry {
        traces: traces.to_owned(),
        one_in: std::num::NonZeroU32::MIN,
        follow: follow.iter().map(|one| one.parse().unwrap()).collect(),
    }
}

async fn start(three: &mut Three, telemetry: Telemetry) -> ServerProcess {
    three.town.settings().telemetry = Some(telemetry);
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    three.town.start_process(binary, "info").await.unwrap()
}

/// Sends a message in a trace of the client's; gives the request's id.
async fn send(three: &Three, seed: u64) -> String {
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(seed, &three.manager, &three.helper, 1_000).unwrap();
    let request = manager
        .request(
            Method::PUT,
            &format!("/v1/messages/{}", message.manifest.id),
        )
        .header("content-type", ENVELOPE_MEDIA_TYPE)
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
        .body(message.envelope);
    let answer = manager.answer(request).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.headers["x-request-id"].to_str().unwrap().to_owned()
}

/// All spans until one of this name, and that one.
async fn until(spans: &mut mpsc::UnboundedReceiver<Span>, name: &str) -> (Vec<Span>, Span) {
    let found = async {
        let mut before = Vec::new();
        loop {
            match spans.recv().await.unwrap() {
                span if span.name == name => return (before, span),
                span => before.push(span),
            }
        }
    };
    tokio::time::timeout(PATIENCE, found).await.unwrap()
}

/// What a span says under a key.
fn said(span: &Span, key: &str) -> Option<String> {
    let one = span.attributes.iter().find(|one| one.key == key)?;
    Some(match one.value.clone()?.value? {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_sees_what_a_send_is_made_of_and_nothing_of_whom() {
    let (address, mut spans) = collector().await;
    let mut three = Three::found(|_| ()).await;
    let process = start(&mut three, telemetry(&address, &["127.0.0.1"])).await;
    let id = send(&three, 1).await;
    let (before, whole) = until(&mut spans, SEND).await;
    assert_eq!(hex::encode(&whole.trace_id), TRACE);
    assert_eq!(hex::encode(&whole.parent_span_id), PARENT);
    assert_eq!(whole.kind, SpanKind::Server as i32);
    assert_eq!(said(&whole, "tasuki.request").as_deref(), Some(&*id));
    assert_eq!(
        said(&whole, "http.response.status_code").as_deref(),
        Some("201")
    );
    let parts: Vec<_> = before
        .iter()
        .filter(|span| span.trace_id == whole.trace_id)
        .collect();
    let names: BTreeSet<_> = parts.iter().map(|span| &*span.name).collect();
    assert_eq!(names, BTreeSet::from(["contents", "records", "sign"]));
    for part in &parts {
        assert_eq!(part.parent_span_id, whole.span_id, "{}", part.name);
        assert!(part.start_time_unix_nano >= whole.start_time_unix_nano);
    }
    let operations: Vec<_> = parts
        .iter()
        .filter_map(|span| said(span, "operation"))
        .collect();
    assert!(
        operations.contains(&"insert_message".to_owned()),
        "{operations:?}"
    );
    // Whom it concerns, no span tells.
    for span in before.iter().chain([&whole]) {
        let text = format!("{span:?}");
        for office in [&three.manager, &three.helper] {
            assert!(!text.contains(office.number.as_str()), "{text}");
            assert!(!text.contains(&office.user.to_string()), "{text}");
        }
    }
    process.terminate().unwrap();
    let (status, log) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    assert!(!log.contains("tasuki::traces"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_writes_into_no_trace_and_the_last_spans_are_sent_at_the_end() {
    let (address, mut spans) = collector().await;
    let mut three = Three::found(|_| ()).await;
    let process = start(&mut three, telemetry(&address, &["192.0.2.1"])).await;
    send(&three, 1).await;
    process.terminate().unwrap();
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    let (_, whole) = until(&mut spans, SEND).await;
    assert_ne!(hex::encode(&whole.trace_id), TRACE);
    assert!(whole.parent_span_id.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_not_there_hinders_nobody() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    let mut three = Three::found(|_| ()).await;
    // It accepts connections and never answers.
    let process = start(&mut three, telemetry(&address, &[])).await;
    send(&three, 1).await;
    process.terminate().unwrap();
    let told = Instant::now();
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
    assert!(
        told.elapsed() < Duration::from_secs(10),
        "{:?}",
        told.elapsed()
    );
}
