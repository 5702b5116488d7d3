//! チャットで質問する.

use super::Desk;

async fn ask(desk: &mut Desk, question: &str) -> String {
    let reply = desk.surfer.post("/chat", &[("question", question)]).await;
    let reply = reply.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_with_its_source_or_plainly_not() {
    let mut desk = Desk::open().await;
    desk.page("/chat").await;
    let page = ask(&mut desk, "送ったデータを取り消したいのですが").await;
    let exchange = super::between(&page, "data-exchange", "</article>");
    assert!(exchange.contains("送ったデータを取り消したいのですが"));
    assert!(
        exchange.contains("出典：<a href=\"/faq/send/"),
        "{exchange}"
    );

    let page = ask(&mut desk, "今日の天気はどうですか").await;
    assert!(
        page.contains("お答えできる情報が見つかりませんでした"),
        "{page}"
    );
    assert!(!page.contains("出典："), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_refused_and_nothing_of_it_runs() {
    let mut desk = Desk::open().await;
    for (question, told) in [
        ("", "未入力です。"),
        ("　 ", "未入力です。"),
        (&*"あ".repeat(201), "200文字以内で入力してください。"),
    ] {
        let reply = desk.surfer.post("/chat", &[("question", question)]).await;
        let reply = reply.unwrap();
        assert_eq!(reply.status, 422);
        assert!(reply.text().contains(told), "{reply:?}");
    }
    let page = ask(&mut desk, "<script>alert(1)</script>").await;
    assert!(!page.contains("<script>alert"), "{page}");
}
