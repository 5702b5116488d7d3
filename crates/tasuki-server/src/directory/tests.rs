use tasuki_exchange::OfficeStatus;
use tasuki_store::OfficeRow;
use tempfile::TempDir;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + seconds).unwrap()
}

/// Records without open data, with some members.
async fn records(numbers: &[&str]) -> (TempDir, Records) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.db").into();
    Records::migrate(&file).await.unwrap();
    let records = Records::open(&file).await.unwrap();
    for number in numbers {
        save(&records, number, "見本事業所").await;
    }
    (folder, records)
}

async fn save(records: &Records, number: &str, name: &str) {
    let office = OfficeRow {
        number: number.parse().unwrap(),
        name: name.to_owned(),
        kana: String::new(),
        service_types: vec!["43".parse().unwrap()],
        registered_at: at(0),
        licensed_from: Some(at(0)),
        licensed_until: None,
        status: OfficeStatus::Active,
        successor: None,
        address: String::new(),
    };
    records.save_office(office).await.unwrap();
}

async fn names(directory: &Directory) -> Vec<String> {
    let names = directory.ask(|held| {
        let all = tasuki_directory::Page { skip: 0, size: 10 };
        let order = tasuki_directory::Order::Region;
        let listing = held
            .index
            .list(&tasuki_directory::Filter::default(), order, all);
        let offices = listing
            .offices
            .iter()
            .filter_map(|id| held.index.office(*id));
        offices.map(|office| office.name.to_owned()).collect()
    });
    names.await.unwrap().unwrap()
}

#[tokio::test]
async fn nothing_is_told_before_the_records_were_read() {
    let (_folder, records) = records(&["1370000001"]).await;
    let directory = Directory::new(Refresh::Live);
    assert!(directory.ask(|_| ()).await.unwrap().is_none());
    let make = async { Err::<Kept, _>("it is not made") };
    assert!(
        directory
            .document(Whole::Csv, make)
            .await
            .unwrap()
            .is_none()
    );
    let read = directory.refresh(&records, at(1)).await.unwrap();
    assert_eq!(read, Refreshed::Built(1));
    assert!(directory.ask(|_| ()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_member_that_cannot_be_shown_is_tried_once() {
    // No prefecture has the number 99.
    let (_folder, records) = records(&["1370000001", "9970000001"]).await;
    let directory = Directory::new(Refresh::Live);
    let read = directory.refresh(&records, at(1)).await.unwrap();
    assert_eq!(read, Refreshed::Built(1));
    for moment in [2, 3] {
        let again = directory.refresh(&records, at(moment)).await.unwrap();
        assert_eq!(again, Refreshed::Kept);
    }
    save(&records, "1370000002", "新しい事業所").await;
    let read = directory.refresh(&records, at(4)).await.unwrap();
    assert_eq!(read, Refreshed::Built(2));
}

#[tokio::test]
async fn what_the_platform_itself_knows_of_a_member_is_up_to_date() {
    let (_folder, records) = records(&["1370000001"]).await;
    let directory = Directory::new(Refresh::Live);
    directory.refresh(&records, at(1)).await.unwrap();
    assert_eq!(names(&directory).await, ["見本事業所"]);
    save(&records, "1370000001", "改名した事業所").await;
    let read = directory.refresh(&records, at(2)).await.unwrap();
    assert_eq!(read, Refreshed::Built(1));
    assert_eq!(names(&directory).await, ["改名した事業所"]);
}

#[tokio::test]
async fn an_edition_changes_with_what_is_told_and_with_its_day() {
    let (_folder, records) = records(&["1370000001"]).await;
    let directory = Directory::new(Refresh::Live);
    let edition = async |moment| {
        directory.refresh(&records, at(moment)).await.unwrap();
        directory.edition().unwrap()
    };
    let first = edition(1).await;
    assert_eq!(edition(2).await, first);
    let number = "1370000001".parse().unwrap();
    records.note_client_use(number, at(2)).await.unwrap();
    let second = edition(3).await;
    assert!(second > first);
    assert!(edition(3 + 24 * 3600).await > second);
}
