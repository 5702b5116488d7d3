//! Notices, terms and the audit trail.

use tasuki_server::Role;

use super::super::town;
use super::{between, operator, page, says};

#[tokio::test]
async fn notices_are_published_changed_and_taken_back() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    page(&mut clerk, "/notices/new").await;
    let typed = [
        ("category", "システム"),
        ("from", "2026-11-21"),
        ("until", "2026-11-20"),
    ];
    let reply = clerk.post("/notices/new", &typed).await.unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["未入力です。", "掲載開始日以降の日付"]);
    let typed = [
        ("category", "システム"),
        ("title", "保守のお知らせ"),
        ("body", "一行目\r\n二行目 https://example.jp/です"),
        ("from", "2026-11-21"),
        ("until", ""),
        ("important", "on"),
    ];
    // Nothing is published before it was looked at as it will be read.
    let preview = clerk.post("/notices/new", &typed).await.unwrap();
    assert_eq!(preview.status, 200, "{preview:?}");
    let link = "<a href=\"https://example.jp/\">https://example.jp/</a>です";
    says(
        &preview.text(),
        &["まだ掲載されていません。", link, ">重要<"],
    );
    assert!(
        !page(&mut clerk, "/notices")
            .await
            .contains("保守のお知らせ")
    );
    let back = [&typed[..], &[("confirmed", "back")]].concat();
    let back = clerk.post("/notices/new", &back).await.unwrap();
    says(&back.text(), &["value=\"保守のお知らせ\""]);
    let typed = [&typed[..], &[("confirmed", "send")]].concat();
    let reply = clerk.post("/notices/new", &typed).await.unwrap();
    assert_eq!(reply.location, "/notices?done=published");
    let list = page(&mut clerk, "/notices").await;
    says(&list, &["保守のお知らせ", ">重要</td>"]);
    let id = between(&list, "href=\"/notices/", "\"").to_owned();
    let id = match &*id {
        "new" => {
            let (_, rest) = list.split_once("href=\"/notices/new\"").unwrap();
            between(rest, "href=\"/notices/", "\"").to_owned()
        }
        _ => id,
    };
    let path = format!("/notices/{id}");
    says(
        &page(&mut clerk, &path).await,
        &[
            "一行目\n二行目 https://example.jp/です",
            "value=\"2026-11-21\"",
            "value=\"on\" checked",
        ],
    );
    let reply = clerk.post(&format!("{path}/remove"), &[]).await.unwrap();
    assert_eq!(reply.location, "/notices?done=removed");
    assert_eq!(clerk.get(&path).await.unwrap().status, 404);
}

#[tokio::test]
async fn a_new_version_of_the_terms_begins_tomorrow_at_the_earliest() {
    let (_folder, town, _) = town().await;
    let mut admin = operator(&town, Role::OperatorAdmin).await;
    page(&mut admin, "/terms/new").await;
    let typed = |from| [("document", "terms"), ("from", from), ("body", "第1条")];
    let reply = admin
        .post("/terms/new", &typed("2020-01-01"))
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["明日以降の日付を入力してください。"]);
    let reply = admin
        .post("/terms/new", &typed("2099-04-01"))
        .await
        .unwrap();
    assert_eq!(reply.location, "/terms?done=terms");
    says(&page(&mut admin, "/terms").await, &["第2版", "2099/04/01"]);
    says(
        &page(&mut admin, "/terms/terms/2").await,
        &["第1条", "2099/04/01"],
    );
}

#[tokio::test]
async fn the_audit_trail_tells_who_did_what() {
    let (_folder, town, _) = town().await;
    let mut admin = operator(&town, Role::OperatorAdmin).await;
    let list = page(&mut admin, "/audit?q=office.enrol").await;
    says(&list, &["office.enrol", "1370000001", "全1件中"]);
    let reply = admin.post("/audit/verify", &[]).await.unwrap();
    says(&reply.text(), &["変更された記録はありません。"]);
    let export = admin
        .get("/audit/export.csv?q=operator")
        .await
        .unwrap()
        .text();
    says(&export, &["operator.add", "ダイジェスト"]);
    assert!(!export.contains("office.enrol"), "{export}");
}
