//! よくあるご質問.

use tasuki_answers::{Category, Faq};
use tasuki_server::Site;

use super::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn each_entry_has_its_address_and_stands_in_the_lists() {
    let mut desk = Desk::open().await;
    let faq = Faq::embedded().unwrap();
    let all = desk.page("/faq").await;
    for category in Category::ALL {
        if faq.of(category).next().is_none() {
            continue;
        }
        let page = desk.page(&format!("/faq/{}", category.slug())).await;
        for entry in faq.of(category) {
            let link = format!("<a href=\"/faq/{}\">{}</a>", entry.id, entry.question);
            assert!(all.contains(&link) && page.contains(&link), "{link}");
        }
    }
    for path in ["/faq/nowhere", "/faq/send/nowhere", "/faq/send/A"] {
        assert_eq!(desk.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_leads_to_the_pages_that_it_names() {
    let mut desk = Desk::open().await;
    let page = desk.page("/faq/support/notices").await;
    let portal = format!("<a href=\"{}/\">", desk.town.site(Site::Portal));
    assert!(page.contains(&portal), "{page}");
    // Nothing on the web leads to the reader's own computer.
    assert!(
        page.contains("連携クライアントの「お知らせ」画面"),
        "{page}"
    );
}
