use std::sync::LazyLock;

use tasuki_pki::ocsp::{self, Status};
use tasuki_pki::{
    Anchors, Authority, CertificateFacts, CertificateRequest, Cost, Holder, Profile, PublicUrl,
    RootList, SealedKey, hosts, is_issued_by, read_p12, read_serial, serial_hex, validity,
    verified,
};
use tasuki_seal::first_der_len;
use tasuki_terms::{CertificateClass, Entropy, Timestamp};

use crate::input::choose;
use crate::text::{reads_again, told};

/// What stands before a sealed key: magic, cost, salt and nonce.
const HEAD: usize = 41;

/// Of the PKCS#12 files of `seeds/pki`.
const PASSWORD: &str = "Sample-1";

/// The root and the authority of `fuzz/pki`, which nobody else trusts.
struct Own {
    authority: Authority,
    anchors: Anchors,
    /// Those of the offices of `testdata/seal`.
    golden: Anchors,
    /// As certificates may be issued.
    profile: Profile,
}

static OWN: LazyLock<Option<Own>> = LazyLock::new(|| {
    let own = Own::read();
    assert!(own.is_some(), "fuzz/pki cannot be read");
    own
});

impl Own {
    fn read() -> Option<Self> {
        let (authority, key) = (
            include_str!("../pki/authority.pem"),
            include_str!("../pki/authority.key"),
        );
        Some(Self {
            authority: Authority::from_pem(authority, key).ok()?,
            anchors: Anchors::from_pem(include_str!("../pki/root.pem")).ok()?,
            golden: Anchors::from_pem(include_str!("../../testdata/seal/authority.pem")).ok()?,
            profile: Profile::Office {
                office: "1370000001".parse().ok()?,
                user: "KJ137000000101".parse().ok()?,
                office_name: "見本居宅介護支援事業所".to_owned(),
                class: CertificateClass::CarePlan,
            },
        })
    }
}

/// What comes from whoever asks for certificates, shows one or asks about one.
pub fn pki(bytes: &[u8]) {
    let Some(own) = &*OWN else { return };
    let parsers: [fn(&Own, &[u8]); 8] = [
        certificate,
        anchors,
        request,
        list,
        question,
        file,
        sealed_key,
        texts,
    ];
    if let Some((parser, bytes)) = choose(bytes, &parsers) {
        parser(own, bytes);
    }
}

/// All readers of a certificate say the same of it; nobody vouches for an unsigned one.
fn certificate(own: &Own, bytes: &[u8]) {
    let serial = serial_hex(bytes);
    let facts = CertificateFacts::read(bytes);
    if let Ok(facts) = &facts {
        assert_eq!(serial.as_ref(), Ok(&facts.serial_hex));
        assert_eq!(validity(bytes), Ok((facts.valid_from, facts.valid_until)));
        // A serial number of 0 has no digits.
        assert!(facts.serial_hex.is_empty() == read_serial(&facts.serial_hex).is_none());
        let now = facts.valid_from;
        for anchors in [&own.anchors, &own.golden] {
            if let Ok(verified) = verified(bytes, &[], anchors, now) {
                assert_eq!(facts.holder, Some(verified.holder));
            }
        }
    }
    if let (Ok(serial), Ok(other)) = (&serial, tasuki_seal::Certificate::from_der(bytes)) {
        assert_eq!(*serial, other.serial_hex().trim_start_matches("00"));
    }
    let _told = (
        hosts(bytes),
        is_issued_by(bytes, own.authority.certificate_der()),
        own.authority.has_issued(bytes),
        own.anchors.above(bytes).len(),
    );
    let with = own.anchors.with_authorities([bytes]);
    assert!(with.between().count() <= 1);
}

/// What is trusted is written to be read the same.
fn anchors(_: &Own, bytes: &[u8]) {
    if let Ok(anchors) = Anchors::from_file(bytes) {
        let pem = anchors.pem();
        let again = Anchors::from_file(pem.as_bytes());
        assert_eq!(again.as_ref().map(Anchors::pem), Ok(pem));
        let again = again.map(|again| again.roots().map(<[u8]>::to_vec).collect());
        let roots: Vec<Vec<u8>> = anchors.roots().map(<[u8]>::to_vec).collect();
        assert!(!roots.is_empty());
        assert_eq!(again, Ok(roots));
    }
}

/// What is certified names whom the authority wants to, whatever the request says.
fn request(own: &Own, bytes: &[u8]) {
    let Ok(request) = CertificateRequest::read(bytes) else {
        return;
    };
    let from = Timestamp::from_second(1_800_000_000).unwrap_or_default();
    let until = Timestamp::from_second(1_830_000_000).unwrap_or_default();
    let signed = own
        .authority
        .sign_csr(&request, &own.profile, from, until, [7; 16]);
    assert!(signed.is_ok(), "{:?}", signed.as_ref().err());
    if let Ok(signed) = signed {
        let facts = CertificateFacts::read(&signed.certificate_der);
        let holder = facts.map(|facts| facts.holder.map(|holder| holder.to_string()));
        let office = "urn:tasuki:office:1370000001:user:KJ137000000101";
        assert_eq!(holder, Ok(Some(office.to_owned())));
    }
}

/// A list that nobody signed is not believed; whether it can be read does not depend on who did.
fn list(own: &Own, bytes: &[u8]) {
    assert!(RootList::read(bytes, []).is_err());
    if let Ok(list) = RootList::read(bytes, own.anchors.roots()) {
        for one in &list.revoked {
            assert!(!one.serial_hex.starts_with("00"));
        }
        assert_eq!(first_der_len(bytes), Ok(Some(bytes.len())));
    }
}

/// Every question gets one answer, and only what was asked is looked up.
fn question(own: &Own, bytes: &[u8]) {
    let serials = ocsp::serials(bytes);
    assert!(serials.len() <= ocsp::MOST);
    assert!(serials.is_empty() || bytes.len() <= ocsp::LONGEST);
    let lookup = |serial: &str| {
        assert!(serials.iter().any(|asked| asked == serial));
        match serial.len() % 3 {
            0 => Status::Unknown,
            _ => Status::Good,
        }
    };
    let now = Timestamp::from_second(1_800_000_000).unwrap_or_default();
    let answer = ocsp::respond(bytes, &[&own.authority], lookup, now);
    assert_eq!(first_der_len(&answer), Ok(Some(answer.len())));
    assert!(!answer.is_empty());
}

/// Of what opens, the key is that of the certificate.
fn file(_: &Own, bytes: &[u8]) {
    if let Ok(opened) = read_p12(bytes, PASSWORD) {
        let key = &opened.key_pkcs8_der;
        let request = tasuki_pki::P12 {
            key_pkcs8_der: key,
            certificate_der: &opened.certificate_der,
            above: &[],
            name: "x",
        };
        let written = request.write(PASSWORD, tasuki_pki::P12Form::Modern);
        assert!(written.is_ok(), "{:?}", written.as_ref().err());
        assert!(CertificateFacts::read(&opened.certificate_der).is_ok());
    }
}

/// Behind a head that costs next to nothing: only what was sealed opens, and only with its password.
fn sealed_key(_: &Own, bytes: &[u8]) {
    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }
    let sealed = SealedKey::seal(bytes, PASSWORD, Cost::LEAST, &Zeros);
    assert!(sealed.is_ok());
    let Ok(sealed) = sealed else { return };
    let again = SealedKey::from_bytes(sealed.as_bytes().to_vec());
    assert!(SealedKey::is_one(again.as_bytes()));
    assert_eq!(again.open(PASSWORD).ok().as_deref(), Some(&bytes.to_vec()));
    let head = sealed.as_bytes().get(..HEAD).unwrap_or_default();
    let forged = [head, bytes].concat();
    assert!(SealedKey::from_bytes(forged).open(PASSWORD).is_err());
}

/// Names, addresses and serial numbers.
fn texts(_: &Own, bytes: &[u8]) {
    let Some(text) = told(bytes) else { return };
    reads_again::<Holder>(text);
    reads_again::<PublicUrl>(text);
    if let Some(serial) = read_serial(text) {
        assert_eq!(read_serial(&serial).as_ref(), Some(&serial));
        assert!(!serial.starts_with("00"));
        let parted: Vec<_> = serial.as_bytes().chunks(2).filter_map(told).collect();
        assert_eq!(read_serial(&parted.join(":")), Some(serial));
    }
}
