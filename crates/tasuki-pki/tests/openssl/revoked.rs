//! `openssl verify -crl_check`.

use jiff::SignedDuration;
use tasuki_pki::{Revoked, serial_hex};
use tasuki_terms::{Revocation, RevocationReason};

use crate::people::{People, now};

const CHECK: &str = "verify -x509_strict -crl_check_all -CAfile root.pem -untrusted authority.pem \
                     -CRLfile lists.pem office.pem";

/// Writes the lists of root and authority.
fn publish(people: &People, of_root: &[Revoked], of_authority: &[Revoked]) {
    let (from, until) = (now(), now() + SignedDuration::from_hours(24));
    let root = people.root.crl(of_root, from, until, 1).unwrap();
    let authority = people.authority.crl(of_authority, from, until, 7).unwrap();
    let mut lists = String::new();
    for list in [root, authority] {
        people.write("list.der", list);
        let (read, pem) = people.openssl(&["crl", "-inform", "DER", "-in", "list.der"]);
        assert!(read, "{pem}");
        lists += &pem;
    }
    people.write("lists.pem", lists);
}

fn verify(people: &People) -> (bool, String) {
    people.openssl(&CHECK.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn openssl_refuses_what_a_list_names() {
    let people = People::new();
    let (office, other) = (people.office(5), people.office(6));
    people.write("office.pem", &office.certificate_pem);
    let revoked = |serial_hex: String| Revoked {
        serial_hex,
        revocation: Revocation {
            at: now(),
            reason: RevocationReason::KeyCompromise,
        },
    };

    publish(&people, &[], &[]);
    let (verified, said) = verify(&people);
    assert!(verified, "{said}");
    publish(&people, &[], &[revoked(other.serial_hex)]);
    assert!(verify(&people).0);
    publish(&people, &[], &[revoked(office.serial_hex)]);
    let (verified, said) = verify(&people);
    assert!(!verified && said.contains("certificate revoked"), "{said}");
    let authority = serial_hex(people.authority.certificate_der()).unwrap();
    publish(&people, &[revoked(authority)], &[]);
    let (verified, said) = verify(&people);
    assert!(!verified && said.contains("certificate revoked"), "{said}");
}

#[test]
fn a_list_tells_its_number_and_the_reasons() {
    let people = People::new();
    let revoked: Vec<Revoked> = RevocationReason::ALL
        .into_iter()
        .zip(["4101", "4102", "4103", "4104", "4105", "4106", "00ff"])
        .map(|(reason, serial)| Revoked {
            serial_hex: serial.to_owned(),
            revocation: Revocation {
                at: "2026-11-21T03:00:00Z".parse().unwrap(),
                reason,
            },
        })
        .collect();
    let from = "2026-11-21T03:00:00Z".parse().unwrap();
    let until = from + SignedDuration::from_hours(24);
    let list = people.authority.crl(&revoked, from, until, 1_700_000_000);
    people.write("list.der", list.unwrap());
    let (read, said) = people.openssl(&[
        "crl", "-inform", "DER", "-in", "list.der", "-noout", "-text",
    ]);
    assert!(read, "{said}");
    let told: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.contains(':') || line.starts_with("Serial Number"))
        .skip_while(|line| !line.starts_with("CRL") && !line.starts_with("Serial"))
        .take_while(|line| !line.starts_with("Signature"))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    Serial Number: 4101
    Key Compromise
    Serial Number: 4102
    Key Compromise
    Serial Number: 4103
    Superseded
    Serial Number: 4104
    Cessation Of Operation
    Serial Number: 4105
    Affiliation Changed
    Serial Number: 4106
    Cessation Of Operation
    Serial Number: FF
    Superseded
    ");
    assert!(
        said.contains("X509v3 CRL Number: \n                1700000000"),
        "{said}"
    );
}

#[test]
fn what_is_no_serial_number_makes_no_list() {
    let people = People::new();
    for wrong in ["", "4", "xy"] {
        let revoked = Revoked {
            serial_hex: wrong.to_owned(),
            revocation: Revocation {
                at: now(),
                reason: RevocationReason::Unused,
            },
        };
        let list =
            people
                .authority
                .crl(&[revoked], now(), now() + SignedDuration::from_hours(1), 1);
        assert!(list.is_err(), "{wrong}");
    }
}
