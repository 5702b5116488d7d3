//! What holds for every part in a real browser.

use std::collections::BTreeSet;
use std::path::Path;

use tasuki_browser::thirtyfour::Key;
use tasuki_browser::{Browser, Window};

use crate::site;

/// A browser at the gallery.
async fn at_gallery(query: &str) -> Browser {
    let address = site::serve().unwrap();
    let browser = Browser::start().await.unwrap();
    browser
        .open(&format!("http://{address}/{query}"))
        .await
        .unwrap();
    browser
}

async fn press(browser: &Browser, key: Key) {
    let keys = browser.driver().action_chain().send_keys(key);
    keys.perform().await.unwrap();
}

/// The id, or else the text, of what has the focus.
async fn focused(browser: &Browser) -> String {
    let name = "((e) => e.id || e.textContent.trim() || e.tagName)(document.activeElement)";
    browser.value(name).await.unwrap()
}

#[tokio::test]
async fn the_gallery_is_accessible_and_fits_every_window() {
    let browser = at_gallery("").await;
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for window in Window::ALL {
        browser.resize(window).await.unwrap();
        let file = pictures.join(format!("gallery-{}.png", window.name()));
        browser.screenshot(&file).await.unwrap();
        assert_eq!(browser.sideways_scroll().await.unwrap(), 0, "{window:?}");
        browser.check_accessibility().await.unwrap();
    }
    assert_eq!(browser.complaints().await.unwrap(), [""; 0]);
    browser.close().await.unwrap();
}

#[tokio::test]
async fn what_is_pressed_with_a_finger_is_large_enough() {
    let browser = at_gallery("").await;
    browser.resize(Window::Phone).await.unwrap();
    // A label is pressed as its control is; links within sentences are as large as their letters.
    let small = "[...document.querySelectorAll('button, .button, .input, .option, summary, nav a, \
                 .error-summary a, .file')].filter((e) => e.checkVisibility()) \
                 .filter((e) => e.getBoundingClientRect().height < 43.5) \
                 .filter((e) => !e.closest('.crumbs')).map((e) => e.outerHTML)";
    let small: Vec<String> = browser.value(small).await.unwrap();
    assert_eq!(small, [""; 0]);
    browser.close().await.unwrap();
}

#[tokio::test]
async fn every_control_is_reached_with_the_keyboard_in_the_order_of_the_page() {
    let browser = at_gallery("").await;
    // The error summary has the focus; the walk begins at the top.
    let top = "document.querySelector('.skip-link').focus()";
    browser.driver().execute(top, vec![]).await.unwrap();
    let controls = "(() => { const found = [...document.querySelectorAll('a[href], button, input, \
                    select, textarea, summary, [tabindex=\"0\"]')].filter((e) => e.checkVisibility() \
                    && !e.disabled && e.type !== 'hidden'); \
                    found.forEach((e, i) => { e.dataset.walk = String(i) }); \
                    const radios = found.filter((e) => e.type === 'radio').slice(1); \
                    return found.filter((e) => !radios.includes(e)).map((e) => Number(e.dataset.walk)) })()";
    let controls: Vec<i64> = browser.value(controls).await.unwrap();
    assert!(controls.len() > 40, "{controls:?}");
    let mut walked = Vec::new();
    for _ in &controls {
        let at = "Number(document.activeElement.dataset.walk ?? -1)";
        walked.push(browser.value::<i64>(at).await.unwrap());
        let seen = "getComputedStyle(document.activeElement).outlineStyle !== 'none'";
        assert!(
            browser.value::<bool>(seen).await.unwrap(),
            "{}",
            focused(&browser).await
        );
        press(&browser, Key::Tab).await;
    }
    let reached: BTreeSet<i64> = walked.iter().copied().collect();
    let missed: Vec<_> = controls
        .iter()
        .filter(|one| !reached.contains(one))
        .collect();
    assert_eq!(missed, [&0_i64; 0], "{walked:?}");
    assert!(walked.is_sorted(), "{walked:?}");
    browser.close().await.unwrap();
}

#[tokio::test]
async fn terms_can_be_agreed_to_only_after_they_were_scrolled_to_their_end() {
    let browser = at_gallery("").await;
    let tick = "document.querySelector('#field-terms')";
    assert!(
        browser
            .value::<bool>(&format!("{tick}.disabled"))
            .await
            .unwrap()
    );
    assert!(
        browser
            .value::<bool>("document.querySelector('.form [type=submit]').disabled")
            .await
            .unwrap()
    );
    // Terms that fit into their box have been seen.
    assert!(
        !browser
            .value::<bool>("document.querySelector('#field-privacy').disabled")
            .await
            .unwrap()
    );

    // With the keyboard alone.
    let terms = "document.querySelector('[data-consent-terms]')";
    browser
        .driver()
        .execute(format!("{terms}.focus()"), vec![])
        .await
        .unwrap();
    press(&browser, Key::PageDown).await;
    browser
        .wait_for(&format!("{terms}.scrollTop > 0"))
        .await
        .unwrap();
    assert!(
        browser
            .value::<bool>(&format!("{tick}.disabled"))
            .await
            .unwrap()
    );
    press(&browser, Key::End).await;
    browser
        .wait_for(&format!("!{tick}.disabled"))
        .await
        .unwrap();
    let told = "document.querySelector('[data-consent-status]').textContent";
    assert_eq!(
        browser.value::<String>(told).await.unwrap(),
        "最後まで表示されました。チェックできます。"
    );

    browser
        .find("#field-terms")
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    assert!(
        browser
            .value::<bool>("document.querySelector('.form [type=submit]').disabled")
            .await
            .unwrap()
    );
    browser
        .find("#field-privacy")
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    assert!(
        !browser
            .value::<bool>("document.querySelector('.form [type=submit]').disabled")
            .await
            .unwrap()
    );

    // No is no, and the button has the focus again.
    let send = browser.find(".form [type=submit]").await.unwrap();
    send.click().await.unwrap();
    browser.check_accessibility().await.unwrap();
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery-dialog.png");
    std::fs::write(picture, browser.driver().screenshot_as_png().await.unwrap()).unwrap();
    browser
        .find("#confirm-apply [data-answer=no]")
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    browser
        .wait_for("!document.querySelector('#confirm-apply').open")
        .await
        .unwrap();
    assert_eq!(focused(&browser).await, "申請");

    // Yes sends what was typed.
    press(&browser, Key::Enter).await;
    browser
        .find("#confirm-apply [data-answer=yes]")
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    let sent = browser.find("#sent").await.unwrap().text().await.unwrap();
    for item in [
        "confirmed=yes",
        "terms=on",
        "terms-read=yes",
        "privacy=on",
        "csrf=token",
    ] {
        assert!(sent.split('&').any(|sent| sent == item), "{item} in {sent}");
    }
    browser.close().await.unwrap();
}

#[tokio::test]
async fn a_password_is_shown_only_while_it_is_asked_for() {
    let browser = at_gallery("").await;
    let input = "document.querySelector('#field-password').type";
    let button = browser.find("[data-shows=field-password]").await.unwrap();
    assert_eq!(browser.value::<String>(input).await.unwrap(), "password");
    button.click().await.unwrap();
    assert_eq!(browser.value::<String>(input).await.unwrap(), "text");
    assert!(button.text().await.unwrap().starts_with("隠す"));
    button.click().await.unwrap();
    assert_eq!(browser.value::<String>(input).await.unwrap(), "password");
    browser.close().await.unwrap();
}

#[tokio::test]
async fn the_end_of_the_session_is_warned_of_and_told() {
    // The warning comes 120 seconds before the end: at once.
    let browser = at_gallery("?session=90").await;
    browser
        .wait_for("document.querySelector('[data-session]').open")
        .await
        .unwrap();
    browser.check_accessibility().await.unwrap();
    let left: String = browser
        .find("[data-session-left]")
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(left.ends_with('秒'), "{left}");
    browser
        .find("[data-session-stay]")
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    browser
        .wait_for("!document.querySelector('[data-session]').open")
        .await
        .unwrap();
    browser.close().await.unwrap();

    let browser = at_gallery("?session=0").await;
    let again = browser.find("[data-session-over] a").await.unwrap();
    assert_eq!(again.text().await.unwrap(), "もう一度ログインする");
    assert!(again.is_displayed().await.unwrap());
    browser.close().await.unwrap();
}

#[tokio::test]
async fn without_scripts_nothing_is_locked_and_nothing_dead_is_shown() {
    let browser = at_gallery("").await;
    let off = serde_json::json!({ "value": true });
    let command = "Emulation.setScriptExecutionDisabled";
    browser.driver().cdp().send_raw(command, off).await.unwrap();
    browser.driver().refresh().await.unwrap();
    let tick = browser.find("#field-terms").await.unwrap();
    assert!(tick.is_enabled().await.unwrap());
    let send = browser.find(".form [type=submit]").await.unwrap();
    assert!(send.is_enabled().await.unwrap());
    for dead in ["[data-shows]", "[data-print]", "[data-consent-hint]"] {
        let dead = browser.find(dead).await.unwrap();
        assert!(!dead.is_displayed().await.unwrap());
    }
    send.click().await.unwrap();
    let sent = browser.find("#sent").await.unwrap().text().await.unwrap();
    assert!(sent.contains("confirmed=&"), "{sent}");
    browser.close().await.unwrap();
}
