use super::*;

use jiff::ToSpan as _;
use proptest::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose as Purpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose as Usage, PKCS_ED25519, PKCS_RSA_SHA256, PublicKeyData, SanType,
    SignatureAlgorithm,
};
use tasuki_terms::CertificateClass;
use time::OffsetDateTime;

use crate::test_authority::authority;
use crate::{CertificateRefusal as Refused, Profile, three_years_from};

const OFFICE: &str = "urn:tasuki:office:1370000001:user:KJ137000000101";
const PLATFORM: &str = "urn:tasuki:platform";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-21T03:00:01Z")
}

fn office() -> Holder {
    OFFICE.parse().unwrap()
}

/// An authority that issues whatever is asked of it.
struct Ca {
    issuer: Issuer<'static, KeyPair>,
    der: Vec<u8>,
}

impl Ca {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = Self::params(name);
        let der = params.self_signed(&key).unwrap().der().to_vec();
        let issuer = Issuer::new(params, key);
        Self { issuer, der }
    }

    fn under(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = Self::params(name);
        let der = params.signed_by(&key, &self.issuer).unwrap().der().to_vec();
        let issuer = Issuer::new(params, key);
        Self { issuer, der }
    }

    fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![Usage::KeyCertSign, Usage::CrlSign];
        params.distinguished_name.push(DnType::CommonName, name);
        params
    }

    fn anchors(&self) -> Anchors {
        Anchors::from_der([&self.der]).unwrap()
    }

    /// A right certificate, changed.
    fn issue(&self, change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        self.issue_for(&KeyPair::generate().unwrap(), change)
    }

    fn issue_for(
        &self,
        key: &impl PublicKeyData,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.not_before = moment("2026-04-01T00:00:00Z");
        params.not_after = moment("2029-04-01T14:59:59Z");
        params.subject_alt_names = vec![uri(OFFICE)];
        params.key_usages = vec![Usage::DigitalSignature, Usage::KeyAgreement];
        params.extended_key_usages = vec![Purpose::ClientAuth, Purpose::EmailProtection];
        change(&mut params);
        params.signed_by(key, &self.issuer).unwrap().der().to_vec()
    }
}

fn moment(text: &str) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at(text).as_second()).unwrap()
}

fn uri(text: &str) -> SanType {
    SanType::URI(text.try_into().unwrap())
}

/// A public key of which nobody knows the private one.
struct Key(&'static SignatureAlgorithm, Vec<u8>);

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.1
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.0
    }
}

fn rsa(bytes: usize) -> Key {
    let integer = |value: &[u8]| {
        let length = u16::try_from(value.len()).unwrap().to_be_bytes();
        [&[0x02, 0x82], &length[..], value].concat()
    };
    let modulus = [&[0], &vec![0xd5; bytes][..]].concat();
    let both = [integer(&modulus), integer(&[1, 0, 1])].concat();
    let length = u16::try_from(both.len()).unwrap().to_be_bytes();
    Key(
        &PKCS_RSA_SHA256,
        [&[0x30, 0x82], &length[..], &both].concat(),
    )
}

#[test]
fn what_our_authority_issues_names_its_holder() {
    let authority = authority();
    let anchors = Anchors::from_pem(&authority.bundle_pem()).unwrap();
    let end = now() + 9_000.hours();
    let profile = Profile::Office {
        office: "1370000001".parse().unwrap(),
        user: "KJ137000000101".parse().unwrap(),
        office_name: "訪問介護ステーションひまわり".to_owned(),
        class: CertificateClass::CarePlan,
    };
    let told = |issued: crate::Issued| holder(&issued.certificate_der, &[], &anchors, now());
    let serial = [7; 16];

    let elliptic = authority.issue(&profile, now(), end, serial).unwrap();
    assert_eq!(told(elliptic), Ok(office()));
    let rsa = authority.issue_rsa(&profile, now(), end, serial).unwrap();
    assert_eq!(told(rsa), Ok(office()));
    let platform = authority.issue(&Profile::Platform, now(), end, serial);
    assert_eq!(told(platform.unwrap()), Ok(Holder::Platform));
    let server = Profile::Server {
        hosts: vec!["localhost".to_owned()],
    };
    let server = authority.issue(&server, now(), end, serial).unwrap();
    assert_eq!(told(server), Err(Refused::WrongUse));
    let mut agents = profile;
    if let Profile::Office { class, .. } = &mut agents {
        *class = CertificateClass::Agent;
    }
    let agents = authority.issue(&agents, now(), end, serial).unwrap();
    assert_eq!(told(agents), Err(Refused::Agent));
    let itself = holder(authority.certificate_der(), &[], &anchors, now());
    assert_eq!(itself, Err(Refused::WrongUse));
}

#[test]
fn a_certificate_is_valid_from_its_first_to_its_last_second() {
    let ca = Ca::new("CA");
    let (anchors, certificate) = (ca.anchors(), ca.issue(|_| {}));
    for (now, expected) in [
        ("2026-03-31T23:59:59Z", Err(Refused::NotYetValid)),
        ("2026-04-01T00:00:00Z", Ok(office())),
        ("2029-04-01T14:59:59Z", Ok(office())),
        ("2029-04-01T14:59:59.999999Z", Ok(office())),
        ("2029-04-01T15:00:00Z", Err(Refused::Expired)),
        ("1969-01-01T00:00:00Z", Err(Refused::NotYetValid)),
    ] {
        let told = holder(&certificate, &[], &anchors, at(now));
        assert_eq!(told, expected, "{now}");
    }
}

#[test]
fn only_trusted_authorities_are_believed() {
    let (ours, other, namesake) = (Ca::new("CA"), Ca::new("other"), Ca::new("CA"));
    let told = |certificate: &[u8], between: &[&[u8]]| {
        holder(certificate, between, &ours.anchors(), now())
    };
    assert_eq!(told(&other.issue(|_| {}), &[]), Err(Refused::Foreign));
    assert_eq!(told(&namesake.issue(|_| {}), &[]), Err(Refused::Foreign));

    let branch = ours.under("branch");
    let certificate = branch.issue(|_| {});
    assert_eq!(told(&certificate, &[]), Err(Refused::Foreign));
    assert_eq!(told(&certificate, &[&branch.der]), Ok(office()));
    assert_eq!(told(&certificate, &[&other.der]), Err(Refused::Foreign));
    assert_eq!(told(&certificate, &[&other.der, &branch.der]), Ok(office()));

    // An authority that is known is trusted only below a root.
    let known = |of: &Ca| Anchors::from_der([&of.der, &branch.der]).unwrap();
    assert_eq!(
        holder(&certificate, &[], &known(&ours), now()),
        Ok(office())
    );
    let stray = holder(&certificate, &[], &known(&other), now());
    assert_eq!(stray, Err(Refused::Foreign));

    // A holder who issues certificates himself.
    let key = KeyPair::generate().unwrap();
    let honest = ours.issue_for(&key, |params| {
        params.distinguished_name.push(DnType::CommonName, "holder");
    });
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "holder");
    let holder_as_issuer = Ca {
        issuer: Issuer::new(params, key),
        der: honest,
    };
    let forged = holder_as_issuer.issue(|_| {});
    assert_eq!(
        told(&forged, &[&holder_as_issuer.der]),
        Err(Refused::Foreign)
    );
}

#[test]
fn an_authority_signed_by_two_is_believed_by_either_of_them() {
    let (ours, other) = (Ca::new("CA"), Ca::new("other"));
    let branch = other.under("branch");
    let crossed = Ca::params("branch")
        .signed_by(branch.issuer.key(), &ours.issuer)
        .unwrap();
    let certificate = branch.issue(|_| {});
    for anchors in [ours.anchors(), other.anchors()] {
        let told = holder(&certificate, &[&branch.der, crossed.der()], &anchors, now());
        assert_eq!(told, Ok(office()));
    }
}

#[test]
fn a_certificate_must_name_one_holder() {
    let ca = Ca::new("CA");
    let anchors = ca.anchors();
    let dns = || SanType::DnsName("office.example.jp".try_into().unwrap());
    for (names, expected) in [
        (vec![uri(OFFICE)], Ok(office())),
        (
            vec![dns(), uri(OFFICE), uri("https://example.jp")],
            Ok(office()),
        ),
        (vec![], Err(Refused::NoHolder)),
        (vec![dns()], Err(Refused::NoHolder)),
        (
            vec![uri("urn:tasuki:office:1370000001")],
            Err(Refused::NoHolder),
        ),
        (vec![uri(OFFICE), uri(OFFICE)], Err(Refused::SeveralHolders)),
        (
            vec![uri(OFFICE), uri(PLATFORM)],
            Err(Refused::SeveralHolders),
        ),
        (
            vec![uri(OFFICE), uri("urn:tasuki:x")],
            Err(Refused::SeveralHolders),
        ),
    ] {
        let certificate = ca.issue(|params| params.subject_alt_names.clone_from(&names));
        let told = holder(&certificate, &[], &anchors, now());
        assert_eq!(told, expected, "{names:?}");
    }
}

#[test]
fn a_certificate_must_be_for_all_that_its_holder_does_and_no_more() {
    const SIGN: Usage = Usage::DigitalSignature;
    const AGREE: Usage = Usage::KeyAgreement;
    const CLIENT: Purpose = Purpose::ClientAuth;
    const MAIL: Purpose = Purpose::EmailProtection;
    let ca = Ca::new("CA");
    let anchors = ca.anchors();
    let cases: &[(&str, &[Usage], &[Purpose], bool)] = &[
        (OFFICE, &[SIGN, AGREE], &[CLIENT, MAIL], true),
        (OFFICE, &[], &[CLIENT, MAIL], false),
        (OFFICE, &[SIGN], &[CLIENT, MAIL], false),
        (OFFICE, &[AGREE], &[CLIENT, MAIL], false),
        (
            OFFICE,
            &[SIGN, Usage::KeyEncipherment],
            &[CLIENT, MAIL],
            false,
        ),
        (
            OFFICE,
            &[SIGN, AGREE, Usage::KeyCertSign],
            &[CLIENT, MAIL],
            false,
        ),
        (OFFICE, &[SIGN, AGREE], &[], false),
        (OFFICE, &[SIGN, AGREE], &[CLIENT], false),
        (OFFICE, &[SIGN, AGREE], &[MAIL], false),
        (OFFICE, &[SIGN, AGREE], &[Purpose::Any], false),
        (OFFICE, &[SIGN, AGREE], &[CLIENT, MAIL, Purpose::Any], false),
        (
            OFFICE,
            &[SIGN, AGREE],
            &[CLIENT, MAIL, Purpose::ServerAuth],
            false,
        ),
        (PLATFORM, &[SIGN], &[MAIL], true),
        (PLATFORM, &[AGREE], &[MAIL], false),
        (PLATFORM, &[SIGN], &[CLIENT, MAIL], false),
        (PLATFORM, &[SIGN], &[Purpose::ServerAuth, MAIL], false),
    ];
    for (name, usages, purposes, right) in cases {
        let certificate = ca.issue(|params| {
            params.subject_alt_names = vec![uri(name)];
            params.key_usages = usages.to_vec();
            params.extended_key_usages = purposes.to_vec();
        });
        let told = holder(&certificate, &[], &anchors, now());
        let expected = match right {
            true => Ok(name.parse().unwrap()),
            false => Err(Refused::WrongUse),
        };
        assert_eq!(told, expected, "{name} {usages:?} {purposes:?}");
    }
    let authority = ca.issue(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert_eq!(
        holder(&authority, &[], &anchors, now()),
        Err(Refused::WrongUse)
    );
}

#[test]
fn weak_and_unusable_keys_are_refused() {
    let ca = Ca::new("CA");
    let anchors = ca.anchors();
    let told = |key: &dyn PublicKeyData| {
        let certificate = ca.issue_for(&key, |params| {
            params.key_usages.push(Usage::KeyEncipherment);
        });
        holder(&certificate, &[], &anchors, now())
    };
    for (bytes, expected) in [
        (128, Err(Refused::UnfitKey)),
        (255, Err(Refused::UnfitKey)),
        (256, Ok(office())),
        (512, Ok(office())),
        (1024, Err(Refused::UnfitKey)),
    ] {
        assert_eq!(told(&rsa(bytes)), expected, "RSA of {bytes} bytes");
    }
    let other_curve = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    assert_eq!(told(&other_curve), Err(Refused::UnfitKey));
    let larger = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    assert_eq!(told(&larger), Err(Refused::UnfitKey));
    let largest = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).unwrap();
    assert_eq!(told(&largest), Err(Refused::UnfitKey));
    let compressed = Key(
        &rcgen::PKCS_ECDSA_P256_SHA256,
        [&[2], &[7; 32][..]].concat(),
    );
    assert_eq!(told(&compressed), Err(Refused::UnfitKey));
}

#[test]
fn a_certificate_with_any_bit_changed_is_refused() {
    let ca = Ca::new("CA");
    let (anchors, certificate) = (ca.anchors(), ca.issue(|_| {}));
    assert!(holder(&certificate, &[], &anchors, now()).is_ok());
    for place in 0..certificate.len() {
        let mut changed = certificate.clone();
        changed[place] ^= 1 << (place % 8);
        let told = holder(&changed, &[], &anchors, now());
        assert!(told.is_err(), "byte {place}");
    }
    for length in 0..certificate.len() {
        let told = holder(&certificate[..length], &[], &anchors, now());
        assert_eq!(told, Err(Refused::Malformed));
    }
    let longer = [&certificate[..], &[0]].concat();
    let told = holder(&longer, &[], &anchors, now());
    assert_eq!(told, Err(Refused::Malformed));
}

proptest! {
    #[test]
    fn never_panics(bytes: Vec<u8>, between: Vec<u8>) {
        let anchors = Ca::new("CA").anchors();
        let told = holder(&bytes, &[&between], &anchors, now());
        prop_assert_eq!(told, Err(Refused::Malformed));
    }
}

#[test]
fn the_authorities_on_the_way_to_the_root_are_told() {
    let authority = authority();
    let anchors = Anchors::from_pem(&authority.bundle_pem()).unwrap();
    let end = three_years_from(now()).unwrap();
    let issued = authority
        .issue(&Profile::Platform, now(), end, [9; 16])
        .unwrap();
    let told = verified(&issued.certificate_der, &[], &anchors, now()).unwrap();
    assert_eq!(told.holder, Holder::Platform);
    let serial = certificate::serial_hex(authority.certificate_der()).unwrap();
    assert_eq!(told.authorities, [serial]);
}
