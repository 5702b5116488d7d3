//! 利用申請, from the first page to the printed one.

use jiff::civil::date;
use tasuki_exchange::OfficeStatus;

use super::{PAID_DAY, PASSWORD, Portal, says};

#[tokio::test]
async fn an_office_applies_and_keeps_its_completion() {
    let mut portal = Portal::on(date(2031, 4, 1)).await;
    let page = portal.page("/application").await;
    says(&page, &["利用申請可能です。", "href=\"/application/form\""]);
    let page = portal.page("/application/form").await;
    says(
        &page,
        &[
            "襷ケアプランセンター",
            "21,000円",
            "2031年4月の請求分（2031年5月のお支払い分）",
            "第1条（目的）",
            "※メールアドレスはアップデートなどのお知らせに利用します。",
        ],
    );
    portal.apply("deduction").await;
    let page = portal.page("/application/completion").await;
    says(
        &page,
        &[
            "利用申請が完了しました。",
            "2031年4月1日",
            "東京 太郎",
            "東京 花子",
            "0123456789",
            "tokyo_test@example.jp",
            "※この画面を印刷または保存をして、大切に保管してください。",
        ],
    );
    let paper = portal
        .surfer
        .get("/application/completion.pdf")
        .await
        .unwrap();
    assert!(paper.bytes.starts_with(b"%PDF-"));
    let page = portal.page("/application").await;
    says(
        &page,
        &[
            "○新規で利用申請された方",
            "○継続利用をご希望の方",
            "disabled>申請",
        ],
    );
    // The form is closed now.
    let reply = portal.surfer.get("/application/form").await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/application"));
}

#[tokio::test]
async fn a_suspended_office_reads_why_it_cannot_apply() {
    let mut portal = Portal::on(PAID_DAY).await;
    let number = portal.letter.office.number;
    let suspended = OfficeStatus::Suspended;
    let set = portal.registry.set_office_status(number, suspended, "test");
    set.await.unwrap();
    let user = portal.letter.user.to_string();
    portal.surfer.log_in(&user, PASSWORD).await.unwrap();
    let reply = portal.send(&[("method", "deduction")]).await;
    assert_eq!(reply.status, 403, "{reply:?}");
    says(
        &reply.text(),
        &["「停止中」または「廃止」のため", "ヘルプデスク"],
    );
}

#[tokio::test]
async fn every_fault_stands_beside_its_field_in_the_official_words() {
    let mut portal = Portal::on(PAID_DAY).await;
    // The faulty form of manual 2.7, step 11.
    let reply = portal
        .send(&[
            ("contact_family", ""),
            ("contact_given", ""),
            ("phone", "03-1234-567"),
            ("mail", "test#@test.com"),
            ("mail_again", "test1@test.com"),
        ])
        .await;
    assert_eq!(reply.status, 422);
    let page = reply.text();
    for (field, sentence) in [
        ("contact_family", "未入力です。"),
        ("contact_given", "未入力です。"),
        ("phone", "10桁、もしくは11桁の数字を入力してください。"),
        ("mail", "不正な形式または不正な記号が入力されています。"),
        ("mail_again", "メールアドレスが一致していません。"),
    ] {
        let beside = format!(
            "id=\"field-{field}-error\"><span class=\"visually-hidden\">エラー：</span>{sentence}"
        );
        says(&page, &[&beside]);
    }
    says(&page, &["入力内容に誤りが5件あります", "value=\"太郎\""]);
    let reply = portal.send(&[("terms", ""), ("privacy", "")]).await;
    says(
        &reply.text(),
        &[
            "利用規約を最後までお読みのうえ、同意してください。",
            "個人情報取り扱いについてを最後までお読みのうえ、同意してください。",
        ],
    );
    let reply = portal.send(&[("method", "gold")]).await;
    says(&reply.text(), &["お支払い方法を選んでください。"]);
    assert!(
        portal
            .registry
            .licences(portal.letter.office.number)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn without_scripts_two_more_pages_ask() {
    let mut portal = Portal::on(PAID_DAY).await;
    let nothing = [("terms-read", ""), ("privacy-read", ""), ("confirmed", "")];
    let reply = portal.send(&nothing).await;
    assert_eq!(reply.status, 200);
    says(
        &reply.text(),
        &[
            "最後まで読み、同意する",
            "第15条",
            "name=\"phone\" value=\"0123456789\"",
        ],
    );
    let reply = portal.post_form(&[("confirmed", "")]).await;
    says(
        &reply.text(),
        &["よろしいですか？", "はい", "いいえ", "東京 花子"],
    );
    let reply = portal.post_form(&[("confirmed", "no")]).await;
    says(&reply.text(), &["申請情報入力", "value=\"花子\""]);
    let reply = portal.post_form(&[]).await;
    assert_eq!(&*reply.location, "/application/completion");
}

#[tokio::test]
async fn a_fault_before_the_texts_were_read_takes_the_ticks_back() {
    let mut portal = Portal::on(PAID_DAY).await;
    let reply = portal.send(&[("terms-read", ""), ("phone", "1")]).await;
    let page = reply.text();
    let ticked = |name: &str| page.contains(&format!("name=\"{name}\" value=\"on\" checked"));
    assert!(!ticked("terms") && ticked("privacy"), "{page}");
}

#[tokio::test]
async fn pressing_twice_makes_one_licence() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("deduction").await;
    let reply = portal.post_form(&[]).await;
    assert_eq!(&*reply.location, "/application/completion");
    let office = portal.letter.office.number;
    assert_eq!(portal.registry.licences(office).await.unwrap().len(), 1);
    // Another application is no second press.
    let reply = portal.post_form(&[("contact_given", "次郎")]).await;
    assert_eq!(&*reply.location, "/application");
    assert_eq!(portal.registry.licences(office).await.unwrap().len(), 1);
}

#[tokio::test]
async fn terms_that_were_not_shown_are_not_agreed_to() {
    let mut portal = Portal::on(PAID_DAY).await;
    let reply = portal.send(&[("terms_version", "7")]).await;
    assert_eq!(reply.status, 422);
    says(
        &reply.text(),
        &["改定後の内容をご確認のうえ、もう一度同意してください。"],
    );
}
