//! The directory: pages, data, requests to mend it.

mod correction;
mod partners;
mod refusals;

use std::sync::Arc;

use secrecy::SecretString;
use tasuki_directory::{InventedOffice, Point, csv_header, invented_offices};
use tasuki_server::{NewEnrolment, Registration, Registry, Site};
use tasuki_terms::{Clock, SystemClock};
use tasuki_testing::{Reply, Surfer, Town, TownPlan};
use tempfile::TempDir;

use super::super::town;
use crate::town::{directory_is_read, eventually};

/// A town whose directory has some offices; each fifth takes part, and one that is in no open data.
async fn filled() -> (TempDir, Town, Vec<InventedOffice>) {
    filled_by(Arc::new(SystemClock)).await
}

/// The same, whose clock is `clock`.
async fn filled_by(clock: Arc<dyn Clock>) -> (TempDir, Town, Vec<InventedOffice>) {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan::with_sites();
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    let registry = town.registry().await.unwrap();
    let offices: Vec<InventedOffice> = invented_offices(3).skip(1_000).take(400).collect();
    let all = offices.clone().into_iter();
    registry.invent_directory(all, "test").await.unwrap();
    for office in offices.iter().step_by(5) {
        join(&registry, office).await;
    }
    let unlisted = InventedOffice {
        number: "1370099999".parse().unwrap(),
        name: "見本未掲載ステーション".to_owned(),
        ..offices[0].clone()
    };
    join(&registry, &unlisted).await;
    town.start().await.unwrap();
    directory_is_read(&town).await;
    (folder, town, offices)
}

async fn join(registry: &Registry, office: &InventedOffice) {
    let registration = Registration {
        office: NewEnrolment {
            number: office.number,
            name: office.name.clone(),
            kana: office.kana.clone(),
            service_types: office.services.clone(),
            address: "東京都千代田区非公開1-1".to_owned(),
        },
        licence_days: Some(30),
        user: None,
        app_user: None::<(_, SecretString)>,
    };
    registry.register(registration, "test").await.unwrap();
}

async fn get(town: &Town, path: &str) -> Reply {
    let mut surfer = Surfer::new(town, Site::Support).unwrap();
    surfer.get(path).await.unwrap()
}

#[tokio::test]
async fn lists_and_maps_tell_who_takes_part() {
    let (_folder, town, offices) = filled().await;
    let (joined, other) = (&offices[5], &offices[6]);
    let map = get(&town, "/map").await;
    let placed = offices.iter().step_by(5).filter(|one| one.place.is_some());
    let told = format!("{}件が該当しています。", placed.count());
    assert!(map.text().contains(&told), "{told}");
    assert!(map.bytes.len() < 100_000, "{}", map.bytes.len());

    let all = get(&town, "/offices?all=1&prefecture=13").await;
    assert!(all.bytes.len() < 100_000, "{}", all.bytes.len());
    let of = |number: &str| format!("/offices?all=1&q={number}");
    let found = get(&town, &of(other.number.as_str())).await;
    assert!(found.text().contains(&other.name), "{found:?}");
    let only = get(&town, &format!("/offices?q={}", other.number)).await;
    assert!(!only.text().contains(&other.name));

    let page = get(&town, &format!("/offices/{}", joined.number)).await;
    for told in [&*joined.name, "利用中", "利用開始日", &*joined.address] {
        assert!(page.text().contains(told), "{told} {page:?}");
    }
    let page = get(&town, &format!("/offices/{}", other.number)).await;
    assert!(page.text().contains("利用していません"), "{page:?}");
    for nobody in ["/offices/9999999999", "/offices/x"] {
        assert_eq!(get(&town, nobody).await.status, 404);
    }

    let unplaced = get(&town, "/offices/unplaced").await;
    for told in ["1370099999", "公表データに載っていません"] {
        assert!(unplaced.text().contains(told), "{unplaced:?}");
    }
    let paper = get(&town, "/offices/unplaced.pdf").await;
    assert!(paper.bytes.starts_with(b"%PDF-"));
    // The address for letters is nobody else's business.
    let page = get(&town, "/offices/1370099999").await;
    assert!(page.text().contains("見本未掲載ステーション"));
    assert!(!page.text().contains("非公開"), "{page:?}");
}

#[tokio::test]
async fn data_are_open_and_tagged() {
    let (_folder, town, offices) = filled().await;
    let joined = &offices[0];
    let csv = get(&town, "/offices.csv").await;
    let text = csv.text();
    assert!(text.starts_with("\u{feff}事業所番号,事業所名,"), "{text}");
    assert_eq!(text.lines().count(), 1 + offices.len().div_ceil(5) + 1);
    let json = |reply: &Reply| serde_json::from_slice::<serde_json::Value>(&reply.bytes).unwrap();
    let all = get(&town, "/offices.json").await;
    assert_eq!(json(&all)["total"], offices.len().div_ceil(5) + 1);
    let path = format!("/api/offices/{}", joined.number);
    let one = get(&town, &path).await;
    assert_eq!(json(&one)["name"], *joined.name);
    assert!(json(&one)["participation"]["since"].is_string());
    let few = get(&town, "/api/offices?limit=3&all=true").await;
    assert_eq!(json(&few)["offices"].as_array().unwrap().len(), 3);
    let map = get(&town, "/api/map?box=122,24,146,45.5&zoom=0").await;
    assert!(json(&map)["total"].as_u64() > Some(0));
    for (path, status, code) in [
        ("/api/nothing", 404, "page.not-found"),
        ("/api/offices?limit=999", 422, "directory.parameter"),
        ("/api/map?box=1,2,3", 422, "directory.parameter"),
        ("/api/offices/9999999999", 404, "directory.unknown-office"),
    ] {
        let refused = get(&town, path).await;
        assert_eq!(refused.status, status, "{path}");
        assert_eq!(json(&refused)["code"], code, "{path}");
        let about = format!("{}/errors/{code}", town.site(Site::Support));
        assert_eq!(json(&refused)["about"], *about, "{path}");
        assert_eq!(get(&town, &format!("/errors/{code}")).await.status, 200);
    }
    for path in ["/offices.csv", "/offices.json", &path, "/api/offices"] {
        let first = get(&town, path).await;
        let tag = first.headers["etag"].to_str().unwrap();
        let url = format!("{}{path}", town.site(Site::Support));
        let authority = town.authority().unwrap().bundle_pem();
        let client = reqwest::Client::builder()
            .use_preconfigured_tls(tasuki_testing::Caller::tls(&authority, None).unwrap())
            .build()
            .unwrap();
        let again = client.get(url).header("if-none-match", tag).send().await;
        let again = again.unwrap();
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(again.headers()["etag"], tag);
    }
}

#[tokio::test]
async fn an_import_shows_without_a_restart_and_is_whole_or_nothing() {
    let (folder, town, offices) = filled().await;
    let registry = town.registry().await.unwrap();
    let file = folder.path().join("jigyosho_430.csv");
    let service = "43".parse().unwrap();
    let mut text = csv_header();
    for office in &offices[..50] {
        text += &office.csv_line(service);
    }
    let broken = text.clone() + "a,b\r\n";
    fs_err::write(&file, &broken).unwrap();
    let other = folder.path().join("jigyosho_110.csv");
    fs_err::write(&other, "no open data\r\n").unwrap();
    let both = [file.clone(), other];
    assert!(registry.import_directory(&both, "test").await.is_err());
    let path = format!("/offices/{}", offices[399].number);
    assert_eq!(get(&town, &path).await.status, 200);

    let imported = registry.import_directory(&[file], "test").await.unwrap();
    let report = &imported[0].report;
    assert_eq!((report.accepted, report.rejected), (50, 1));
    eventually("the import shows", async || {
        get(&town, &path).await.status == 404
    })
    .await;
    let kept = format!("/offices/{}", offices[1].number);
    assert_eq!(get(&town, &kept).await.status, 200);
    let invented = registry.invent_directory(std::iter::empty(), "test").await;
    assert!(invented.is_err());
}

#[tokio::test]
async fn pictures_come_only_from_the_tile_server() {
    let (_folder, mut town, _) = town().await;
    town.stop().await.unwrap();
    town.settings().directory = toml::from_str(
        "refresh = 'monthly'\n[tiles]\nurl = 'https://tiles.example.jp/{z}/{x}/{y}.png'\ncredit = '見本地図'",
    )
    .unwrap();
    town.start().await.unwrap();
    directory_is_read(&town).await;
    let policy = |reply: &Reply| {
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        policy.to_owned()
    };
    let map = get(&town, "/map?x=620&y=480&z=5").await;
    assert!(
        map.text().contains("href=\"https://tiles.example.jp/10/"),
        "{map:?}"
    );
    // The frame cuts off what does not fit.
    let (_, frame) = map
        .text()
        .split_once("data-map-frame")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let credit = frame.find("地図：見本地図").unwrap();
    assert!(frame.find("</div>").unwrap() < credit, "{map:?}");
    for told in ["地図：見本地図", "毎月1日に更新"] {
        assert!(map.text().contains(told), "{map:?}");
    }
    assert!(policy(&map).contains("img-src 'self' data: https://tiles.example.jp;"));
    let mut claims = Surfer::new(&town, Site::Claims).unwrap();
    let log_in = claims.get("/login").await.unwrap();
    assert!(!policy(&log_in).contains("tiles.example.jp"));
}

#[tokio::test]
async fn a_prefecture_on_the_map_comes_first_and_stays_chosen() {
    let (_folder, town, offices) = filled().await;
    let joined: Vec<&InventedOffice> = offices.iter().step_by(5).collect();
    let chosen = joined
        .iter()
        .rfind(|office| office.place.is_some())
        .unwrap();
    let name = chosen.prefecture.name();
    let map = get(&town, &format!("/map?prefecture={}", chosen.prefecture)).await;
    assert!(map.bytes.len() < 100_000, "{}", map.bytes.len());
    let map = map.text();
    let option = format!("<option value=\"{}\" selected>{name}", chosen.prefecture);
    assert!(map.contains(&option), "{map}");
    assert!(
        map.contains("件を先に、周辺の事業所を後に表示しています。"),
        "{map}"
    );
    let (_, first) = map.split_once("<ol class=\"offices\"").unwrap();
    let (first, _) = first.split_once("</li>").unwrap();
    assert!(first.contains(name), "{first}");
    // Names are written on the map, and the menu says where one is.
    assert!(map.contains("class=\"map-town\""), "{map}");
    for path in ["/map", "/offices", "/offices/partners", "/offices/data"] {
        let page = get(&town, path).await.text();
        let item = "<a href=\"/map\" aria-current=\"page\">事業所を探す</a>";
        assert!(page.contains(item), "{path}");
    }
}

#[tokio::test]
async fn maps_stay_small_where_many_offices_are() {
    let (_folder, town, offices) = filled().await;
    for office in offices.iter().step_by(40) {
        let Some(place) = office.place else { continue };
        let at = Point::of(place);
        for zoom in 0..=14 {
            let path = format!("/map?x={}&y={}&z={zoom}&all=1", at.x, at.y);
            let map = get(&town, &path).await;
            assert!(map.bytes.len() < 100_000, "{path} {}", map.bytes.len());
        }
    }
}

#[tokio::test]
async fn offices_are_found_by_their_address() {
    let (_folder, town, offices) = filled().await;
    let office = &offices[5];
    let found = get(&town, &format!("/offices?q={}", office.municipality)).await;
    assert!(found.text().contains(&office.name), "{found:?}");
    assert!(
        found
            .text()
            .contains(&format!("「{}」を含む", office.municipality))
    );
}

#[tokio::test]
async fn a_municipality_is_left_with_its_prefecture() {
    let (_folder, town, _) = filled().await;
    let form = "/offices?all=1&prefecture=13&municipality=%E5%8D%83%E4%BB%A3%E7%94%B0%E5%8C%BA";
    let page = get(&town, form).await.text();
    assert!(page.contains("東京都千代田区の事業所"), "{page}");
    assert!(page.contains("name=\"town_of\" value=\"13\""), "{page}");
    // The form carries both when somebody chooses another prefecture.
    let other = form.replace("prefecture=13", "prefecture=27") + "&town_of=13";
    let page = get(&town, &other).await.text();
    assert!(page.contains("<h1>大阪府の事業所</h1>"), "{page}");
}
