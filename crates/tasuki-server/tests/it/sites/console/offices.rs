//! Offices are enrolled, stopped and renumbered.

use secrecy::ExposeSecret as _;
use tasuki_server::{Role, Site};
use tasuki_testing::{Surfer, Town};

use super::super::town;
use super::{between, operator, page, says};

#[tokio::test]
async fn a_letter_lets_an_office_in_and_its_pdf_is_for_one_operator() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    page(&mut clerk, "/offices/new").await;
    let reply = clerk
        .post("/offices/new", &[("number", "13"), ("services", "4")])
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    says(
        &reply.text(),
        &[
            "10桁の事業所番号",
            "未入力です。",
            "サービス種類コードは半角2文字です",
        ],
    );
    let typed = [
        ("number", "1370000009"),
        ("name", "見本ケアプランセンター"),
        ("services", "43 46"),
        ("address", "東京都見本区1-1"),
    ];
    let reply = clerk.post("/offices/new", &typed).await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    let letter = reply.text();
    says(
        &letter,
        &["見本ケアプランセンター", "KJ137000000901", "一度だけ"],
    );
    let password = between(&letter, "仮パスワード</dt><dd><code>", "</code>");
    let mut office = Surfer::new(&town, Site::Claims).unwrap();
    let reply = office.log_in("KJ137000000901", password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");

    let pdf = format!("/letters/{}", between(&letter, "href=\"/letters/", "\""));
    let reply = clerk.get(&pdf).await.unwrap();
    assert!(reply.bytes.starts_with(b"%PDF-"));
    let mut admin = operator(&town, Role::OperatorAdmin).await;
    assert_eq!(admin.get(&pdf).await.unwrap().status, 404);

    page(&mut clerk, "/offices/new").await;
    let reply = clerk.post("/offices/new", &typed).await.unwrap();
    says(&reply.text(), &["この事業所番号はすでに登録されています。"]);
    says(
        &page(&mut clerk, "/offices?q=%E8%A6%8B%E6%9C%AC").await,
        &["全1件中"],
    );
    says(
        &page(&mut clerk, "/offices/1370000009").await,
        &["仮パスワード", "利用中"],
    );
}

#[tokio::test]
async fn a_file_enrols_all_offices_or_none() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let template = clerk
        .get("/offices/import/template.csv")
        .await
        .unwrap()
        .text();
    page(&mut clerk, "/offices/import").await;
    let bad = format!("{template}1370000011,見本A,43,\r\n1370000001,見本B,43,\r\n");
    let reply = clerk
        .post_file("/offices/import", &[], ("file", bad.as_bytes()))
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    says(
        &reply.text(),
        &["何も登録していません", "すでに登録されています"],
    );

    let good = format!("{template}1370000011,見本A,43,\r\n1370000012,見本B,11 15,東京都\r\n");
    let reply = clerk
        .post_file("/offices/import", &[], ("file", good.as_bytes()))
        .await
        .unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    says(&reply.text(), &["次の2件を登録します", "見本B"]);
    assert_eq!(clerk.get("/offices/1370000011").await.unwrap().status, 404);
    let preview = reply.text();
    let id = between(&preview, "name=\"id\" value=\"", "\"");
    page(&mut clerk, "/offices/import").await;
    let reply = clerk
        .post("/offices/import/confirm", &[("id", id)])
        .await
        .unwrap();
    says(&reply.text(), &["KJ137000001101", "KJ137000001201"]);
    let reply = clerk
        .post("/offices/import/confirm", &[("id", id)])
        .await
        .unwrap();
    says(&reply.text(), &["すでに登録されています"]);
    let reply = clerk
        .post("/offices/import/confirm", &[("id", "0")])
        .await
        .unwrap();
    says(&reply.text(), &["もう一度ファイルを選んでください"]);
}

async fn set_status(clerk: &mut Surfer, status: &str) -> String {
    page(clerk, "/offices/1370000001/status").await;
    let path = "/offices/1370000001/status";
    let reply = clerk.post(path, &[("status", status)]).await.unwrap();
    match reply.status {
        303 => page(clerk, &reply.location).await,
        _ => reply.text(),
    }
}

#[tokio::test]
async fn who_is_suspended_is_logged_out_and_who_is_closed_stays_so() {
    let (_folder, town, letter) = town().await;
    let mut office = Surfer::new(&town, Site::Claims).unwrap();
    let password = letter.password.expose_secret();
    office.log_in(letter.user.as_str(), password).await.unwrap();
    page(&mut office, "/password").await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    says(&set_status(&mut clerk, "suspended").await, &["停止中"]);
    assert_eq!(office.get("/password").await.unwrap().location, "/login");
    says(&set_status(&mut clerk, "active").await, &["利用中"]);
    says(&set_status(&mut clerk, "closed").await, &["廃止"]);
    says(
        &set_status(&mut clerk, "active").await,
        &["廃止した事業所は、元に戻せません。"],
    );
}

#[tokio::test]
async fn a_new_number_follows_the_old_one() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    page(&mut clerk, "/offices/1370000001/succession").await;
    let reply = clerk
        .post("/offices/1370000001/succession", &[("new", "1370000001")])
        .await
        .unwrap();
    says(&reply.text(), &["すでに登録されています"]);
    let reply = clerk
        .post("/offices/1370000001/succession", &[("new", "1370000077")])
        .await
        .unwrap();
    says(&reply.text(), &["KJ137000007701"]);
    says(
        &page(&mut clerk, "/offices/1370000001").await,
        &["廃止", "変更後の事業所番号", "1370000077"],
    );
}

#[tokio::test]
async fn a_new_letter_makes_the_passwords_of_before_worthless() {
    let (_folder, town, letter) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    page(&mut clerk, "/offices/1370000001/letter").await;
    let reply = clerk.post("/offices/1370000001/letter", &[]).await.unwrap();
    says(&reply.text(), &[letter.user.as_str()]);
    assert_eq!(
        status_of_log_in(&town, letter.password.expose_secret()).await,
        422
    );
    let new = reply.text();
    let new = between(&new, "仮パスワード</dt><dd><code>", "</code>");
    assert_eq!(status_of_log_in(&town, new).await, 303);
}

async fn status_of_log_in(town: &Town, password: &str) -> u16 {
    let mut office = Surfer::new(town, Site::Claims).unwrap();
    let reply = office.log_in("KJ137000000101", password).await.unwrap();
    reply.status
}
