//! The platform's own certificates are taken back, as those of offices.

use tasuki_pki::{Profile, serial_hex, three_years_from};
use tasuki_server::{RevokedOf, SetupError};
use tasuki_terms::{Clock as _, RevocationReason, SystemClock};

use super::{Public, der_of};

const COMPROMISED: RevocationReason = RevocationReason::KeyCompromise;

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_the_platform_used_is_taken_back() {
    let public = Public::start().await;
    let (setup, now) = (public.town.setup(), SystemClock.now());
    let (server, _) = public.town.keys("server").unwrap();
    public.write("server.pem", server.as_bytes());
    let serial = serial_hex(&der_of(&server)).unwrap();
    let asked = public.asked("server.pem").await;
    assert!(asked.contains("server.pem: good"), "{asked}");

    // Not while it is in use.
    let used = setup.revoke_certificate(&serial, COMPROMISED, now).await;
    assert!(
        matches!(used, Err(SetupError::StillUsed { .. })),
        "{used:?}"
    );
    let hosts = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    setup.renew(&hosts, now).await.unwrap();
    let asked = public.asked("server.pem").await;
    assert!(asked.contains("server.pem: good"), "{asked}");

    // Again changes nothing.
    for reason in [COMPROMISED, RevocationReason::Unused] {
        let revoked = setup.revoke_certificate(&serial, reason, now).await;
        assert_eq!(revoked.unwrap(), RevokedOf::Platform);
    }
    let asked = public.asked("server.pem").await;
    assert!(asked.contains("server.pem: revoked"), "{asked}");
    assert!(asked.contains("Reason: keyCompromise"), "{asked}");
    let (_, _, list) = public.get("/authority.crl").await;
    public.write("list.der", &list);
    let list = public
        .openssl("crl -inform DER -in list.der -noout -text")
        .await;
    assert!(list.contains(&serial.to_uppercase()), "{list}");

    let (new, _) = public.town.keys("server").unwrap();
    public.write("new.pem", new.as_bytes());
    let asked = public.asked("new.pem").await;
    assert!(asked.contains("new.pem: good"), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_no_record_is_unknown_and_cannot_be_taken_back() {
    let public = Public::start().await;
    // Signed by the authority, but in no record.
    let authority = public.town.authority().unwrap();
    let now = SystemClock.now();
    let until = three_years_from(now).unwrap();
    let stray = authority
        .issue(&Profile::Platform, now, until, [9; 16])
        .unwrap();
    public.write("stray.pem", stray.certificate_pem.as_bytes());
    let asked = public.asked("stray.pem").await;
    assert!(asked.contains("stray.pem: unknown"), "{asked}");
    let setup = public.town.setup();
    for typed in [stray.serial_hex.as_str(), "no serial number"] {
        let revoked = setup.revoke_certificate(typed, COMPROMISED, now).await;
        let is_unknown = matches!(revoked, Err(SetupError::NoSuchCertificate { .. }));
        assert!(is_unknown, "{revoked:?}");
    }
}
