//! What operators see: health, metrics and the log.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use reqwest::Method;
use secrecy::ExposeSecret as _;
use tasuki_testing::{Caller, TownOffice, sealed};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::problems::refused;
use crate::town::Three;

/// A plain client without a certificate.
fn plain(three: &Three, address: &str) -> Caller {
    let authority = three.town.authority().unwrap();
    Caller::new(address, &authority.bundle_pem(), None).unwrap()
}

/// The log of this process, as the program writes it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(EnvFilter::new(
            "info,tasuki_server=trace,tasuki_store=trace",
        ))
        .with_writer(log.clone())
        .init();
    log
});

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_metrics_are_on_the_operations_listener_only() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let operations = plain(&three, &three.town.operations());
    let exchange = plain(&three, &three.town.exchange());
    for path in ["/healthz", "/readyz", "/metrics"] {
        let answer = operations.get(path).await.unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        for caller in [&exchange, &manager] {
            let answer = caller.get(path).await.unwrap();
            assert_eq!(refused(&answer), "request.not-found", "{path}");
        }
    }
    for path in ["/v1/limits", "/v1/openapi.json", "/"] {
        let answer = operations.get(path).await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_listeners_end_with_the_platform() {
    let mut three = Three::start().await;
    let operations = plain(&three, &three.town.operations());
    let manager = three.manager.session(&three.town).await.unwrap();
    assert_eq!(operations.get("/readyz").await.unwrap().status, 200);
    three.town.stop().await.unwrap();
    assert!(operations.get("/healthz").await.is_err());
    assert!(manager.get("/v1/limits").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_answers_by_operation_and_name_nobody() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    let sent = manager.put_message(id, message.envelope).await.unwrap();
    assert_eq!(sent.status, 201, "{}", sent.text());
    let operations = plain(&three, &three.town.operations());
    let metrics = operations.get("/metrics").await.unwrap().text();
    let counted = r#"tasuki_requests_total{method="PUT",path="/v1/messages/{id}",status="201"} "#;
    assert!(metrics.contains(counted), "{metrics}");
    assert!(metrics.contains("tasuki_request_seconds_bucket"));
    for personal in [id.to_string().as_str(), three.manager.number.as_str()] {
        assert!(!metrics.contains(personal), "{personal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_heard_of_makes_no_new_metrics() {
    let three = Three::start().await;
    let exchange = plain(&three, &three.town.exchange());
    let operations = plain(&three, &three.town.operations());
    for number in 0..5 {
        let method = Method::from_bytes(format!("INVENTED{number}").as_bytes()).unwrap();
        let path = format!("/v1/invented-{number}");
        let answer = exchange.answer(exchange.request(method, &path)).await;
        assert_eq!(answer.unwrap().status, 404);
    }
    let metrics = operations.get("/metrics").await.unwrap().text();
    for invented in ["INVENTED", "invented"] {
        let found = metrics.lines().find(|line| line.contains(invented));
        assert_eq!(found, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_stands_in_the_log_under_its_request_id_without_secrets() {
    let log = &*LOG;
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    let wrong = "a-secret-that-was-mistyped";
    let answers = [
        manager.get("/v1/limits").await.unwrap(),
        manager
            .get("/v1/nothing?secret=a-secret-parameter")
            .await
            .unwrap(),
        manager
            .try_session(three.manager.user, wrong)
            .await
            .unwrap(),
        manager.put_message(id, message.envelope).await.unwrap(),
    ];
    let text = log.text();
    for answer in &answers {
        let request = answer.headers["x-request-id"].to_str().unwrap();
        let lines = text.lines().filter(|line| line.contains(request));
        let lines: Vec<_> = lines.filter(|line| line.contains("\"answered\"")).collect();
        assert_eq!(lines.len(), 1, "{request}: {lines:?}");
        assert!(lines[0].contains(&format!("\"status\":{}", answer.status)));
        assert!(lines[0].contains(three.manager.number.as_str()));
    }
    let TownOffice { password, .. } = &three.manager;
    let token = manager.token.as_deref().unwrap();
    for secret in [password.expose_secret(), token, wrong, "a-secret-parameter"] {
        let found = text.lines().find(|line| line.contains(secret));
        assert_eq!(found, None);
    }
}
