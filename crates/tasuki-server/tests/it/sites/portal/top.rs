//! トップ: state, app user, what is missing next, terms that were amended.

use tasuki_server::{NewEnrolment, Registration, Site};

use super::{PAID_DAY, Portal, says};

#[tokio::test]
async fn the_first_page_leads_to_the_next_step() {
    let mut portal = Portal::on(PAID_DAY).await;
    let page = portal.page("/").await;
    says(
        &page,
        &[
            "利用可能です。",
            "ただいまシステムは正常稼働中です。",
            "サポートサイト：",
            "利用申請が完了すると",
            "電子証明書の発行申請",
            "href=\"/application\">利用申請へ進む",
        ],
    );
    portal.apply("deduction").await;
    let page = portal.page("/").await;
    says(&page, &["C000000000001", "利用申請は完了しています。"]);
    // Nothing leads to somebody else's site.
    let support = portal.town.site(Site::Support);
    says(&page, &[&format!("サポートサイト：<a href=\"{support}/\"")]);
    let guide = format!("{}/guide/client\"", portal.town.site(Site::Claims));
    let application = portal.page("/application").await;
    says(&application, &[&guide]);
    assert!(!page.contains("careplan-renkei-support"), "{page}");
}

#[tokio::test]
async fn the_password_of_the_app_user_is_shown_only_when_asked_for() {
    let mut portal = Portal::on(PAID_DAY).await;
    let reply = portal.surfer.get("/").await.unwrap();
    assert_eq!(reply.status, 200);
    let reply = portal.surfer.post("/app-user", &[]).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    portal.apply("deduction").await;
    let top = portal.page("/").await;
    let reply = portal.surfer.post("/app-user", &[]).await.unwrap();
    let page = reply.text();
    says(
        &page,
        &["この画面を印刷・保管しておくと便利です", "C000000000001"],
    );
    let (_, rest) = page
        .split_once("id=\"app-user-password\" value=\"")
        .unwrap();
    let (password, _) = rest.split_once('"').unwrap();
    assert_eq!(password.len(), 12);
    assert!(!top.contains(password));
    // It is the same each time.
    portal.page("/").await;
    let again = portal.surfer.post("/app-user", &[]).await.unwrap();
    says(&again.text(), &[password]);
}

#[tokio::test]
async fn a_password_that_the_command_line_gave_is_not_offered_to_be_shown() {
    let mut portal = Portal::on(PAID_DAY).await;
    let office = &portal.letter.office;
    let new = Registration {
        office: NewEnrolment {
            number: office.number,
            name: office.name.clone(),
            kana: office.kana.clone(),
            service_types: office.service_types.clone(),
            address: String::new(),
        },
        licence_days: None,
        user: None,
        app_user: Some(("C000000000009".parse().unwrap(), "Tampopo2026".into())),
    };
    portal.registry.register(new, "test").await.unwrap();
    let page = portal.page("/").await;
    says(&page, &["C000000000009", "ここには表示できません"]);
    assert!(!page.contains("パスワードを表示する"), "{page}");
    let reply = portal.surfer.post("/app-user", &[]).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    let records = portal.records().await;
    let shown = records.read("test", |records| records.audit_count("app_user.show"));
    assert_eq!(shown.await.unwrap(), 0);
}

#[tokio::test]
async fn amended_terms_ask_for_consent_and_stop_nothing() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("deduction").await;
    let reply = portal.surfer.get("/consent").await.unwrap();
    assert_eq!(&*reply.location, "/", "nothing to agree to");
    portal.amend("第1条（改定）\n改めました。").await;
    let page = portal.page("/").await;
    says(
        &page,
        &[
            "「利用規約」が改定されました。",
            "送受信は引き続きご利用いただけます。",
        ],
    );
    let page = portal.page("/consent").await;
    says(&page, &["改めました。", "利用規約に同意する"]);
    let versions = [("terms_version", "2"), ("privacy_version", "1")];
    let reply = portal.surfer.post("/consent", &versions).await.unwrap();
    assert_eq!(reply.status, 422);
    says(
        &reply.text(),
        &["同意する場合は、チェックを入れてください。"],
    );
    let ticked = [versions[0], versions[1], ("terms", "on")];
    let reply = portal.surfer.post("/consent", &ticked).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    assert!(!portal.page("/").await.contains("改定されました"));
}

#[tokio::test]
async fn everybody_can_read_the_terms() {
    let mut portal = Portal::on(PAID_DAY).await;
    says(
        &portal.page("/terms/terms").await,
        &["利用規約", "第15条（準拠法と管轄）"],
    );
    says(
        &portal.page("/terms/privacy").await,
        &["個人情報取り扱いについて"],
    );
    let reply = portal.surfer.get("/terms/other").await.unwrap();
    assert_eq!(reply.status, 404);
}
