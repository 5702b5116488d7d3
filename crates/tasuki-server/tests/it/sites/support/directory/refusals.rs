//! What is answered where the directory is not read yet, or is asked too often.

use std::sync::Arc;

use tasuki_directory::invented_offices;
use tasuki_terms::SystemClock;
use tasuki_testing::{Caller, Reply, Town, TownPlan};

use super::super::super::town;
use super::get;
use crate::town::directory_is_read;

#[tokio::test]
async fn a_platform_listens_before_the_directory_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan::with_sites();
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    let registry = town.registry().await.unwrap();
    // So many take a second.
    let many = invented_offices(1).take(20_000);
    registry.invent_directory(many, "test").await.unwrap();
    town.start().await.unwrap();
    let map = get(&town, "/map").await;
    assert_eq!(map.status, 503, "{map:?}");
    assert_eq!(map.headers["retry-after"], "10");
    assert!(
        map.text().contains("事業所の一覧を準備しています。"),
        "{map:?}"
    );
    let data = get(&town, "/api/offices").await;
    assert_eq!(data.status, 503, "{data:?}");
    let data: serde_json::Value = serde_json::from_slice(&data.bytes).unwrap();
    assert_eq!(data["code"], "directory.preparing");
    let authority = town.authority().unwrap().bundle_pem();
    let client = reqwest::Client::builder()
        .use_preconfigured_tls(Caller::tls(&authority, None).unwrap())
        .build()
        .unwrap();
    let ready = client.get(format!("{}/readyz", town.operations())).send();
    assert_eq!(ready.await.unwrap().status(), 200);
    assert_eq!(get(&town, "/faq").await.status, 200);
    directory_is_read(&town).await;
    assert_eq!(get(&town, "/map").await.status, 200);
}

#[tokio::test]
async fn programs_that_ask_too_often_read_no_page() {
    let (_folder, mut town, _) = town().await;
    town.stop().await.unwrap();
    let limits = &mut town.settings().limits;
    limits.requests_per_second = 1.try_into().unwrap();
    limits.requests_burst = 1.try_into().unwrap();
    town.start().await.unwrap();
    let json = |reply: &Reply| serde_json::from_slice::<serde_json::Value>(&reply.bytes);
    for path in ["/api/map", "/downloads/feed.json"] {
        let mut replies = Vec::new();
        for _ in 0..5 {
            replies.push(get(&town, path).await);
        }
        let refused = replies.iter().find(|reply| reply.status == 429).unwrap();
        assert_eq!(json(refused).unwrap()["code"], "form.too-often", "{path}");
        assert_eq!(refused.headers["retry-after"], "60");
    }
}
