use tasuki_exchange::OfficeStatus;

use super::*;
use crate::OfficeRow;
use crate::records::tests::{Trial, at, office, records};

const LOST: RevocationReason = RevocationReason::Lost;

/// A certificate from second 0 to second 100.
fn certificate(serial: &str) -> CertificateRow {
    CertificateRow {
        serial: serial.to_owned(),
        office: office(1),
        user: "KJ130000000101".parse().unwrap(),
        der: serial.as_bytes().to_vec(),
        valid_from: at(0),
        valid_until: at(100),
        revoked: None,
    }
}

async fn with_certificates(serials: &'static [&'static str]) -> (Trial, Records) {
    let (folder, records) = records().await;
    let row = OfficeRow {
        number: office(1),
        name: "例題居宅介護支援事業所".to_owned(),
        kana: String::new(),
        service_types: Vec::new(),
        registered_at: at(0),
        licensed_from: None,
        licensed_until: None,
        status: OfficeStatus::Active,
        successor: None,
        address: String::new(),
    };
    let saved = records.change("test", move |records| {
        records.save_office(&row)?;
        for serial in serials {
            records.save_certificate(&certificate(serial))?;
        }
        Ok(())
    });
    saved.await.unwrap();
    (folder, records)
}

#[tokio::test]
async fn a_certificate_is_valid_up_to_its_last_moment() {
    let (_folder, records) = with_certificates(&["4a"]).await;
    for (second, is_valid) in [(-1, false), (0, true), (100, true), (101, false)] {
        let found = records.certificates(office(1), at(second)).await.unwrap();
        assert_eq!(!found.is_empty(), is_valid, "{second}");
        let found = records.read("test", move |records| {
            records.valid_certificates(office(1), at(second))
        });
        assert_eq!(!found.await.unwrap().is_empty(), is_valid, "{second}");
    }
    // It ends in the period that holds its last moment, and in no other.
    for (from, to, ends) in [
        (99, 101, true),
        (100, 101, true),
        (99, 100, false),
        (101, 200, false),
    ] {
        let found = records.read("test", move |records| {
            records.certificates_ending(at(from), at(to))
        });
        assert_eq!(!found.await.unwrap().is_empty(), ends, "{from} to {to}");
    }
}

#[tokio::test]
async fn a_revocation_keeps_its_first_moment_and_reason() {
    let (_folder, records) = with_certificates(&["4a", "4b"]).await;
    for (second, reason) in [(5, LOST), (6, RevocationReason::Unused)] {
        let at = at(second);
        let revoked = records.change("test", move |records| {
            records.revoke_certificate("4a", Revocation { at, reason })
        });
        revoked.await.unwrap();
    }
    let row = records.certificate("4a").await.unwrap().unwrap();
    let first = Revocation {
        at: at(5),
        reason: LOST,
    };
    assert_eq!(row.revoked, Some(first));
    assert_eq!(
        records.certificate("4b").await.unwrap().unwrap().revoked,
        None
    );
    let listed = records.revoked_certificates(at(100)).await.unwrap();
    assert_eq!(listed, [row]);
    assert!(
        records
            .revoked_certificates(at(101))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_is_to_be_revoked_is_due_from_the_moment_that_was_fixed_first() {
    let (_folder, records) = with_certificates(&["4a", "4b"]).await;
    for second in [50, 70] {
        let planned = records.change("test", move |records| {
            records.revoke_certificates_from(office(1), at(second))
        });
        planned.await.unwrap();
    }
    for (second, due) in [(49, 0), (50, 2), (100, 2), (101, 0)] {
        let found = records.read("test", move |records| {
            records.certificates_to_revoke(at(second))
        });
        assert_eq!(found.await.unwrap().len(), due, "{second}");
    }
}
