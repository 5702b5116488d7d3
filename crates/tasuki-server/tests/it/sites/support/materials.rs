//! 各種資料, インタビュー and errors.

use tasuki_answers::{ErrorEntry, Interview, Manual, Picture};
use tasuki_server::Site;
use tasuki_testing::Surfer;
use tasuki_wire::PlatformAnswer;

use super::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn each_manual_is_a_page_with_pictures_and_a_pdf_that_is_printed_once() {
    let mut desk = Desk::open().await;
    let list = desk.page("/materials").await;
    for manual in Manual::embedded().unwrap() {
        let path = format!("/materials/{}", manual.id);
        assert!(list.contains(&format!("<a href=\"{path}\">")), "{path}");
        let page = desk.page(&path).await;
        for heading in manual.contents() {
            let anchor = heading.anchor.as_deref().unwrap();
            assert!(
                page.contains(&format!("href=\"#{anchor}\"")),
                "{path}#{anchor}"
            );
        }
    }
    let picture = Picture::all()[0];
    let path = format!("/materials/pictures/{}", picture.name);
    let reply = desk.get(&path).await;
    assert_eq!(reply.headers["content-type"], "image/png");
    assert_eq!(reply.bytes, picture.bytes);

    let path = "/materials/start-introduction.pdf";
    let paper = desk.get(path).await;
    assert_eq!(paper.headers["content-type"], "application/pdf");
    assert!(paper.bytes.starts_with(b"%PDF-"));
    assert_eq!(desk.get(path).await.bytes, paper.bytes);
    for path in [
        "/materials/nowhere",
        "/materials/nowhere.pdf",
        "/materials/.pdf",
        "/materials/pictures/nowhere.png",
        "/interviews/nowhere",
        "/errors/no.such",
    ] {
        assert_eq!(desk.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_interview_says_that_it_is_invented() {
    let mut desk = Desk::open().await;
    let list = desk.page("/interviews").await;
    for interview in Interview::embedded().unwrap() {
        let path = format!("/interviews/{}", interview.id);
        assert!(list.contains(&path), "{path}");
        let page = desk.page(&path).await;
        assert!(page.contains("架空"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_error_has_a_page_to_which_the_error_itself_leads() {
    let mut desk = Desk::open().await;
    let list = desk.page("/errors").await;
    for error in ErrorEntry::embedded().unwrap() {
        let path = format!("/errors/{}", error.code);
        assert!(list.contains(&format!("<a href=\"{path}\">")), "{path}");
        desk.page(&path).await;
    }
    let found = desk.page("/errors?q=certificate.expired").await;
    let first = super::between(&found, "<a href=\"/errors/", "\"");
    assert_eq!(first, "certificate.expired");

    let mut portal = Surfer::new(&desk.town, Site::Portal).unwrap();
    let refused = portal.get("/nowhere").await.unwrap().text();
    let origin = desk.town.site(Site::Support);
    let about = format!("<a href=\"{origin}/errors/page.not-found\">");
    assert!(refused.contains(&about), "{refused}");

    // Clients are told where that is.
    let office = desk
        .town
        .office("1370000001", "例題居宅介護支援事業所", &["43"]);
    let app = office.await.unwrap().app_session(&desk.town).await.unwrap();
    let told: PlatformAnswer = app.get("/v1/platform").await.unwrap().json().unwrap();
    assert_eq!(told.support, Some(origin));
}
