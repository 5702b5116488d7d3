//! Notices.

use jiff::SignedDuration;
use roxmltree::Document;
use tasuki_store::{NoticeRow, RecordId, Records};
use tasuki_terms::Clock as _;

use super::Desk;

fn titles(page: &str) -> Vec<&str> {
    let links = page.split("<a href=\"/notices/").skip(1);
    links.map(|link| super::between(link, ">", "<")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_what_is_shown_now_and_what_is_important_first() {
    let mut desk = Desk::open().await;
    desk.publish("前からの重要", None, true).await;
    desk.publish("短いお知らせ", Some(1), false).await;
    let kept = desk.publish("ふつうのお知らせ", None, false).await;
    let own = own_notice(&desk).await;

    let top = desk.page("/").await;
    assert_eq!(
        titles(&top),
        ["前からの重要", "ふつうのお知らせ", "短いお知らせ"]
    );
    let list = desk.page("/notices").await;
    assert_eq!(
        titles(&list),
        ["ふつうのお知らせ", "短いお知らせ", "前からの重要"]
    );
    assert_eq!(
        titles(&desk.page("/notices?important=1").await),
        ["前からの重要"]
    );
    let category = "/notices?category=%E8%A8%BC%E6%98%8E%E6%9B%B8";
    assert!(titles(&desk.page(category).await).is_empty());

    let page = desk.page(&format!("/notices/{kept}")).await;
    assert!(page.contains("二行目です。"), "{page}");
    assert!(!page.contains("<b>二段落目"), "{page}");
    assert_eq!(desk.get(&format!("/notices/{own}")).await.status, 404);
    assert_eq!(desk.get("/notices/0").await.status, 404);

    desk.clock.pass(SignedDuration::from_hours(2));
    assert_eq!(
        titles(&desk.page("/notices").await),
        ["ふつうのお知らせ", "前からの重要"]
    );
    for query in [
        "?page=0",
        "?page=99999999999999999999",
        "?category=%FF",
        "?=&&",
    ] {
        desk.page(&format!("/notices{query}")).await;
    }
}

/// What one office was told.
async fn own_notice(desk: &Desk) -> RecordId {
    let office = super::super::enrol(&desk.town, "1370000001").await.office;
    let now = desk.clock.now();
    let id = RecordId::new(now, &tasuki_seal::SystemEntropy);
    let notice = NoticeRow {
        id,
        office: Some(office.number),
        category: "証明書".to_owned(),
        title: "事業所あて".to_owned(),
        body: "架空のお知らせです。".to_owned(),
        shown_from: now,
        shown_until: None,
        is_important: true,
    };
    let settings = desk.town.setup().settings().unwrap();
    let records = Records::open(&settings.store.records).await.unwrap();
    let saved = records.change("test", move |records| records.save_notice(&notice));
    saved.await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_notices_make_a_page() {
    let mut desk = Desk::open().await;
    for number in 0..21 {
        desk.publish(&format!("お知らせ{number}"), None, false)
            .await;
    }
    assert_eq!(titles(&desk.page("/").await).len(), 5);
    assert_eq!(titles(&desk.page("/notices").await).len(), 20);
    assert_eq!(titles(&desk.page("/notices?page=2").await), ["お知らせ0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_one() {
    const ATOM: &str = "http://www.w3.org/2005/Atom";
    let mut desk = Desk::open().await;
    let id = desk.publish("保守 <と> 停止 & 再開", None, true).await;
    desk.publish("次のお知らせ", None, false).await;
    let reply = desk.get("/notices.atom").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.headers["content-type"],
        "application/atom+xml; charset=utf-8"
    );
    let text = reply.text();
    let feed = Document::parse(&text).unwrap();
    let root = feed.root_element();
    assert!(root.has_tag_name((ATOM, "feed")));
    let told = |of: roxmltree::Node<'_, '_>, name: &str| {
        let child = of.children().find(|child| child.has_tag_name((ATOM, name)));
        child
            .and_then(|child| child.text())
            .unwrap_or_default()
            .to_owned()
    };
    for name in ["id", "title", "updated"] {
        assert!(!told(root, name).is_empty(), "{name}");
    }
    let entries: Vec<_> = root
        .children()
        .filter(|child| child.has_tag_name((ATOM, "entry")))
        .collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(told(entries[0], "title"), "次のお知らせ");
    assert_eq!(told(root, "updated"), told(entries[0], "updated"));
    assert_eq!(told(entries[1], "id"), format!("urn:uuid:{id}"));
    assert_eq!(told(entries[1], "title"), "【重要】保守 <と> 停止 & 再開");
    assert!(
        told(entries[1], "updated")
            .parse::<jiff::Timestamp>()
            .is_ok()
    );
    assert!(told(entries[1], "content").contains("<b>二段落目</b>です。"));
}
