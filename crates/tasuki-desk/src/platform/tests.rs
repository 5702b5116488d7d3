use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use backon::BackoffBuilder as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tasuki_terms::SystemClock;
use tokio::time::Instant;

use super::patience::Delayed;
use super::*;
use crate::NoPassword;
use crate::test_office::{MANAGER, Town, assert_told};

const PATIENCE: Patience = Patience {
    times: 3,
    first: Duration::from_millis(1),
    longest: Duration::from_millis(40),
    whole: Duration::from_secs(30),
};

/// What fails: whether it may pass, and how long to wait at least.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Fault(bool, Option<Duration>);

impl Delayed for Fault {
    fn delay(&self) -> Option<Duration> {
        self.1
    }
}

/// How often an operation is asked for that fails until the `good`th time.
async fn asked(good: usize, fault: Fault) -> (usize, Result<(), Fault>) {
    let count = AtomicUsize::new(0);
    let operation = || async {
        if count.fetch_add(1, Ordering::Relaxed) + 1 < good {
            Err(fault)
        } else {
            Ok(())
        }
    };
    let result = PATIENCE.repeat(operation, |fault: &Fault| fault.0).await;
    (count.into_inner(), result)
}

#[tokio::test]
async fn what_may_pass_is_asked_for_again_and_not_for_ever() {
    let passing = Fault(true, None);
    assert_eq!(asked(1, passing).await, (1, Ok(())));
    assert_eq!(asked(3, passing).await, (3, Ok(())));
    assert_eq!(asked(9, passing).await, (4, Err(passing)));
}

#[tokio::test]
async fn what_will_not_pass_is_asked_for_once() {
    let lasting = Fault(false, None);
    assert_eq!(asked(2, lasting).await, (1, Err(lasting)));
}

#[tokio::test]
async fn the_platform_is_given_the_time_that_it_asks_for() {
    let short = Fault(true, Some(Duration::from_millis(30)));
    let begin = Instant::now();
    assert_eq!(asked(2, short).await, (2, Ok(())));
    assert!(begin.elapsed() >= Duration::from_millis(30));
    let long = Fault(true, Some(Duration::from_mins(1)));
    assert_eq!(asked(2, long).await, (1, Err(long)));
}

#[test]
fn waits_grow_with_a_part_left_to_chance() {
    let waits: Vec<Duration> = Patience::default().waits().build().collect();
    assert_eq!(waits.len(), Patience::default().times);
    let mut least = Patience::default().first;
    for wait in waits {
        assert!(wait >= least && wait <= least * 2, "{wait:?}");
        least *= 2;
    }
}

#[test]
fn a_breakdown_is_tried_again_once() {
    let failed = |code: tasuki_wire::Code| {
        let problem = Box::new(code.problem("1"));
        Failure::from(PlatformError::Refused(problem))
    };
    let mut again = may_pass();
    for _ in 0..5 {
        assert!(again(&failed(tasuki_wire::Code::Unavailable)));
    }
    assert!(again(&failed(tasuki_wire::Code::Internal)));
    assert!(again(&failed(tasuki_wire::Code::Unavailable)));
    assert!(!again(&failed(tasuki_wire::Code::Internal)));
    let unexplained = Failure::from(PlatformError::Unexplained { status: 500 });
    assert!(!again(&unexplained));
    assert!(may_pass()(&unexplained));
    assert!(!may_pass()(&failed(tasuki_wire::Code::NotFound)));
}

/// A TLS server on this computer whose certificate is for `host`; it answers no request.
fn server(town: &Town, host: &str) -> std::net::SocketAddr {
    let issued = town.certify_server(host, SystemClock.now());
    let chain = std::iter::once(&issued.certificate_der[..])
        .chain(town.authority.bundle())
        .map(|der| CertificateDer::from(der.to_vec()))
        .collect();
    let key = PrivatePkcs8KeyDer::from(issued.key_pkcs8_der.to_vec());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key.into())
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
    });
    address
}

#[tokio::test]
async fn where_nobody_listens_the_address_is_told() {
    let town = Town::new();
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let dir = tempfile::tempdir().unwrap();
    let profile = town.profile(
        &dir.path().join("profile"),
        &format!("https://{address}"),
        &town.certify(MANAGER),
    );
    let patience = Patience {
        whole: Duration::from_millis(50),
        ..PATIENCE
    };
    let nobody = Arc::new(|| Err(NoPassword::NobodyToAsk));
    let platform = Platform::new(&profile, nobody, Arc::new(SystemClock), patience).unwrap();
    let error = platform.greet().await.unwrap_err();
    assert_eq!(error.code(), "platform.unreachable");
    let hint = error.hint();
    assert!(hint.contains(&address.to_string()), "{hint}");
}

#[tokio::test]
async fn a_platform_that_never_answers_is_given_up() {
    let town = Town::new();
    // The kernel takes connections in; nobody speaks.
    let frozen = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", frozen.local_addr().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let profile = town.profile(
        &dir.path().join("profile"),
        &address,
        &town.certify(MANAGER),
    );
    let patience = Patience {
        whole: Duration::from_millis(50),
        ..PATIENCE
    };
    let password = Arc::new(|| Ok(SecretString::from("horse")));
    let platform = Platform::new(&profile, password, Arc::new(SystemClock), patience).unwrap();
    for error in [
        platform.greet().await.unwrap_err(),
        platform.log_in("horse".into()).await.unwrap_err(),
        platform.limits().await.unwrap_err(),
        platform.open_events().await.unwrap_err(),
    ] {
        assert_eq!(error.code(), "platform.silent", "{error:?}");
        assert!(error.is_passing());
    }
}

#[tokio::test]
async fn the_cause_of_an_attempt_before_is_told_when_the_time_is_over() {
    let unreachable = PlatformError::Unexplained { status: 503 };
    let mut tries = vec![Failure::from(unreachable)];
    let patience = Patience {
        whole: Duration::from_millis(50),
        ..PATIENCE
    };
    let failing = || {
        let failed = tries.pop();
        async move {
            match failed {
                Some(failed) => Err(failed),
                // The next attempt, and every one behind it, gets no answer.
                None => std::future::pending::<Result<(), Failure>>().await,
            }
        }
    };
    let error = patience.repeat_in_time(failing, may_pass()).await;
    assert_eq!(error.unwrap_err().code(), "platform.unexplained");
    let silent = || std::future::pending::<Result<(), Failure>>();
    let error = patience.repeat_in_time(silent, may_pass()).await;
    assert_eq!(error.unwrap_err().code(), "platform.silent");
    // A wait beyond the end is not waited.
    let begin = Instant::now();
    let patience = Patience {
        first: Duration::from_millis(30),
        ..patience
    };
    let refused = || async { Err(PlatformError::Unexplained { status: 503 }.into()) };
    let error = patience.repeat_in_time::<(), _>(refused, may_pass()).await;
    assert_eq!(error.unwrap_err().code(), "platform.unexplained");
    assert!(begin.elapsed() < Duration::from_millis(500));
}

#[tokio::test]
async fn whose_certificate_is_not_taken_is_told_apart_from_trouble_of_the_network() {
    let (town, stranger) = (Town::new(), Town::new());
    for (certifies, host, code) in [
        (&town, "platform.example.jp", "platform.other-name"),
        (&stranger, "127.0.0.1", "platform.untrusted"),
    ] {
        let address = server(certifies, host);
        let dir = tempfile::tempdir().unwrap();
        let address = format!("https://{address}");
        let profile = town.profile(
            &dir.path().join("profile"),
            &address,
            &town.certify(MANAGER),
        );
        let nobody = Arc::new(|| Err(NoPassword::NobodyToAsk));
        let platform = Platform::new(&profile, nobody, Arc::new(SystemClock), PATIENCE).unwrap();
        let error = platform.greet().await.unwrap_err();
        assert_told(error.code(), &error.what(), &error.hint());
        assert_eq!(error.code(), code, "{error:?}");
        assert!(!error.is_retryable());
    }
}
