//! The list of notices.

use jiff::SignedDuration;
use tasuki_seal::SystemEntropy;
use tasuki_store::{NoticeRow, RecordId, Records};
use tasuki_terms::{Clock as _, day_in_japan};

use super::{Claims, assert_told};

/// Publishes a notice so many days ago, for so many days; none for ever.
async fn publish(claims: &Claims, title: &str, category: &str, ago: i64, days: Option<i64>) {
    let day = |days| SignedDuration::from_hours(24 * days);
    let now = claims.clock.now();
    let from = now - day(ago);
    let notice = NoticeRow {
        id: RecordId::new(now, &SystemEntropy),
        office: None,
        category: category.to_owned(),
        title: title.to_owned(),
        body: format!("{title}の本文です。\n二行目です。\n\n<b>二段落目</b>です。"),
        shown_from: from,
        shown_until: days.map(|days| from + day(days)),
        is_important: false,
    };
    let settings = claims.town.setup().settings().unwrap();
    let records = Records::open(&settings.store.records).await.unwrap();
    records
        .change("publish", move |records| records.save_notice(&notice))
        .await
        .unwrap();
}

async fn titles(claims: &mut Claims, query: &str) -> Vec<String> {
    let reply = claims
        .surfer
        .get(&format!("/notices{query}"))
        .await
        .unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    let text = reply.text();
    text.split("<a href=\"/notices/")
        .skip(1)
        .map(|part| {
            let (_, rest) = part.split_once('>').unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        })
        .collect()
}

#[tokio::test]
async fn notices_are_found_by_target_category_day_and_word() {
    let mut claims = Claims::open().await;
    publish(&claims, "前の規約", "システム", 60, Some(30)).await;
    publish(&claims, "請求受付期間", "スケジュール", 30, None).await;
    publish(&claims, "休止のお知らせ", "システム", 1, None).await;
    assert_eq!(
        titles(&mut claims, "").await,
        ["休止のお知らせ", "請求受付期間"]
    );
    assert_eq!(titles(&mut claims, "?target=new").await, ["休止のお知らせ"]);
    assert_eq!(titles(&mut claims, "?target=all").await.len(), 3);
    let category = "?category=%E3%82%B9%E3%82%B1%E3%82%B8%E3%83%A5%E3%83%BC%E3%83%AB";
    assert_eq!(titles(&mut claims, category).await, ["請求受付期間"]);
    assert_eq!(
        titles(&mut claims, "?text=%E4%BC%91%E6%AD%A2").await,
        ["休止のお知らせ"]
    );
    let day = day_in_japan(claims.clock.now() - SignedDuration::from_hours(24 * 30));
    let only = format!("?from={day}&to={day}");
    assert_eq!(titles(&mut claims, &only).await, ["請求受付期間"]);
    let reply = claims.surfer.get("/notices?from=2026-13-01").await.unwrap();
    assert_told(&reply, "日付を正しく入力してください。");
    // Nothing that is typed is too strange.
    for query in [
        "?page=0",
        "?page=99999999999999999999",
        "?text=%FF",
        "?target=x",
        "?=&&",
    ] {
        assert_eq!(
            claims
                .surfer
                .get(&format!("/notices{query}"))
                .await
                .unwrap()
                .status,
            200
        );
    }
}

#[tokio::test]
async fn opening_a_notice_makes_it_read() {
    let mut claims = Claims::open().await;
    publish(&claims, "休止のお知らせ", "システム", 1, None).await;
    let list = claims.surfer.get("/notices").await.unwrap().text();
    assert!(list.contains(">新着<"), "{list}");
    assert!(list.contains("1件が該当しています。"), "{list}");
    let (_, rest) = list.split_once("<a href=\"/notices/").unwrap();
    let id = rest.split_once('"').unwrap().0.to_owned();
    let page = claims
        .surfer
        .get(&format!("/notices/{id}"))
        .await
        .unwrap()
        .text();
    assert!(page.contains("二行目です。"), "{page}");
    assert!(!page.contains("<b>二段落目"), "{page}");
    let list = claims.surfer.get("/notices").await.unwrap().text();
    assert!(!list.contains(">新着<"), "{list}");
    assert!(titles(&mut claims, "?target=unread").await.is_empty());
    let reply = claims.surfer.get("/notices/0").await.unwrap();
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn another_offices_notice_is_neither_listed_nor_opened() {
    let mut claims = Claims::open().await;
    let id = claims.apply().await;
    claims.approve(id).await;
    let list = claims.surfer.get("/notices").await.unwrap().text();
    let (_, rest) = list.split_once("<a href=\"/notices/").unwrap();
    let notice = rest.split_once('"').unwrap().0.to_owned();
    let other = super::enrol(&claims.town, "1370000002").await;
    claims.surfer = super::logged_in(&claims.town, &other).await;
    assert!(titles(&mut claims, "").await.is_empty());
    let reply = claims
        .surfer
        .get(&format!("/notices/{notice}"))
        .await
        .unwrap();
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn twenty_notices_make_a_page() {
    let mut claims = Claims::open().await;
    for number in 0..21 {
        publish(&claims, &format!("お知らせ{number}"), "システム", 1, None).await;
    }
    assert_eq!(titles(&mut claims, "").await.len(), 20);
    assert_eq!(titles(&mut claims, "?page=2").await.len(), 1);
}
