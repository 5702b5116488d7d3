//! The root takes an authority back.

use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_pki::{Profile, serial_hex, three_years_from};
use tasuki_server::{OfficeKeys, SetupError};
use tasuki_terms::{CertificateClass, Clock as _, RevocationReason, SystemClock};
use tasuki_testing::{ROOT_PASSPHRASE, TownOffice};
use tasuki_wire::PlatformAnswer;

use super::Public;
use crate::problems::refused;
use crate::town::eventually;

const COMPROMISED: RevocationReason = RevocationReason::KeyCompromise;

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_the_root_took_back_opens_nothing() {
    let mut public = Public::start().await;
    let setup = public.town.setup().clone();
    let former = public.town.authority().unwrap();
    let serial = serial_hex(former.certificate_der()).unwrap();
    let (passphrase, now) = (SecretString::from(ROOT_PASSPHRASE), SystemClock.now());
    // Not while it issues, nor while the platform's own certificates are of it.
    for is_renewed in [false, true] {
        if is_renewed {
            let renewed = setup.renew_authority(&passphrase, now);
            renewed.await.unwrap();
        }
        let revoked = setup
            .revoke_authority(&serial, COMPROMISED, &passphrase, now)
            .await;
        let is_in_use = matches!(revoked, Err(SetupError::AuthorityInUse { .. }));
        assert!(is_in_use, "{revoked:?}");
    }
    let hosts = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    setup.renew(&hosts, now).await.unwrap();
    public.town.stop().await.unwrap();
    public.town.start().await.unwrap();

    let entered = public.office.session(&public.town).await.unwrap();
    // Whoever has the former authority's key writes certificates that are in no record.
    let forged = forged(&public, &former);
    let forged = forged.session(&public.town).await.unwrap();
    let newcomer = public
        .town
        .office("1370000002", "例題訪問介護事業所", &["11"])
        .await
        .unwrap();
    let newcomer = newcomer.session(&public.town).await.unwrap();
    for caller in [&entered, &forged, &newcomer] {
        assert_eq!(caller.get("/v1/limits").await.unwrap().status, 200);
    }

    let typed = serial.to_uppercase();
    let revoked = setup
        .revoke_authority(&typed, COMPROMISED, &passphrase, now)
        .await
        .unwrap();
    assert_eq!((&*revoked.serial, revoked.certificates), (&*serial, 1));
    for caller in [&entered, &forged] {
        eventually("the exchange refuses it", async || {
            let answer = caller.get("/v1/limits").await.unwrap();
            answer.status != 200 && refused(&answer) == "certificate.revoked"
        })
        .await;
    }
    let answer = newcomer.get("/v1/platform").await.unwrap();
    let platform: PlatformAnswer = answer.json().unwrap();
    assert_eq!(platform.authorities.len(), 1, "the former is not handed on");

    // It is served, and openssl honours it; signing the list anew loses nothing.
    public.write("former.pem", former.certificate_pem().as_bytes());
    for _ in 0..2 {
        let (_, _, list) = public.get("/root.crl").await;
        public.write("list.der", &list);
        let said = public
            .openssl("crl -inform DER -in list.der -noout -text")
            .await;
        assert!(said.contains(&typed), "{said}");
        assert!(said.contains("CA Compromise"), "{said}");
        let renewed = setup.renew_root_list(&passphrase, now);
        renewed.await.unwrap();
    }
    let list = public.openssl("crl -inform DER -in list.der").await;
    public.write("lists.pem", list.as_bytes());
    let verified = public
        .openssl("verify -crl_check -CAfile bundle.pem -CRLfile lists.pem former.pem")
        .await;
    assert!(verified.contains("certificate revoked"), "{verified}");

    // Again, and after a new start.
    let again = setup.revoke_authority(&typed, COMPROMISED, &passphrase, now);
    assert_eq!(again.await.unwrap().certificates, 0);
    public.town.stop().await.unwrap();
    public.town.start().await.unwrap();
    let answer = forged.get("/v1/limits").await.unwrap();
    assert_eq!(refused(&answer), "certificate.revoked");
    let unknown = setup.revoke_authority("4a0b", COMPROMISED, &passphrase, now);
    let unknown = unknown.await;
    let is_unknown = matches!(unknown, Err(SetupError::NoSuchAuthority { .. }));
    assert!(is_unknown, "{unknown:?}");
}

/// The office with a certificate that an authority signed behind the platform's back.
fn forged(public: &Public, authority: &tasuki_pki::Authority) -> TownOffice {
    let office = &public.office;
    let profile = Profile::Office {
        office: office.number,
        user: office.user,
        office_name: office.name.clone(),
        class: CertificateClass::CarePlan,
    };
    let now = SystemClock.now();
    let until = three_years_from(now).unwrap();
    let from = now - SignedDuration::from_mins(5);
    let issued = authority.issue(&profile, from, until, [5; 16]).unwrap();
    office.with(
        office.user,
        OfficeKeys {
            issued,
            authority_pem: office.keys.authority_pem.clone(),
        },
    )
}
