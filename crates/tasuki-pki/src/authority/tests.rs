use super::*;
use tasuki_terms::CertificateClass;

use rcgen::{BasicConstraints, CertificateParams, IsCa};

use crate::test_authority::{authority, below, now, root};
use crate::{
    Anchors, CertificateRefusal, Holder, KeyRequest, holder, serial_hex, three_years_from, validity,
};

fn office() -> Profile {
    Profile::Office {
        office: "1370000001".parse().unwrap(),
        user: "KJ137000000101".parse().unwrap(),
        office_name: "訪問介護ステーション髙﨑".to_owned(),
        class: CertificateClass::CareInsurance,
    }
}

fn end() -> Timestamp {
    three_years_from(now()).unwrap()
}

#[test]
fn certificates_say_what_their_profile_says() {
    let issued = authority().issue(&office(), now(), end(), [9; 16]).unwrap();
    let certificate = certificate::read(&issued.certificate_der).unwrap();
    insta::assert_snapshot!(
        certificate.subject(),
        @"C=JP, O=訪問介護ステーション髙﨑, OU=KaigoJigyousho, CN=KJ137000000101"
    );
    insta::assert_snapshot!(certificate.issuer(), @"C=JP, O=試験運営者, CN=ケアプラン連携試験認証局");
    insta::assert_snapshot!(
        certificate.key_usage().unwrap().unwrap().value,
        @"Digital Signature, Key Agreement"
    );
    insta::assert_snapshot!(issued.serial_hex, @"49090909090909090909090909090909");
    assert_eq!(serial_hex(&issued.certificate_der), Ok(issued.serial_hex));
    let whole_seconds = Timestamp::from_second(now().as_second()).unwrap();
    assert_eq!(
        validity(&issued.certificate_der),
        Ok((whole_seconds, end()))
    );
}

#[test]
fn serial_numbers_are_positive_and_of_full_length_whatever_the_bytes() {
    let authority = authority();
    for byte in [0x00, 0x7f, 0x80, 0xff] {
        let issued = authority.issue(&Profile::Platform, now(), end(), [byte; 16]);
        let issued = issued.unwrap();
        assert_eq!(issued.serial_hex.len(), 32);
        assert_eq!(serial_hex(&issued.certificate_der), Ok(issued.serial_hex));
    }
}

#[test]
fn der_and_pem_are_the_same_things() {
    let authority = authority();
    let issued = authority
        .issue_rsa(&office(), now(), end(), [1; 16])
        .unwrap();
    let der = |pem: &str| {
        let (_, section) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).unwrap();
        section.contents
    };
    assert_eq!(der(&issued.certificate_pem), issued.certificate_der);
    assert_eq!(der(&issued.key_pem), *issued.key_pkcs8_der);
    assert_eq!(
        der(&authority.certificate_pem()),
        authority.certificate_der()
    );
}

#[test]
fn an_authority_issues_the_same_after_a_restart() {
    let before = authority();
    let after = Authority::from_pem(&before.bundle_pem(), &before.key_pem()).unwrap();
    let issued = after.issue(&office(), now(), end(), [1; 16]).unwrap();
    let anchors = Anchors::from_der(before.bundle()).unwrap();
    assert!(holder(&issued.certificate_der, &[], &anchors, now()).is_ok());
}

#[test]
fn an_authority_needs_its_own_certificate_and_key() {
    let (one, other) = (authority(), authority());
    let load = |certificate: &str, key: &str| Authority::from_pem(certificate, key).unwrap_err();
    assert!(matches!(
        load(&one.bundle_pem(), &other.key_pem()),
        IssueError::OtherKey
    ));
    assert!(matches!(load("", &one.key_pem()), IssueError::Certificate));
    assert!(matches!(
        load(&one.certificate_pem(), "nothing"),
        IssueError::Key
    ));
    let issued = one.issue(&office(), now(), end(), [1; 16]).unwrap();
    assert!(matches!(
        load(&issued.certificate_pem, &issued.key_pem),
        IssueError::NotAnAuthority
    ));
}

#[test]
fn no_certificate_outlives_its_authority_or_ends_before_it_begins() {
    let authority = authority();
    let issue = |from, to| authority.issue(&office(), from, to, [1; 16]).map(|_| ());
    let late: Timestamp = "2037-01-01T00:00:00Z".parse().unwrap();
    assert!(matches!(issue(now(), late), Err(IssueError::Outlives)));
    assert!(matches!(issue(now(), now()), Err(IssueError::EmptyPeriod)));
    let early: Timestamp = "1949-12-31T23:59:59Z".parse().unwrap();
    assert!(matches!(issue(early, now()), Err(IssueError::Time)));
}

#[test]
fn a_request_gets_what_its_profile_says_and_nothing_it_asks_for() {
    let authority = authority();
    let anchors = Anchors::from_der(authority.bundle()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut greedy = CertificateParams::default();
    greedy.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let platform = Holder::Platform.to_string().try_into().unwrap();
    greedy.subject_alt_names = vec![rcgen::SanType::URI(platform)];
    let greedy = greedy.serialize_request(&key).unwrap();
    let modest = KeyRequest::new(&"KJ137000000101".parse().unwrap()).unwrap();

    let requests: [&[u8]; 3] = [
        greedy.der(),
        &modest.request_der,
        modest.request_pem.as_bytes(),
    ];
    for request in requests {
        let request = CertificateRequest::read(request).unwrap();
        let certified = authority.sign_csr(&request, &office(), now(), end(), [1; 16]);
        let told = holder(&certified.unwrap().certificate_der, &[], &anchors, now());
        assert!(matches!(told, Ok(Holder::Office { .. })));
    }
}

#[test]
fn requests_that_prove_nothing_are_refused() {
    let fault = |request: &[u8]| CertificateRequest::read(request).unwrap_err();
    let request = KeyRequest::new(&"KJ137000000101".parse().unwrap()).unwrap();
    let mut changed = request.request_der;
    *changed.last_mut().unwrap() ^= 1;
    assert!(matches!(fault(&changed), IssueError::Request));
    assert!(matches!(fault(b""), IssueError::Request));
    assert!(matches!(fault(b"-----BEGIN \xff"), IssueError::Request));
    let weak = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let weak = CertificateParams::default().serialize_request(&weak);
    assert!(matches!(fault(weak.unwrap().der()), IssueError::UnfitKey));
}

#[test]
fn keys_are_not_shown() {
    let authority = authority();
    let issued = authority.issue(&office(), now(), end(), [1; 16]).unwrap();
    let request = KeyRequest::new(&"KJ137000000101".parse().unwrap()).unwrap();
    let shown = format!("{authority:?} {issued:?} {request:?}");
    let shown = shown.replace(&authority.id(), "ID");
    insta::assert_snapshot!(shown, @r#"Authority { id: "ID", not_after: 2036-11-21T03:00:00Z, .. } Issued { serial_hex: "41010101010101010101010101010101", .. } KeyRequest { .. }"#);
}

#[test]
fn certificates_of_others_are_read_without_trust() {
    let garbage = Err(CertificateRefusal::Malformed);
    assert_eq!(serial_hex(b"garbage"), garbage);
    assert_eq!(validity(b"").unwrap_err(), CertificateRefusal::Malformed);
}

#[test]
fn certificates_tell_where_to_ask_about_them() {
    let url: PublicUrl = "http://pki.example.jp".parse().unwrap();
    let authority = below(&root(), Some(&url));
    let issued = authority.issue(&office(), now(), end(), [1; 16]).unwrap();
    for (der, expected) in [
        (
            &issued.certificate_der[..],
            vec![
                format!("{url}/authority/{}.crl", authority.id()),
                format!("{url}/ocsp"),
                format!("{url}/authority/{}.cer", authority.id()),
            ],
        ),
        (
            authority.certificate_der(),
            vec![format!("{url}/root.crl"), format!("{url}/root.cer")],
        ),
    ] {
        assert_eq!(addresses(der), expected);
    }
    let silent = authority.published_at(None);
    let issued = silent.issue(&office(), now(), end(), [1; 16]).unwrap();
    assert!(addresses(&issued.certificate_der).is_empty());
}

/// The addresses of revocation lists, then those of the authority.
fn addresses(der: &[u8]) -> Vec<String> {
    use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
    let certificate = certificate::read(der).unwrap();
    let uri = |name: &GeneralName<'_>| match name {
        GeneralName::URI(uri) => (*uri).to_owned(),
        other => panic!("{other}"),
    };
    let mut found = (Vec::new(), Vec::new());
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::CRLDistributionPoints(points) => {
                for point in points.iter() {
                    let Some(DistributionPointName::FullName(names)) = &point.distribution_point
                    else {
                        panic!("no name");
                    };
                    found.0.extend(names.iter().map(uri));
                }
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                let described = access.accessdescs.iter();
                found
                    .1
                    .extend(described.map(|one| uri(&one.access_location)));
            }
            _ => {}
        }
    }
    [found.0, found.1].concat()
}

#[test]
fn an_authority_knows_its_own_certificates() {
    let root = root();
    let (ours, other) = (below(&root, None), below(&root, None));
    let issued = ours.issue(&office(), now(), end(), [1; 16]).unwrap();
    assert!(ours.has_issued(&issued.certificate_der));
    assert!(!other.has_issued(&issued.certificate_der));
    assert!(!ours.has_issued(ours.certificate_der()));
    assert!(!ours.has_issued(b"garbage"));
    assert_ne!(ours.id(), other.id());
}

#[test]
fn of_all_that_are_known_only_those_above_belong_to_an_authority() {
    let root = root();
    let (now, former) = (below(&root, None), below(&root, None));
    let known = now.certificate_pem() + &former.bundle_pem();
    let loaded = Authority::from_pem(&known, &now.key_pem()).unwrap();
    assert_eq!(loaded.bundle_pem(), now.bundle_pem());
}

#[test]
fn servers_show_the_authority_but_not_the_root() {
    let authority = authority();
    assert_eq!(authority.between_pem(), authority.certificate_pem());
    let bundle = authority.bundle_pem();
    assert!(bundle.starts_with(&authority.certificate_pem()));
    assert_eq!(bundle.matches("BEGIN").count(), 2);
}
