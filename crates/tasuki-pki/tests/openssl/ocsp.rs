//! `openssl ocsp`.

use proptest::prelude::*;
use tasuki_pki::ocsp::{self, Status};
use tasuki_pki::{Root, three_years_from};
use tasuki_terms::{Revocation, RevocationReason};

use crate::people::{People, now, office};

/// Asks about `certificate.pem`, and lets openssl check what we answer. `how` is the words that
/// change the question.
fn told(people: &People, status: Status, how: &[&str]) -> String {
    let what = ["-issuer", "authority.pem", "-cert", "certificate.pem"];
    let ask = [&["ocsp"], how, &what, &["-reqout", "request.der"]].concat();
    let (asked, said) = people.openssl(&ask);
    assert!(asked, "{said}");
    let request = fs_err::read(people.folder().join("request.der")).unwrap();
    let serials = ocsp::serials(&request);
    let lookup = |serial: &str| {
        assert_eq!(serials, [serial]);
        status
    };
    let answer = ocsp::respond(&request, &[&people.authority], lookup, now());
    people.write("answer.der", answer);
    // The nonce is the one of the request that is read.
    let files = "-no_nonce -reqin request.der -respin answer.der -CAfile bundle.pem";
    let files: Vec<&str> = files.split(' ').collect();
    let check = [&["ocsp"], how, &what, &files].concat();
    people.openssl(&check).1
}

#[test]
fn openssl_takes_our_answers() {
    let people = People::new();
    people.write("certificate.pem", people.office(9).certificate_pem);
    let revoked = Status::Revoked(Revocation {
        at: now(),
        reason: RevocationReason::Superseded,
    });
    for (status, word) in [
        (Status::Good, "certificate.pem: good"),
        (Status::Unknown, "certificate.pem: unknown"),
        (revoked, "certificate.pem: revoked"),
    ] {
        for hash in ["-sha1", "-sha256"] {
            let said = told(&people, status, &[hash]);
            assert!(said.contains("Response verify OK"), "{said}");
            assert!(said.contains(word), "{said}");
            assert!(!said.contains("onc"), "{said}");
        }
    }
    let said = told(&people, revoked, &[]);
    assert!(said.contains("Reason: superseded"), "{said}");
    let said = told(&people, Status::Good, &["-no_nonce"]);
    assert!(said.contains("Response verify OK"), "{said}");
}

#[test]
fn each_authority_answers_for_its_own_certificates_only() {
    let people = People::new();
    people.write("certificate.pem", people.office(9).certificate_pem);
    told(&people, Status::Good, &[]);
    let request = fs_err::read(people.folder().join("request.der")).unwrap();
    let strangers = People::new();
    let of = |authorities: &[&tasuki_pki::Authority]| {
        ocsp::respond(&request, authorities, |_| Status::Good, now())
    };
    // OCSPResponse with nothing but the status unauthorized (6).
    assert_eq!(of(&[&strangers.authority]), [0x30, 3, 0x0a, 1, 6]);
    let answer = of(&[&strangers.authority, &people.authority]);
    people.write("answer.der", answer);
    let (_, said) = people.openssl(&[
        "ocsp",
        "-no_nonce",
        "-respin",
        "answer.der",
        "-CAfile",
        "bundle.pem",
        "-issuer",
        "authority.pem",
        "-cert",
        "certificate.pem",
    ]);
    assert!(said.contains("Response verify OK"), "{said}");
}

#[test]
fn a_root_with_its_own_key_answers_nothing() {
    let people = People::new();
    let root: &Root = &people.root;
    people.write("certificate.pem", root.certificate_pem());
    let ask = [
        "ocsp",
        "-issuer",
        "root.pem",
        "-cert",
        "authority.pem",
        "-reqout",
        "request.der",
    ];
    assert!(people.openssl(&ask).0);
    let request = fs_err::read(people.folder().join("request.der")).unwrap();
    let answer = ocsp::respond(&request, &[&people.authority], |_| Status::Good, now());
    assert_eq!(answer, [0x30, 3, 0x0a, 1, 6]);
}

#[test]
fn what_cannot_be_read_is_told_as_such() {
    let people = People::new();
    let issued =
        people
            .authority
            .issue(&office(), now(), three_years_from(now()).unwrap(), [9; 16]);
    people.write("certificate.pem", issued.unwrap().certificate_pem);
    told(&people, Status::Good, &[]);
    let request = fs_err::read(people.folder().join("request.der")).unwrap();
    let malformed = [0x30, 3, 0x0a, 1, 1];
    let answer = |bytes: &[u8]| ocsp::respond(bytes, &[&people.authority], |_| Status::Good, now());
    assert_eq!(answer(b""), malformed);
    assert_eq!(answer(&[0; 5000]), malformed);
    for length in 0..request.len() {
        assert_eq!(answer(&request[..length]), malformed, "{length}");
        assert!(ocsp::serials(&request[..length]).is_empty());
    }
    assert_ne!(answer(&request), malformed);
}

proptest! {
    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let answer = ocsp::respond(&bytes, &[], |_| Status::Good, now());
        prop_assert_eq!(answer, [0x30, 3, 0x0a, 1, 1]);
        prop_assert!(ocsp::serials(&bytes).is_empty());
    }
}
