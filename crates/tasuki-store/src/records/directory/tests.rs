//! Imports replace each other whole; who takes part is told.

use tasuki_exchange::OfficeStatus;

use super::*;
use crate::records::tests::{at, records};
use crate::{CorrectionRow, OfficeRow, RecordId};

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
        let members = records.read("test", move |records| records.members(at(moment)));
        let members = members.await.unwrap();
        assert_eq!(members.len(), expected, "{moment}");
        let used = members.iter().map(|member| member.has_used_client);
        assert_eq!(used.collect::<Vec<_>>(), [true, false][..expected]);
        assert!(members.iter().all(|member| member.since == at(10)));
    }
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
