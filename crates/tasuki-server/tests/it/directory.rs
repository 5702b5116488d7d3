//! The directory of offices.

use tasuki_exchange::OfficeStatus;
use tasuki_store::OfficeRow;
use tasuki_terms::Clock as _;
use tasuki_testing::Caller;
use tasuki_wire::{MemberState, OfficeList, PlatformAnswer};

use crate::problems::refused;
use crate::town::Three;

async fn search(caller: &Caller, query: &[(&str, &str)]) -> OfficeList {
    let url = reqwest::Url::parse_with_params("https://localhost/v1/offices", query).unwrap();
    let words = url.query().unwrap_or_default();
    let answer = caller.get(&format!("/v1/offices?{words}")).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json().unwrap()
}

/// The last digits of the numbers that are found.
async fn found(caller: &Caller, query: &[(&str, &str)]) -> String {
    let list = search(caller, query).await;
    assert_eq!(list.next, None);
    let lasts = list
        .offices
        .iter()
        .filter_map(|one| one.number.as_str().chars().last());
    lasts.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn offices_are_found_by_number_name_kana_place_service_and_state() {
    let three = Three::start().await;
    let records = three.records().await;
    let row = records
        .office(three.stranger.number)
        .await
        .unwrap()
        .unwrap();
    let row = OfficeRow {
        kana: "ミホンツウショカイゴ".to_owned(),
        ..row
    };
    records.save_office(row).await.unwrap();
    let app = three.manager.app_session(&three.town).await.unwrap();
    for (query, numbers) in [
        (&[][..], "123"),
        (&[("query", "137")], "123"),
        (&[("query", "１３７００００００２")], "2"),
        (&[("query", "370000002")], ""),
        (&[("query", "介護")], "123"),
        (&[("query", "訪問 介護")], "2"),
        (&[("query", "ﾐﾎﾝﾂｳｼｮ")], "3"),
        (&[("query", "みほん")], "3"),
        (&[("prefecture", "13")], "123"),
        (&[("prefecture", "27")], ""),
        (&[("service", "17")], "3"),
        (&[("member", "member")], "123"),
        (&[("member", "closed")], ""),
        (
            &[("query", "介護"), ("service", "11"), ("prefecture", "13")],
            "2",
        ),
    ] {
        assert_eq!(found(&app, query).await, numbers, "{query:?}");
    }
    three
        .set_status(&three.stranger, OfficeStatus::Closed)
        .await;
    three
        .set_status(&three.helper, OfficeStatus::Suspended)
        .await;
    let states = search(&app, &[]).await.offices.into_iter();
    let states: Vec<_> = states.map(|one| (one.member, one.licensed)).collect();
    let expected = [
        (MemberState::Member, true),
        (MemberState::NotMember, false),
        (MemberState::Closed, false),
    ];
    assert_eq!(states, expected);
    assert_eq!(found(&app, &[("member", "not_member")]).await, "2");
    assert_eq!(found(&app, &[("member", "closed")]).await, "3");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_is_read_page_by_page() {
    let three = Three::start().await;
    let app = three.manager.app_session(&three.town).await.unwrap();
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let mut query = vec![("limit", "1")];
        if !cursor.is_empty() {
            query.push(("cursor", &cursor));
        }
        let page = search(&app, &query).await;
        assert!(page.offices.len() <= 1);
        numbers.extend(page.offices.into_iter().map(|one| one.number));
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    let all = [&three.manager, &three.helper, &three.stranger];
    assert_eq!(numbers, all.map(|office| office.number));
    for wrong in [
        "prefecture=48",
        "service=x",
        "member=maybe",
        "cursor=1",
        "kana=x",
    ] {
        let answer = app.get(&format!("/v1/offices?{wrong}")).await.unwrap();
        assert_eq!(refused(&answer), "request.malformed", "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_searches_too_often_waits_and_does_everything_else_meanwhile() {
    let three = Three::start_with(|settings| {
        settings.limits.searches_per_minute = 3.try_into().unwrap();
    })
    .await;
    let manager = three.manager.session(&three.town).await.unwrap();
    for _ in 0..3 {
        found(&manager, &[]).await;
    }
    let answer = manager.get("/v1/offices").await.unwrap();
    assert_eq!(refused(&answer), "request.too-many");
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(manager.get("/v1/inbox").await.unwrap().status, 200);
    let number = &three.helper.number;
    let answer = manager.get(&format!("/v1/offices/{number}")).await.unwrap();
    assert_eq!(answer.status, 200);
    // Another office is none the worse for it.
    let helper = three.helper.session(&three.town).await.unwrap();
    assert_eq!(found(&helper, &[("query", "例題")]).await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_tells_its_state_and_which_clients_it_serves() {
    let three = Three::start_with(|settings| {
        settings.client.oldest = Some("0.1.0".to_owned());
    })
    .await;
    let app = three.manager.app_session(&three.town).await.unwrap();
    let told =
        async || -> PlatformAnswer { app.get("/v1/platform").await.unwrap().json().unwrap() };
    let about = told().await;
    assert_eq!(about.support, None);
    assert_eq!(about.client.oldest.as_deref(), Some("0.1.0"));
    assert!(about.state.unwrap().is_usable);
    assert_eq!(about.authorities.len(), 1);
    let row = tasuki_store::SystemStateRow {
        is_usable: false,
        sentence: "ただいまメンテナンス中です。".to_owned(),
        changed_at: three.clock.now(),
    };
    let records = three.records().await;
    let saved = records.change("test", move |records| records.save_system_state(&row));
    saved.await.unwrap();
    let state = told().await.state.unwrap();
    assert!(!state.is_usable);
    assert_eq!(state.sentence, "ただいまメンテナンス中です。");
}
