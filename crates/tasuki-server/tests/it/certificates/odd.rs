//! Certificates that the town's authority has signed although they cannot be read.
//!
//! TLS looks at the key of a client's certificate and at nothing else of it, so they come in.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::{Authority, Issued};
use tasuki_terms::Clock as _;
use tasuki_testing::Caller;

use super::{around, assert_refused, profile, showing};
use crate::problems::refused;
use crate::town::Three;

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;

/// How many bytes the head of a DER element takes, and how many the whole.
fn lengths(der: &[u8]) -> (usize, usize) {
    let [_, first, more @ ..] = der else {
        panic!("an element has a head")
    };
    let (head, content) = match first {
        0x81 => (3, usize::from(more[0])),
        0x82 => (4, usize::from(u16::from_be_bytes([more[0], more[1]]))),
        short => (2, usize::from(*short)),
    };
    (head, head + content)
}

/// The first element of some bytes, and the rest.
fn first(der: &[u8]) -> (&[u8], &[u8]) {
    der.split_at(lengths(der).1)
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match length {
        [0, short @ ..0x80] => vec![tag, short],
        [0, long] => vec![tag, 0x81, long],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
}

/// A certificate of which a part was changed to another of the same length, signed by the same
/// authority (RFC 5280, 4.1).
fn changed(authority: &Authority, issued: &Issued, part: &[u8], to: &[u8]) -> Issued {
    let whole = &issued.certificate_der;
    let (told, rest) = first(&whole[lengths(whole).0..]);
    let (algorithm, _) = first(rest);
    let mut places = told.windows(part.len()).enumerate();
    let mut places = places.by_ref().filter(|(_, window)| *window == part);
    let (place, _) = places.next().expect("it is there");
    assert!(places.next().is_none(), "it is there once");
    let mut told = told.to_vec();
    told[place..place + part.len()].copy_from_slice(to);
    let key = PrivatePkcs8KeyDer::from_pem_slice(authority.key_pem().as_bytes()).unwrap();
    let key = key.secret_pkcs8_der();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key).unwrap();
    let signature = key.sign(&SystemRandom::new(), &told).unwrap();
    let signature = element(BIT_STRING, &[&[0], signature.as_ref()].concat());
    let certificate_der = element(SEQUENCE, &[&told, algorithm, &signature].concat());
    Issued {
        certificate_der,
        certificate_pem: issued.certificate_pem.clone(),
        key_pkcs8_der: issued.key_pkcs8_der.clone(),
        key_pem: issued.key_pem.clone(),
        serial_hex: issued.serial_hex.clone(),
    }
}

/// A client of the manager's with a certificate of which a part was changed.
fn caller(three: &Three, part: &[u8], to: &[u8]) -> Caller {
    let authority = three.town.authority().unwrap();
    let (from, until) = around(three.clock.now());
    let issued = authority.issue(&profile(&three.manager), from, until, [7; 16]);
    showing(three, &changed(&authority, &issued.unwrap(), part, to))
}

/// A client with a certificate of which nobody can read for which office it is.
pub(super) fn malformed(three: &Three) -> Caller {
    caller(
        three,
        b"urn:tasuki:office:1370000001",
        b"urn:tasuki:office:137\xff\xff00001",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_our_own_authority_that_cannot_be_read_is_refused_as_such() {
    let three = Three::start().await;
    // Signed in this way a good one opens the door.
    let office = b"urn:tasuki:office:1370000001";
    let good = caller(&three, office, office)
        .get("/v1/limits")
        .await
        .unwrap();
    assert_eq!(refused(&good), "session.missing");
    // One that can be read, and names no office.
    let none = caller(&three, office, b"urn:tasuki:office:137000000_");
    assert_refused(&none, &three.manager, "certificate.wrong-use").await;
    assert_refused(&malformed(&three), &three.manager, "certificate.malformed").await;
}
