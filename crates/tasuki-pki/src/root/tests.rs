use super::*;

use jiff::SignedDuration;

use crate::test_authority::{below, ca_name, now, root};
use crate::{Anchors, Holder, Profile, holder, three_years_from};

#[test]
fn a_root_authorizes_the_same_after_its_key_was_away() {
    let before = root();
    let authority = below(&before, None);
    let root = Root::load(&authority.bundle_pem(), &before.key_pkcs8_der()).unwrap();
    assert_eq!(root.certificate_der(), before.certificate_der());

    // What the second authority issues is good for whoever knows it, or gets it shown.
    let renewed = below(&root, None);
    let end = three_years_from(now()).unwrap();
    let issued = renewed.issue(&Profile::Platform, now(), end, [1; 16]);
    let der = issued.unwrap().certificate_der;
    let old = Anchors::from_pem(&authority.bundle_pem()).unwrap();
    let new = Anchors::from_pem(&renewed.bundle_pem()).unwrap();
    let shown = [renewed.certificate_der()];
    assert_eq!(holder(&der, &shown, &old, now()), Ok(Holder::Platform));
    assert_eq!(holder(&der, &[], &new, now()), Ok(Holder::Platform));
    assert!(holder(&der, &[], &old, now()).is_err());
}

#[test]
fn a_root_needs_its_own_certificate_and_key() {
    let (one, other) = (root(), root());
    let load = |certificate: &str, key: &[u8]| Root::load(certificate, key).unwrap_err();
    let (pem, key) = (one.certificate_pem(), one.key_pkcs8_der());
    let between = below(&one, None).certificate_pem();
    assert!(matches!(
        load(&pem, &other.key_pkcs8_der()),
        IssueError::OtherKey
    ));
    assert!(matches!(load(&pem, b"nothing"), IssueError::Key));
    assert!(matches!(load(&between, &key), IssueError::NotARoot));
    assert!(matches!(load("", &key), IssueError::NotARoot));
}

#[test]
fn no_authority_outlives_its_root() {
    let root = root();
    let late = root.not_after() + SignedDuration::from_secs(1);
    let outlives = root.authorize(&ca_name("CA"), now(), late, [1; 16], None);
    assert!(matches!(outlives, Err(IssueError::Outlives)));
}

#[test]
fn the_name_of_a_root_is_read_again() {
    assert_eq!(
        CaName::of(root().certificate_der()).unwrap(),
        ca_name("試験ルート")
    );
}

#[test]
fn the_key_is_not_shown() {
    insta::assert_snapshot!(format!("{:?}", root()), @"Root { not_after: 2046-11-21T03:00:00Z, .. }");
}
