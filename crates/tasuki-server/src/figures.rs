//! What the platform counts and measures, for Prometheus: each figure by one function.
//!
//! Labels are words of this program alone (a state, a code, the pattern of a path), never what a
//! stranger sends, and nothing tells of an office or a person. `docs/operations.md` lists all
//! names.

use std::sync::{LazyLock, OnceLock};

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use tasuki_terms::{MessageState, Timestamp};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::traces::TRACES;

/// The one recorder of this process.
static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Reads the figures of the process from the system.
static PROCESS: LazyLock<Collector> = LazyLock::new(Collector::default);

/// Upper bounds of answers and of durable writes, in seconds.
const ANSWERS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];
/// Upper bounds of jobs, in seconds.
const JOBS: [f64; 8] = [0.001, 0.01, 0.1, 0.5, 2.0, 10.0, 60.0, 600.0];

const REQUESTS: &str = "tasuki_requests_total";
const REQUEST_SECONDS: &str = "tasuki_request_seconds";
const MESSAGES: &str = "tasuki_messages_total";
const CONTENT_BYTES: &str = "tasuki_content_bytes_total";
const CONNECTIONS: &str = "tasuki_connections";
const HANDSHAKES: &str = "tasuki_handshakes_total";
const EVENT_STREAMS: &str = "tasuki_event_streams";
const STORE_SECONDS: &str = "tasuki_store_seconds";
const REFUSALS: &str = "tasuki_refusals_total";
const JOB_SECONDS: &str = "tasuki_job_seconds";
const JOB_FAILURES: &str = "tasuki_job_failures_total";
const CONTENTS_MISSING: &str = "tasuki_contents_missing";
const CERTIFICATE_DAYS: &str = "tasuki_certificate_days";
const READY: &str = "tasuki_ready";
const BUILD_INFO: &str = "tasuki_build_info";

/// Which way contents go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Direction {
    /// From senders.
    In,
    /// To receivers, and to senders who read their own copy.
    Out,
}

/// What became of the beginning of a connection to the exchange.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Handshake {
    /// An office showed a good certificate.
    Office,
    /// TLS stands, but no good certificate was shown.
    Refused,
    /// TLS did not come about, or took too long.
    Failed,
}

/// What keeps something durably.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Store {
    Records,
    Contents,
}

/// Begins to record. A second platform in one process, as in tests, shares the first one's figures.
pub(crate) fn begin() {
    METRICS.get_or_init(|| {
        let recorder = builder().unwrap_or_default().build_recorder();
        let handle = recorder.handle();
        drop(metrics::set_global_recorder(recorder));
        describe();
        gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        // What has not happened yet is 0 and not unknown, so that its first time is a rise.
        for state in MessageState::ALL {
            counter!(MESSAGES, "state" => state.as_str()).absolute(0);
        }
        for direction in [Direction::In, Direction::Out] {
            content_bytes(direction, 0);
        }
        for result in [Handshake::Office, Handshake::Refused, Handshake::Failed] {
            counter!(HANDSHAKES, "result" => result.as_str()).absolute(0);
        }
        for name in [CONNECTIONS, EVENT_STREAMS, CONTENTS_MISSING] {
            gauge!(name).increment(0.0);
        }
        handle
    });
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(&ANSWERS)?
        .set_buckets_for_metric(Matcher::Full(JOB_SECONDS.to_owned()), &JOBS)
}

fn describe() {
    describe_counter!(
        REQUESTS,
        "Requests answered, by method, pattern of the path and status"
    );
    describe_histogram!(
        REQUEST_SECONDS,
        Unit::Seconds,
        "Time until a request is answered"
    );
    describe_counter!(MESSAGES, "Messages that reached a state");
    describe_counter!(
        CONTENT_BYTES,
        Unit::Bytes,
        "Bytes of sealed contents, in and out"
    );
    describe_gauge!(CONNECTIONS, "Open connections to the exchange");
    describe_counter!(
        HANDSHAKES,
        "Beginnings of connections to the exchange, by result"
    );
    describe_gauge!(EVENT_STREAMS, "Clients that wait for news");
    describe_histogram!(
        STORE_SECONDS,
        Unit::Seconds,
        "Time until a step of a message is durable"
    );
    describe_counter!(REFUSALS, "Requests refused or failed, by code");
    describe_histogram!(
        JOB_SECONDS,
        Unit::Seconds,
        "Time that a job of the platform took"
    );
    describe_counter!(
        JOB_FAILURES,
        "Runs of a job that did not do all they were to do"
    );
    describe_gauge!(
        CONTENTS_MISSING,
        "Contents that the records name and the last sweep did not find"
    );
    describe_gauge!(
        CERTIFICATE_DAYS,
        "Days until a certificate of the platform ends"
    );
    describe_gauge!(READY, "1 where /readyz answers 200");
    describe_gauge!(BUILD_INFO, "1; its label tells the version");
    PROCESS.describe();
}

/// All figures as Prometheus reads them.
pub(crate) fn text() -> String {
    PROCESS.collect();
    METRICS
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}

/// Puts measured times into their buckets. Until then each one takes memory of its own.
pub(crate) fn tidy_up() {
    if let Some(metrics) = METRICS.get() {
        metrics.run_upkeep();
    }
}

/// Counts an answer. `method` and `path` are of few words, whatever was asked.
pub(crate) fn answered(method: &'static str, path: &str, status: u16, seconds: f64) {
    let labels = [
        ("method", method.to_owned()),
        ("path", path.to_owned()),
        ("status", status.to_string()),
    ];
    counter!(REQUESTS, &labels).increment(1);
    histogram!(REQUEST_SECONDS, &labels).record(seconds);
}

/// Counts a message that reached a state.
pub(crate) fn message(state: MessageState) {
    counter!(MESSAGES, "state" => state.as_str()).increment(1);
}

/// Counts bytes of sealed contents.
pub(crate) fn content_bytes(direction: Direction, bytes: u64) {
    let direction = match direction {
        Direction::In => "in",
        Direction::Out => "out",
    };
    counter!(CONTENT_BYTES, "direction" => direction).increment(bytes);
}

impl Handshake {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Counts the beginning of a connection.
pub(crate) fn handshake(result: Handshake) {
    counter!(HANDSHAKES, "result" => result.as_str()).increment(1);
}

/// One of those that are counted while they last.
#[derive(Debug)]
pub(crate) struct Lasting(&'static str);

impl Lasting {
    /// A connection to the exchange.
    pub(crate) fn connection() -> Self {
        Self::new(CONNECTIONS)
    }

    /// A client that waits for news.
    pub(crate) fn event_stream() -> Self {
        Self::new(EVENT_STREAMS)
    }

    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

/// Measures a write of a message's step until it is durable.
pub(crate) async fn durable<T>(store: Store, write: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let (name, done) = match store {
        // The records trace themselves.
        Store::Records => ("records", write.await),
        Store::Contents => {
            let span = tracing::info_span!(target: TRACES, "contents");
            ("contents", write.instrument(span).await)
        }
    };
    histogram!(STORE_SECONDS, "store" => name).record(begun.elapsed().as_secs_f64());
    done
}

/// Counts an answer that is a refusal or a failure.
pub(crate) fn refusal(code: &'static str) {
    counter!(REFUSALS, "code" => code).increment(1);
}

/// What came of a run of a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ran {
    /// All was done that was to be done.
    Well,
    /// Something was not done; the log tells what.
    Badly,
    /// It is another process's to do.
    Elsewhere,
}

impl Ran {
    /// Of what may have failed.
    pub(crate) const fn of(is_done: bool) -> Self {
        if is_done { Self::Well } else { Self::Badly }
    }
}

/// A job is going to be run; that it has not failed yet is 0 and not unknown.
pub(crate) fn job_begins(name: &'static str) {
    counter!(JOB_FAILURES, "name" => name).increment(0);
}

/// Measures one run of a job; what came of it.
pub(crate) async fn job(name: &'static str, run: impl Future<Output = Ran>) -> Ran {
    let begun = Instant::now();
    let ran = run.await;
    match ran {
        Ran::Elsewhere => return ran,
        Ran::Badly => counter!(JOB_FAILURES, "name" => name).increment(1),
        Ran::Well => {}
    }
    histogram!(JOB_SECONDS, "name" => name).record(begun.elapsed().as_secs_f64());
    ran
}

/// Notes how many contents a sweep did not find.
pub(crate) fn contents_missing(count: u64) {
    gauge!(CONTENTS_MISSING).set(u32::try_from(count).unwrap_or(u32::MAX));
}

/// Notes how long a certificate is still good; less than nothing once it has ended.
pub(crate) fn certificate(name: &'static str, until: Timestamp, now: Timestamp) {
    const DAY: f64 = 86_400.0;
    let left = until.duration_since(now).as_secs_f64() / DAY;
    gauge!(CERTIFICATE_DAYS, "certificate" => name).set(left);
}

/// Notes whether the platform can serve.
pub(crate) fn ready(is_ready: bool) {
    gauge!(READY).set(if is_ready { 1.0 } else { 0.0 });
}
