//! What becomes of certificates when an office is suspended, closed, or gets another number, and of
//! those from the command line.

use jiff::SignedDuration;
use tasuki_exchange::{ApplyRefusal, CertificateState, OfficeStatus};
use tasuki_pki::three_years_from;
use tasuki_server::{
    CERTIFICATE_TERMS, CertificateError, CertificateKey, OfficeCertificate, Passwords, RevokedOf,
    SetupError,
};
use tasuki_store::{RecordId, Records};
use tasuki_terms::{CertificateClass, Clock as _, OfficeNumber, RevocationReason};
use tasuki_testing::Town;

use super::{Claims, enrol};

async fn all_of(town: &Town, office: OfficeNumber) -> Vec<OfficeCertificate> {
    let registry = town.registry().await.unwrap();
    registry.certificates_of(office).await.unwrap()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn a_suspended_office_is_given_no_certificate() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    let (registry, number) = (
        claims.town.registry().await.unwrap(),
        claims.letter.office.number,
    );
    let set = async |status| {
        let set = registry.set_office_status(number, status, "test").await;
        set.unwrap();
    };
    set(OfficeStatus::Suspended).await;
    let approved = registry.approve_certificate(id, "test").await;
    let refusal = ApplyRefusal::OfficeNotActive {
        status: OfficeStatus::Suspended,
    };
    assert!(
        matches!(&approved, Err(CertificateError::Refused(told)) if *told == refusal),
        "{approved:?}"
    );
    let state = all_of(&claims.town, number).await[0].application.state;
    assert_eq!(state, CertificateState::Applied);
    set(OfficeStatus::Active).await;
    registry.approve_certificate(id, "test").await.unwrap();
}

#[tokio::test]
async fn what_a_closed_office_applied_for_is_refused_and_its_certificate_revoked_at_last() {
    for is_succession in [false, true] {
        let mut claims = Claims::open().await;
        let id = claims.apply().await;
        claims.approve(id).await;
        let (registry, number) = (
            claims.town.registry().await.unwrap(),
            claims.letter.office.number,
        );
        let open = another(&claims).await;
        if is_succession {
            let new = "1370000077".parse().unwrap();
            registry.succeed_office(number, new, "test").await.unwrap();
        } else {
            let closed = OfficeStatus::Closed;
            let set = registry.set_office_status(number, closed, "test").await;
            set.unwrap();
        }
        let application = async |id| {
            let all = all_of(&claims.town, number).await;
            let found = all.into_iter().find(|one| one.application.id == id);
            found.unwrap()
        };
        let refused = application(open).await.application;
        assert_eq!(refused.state, CertificateState::Refused);
        assert!(refused.reason.is_some());
        // What waits can be fetched for as long as contents are kept.
        claims.clock.pass(days(89));
        registry.revoke_closed_offices().await.unwrap();
        let held = application(id).await;
        assert_eq!(held.application.state, CertificateState::Issued);
        claims.clock.pass(days(2));
        // The platform's own job may come first.
        registry.revoke_closed_offices().await.unwrap();
        let revoked = application(id).await;
        assert_eq!(revoked.application.state, CertificateState::Revoked);
        let reason = revoked.revoked.map(|one| one.reason);
        assert_eq!(reason, Some(RevocationReason::OfficeClosed));
    }
}

/// An open application of another class.
async fn another(claims: &Claims) -> RecordId {
    let registry = claims.town.registry().await.unwrap();
    let passwords = Passwords::default();
    let draft = registry.draft_certificate(
        &passwords,
        claims.letter.user,
        CertificateClass::CareInsurance,
        claims.letter.issuing_password.clone(),
        CertificateKey::Here,
    );
    let draft = draft.await.unwrap();
    let applied = registry.apply_for_certificate(claims.letter.user, draft, CERTIFICATE_TERMS);
    applied.await.unwrap()
}

#[tokio::test]
async fn certificates_of_the_command_line_are_in_history_and_audit_trail() {
    let claims = Claims::open().await;
    let (number, user) = (claims.letter.office.number, claims.letter.user);
    let (setup, now) = (claims.town.setup(), claims.clock.now());
    let until = three_years_from(now).unwrap();
    let issued = setup.issue_certificate(number, user, (now, until), now);
    let serial = issued.await.unwrap().issued.serial_hex;
    let [issued] = &all_of(&claims.town, number).await[..] else {
        panic!("one was issued");
    };
    assert_eq!(issued.application.state, CertificateState::Issued);
    assert_eq!(issued.application.serial.as_ref(), Some(&serial));

    // As openssl prints it.
    let pairs = serial.as_bytes().chunks(2).map(str::from_utf8);
    let pairs: Vec<_> = pairs.map(Result::unwrap).collect();
    let typed = pairs.join(":").to_uppercase();
    let revoked = setup.revoke_certificate(&typed, RevocationReason::Lost, now);
    assert_eq!(revoked.await.unwrap(), RevokedOf::Office);
    let [revoked] = &all_of(&claims.town, number).await[..] else {
        panic!("one was issued");
    };
    assert_eq!(revoked.application.state, CertificateState::Revoked);
    let reason = revoked.revoked.map(|one| one.reason);
    assert_eq!(reason, Some(RevocationReason::Lost));

    let settings = setup.settings().unwrap();
    let records = Records::open(&settings.store.records).await.unwrap();
    let trail = records.read("test", |records| {
        let trail = records.audit_after(0, "", 1000)?;
        Ok(trail)
    });
    let trail = trail.await.unwrap();
    let trail: Vec<_> = trail
        .iter()
        .filter(|row| row.actor == "command-line")
        .map(|row| (&*row.action, &*row.detail))
        .collect();
    let expected = [
        ("certificate.issue", &*serial),
        ("certificate.revoke", "lost"),
    ];
    assert_eq!(trail, expected);
}

#[tokio::test]
async fn the_command_line_issues_none_to_who_is_not_active_nor_for_another_offices_user() {
    let claims = Claims::open().await;
    let (number, user) = (claims.letter.office.number, claims.letter.user);
    let (setup, now) = (claims.town.setup(), claims.clock.now());
    let until = three_years_from(now).unwrap();
    let other = enrol(&claims.town, "1370000002").await;
    let issued = setup.issue_certificate(number, other.user, (now, until), now);
    let issued = issued.await;
    assert!(
        matches!(&issued, Err(SetupError::OtherOffice { user, office }) if *user == other.user && *office == number),
        "{issued:?}"
    );
    let registry = claims.town.registry().await.unwrap();
    for status in [OfficeStatus::Suspended, OfficeStatus::Closed] {
        let set = registry.set_office_status(number, status, "test").await;
        set.unwrap();
        let issued = setup.issue_certificate(number, user, (now, until), now);
        let issued = issued.await;
        assert!(
            matches!(&issued, Err(SetupError::NotActive { office }) if *office == number),
            "{status:?} {issued:?}"
        );
    }
    for office in [number, other.office.number] {
        assert!(all_of(&claims.town, office).await.is_empty());
    }
}
