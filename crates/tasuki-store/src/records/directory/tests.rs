//! Imports replace each other whole; who takes part is told.

use tasuki_exchange::{
    AutoRenewal, HeldLicence, Licence, OfficeStatus, PaymentMethod, PaymentState, Term,
};
use tasuki_terms::{LicenceNumber, Yen, day_in_japan};

use super::*;
use crate::records::tests::{at, records};
use crate::{CorrectionRow, LicenceRow, MembersAt, OfficeRow, RecordId, ServiceApplicationRow};

fn line(number: &str) -> DirectoryLineRow {
    DirectoryLineRow {
        number: number.parse().unwrap(),
        service: "43".parse().unwrap(),
        prefecture: "13".parse().unwrap(),
        municipality: "千代田区".to_owned(),
        name: "見本ケアプランセンター".to_owned(),
        kana: String::new(),
        address: String::new(),
        place: Some((139_753_595, 35_694_003)),
        phone: String::new(),
        corporation: String::new(),
        url: String::new(),
    }
}

/// Imports a file of one line; what counted before counts until the end.
fn import(records: &Transaction<'_>, name: &str, number: &str) -> Result<u64, StoreError> {
    let id = records.take_directory_id()?;
    records.save_directory_lines(id, &[line(number)])?;
    records.save_directory_file(&DirectoryFileRow {
        name: name.to_owned(),
        id,
        imported_at: at(1),
        lines: 1,
    })?;
    Ok(id)
}

#[tokio::test]
async fn a_file_takes_the_place_of_the_one_of_its_name() {
    let (_folder, records) = records().await;
    let done = records.change("test", |records| {
        let first = import(records, "jigyosho_430.csv", "1370000001")?;
        let other = import(records, "jigyosho_110.csv", "1370000002")?;
        let second = import(records, "jigyosho_430.csv", "1370000003")?;
        assert!(first < other && other < second);
        let files = records.directory_files()?;
        let ids: Vec<u64> = files.iter().map(|file| file.id).collect();
        assert_eq!(ids, [other, second]);
        let begun = records.take_directory_id()?;
        records.save_directory_lines(begun, &[line("1370000004")])?;
        assert_eq!(records.remove_old_directory_lines(10)?, 2);
        assert_eq!(records.remove_old_directory_lines(10)?, 0);
        let mut found = Vec::new();
        records.each_directory_line(second, |line| found.push(line))?;
        assert_eq!(found, [line("1370000003")]);
        let missing = DirectoryFileRow {
            name: "jigyosho_430.csv".to_owned(),
            id: begun,
            imported_at: at(2),
            lines: 1,
        };
        assert!(records.save_directory_file(&missing).is_err());
        records.remove_directory_file("jigyosho_110.csv")?;
        assert_eq!(records.directory_files()?.len(), 1);
        Ok(())
    });
    done.await.unwrap();
}

#[tokio::test]
async fn members_are_those_at_work_whose_licence_runs() {
    let (_folder, records) = records().await;
    let office = |number: &str, until: Option<i64>, status| OfficeRow {
        number: number.parse().unwrap(),
        name: "襷ケアプランセンター".to_owned(),
        kana: String::new(),
        service_types: vec!["43".parse().unwrap()],
        registered_at: at(0),
        licensed_from: Some(at(10)),
        licensed_until: until.map(at),
        status,
        successor: None,
        address: String::new(),
    };
    let active = OfficeStatus::Active;
    for office in [
        office("1370000001", None, active),
        office("1370000002", Some(20), active),
        office("1370000003", None, OfficeStatus::Suspended),
    ] {
        records.save_office(office).await.unwrap();
    }
    let number = "1370000001".parse().unwrap();
    records.note_client_use(number, at(11)).await.unwrap();
    for (moment, expected) in [(9, 0), (10, 2), (19, 2), (20, 1)] {
        let members = records.read("test", move |records| {
            records.members(MembersAt::Now(at(moment)))
        });
        let members = members.await.unwrap();
        assert_eq!(members.len(), expected, "{moment}");
        let used = members.iter().map(|member| member.has_used_client);
        assert_eq!(used.collect::<Vec<_>>(), [true, false][..expected]);
        assert!(members.iter().all(|member| member.since == at(10)));
    }
}

/// A licence that began at a moment, with its last day.
fn licence(number: &str, from: Timestamp, last_day: &str) -> LicenceRow {
    let count = crate::records::tests::Count(0.into());
    LicenceRow {
        id: RecordId::new(from, &count),
        number: LicenceNumber::new(from.as_second().unsigned_abs() % 1_000_000).unwrap(),
        office: number.parse().unwrap(),
        application: RecordId::new(from, &count),
        held: HeldLicence {
            term: Term::stored(from, last_day.parse().unwrap()),
            method: PaymentMethod::Invoice,
            payment: PaymentState::Paid,
            auto_renewal: AutoRenewal::Off,
        },
        fee: Yen::new(21_000),
        claim_month: None,
        asked: None,
        settled: None,
        invoice: None,
    }
}

/// That from which it came.
fn application(licence: &LicenceRow, applied_at: Timestamp) -> ServiceApplicationRow {
    let name = || ("見本".to_owned(), "花子".to_owned());
    ServiceApplicationRow {
        id: licence.application,
        office: licence.office,
        user: "KJ130000000101".parse().unwrap(),
        applied_at,
        representative: name(),
        contact: name(),
        phone: "0312345678".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        terms_version: 1,
        privacy_version: 1,
    }
}

#[tokio::test]
async fn members_of_a_past_moment_are_those_whose_licence_ran_then() {
    let (_folder, records) = records().await;
    let moment = |text: &str| {
        format!("{text}T00:00:00+09:00")
            .parse::<Timestamp>()
            .unwrap()
    };
    let office = |number: &str, from: &str| OfficeRow {
        number: number.parse().unwrap(),
        name: "襷ケアプランセンター".to_owned(),
        kana: String::new(),
        service_types: vec!["43".parse().unwrap()],
        registered_at: moment("2026-04-01"),
        licensed_from: Some(moment(from)),
        licensed_until: Some(moment("2027-11-01")),
        status: OfficeStatus::Active,
        successor: None,
        address: String::new(),
    };
    // The first lapsed in October and applied anew; the second went on; the third has a grant.
    let terms = [
        ("1370000001", "2026-04-01", "2026-10-25"),
        ("1370000001", "2026-11-10", "2027-10-31"),
        ("1370000002", "2025-11-05", "2026-11-04"),
        ("1370000002", "2026-11-05", "2027-10-31"),
    ];
    for (number, from) in [
        ("1370000001", "2026-11-10"),
        ("1370000002", "2026-11-05"),
        ("1370000003", "2026-10-01"),
    ] {
        records.save_office(office(number, from)).await.unwrap();
    }
    let saved = records.change("test", move |records| {
        for (place, (number, from, last_day)) in terms.into_iter().enumerate() {
            let mut row = licence(number, moment(from), last_day);
            row.number = LicenceNumber::new(place as u64 + 1).unwrap();
            records.save_service_application(&application(&row, moment(from)))?;
            records.save_licence(&row)?;
        }
        let grant = Licence {
            from: moment("2026-10-01"),
            until: None,
        };
        records.save_grant("1370000003".parse().unwrap(), grant)
    });
    saved.await.unwrap();
    let members = async |at| {
        let members = records.read("test", move |records| records.members(at));
        let members = members.await.unwrap().into_iter();
        let told = members.map(|row| (row.number.to_string(), day_in_japan(row.since).to_string()));
        told.collect::<Vec<_>>()
    };
    let told = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        let rows = rows.iter();
        rows.map(|(number, since)| ((*number).to_owned(), (*since).to_owned()))
            .collect()
    };
    let of_month = members(MembersAt::Then(moment("2026-11-01"))).await;
    assert_eq!(
        of_month,
        told(&[("1370000002", "2025-11-05"), ("1370000003", "2026-10-01")])
    );
    let now = members(MembersAt::Now(moment("2026-11-11"))).await;
    assert_eq!(now.len(), 3);
    assert_eq!(now[0], told(&[("1370000001", "2026-04-01")])[0]);
    // Between two licences an office takes no part, though it did before and will again.
    let between = members(MembersAt::Now(moment("2026-11-09"))).await;
    assert_eq!(between.len(), 2);
}

#[tokio::test]
async fn corrections_wait_until_they_are_done() {
    let (_folder, records) = records().await;
    let row = CorrectionRow {
        id: RecordId::new(at(1), &crate::records::tests::Count(0.into())),
        office: "1370000001".parse().unwrap(),
        wish: "電話番号が変わりました。".to_owned(),
        sender: "見本 花子".to_owned(),
        address: "hanako@example.jp".to_owned(),
        asked_at: at(1),
        is_done: false,
        assignee: String::new(),
        changed_at: at(1),
    };
    assert!(!format!("{row:?}").contains("hanako"));
    let done = records.change("test", move |records| {
        records.save_correction(&row)?;
        assert_eq!(records.waiting_corrections(row.office)?, 1);
        let waiting = records.corrections(false, 0, 10)?;
        assert_eq!(waiting.first(), Some(&row));
        let done = CorrectionRow {
            is_done: true,
            assignee: "hanako".to_owned(),
            changed_at: at(5),
            ..row
        };
        records.save_correction(&done)?;
        assert_eq!(records.correction(done.id)?.as_ref(), Some(&done));
        assert_eq!(records.waiting_corrections(done.office)?, 0);
        assert_eq!(records.correction_count(true)?, 1);
        assert_eq!(records.remove_corrections_done_before(at(5))?, 0);
        assert_eq!(records.remove_corrections_done_before(at(6))?, 1);
        Ok(())
    });
    done.await.unwrap();
}
