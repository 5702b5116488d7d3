//! What must hold before a certificate is issued: terms that were agreed to, and somebody who looks
//! where it may be a thief who asks.

use jiff::SignedDuration;
use tasuki_exchange::CertificateState;
use tasuki_seal::SystemEntropy;
use tasuki_server::{CERTIFICATE_TERMS, CertificateKey, Passwords};
use tasuki_store::{CertificateApplicationRow, RecordId, Records};
use tasuki_terms::{CertificateClass, Clock as _};

use super::{CARE_PLAN, Claims, PASSWORD, assert_told, enrol, hidden};
use crate::town::eventually;

#[tokio::test]
async fn after_a_new_password_for_certificates_a_person_decides_for_a_week() {
    let mut claims = Claims::open_with(|settings| {
        let sites = settings.sites.as_mut().unwrap();
        sites.certificates.approve = vec![CertificateClass::CarePlan];
    })
    .await;
    let page = "/account/issuing-password";
    claims.surfer.get(page).await.unwrap();
    let typed = [("password", PASSWORD)];
    let shown = claims.surfer.post(page, &typed).await.unwrap().text();
    let (_, rest) = shown
        .split_once("証明書発行用パスワード</dt><dd><code>")
        .unwrap();
    let password = rest.split_once("</code>").unwrap().0.to_owned();
    claims.apply_with(&password).await;
    let state = async |claims: &Claims| {
        let registry = claims.town.registry().await.unwrap();
        let all = registry.certificates_of(claims.letter.office.number).await;
        all.unwrap()[0].application.state
    };
    assert_eq!(state(&claims).await, CertificateState::Applied);
    claims.clock.pass(SignedDuration::from_hours(8 * 24));
    // The job looks soon after the start.
    claims.town.stop().await.unwrap();
    claims.town.start().await.unwrap();
    eventually("it is not issued", async || {
        state(&claims).await == CertificateState::Issued
    })
    .await;
}

#[tokio::test]
async fn it_is_kept_who_agreed_to_which_terms_of_certificates() {
    let mut claims = Claims::open().await;
    let password = claims.issuing_password();
    let surfer = &mut claims.surfer;
    surfer.get(&format!("{CARE_PLAN}/before")).await.unwrap();
    let apply = format!("{CARE_PLAN}/apply");
    surfer.get(&apply).await.unwrap();
    let typed = [("issuing_password", &*password)];
    let page = surfer.post(&apply, &typed).await.unwrap().text();
    // Terms of another version were not shown.
    let typed = [
        ("draft", hidden(&page, "draft")),
        ("version", "0"),
        ("agreed", "on"),
        ("agreed-read", "yes"),
    ];
    let send = format!("{CARE_PLAN}/send");
    let reply = surfer.post(&send, &typed).await.unwrap();
    assert_told(&reply, "利用規約を最後まで確認し、同意してください。");
    let reply = claims.send(&reply).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    let file = claims.town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    let office = claims.letter.office.number;
    let agreed = records.read("test", move |records| {
        records.consented_to(office, "certificate-terms")
    });
    assert_eq!(agreed.await.unwrap(), CERTIFICATE_TERMS);
}

#[tokio::test]
async fn an_application_that_cannot_be_issued_keeps_no_other_waiting() {
    let mut claims = Claims::open_with(|settings| {
        let sites = settings.sites.as_mut().unwrap();
        sites.certificates.approve = vec![CertificateClass::CarePlan];
    })
    .await;
    // Nothing is approved while the platform is down.
    claims.town.stop().await.unwrap();
    let other = enrol(&claims.town, "1370000002").await;
    let registry = claims.town.registry().await.unwrap();
    let passwords = Passwords::default();
    let draft = registry.draft_certificate(
        &passwords,
        other.user,
        CertificateClass::CarePlan,
        other.issuing_password.clone(),
        CertificateKey::Here,
    );
    let draft = draft.await.unwrap();
    let good = registry.apply_for_certificate(other.user, draft, CERTIFICATE_TERMS);
    let good = good.await.unwrap();
    let file = claims.town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    let (office, user) = (claims.letter.office.number, claims.letter.user);
    let earlier = claims.clock.now() - SignedDuration::from_hours(1);
    let bad = RecordId::new(earlier, &SystemEntropy);
    let entered = records.change("test", move |records| {
        let row = records.certificate_application(good)?.unwrap();
        records.save_certificate_application(&CertificateApplicationRow {
            id: bad,
            office,
            user,
            applied_at: earlier,
            csr: b"no request".to_vec(),
            ..row
        })
    });
    entered.await.unwrap();
    claims.town.start().await.unwrap();
    let state = async |id| {
        let row = records.read("test", move |records| records.certificate_application(id));
        row.await.unwrap().unwrap().state
    };
    eventually("the one behind it is not issued", async || {
        state(good).await == CertificateState::Issued
    })
    .await;
    assert_eq!(state(bad).await, CertificateState::Applied);
}
