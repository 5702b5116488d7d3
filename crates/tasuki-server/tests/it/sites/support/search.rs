//! Search.

use std::fmt::Write as _;
use std::io::Write as _;

use tokio::time::Instant;

use super::Desk;

/// The address of a search.
fn search(words: &str) -> String {
    let mut path = String::from("/search?q=");
    for byte in words.bytes() {
        write!(path, "%{byte:02X}").unwrap();
    }
    path
}

/// The paths that were found, best first.
fn found(page: &str) -> Vec<&str> {
    let titles = page.split("<p class=\"found-title\"><a href=\"").skip(1);
    titles
        .map(|title| title.split_once('"').unwrap().0)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_however_they_are_written() {
    let mut desk = Desk::open().await;
    for words in [
        "送信できない",
        "そうしん",
        "ソウシン",
        "ｿｳｼﾝ",
        "送信出来ない",
    ] {
        let page = desk.page(&search(words)).await;
        let found = found(&page);
        assert!(
            found.iter().any(|path| path.contains("send")),
            "{words}: {found:?}"
        );
        assert!(page.contains("<mark>"), "{words}");
        assert!(page.contains("role=\"status\""), "{words}");
    }
    assert!(found(&desk.page("/search").await).is_empty());
    let nothing = desk.page(&search("量子力学")).await;
    assert!(nothing.contains("見つかりませんでした"), "{nothing}");
    assert!(nothing.contains("href=\"/chat\""), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_found_while_they_are_shown() {
    let mut desk = Desk::open().await;
    let words = search("架空町の合同説明会");
    let count = found(&desk.page(&words).await).len();
    let id = desk
        .publish("架空町の合同説明会について", None, false)
        .await;
    let path = format!("/notices/{id}");
    assert_eq!(found(&desk.page(&words).await)[0], path);
    desk.registry.remove_notice(id, "hanako").await.unwrap();
    let left = desk.page(&words).await;
    assert_eq!(found(&left).len(), count);
    assert!(!found(&left).contains(&&*path));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_typed_is_too_strange() {
    let mut desk = Desk::open().await;
    let page = desk.page(&search("<script>alert(1)</script>\"'&")).await;
    assert!(!page.contains("<script>alert"), "{page}");
    for words in [
        &*"送".repeat(5000),
        "\u{0}",
        "。",
        "　",
        "%",
        "\u{202e}送信",
    ] {
        desk.page(&search(words)).await;
    }
    desk.page("/search?q=%FF").await;
    desk.page("/search?q=a&q=b").await;
}

/// Tells how long a search takes as a browser sees it: see it with `--no-capture`.
#[tokio::test(flavor = "multi_thread")]
async fn searching_tells_its_time() {
    let mut desk = Desk::open().await;
    let words = [
        "そうしん",
        "送信できない",
        "電子証明書の更新",
        "KJ",
        "取り消し",
    ];
    let mut took = Vec::new();
    for words in words.iter().cycle().take(100) {
        let begin = Instant::now();
        desk.page(&search(words)).await;
        took.push(begin.elapsed());
    }
    took.sort_unstable();
    let (middle, longest) = (took[took.len() / 2], took[took.len() - 1]);
    let told = format!("a search: {middle:?} in the middle, {longest:?} at most");
    writeln!(std::io::stderr(), "{told}").unwrap();
}
