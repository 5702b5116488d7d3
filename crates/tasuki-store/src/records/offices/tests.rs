use tasuki_exchange::OfficeStatus;
use tasuki_terms::OfficeNumber;

use super::search::Way;
use super::{Membership, OfficeRow, OfficeSearch};
use crate::Records;
use crate::records::reading::{Session, Table};
use crate::records::tests::{at, records};

/// What SQLite tells of how it reads.
const PLAN: Table = Table {
    name: "plan",
    columns: &["id", "parent", "notused", "detail"],
};

fn office(number: &str, name: &str, kana: &str, services: &str) -> OfficeRow {
    OfficeRow {
        number: number.parse().unwrap(),
        name: name.to_owned(),
        kana: kana.to_owned(),
        service_types: services
            .split(' ')
            .map(|one| one.parse().unwrap())
            .collect(),
        registered_at: at(0),
        licensed_from: Some(at(0)),
        licensed_until: None,
        status: OfficeStatus::Active,
        successor: None,
        address: String::new(),
    }
}

/// Three offices of Tokyo and one of Osaka.
fn offices() -> [OfficeRow; 4] {
    let unlicensed = OfficeRow {
        licensed_from: None,
        ..office(
            "1370000002",
            "架空訪問介護",
            "カクウホウモンカイゴ",
            "11 12",
        )
    };
    let closed = OfficeRow {
        status: OfficeStatus::Closed,
        ..office("1370000003", "見本通所介護", "", "15")
    };
    [
        office("1370000001", "例題ケアプランセンター", "レイダイ", "43"),
        unlicensed,
        closed,
        office("2770000001", "ひまわりデイサービス", "ヒマワリ", "15"),
    ]
}

fn text(text: &str) -> OfficeSearch {
    OfficeSearch {
        text: text.to_owned(),
        ..OfficeSearch::default()
    }
}

#[tokio::test]
async fn offices_are_found_by_number_name_kana_place_service_and_state() {
    let (_folder, records) = records().await;
    for row in offices() {
        records.save_office(row).await.unwrap();
    }
    let found = async |search: OfficeSearch| {
        let page = records.search_offices(search, at(9), None, 10).await;
        let page = page.unwrap();
        assert_eq!(page.next, None);
        // The prefecture and the last digit.
        let short = |office: OfficeRow| {
            let mut number = office.number.to_string();
            number.replace_range(2..9, "");
            number
        };
        page.offices.into_iter().map(short).collect::<Vec<_>>()
    };
    let all = ["131", "132", "133", "271"];
    assert_eq!(found(text("")).await, all);
    assert_eq!(found(text("137")).await, all[..3]);
    assert_eq!(found(text("１３７００００００２")).await, ["132"]);
    assert_eq!(found(text("介護")).await, ["132", "133"]);
    assert_eq!(found(text("例")).await, ["131"]);
    assert_eq!(found(text("けあぷらん")).await, ["131"]);
    assert_eq!(found(text("ﾋﾏﾜﾘ ﾃﾞｲ")).await, ["271"]);
    assert_eq!(found(text("ほうもんかいご")).await, ["132"]);
    // Both pairs are there, but not together.
    assert_eq!(found(text("介護訪問")).await, [""; 0]);
    assert_eq!(found(text("100%_'\\")).await, [""; 0]);
    let place = |code: &str| OfficeSearch {
        prefecture: Some(code.parse().unwrap()),
        ..OfficeSearch::default()
    };
    assert_eq!(found(place("27")).await, ["271"]);
    assert_eq!(found(place("47")).await, [""; 0]);
    let both = OfficeSearch {
        text: "137".to_owned(),
        ..place("27")
    };
    assert_eq!(found(both).await, [""; 0]);
    let service = OfficeSearch {
        service: Some("15".parse().unwrap()),
        ..OfficeSearch::default()
    };
    assert_eq!(found(service).await, ["133", "271"]);
    let stands = |membership| OfficeSearch {
        membership: Some(membership),
        ..OfficeSearch::default()
    };
    assert_eq!(found(stands(Membership::Member)).await, ["131", "271"]);
    assert_eq!(found(stands(Membership::NotMember)).await, ["132"]);
    assert_eq!(found(stands(Membership::Closed)).await, ["133"]);
}

#[tokio::test]
async fn a_new_name_is_found_and_the_old_one_no_more() {
    let (_folder, records) = records().await;
    let [row, ..] = offices();
    let renamed = OfficeRow {
        name: "改称支援事業所".to_owned(),
        ..row.clone()
    };
    for row in [row, renamed] {
        records.save_office(row).await.unwrap();
    }
    for (word, times) in [("改称", 1), ("例題", 0), ("レイダイ", 1)] {
        let page = records.search_offices(text(word), at(0), None, 9).await;
        assert_eq!(page.unwrap().offices.len(), times, "{word}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_none_looks_at_everything() {
    let (_folder, records) = records().await;
    records
        .change("test", |records| {
            for n in 0..40 {
                let name = if n % 10 == 0 {
                    "花見本"
                } else {
                    "見本花"
                };
                records.save_office(&office(&format!("13{n:08}"), name, "", "15"))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let read = move |session: &Session<'_>| {
        for (search, expected) in [(text(""), 40), (text("見本"), 40), (text("花見"), 4)] {
            let way = Way::new(&search, at(0));
            let (mut seen, mut after, mut pages) = (Vec::<OfficeNumber>::new(), None, 0);
            loop {
                let page = way.page(session, after, 3, 8)?;
                assert!(page.offices.len() <= 3);
                seen.extend(page.offices.iter().map(|office| office.number));
                pages += 1;
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), expected, "{search:?}");
            assert!(seen.is_sorted() && pages >= expected / 3);
        }
        Ok(())
    };
    records.readers.apart("test", read).await.unwrap();
}

#[tokio::test]
async fn every_search_goes_through_an_index_in_its_order() {
    let (_folder, records) = records().await;
    let full = |words: &str| OfficeSearch {
        text: words.to_owned(),
        prefecture: Some("13".parse().unwrap()),
        service: Some("15".parse().unwrap()),
        membership: Some(Membership::NotMember),
    };
    let searches = [
        text(""),
        text("花"),
        text("見本花見"),
        text("137"),
        full(""),
        full("花見"),
        full("137"),
    ];
    let read = move |session: &Session<'_>| {
        // PostgreSQL plans by what is in the tables, of which there is nothing here.
        let explain = session.of_two("EXPLAIN QUERY PLAN ", "");
        for search in searches.iter().filter(|_| !explain.is_empty()) {
            let way = Way::new(search, at(0));
            let after = Some("1370000001".parse().unwrap());
            for statement in [way.end(after, 9), way.offices(after, after, 9)] {
                let sql = format!("{explain}{}", statement.sql);
                let steps: Vec<String> =
                    session.all(&PLAN, &sql, statement.values, |row| row.value("detail"))?;
                assert!(!steps.is_empty());
                for step in steps {
                    let is_direct = step.starts_with("SEARCH") || step.starts_with("CORRELATED");
                    assert!(is_direct, "{sql}: {step}");
                }
            }
        }
        Ok(())
    };
    records.readers.apart("test", read).await.unwrap();
}

#[tokio::test]
async fn offices_of_before_are_found_after_a_migration() {
    let (place, records) = records().await;
    let [row, ..] = offices();
    records.save_office(row).await.unwrap();
    let old = "UPDATE office SET words = NULL; DELETE FROM office_gram";
    let change = records.change("test", move |records| records.session().run_all(old));
    change.await.unwrap();
    let found = async || {
        let page = records.search_offices(text("例題"), at(0), None, 9).await;
        page.unwrap().offices.len()
    };
    assert_eq!(found().await, 0);
    Records::migrate(&place).await.unwrap();
    assert_eq!(found().await, 1);
}
