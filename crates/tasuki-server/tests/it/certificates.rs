//! Whose certificate opens the door, and whose does not.

mod odd;

use jiff::SignedDuration;
use reqwest::Method;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use secrecy::ExposeSecret as _;
use tasuki_pki::{Authority, CaName, Issued, Profile, Root};
use tasuki_terms::{CertificateClass, Clock as _, RevocationReason, Timestamp};
use tasuki_testing::{Caller, TownOffice, sealed};
use tasuki_wire::{MessageList, Office};

use crate::problems::{is_request_id, refused};
use crate::town::{Three, eventually};

/// A plain client with this certificate and its key.
fn showing(three: &Three, issued: &Issued) -> Caller {
    let shown = (&*issued.certificate_der, &**issued.key_pkcs8_der);
    let authority = three.town.authority().unwrap();
    let authority = authority.bundle_pem();
    Caller::showing(&three.town.exchange(), &authority, Some(shown)).unwrap()
}

/// What the certificate of the town's manager says.
fn profile(office: &TownOffice) -> Profile {
    Profile::Office {
        office: office.number,
        user: office.user,
        office_name: office.name.clone(),
        class: CertificateClass::CarePlan,
    }
}

fn around(now: Timestamp) -> (Timestamp, Timestamp) {
    let day = SignedDuration::from_hours(24);
    (now - day, now + day)
}

/// Asserts that all operations but the description are refused with this code.
async fn assert_refused(caller: &Caller, office: &TownOffice, code: &str) {
    let password = office.password.expose_secret();
    let session = caller.try_session(office.user, password).await.unwrap();
    assert_eq!(refused(&session), code);
    for path in ["/v1/limits", "/v1/inbox", "/v1/offices/1370000002"] {
        assert_eq!(refused(&caller.get(path).await.unwrap()), code, "{path}");
    }
    let described = caller.get("/v1/openapi.json").await.unwrap();
    assert_eq!(described.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_certificate_only_the_description_is_read() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap();
    let exchange = three.town.exchange();
    let nobody = Caller::new(&exchange, &authority.bundle_pem(), None).unwrap();
    assert_refused(&nobody, &three.manager, "certificate.missing").await;
}

/// Clients with certificates that are refused, and the codes of that.
pub(crate) fn refusals(three: &Three) -> Vec<(&'static str, Caller)> {
    let now = three.clock.now();
    let (day, hour) = (
        SignedDuration::from_hours(24),
        SignedDuration::from_hours(1),
    );
    let ours = three.town.authority().unwrap();
    // The same name, and everything else as in the right certificate.
    let name = CaName::of(ours.certificate_der()).unwrap();
    let foreign = Root::create(&name, now - day, now + day * 30, [1; 16]).unwrap();
    let foreign = foreign.authorize(&name, now - day, now + day * 30, [2; 16], None);
    let foreign = foreign.unwrap();
    let office = profile(&three.manager);
    let server = Profile::Server {
        hosts: vec!["localhost".to_owned()],
    };
    let mut agent = office.clone();
    if let Profile::Office { class, .. } = &mut agent {
        *class = CertificateClass::Agent;
    }
    let cases = [
        (&ours, &agent, around(now), "certificate.agent"),
        (&foreign, &office, around(now), "certificate.foreign"),
        (
            &ours,
            &office,
            (now - day, now - hour),
            "certificate.expired",
        ),
        (
            &ours,
            &office,
            (now + hour, now + day),
            "certificate.not-yet-valid",
        ),
        (&ours, &server, around(now), "certificate.wrong-use"),
        (
            &ours,
            &Profile::Platform,
            around(now),
            "certificate.wrong-use",
        ),
    ];
    let caller = |(authority, profile, (from, until), code): (&Authority, _, _, _)| {
        let issued = authority.issue(profile, from, until, [7; 16]).unwrap();
        (code, showing(three, &issued))
    };
    let mut refusals: Vec<_> = cases.into_iter().map(caller).collect();
    refusals.push(("certificate.malformed", odd::malformed(three)));
    refusals
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refused_certificate_has_its_own_code() {
    let three = Three::start().await;
    for (code, caller) in refusals(&three) {
        assert_refused(&caller, &three.manager, code).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platforms_own_certificates_open_nothing() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap();
    for name in ["server", "receipt"] {
        let (certificate, key) = three.town.keys(name).unwrap();
        let certificate = rustls_pki_types::CertificateDer::from_pem_slice(certificate.as_bytes());
        let key = PrivatePkcs8KeyDer::from_pem_slice(key.as_bytes()).unwrap();
        let shown = (&*certificate.unwrap(), key.secret_pkcs8_der());
        let caller =
            Caller::showing(&three.town.exchange(), &authority.bundle_pem(), Some(shown)).unwrap();
        assert_refused(&caller, &three.manager, "certificate.wrong-use").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_without_its_key_makes_no_connection() {
    let three = Three::start().await;
    // Certificates are public: everybody gets them from `/v1/offices/{number}`.
    let (helper, own) = (&three.helper.keys, &three.manager.keys);
    let shown = (&*helper.issued.certificate_der, &**own.issued.key_pkcs8_der);
    let exchange = three.town.exchange();
    let thief = Caller::showing(&exchange, &own.authority_pem, Some(shown)).unwrap();
    for path in ["/v1/limits", "/v1/openapi.json"] {
        assert!(thief.get(path).await.is_err(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_certificate_is_refused_on_the_open_connection_too() {
    let three = Three::start().await;
    let terminal = three.manager.terminal(&three.town).await.unwrap();
    let stolen = three.manager.session(&three.town).await.unwrap();
    let other = terminal.session(&three.town).await.unwrap();
    assert_eq!(stolen.get("/v1/inbox").await.unwrap().status, 200);

    let serial = &three.manager.keys.issued.serial_hex;
    let setup = three.town.setup();
    setup
        .revoke_certificate(serial, RevocationReason::Lost, three.clock.now())
        .await
        .unwrap();
    eventually("the platform notices", async || {
        let answer = stolen.get("/v1/inbox").await.unwrap();
        answer.status != 200 && refused(&answer) == "certificate.revoked"
    })
    .await;
    // On a new connection, and without a session, too.
    let again = three.manager.caller(&three.town).unwrap();
    assert_refused(&again, &three.manager, "certificate.revoked").await;

    // The office's other terminal goes on, and nobody seals for the revoked one any more.
    let answer = other.get("/v1/offices/1370000001").await.unwrap();
    assert_eq!(answer.json::<Office>().unwrap().certificates.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_revoked_stays_so_when_the_platform_starts_again() {
    let mut three = Three::start().await;
    let serial = &three.helper.keys.issued.serial_hex;
    let setup = three.town.setup();
    setup
        .revoke_certificate(serial, RevocationReason::Lost, three.clock.now())
        .await
        .unwrap();
    three.town.stop().await.unwrap();
    three.town.start().await.unwrap();
    let helper = three.helper.caller(&three.town).unwrap();
    assert_refused(&helper, &three.helper, "certificate.revoked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_ends_on_the_open_connection_too() {
    let three = Three::start().await;
    let (number, user) = (three.manager.number, three.manager.user);
    let period = around(three.clock.now());
    let keys = three
        .town
        .certificate_for(number, user, period)
        .await
        .unwrap();
    let short = three.manager.with(user, keys);
    let caller = short.session(&three.town).await.unwrap();
    assert_eq!(caller.get("/v1/limits").await.unwrap().status, 200);
    three.clock.pass(SignedDuration::from_hours(25));
    assert_refused(&caller, &short, "certificate.expired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_of_no_use_with_another_certificate() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let terminal = three.manager.terminal(&three.town).await.unwrap();
    for thief in [&three.helper, &terminal] {
        let mut thief = thief.caller(&three.town).unwrap();
        thief.token.clone_from(&manager.token);
        for request in [
            thief.request(Method::GET, "/v1/inbox"),
            thief.request(Method::GET, "/v1/limits"),
            thief.request(Method::POST, "/v1/sessions/refresh"),
        ] {
            let answer = thief.answer(request).await.unwrap();
            assert_eq!(refused(&answer), "session.other-certificate");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn which_office_calls_is_told_by_the_certificate_and_by_no_parameter() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let stranger = three.stranger.session(&three.town).await.unwrap();
    let sent = sealed(1, &three.manager, &three.helper).unwrap();
    let answer = manager.put_message(sent.manifest.id, sent.envelope).await;
    assert_eq!(answer.unwrap().status, 201);

    for parameter in ["office", "sender", "receiver", "user_id"] {
        let path = format!("/v1/inbox?{parameter}=1370000002");
        let answer = stranger.get(&path).await.unwrap();
        assert_eq!(refused(&answer), "request.malformed", "{parameter}");
    }
    for path in [
        "/v1/inbox?partner=1370000001",
        "/v1/outbox?partner=1370000002",
    ] {
        let request = stranger
            .request(Method::GET, path)
            .header("x-office", "1370000001")
            .header("x-forwarded-for", "1370000001")
            .header("x-ssl-client-s-dn", "CN=KJ137000000101");
        let answer = stranger.answer(request).await.unwrap();
        let list: MessageList = answer.json().unwrap();
        assert!(list.messages.is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn good_answers_have_a_request_id_of_their_own() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let answer = manager.get("/v1/limits").await.unwrap();
        let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
        assert!(is_request_id(&id));
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(!ids.contains(&id));
        ids.push(id);
    }
}
