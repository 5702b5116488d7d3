//! Offices are enrolled, stopped and renumbered.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_server::{Role, Site};
use tasuki_terms::SystemClock;
use tasuki_testing::{Keeping, RecordsPlan, Surfer, Town, TownPlan};

use super::super::town;
use super::{between, operator, page, says};
use crate::town::in_database;

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
            "サービス種類コードの一覧にある",
        ],
    );
    let typed = [
        ("number", "1370000009"),
        ("name", "見本ケアプランセンター"),
        ("services", "43 46"),
        ("address", "東京都見本区1-1"),
    ];
    let unlisted = [typed[0], typed[1], ("services", "ZZ")];
    let reply = clerk.post("/offices/new", &unlisted).await.unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["サービス種類コードの一覧にある"]);
    // What is typed is shown first; nothing is enrolled.
    let reply = clerk.post("/offices/new", &typed).await.unwrap();
    says(
        &reply.text(),
        &["まだ登録していません", "43 居宅介護支援、46 介護予防支援"],
    );
    let unknown = clerk.get("/offices/1370000009").await.unwrap();
    assert_eq!(unknown.status, 404);
    let back = with(&typed, ("confirmed", "no"));
    let reply = clerk.post("/offices/new", &back).await.unwrap();
    says(&reply.text(), &["value=\"見本ケアプランセンター\""]);
    let typed = with(&typed, ("confirmed", "yes"));
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

fn with<'a>(typed: &[(&'a str, &'a str)], more: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    [typed, &[more]].concat()
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
    let letters = reply.text();
    says(&letters, &["KJ137000001101", "KJ137000001201"]);
    // Sent once more, as after a broken connection, it shows the same letters.
    let password = between(&letters, "仮パスワード</dt><dd><code>", "</code>");
    let reply = clerk
        .post("/offices/import/confirm", &[("id", id)])
        .await
        .unwrap();
    says(&reply.text(), &["KJ137000001101", password]);
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
    let reply = office.get("/password").await.unwrap();
    assert_eq!(reply.location, "/login?ended=gone");
    says(&set_status(&mut clerk, "active").await, &["利用中"]);
    // What cannot be undone is asked for first.
    says(
        &set_status(&mut clerk, "closed").await,
        &["まだ廃止していません", "襷ケアプランセンター", "1370000001"],
    );
    let path = "/offices/1370000001";
    says(&page(&mut clerk, path).await, &["利用中"]);
    let sure = [("status", "closed"), ("confirmed", "yes")];
    let reply = clerk.post("/offices/1370000001/status", &sure).await;
    assert_eq!(reply.unwrap().status, 303);
    says(&page(&mut clerk, path).await, &["廃止"]);
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
    let path = "/offices/1370000001/succession";
    let reply = clerk.post(path, &[("new", "1370000077")]).await.unwrap();
    says(
        &reply.text(),
        &["まだ変更していません", "襷ケアプランセンター", "1370000077"],
    );
    let unknown = clerk.get("/offices/1370000077").await.unwrap();
    assert_eq!(unknown.status, 404);
    page(&mut clerk, path).await;
    let sure = [("new", "1370000077"), ("confirmed", "yes")];
    let reply = clerk.post(path, &sure).await.unwrap();
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

#[tokio::test]
async fn letters_that_cannot_be_kept_are_shown_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan {
        records: RecordsPlan::Postgres(Keeping::Lightly),
        ..TownPlan::with_sites()
    };
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    town.start().await.unwrap();
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let form = page(&mut clerk, "/offices/new").await;
    // From now on nothing can be kept; all else can be saved.
    let full = "ALTER TABLE kept ADD CONSTRAINT is_full CHECK (false) NOT VALID";
    in_database(&mut town, full);
    let typed = [
        ("once", between(&form, "name=\"once\" value=\"", "\"")),
        ("number", "1370000009"),
        ("name", "見本ケアプランセンター"),
        ("services", "43"),
        ("confirmed", "yes"),
    ];
    let reply = clerk.post("/offices/new", &typed).await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    let letter = reply.text();
    assert!(!letter.contains("href=\"/letters/"), "{letter}");
    let password = between(&letter, "仮パスワード</dt><dd><code>", "</code>");
    let mut office = Surfer::new(&town, Site::Claims).unwrap();
    let reply = office.log_in("KJ137000000901", password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
}

async fn status_of_log_in(town: &Town, password: &str) -> u16 {
    let mut office = Surfer::new(town, Site::Claims).unwrap();
    let reply = office.log_in("KJ137000000101", password).await.unwrap();
    reply.status
}

#[tokio::test]
async fn the_same_form_sent_twice_shows_the_same_letter() {
    let (_folder, town, _) = town().await;
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let form = page(&mut clerk, "/offices/new").await;
    let typed = [
        ("once", between(&form, "name=\"once\" value=\"", "\"")),
        ("number", "1370000009"),
        ("name", "見本ケアプランセンター"),
        ("services", "43"),
        ("confirmed", "yes"),
    ];
    let password = |page: &str| between(page, "仮パスワード</dt><dd><code>", "</code>").to_owned();
    let first = clerk.post("/offices/new", &typed).await.unwrap().text();
    let second = clerk.post("/offices/new", &typed).await.unwrap().text();
    assert_eq!(password(&first), password(&second));
    // Another operator who somehow has the form gets nothing of it.
    let mut admin = operator(&town, Role::OperatorAdmin).await;
    page(&mut admin, "/offices/new").await;
    let reply = admin.post("/offices/new", &typed).await.unwrap();
    says(&reply.text(), &["この事業所番号はすでに登録されています。"]);
    // A letter that is made anew, too; the next form makes another one.
    let again = "/offices/1370000009/letter";
    let mut letters = Vec::new();
    for _ in 0..2 {
        let form = page(&mut clerk, again).await;
        let once = between(&form, "name=\"once\" value=\"", "\"");
        for _ in 0..2 {
            let reply = clerk.post(again, &[("once", once)]).await.unwrap();
            letters.push(password(&reply.text()));
        }
    }
    assert_eq!(letters[0], letters[1]);
    assert_eq!(letters[2], letters[3]);
    assert_ne!(letters[1], letters[2]);
    let mut office = Surfer::new(&town, Site::Claims).unwrap();
    let reply = office.log_in("KJ137000000901", &letters[3]).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
}

#[tokio::test]
async fn a_user_is_found_by_id_and_may_try_again_at_once() {
    let (_folder, town, letter) = town().await;
    let user = letter.user.as_str();
    let mut office = Surfer::new(&town, Site::Claims).unwrap();
    for _ in 0..5 {
        office.log_in(user, "wrong").await.unwrap();
    }
    let password = letter.password.expose_secret();
    let reply = office.log_in(user, password).await.unwrap();
    assert_eq!(reply.status, 422);
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    says(
        &page(&mut clerk, "/offices?q=kj1370000001").await,
        &["/offices/1370000001", "全1件中"],
    );
    let none = page(&mut clerk, "/offices?q=KJ99").await;
    assert!(!none.contains("/offices/1370000001"), "{none}");
    says(
        &page(&mut clerk, "/offices/1370000001").await,
        &[user, "仮パスワード（", "未登録"],
    );
    let unlock = format!("/offices/1370000001/users/{user}/unlock");
    let reply = clerk.post(&unlock, &[]).await.unwrap();
    assert_eq!(reply.location, "/offices/1370000001?done=unlocked");
    let reply = office.log_in(user, password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    let foreign = "/offices/1370000001/users/KJ999999999901/unlock";
    assert_eq!(clerk.post(foreign, &[]).await.unwrap().status, 404);
}
