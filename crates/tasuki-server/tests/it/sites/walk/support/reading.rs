//! ヘルプデスクサポートサイト: what is there to be read, searched and asked.

use anyhow::Context as _;
use jiff::civil::date;
use tasuki_browser::thirtyfour::Key;
use tasuki_server::{CommonNotice, Site};
use tasuki_terms::Clock as _;

use super::super::{Guest, Place, Seen};

const SUPPORT: Site = Site::Support;

/// Looks at every page that is there to be read.
pub(super) async fn all() -> anyhow::Result<Seen> {
    let place = Place::on(date(2026, 11, 20).at(10, 0, 0, 0), |_| ()).await?;
    publish(&place).await?;
    let guest = Guest::start(&place.town).await?;
    guest.visit(SUPPORT, "/", "support-top").await?;
    read_notices(&guest).await?;
    read_faq(&guest).await?;
    read_more(&guest).await?;
    search(&guest).await?;
    ask(&guest).await?;
    guest.open(SUPPORT, "/nowhere").await?;
    guest.look_at_refusal(404, "support-not-found").await?;
    place.end_seen(guest).await
}

async fn publish(place: &Place) -> anyhow::Result<()> {
    for (category, title, is_important) in [
        ("お知らせ", "ヘルプデスクの受付時間の変更", false),
        (
            "システム",
            "定期保守に伴う一時停止のお知らせ（11月28日 午後8時から）",
            true,
        ),
        (
            "証明書",
            "電子証明書の更新の時期を迎える事業所の皆様へ",
            false,
        ),
        ("スケジュール", "12月の請求受付期間について", false),
        ("ライセンス", "ライセンス料のお支払い方法について", false),
        ("お知らせ", "よくあるご質問を更新しました", false),
    ] {
        let text = CommonNotice {
            category: category.to_owned(),
            title: title.to_owned(),
            body: "日ごろからご利用いただき、ありがとうございます。\n\n\
                   次のとおりお知らせします。ご不便をおかけしますが、よろしくお願いいたします。"
                .to_owned(),
            shown_from: place.clock.now(),
            shown_until: None,
            is_important,
        };
        place.registry.publish_notice(None, text, "hanako").await?;
        place.minutes(1);
    }
    Ok(())
}

async fn read_notices(guest: &Guest) -> anyhow::Result<()> {
    guest.visit(SUPPORT, "/notices", "support-notices").await?;
    guest
        .visit(SUPPORT, "/notices?important=1", "support-notices-important")
        .await?;
    let notice = guest.link("main .notices a").await?;
    guest.visit(SUPPORT, &notice, "support-notice").await?;
    guest.download(SUPPORT, "/notices.atom").await?;
    Ok(())
}

async fn read_faq(guest: &Guest) -> anyhow::Result<()> {
    guest.visit(SUPPORT, "/faq", "support-faq").await?;
    guest
        .visit(SUPPORT, "/faq/certificate", "support-faq-category")
        .await?;
    guest
        .visit(SUPPORT, "/faq/send/bulk", "support-faq-entry")
        .await
}

async fn read_more(guest: &Guest) -> anyhow::Result<()> {
    for (path, name) in [
        ("/introduction", "support-introduction"),
        ("/materials", "support-materials"),
        ("/materials/start-introduction", "support-manual"),
        ("/interviews", "support-interviews"),
        ("/interviews/home-visit", "support-interview"),
        ("/errors", "support-errors"),
        ("/errors?q=certificate.expired", "support-errors-found"),
        ("/errors/certificate.expired", "support-error"),
    ] {
        guest.visit(SUPPORT, path, name).await?;
    }
    // The PDF is looked at where it is printed.
    guest
        .download(SUPPORT, "/materials/start-introduction.pdf")
        .await?;
    guest.open(SUPPORT, "/materials/start-introduction").await?;
    let picture = guest.browser().find("main img").await?.attr("src").await?;
    let picture = picture.context("a picture without an address")?;
    guest.download(SUPPORT, &picture).await?;
    Ok(())
}

async fn search(guest: &Guest) -> anyhow::Result<()> {
    guest
        .visit(SUPPORT, "/search", "support-search-empty")
        .await?;
    // It searches while one types, and arrow keys lead through what was found.
    guest.fill("q", "そうしん").await?;
    let browser = guest.browser();
    browser
        .wait_for("document.querySelector('[data-told]').textContent.includes('そうしん')")
        .await?;
    guest.look("support-search").await?;
    browser.find("[name='q']").await?.focus().await?;
    for (key, focused) in [
        (Key::Down, ".found li:nth-child(1) a"),
        (Key::Down, ".found li:nth-child(2) a"),
        (Key::Up, ".found li:nth-child(1) a"),
        (Key::Up, "[name='q']"),
    ] {
        guest.keys(key).await?;
        let is_there: bool = browser
            .value(&format!("document.activeElement.matches(\"{focused}\")"))
            .await?;
        assert!(is_there, "{focused}");
    }
    guest.fill("q", "量子力学").await?;
    browser
        .wait_for("!!document.getElementById('nothing')")
        .await?;
    guest.look("support-search-nothing").await?;
    guest.fill("q", "送伩できない").await?;
    browser
        .wait_for("document.querySelector('[data-told]').textContent.includes('送信できない')")
        .await?;
    guest.look("support-search-near").await?;
    search_where_people_begin(guest).await
}

/// The same on pages that have another subject: they show the first of what is found, and stay.
async fn search_where_people_begin(guest: &Guest) -> anyhow::Result<()> {
    let browser = guest.browser();
    for (path, name) in [("/", "support-top-search"), ("/faq", "support-faq-search")] {
        guest.open(SUPPORT, path).await?;
        guest.fill("q", "送信").await?;
        browser
            .wait_for("document.querySelectorAll('[data-found] li').length === 5")
            .await?;
        guest.look(name).await?;
        guest.is_at(path).await?;
        browser.find("[name='q']").await?.focus().await?;
        for (key, focused) in [
            (Key::Down, ".found li:nth-child(1) a"),
            (Key::Down, ".found li:nth-child(2) a"),
            (Key::Escape, "[name='q']"),
        ] {
            guest.keys(key).await?;
            let is_there: bool = browser
                .value(&format!("document.activeElement.matches(\"{focused}\")"))
                .await?;
            assert!(is_there, "{path} {focused}");
        }
        guest.fill("q", "あ").await?;
        guest.keys(Key::Backspace).await?;
        browser
            .wait_for("!document.querySelector('[data-found] li')")
            .await?;
    }
    guest.open(SUPPORT, "/errors").await?;
    guest.fill("q", "証明書").await?;
    browser
        .wait_for("document.querySelector('[data-told]').textContent.includes('証明書')")
        .await?;
    guest.look("support-errors-search").await
}

async fn ask(guest: &Guest) -> anyhow::Result<()> {
    guest.visit(SUPPORT, "/chat", "support-chat").await?;
    guest
        .fill("question", "送信したデータを取り消したい")
        .await?;
    guest.submit("form.chat-form").await?;
    let answers = |count| {
        format!("document.querySelectorAll('[data-thread] [data-exchange]').length === {count}")
    };
    guest.browser().wait_for(&answers(1)).await?;
    guest.fill("question", "今日の天気はどうですか").await?;
    guest.submit("form.chat-form").await?;
    guest.browser().wait_for(&answers(2)).await?;
    guest.look("support-chat-thread").await?;
    guest.is_at("/chat").await?;
    // What is wrong with a question is told on a page of its own.
    guest.fill("question", "　").await?;
    guest.submit("form.chat-form").await?;
    guest
        .browser()
        .wait_for("!!document.querySelector('.error-summary')")
        .await?;
    guest.look_at_refusal(422, "support-chat-refused").await
}
