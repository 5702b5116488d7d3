//! What holds for every part in a real browser.

use std::collections::BTreeSet;
use std::path::Path;

use tasuki_browser::thirtyfour::Key;
use tasuki_browser::{Browser, Window};

use crate::site;

/// A browser at the gallery.
async fn at_gallery(query: &str) -> anyhow::Result<Browser> {
    let address = site::serve()?;
    let browser = Browser::start().await?;
    browser.open(&format!("http://{address}/{query}")).await?;
    Ok(browser)
}

async fn press(browser: &Browser, key: Key) -> anyhow::Result<()> {
    let keys = browser.driver().action_chain().send_keys(key);
    Ok(keys.perform().await?)
}

/// The id, or else the text, of what has the focus.
async fn focused(browser: &Browser) -> anyhow::Result<String> {
    let name = "((e) => e.id || e.textContent.trim() || e.tagName)(document.activeElement)";
    browser.value(name).await
}

#[tokio::test]
async fn the_gallery_is_accessible_and_fits_every_window() -> anyhow::Result<()> {
    let browser = at_gallery("").await?;
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for window in Window::ALL {
        browser.resize(window).await?;
        let file = pictures.join(format!("gallery-{}.png", window.name()));
        browser.screenshot(&file).await?;
        assert_eq!(browser.sideways_scroll().await?, 0, "{window:?}");
        browser.check_accessibility().await?;
    }
    assert_eq!(browser.complaints().await?, [""; 0]);
    browser.close().await
}

#[tokio::test]
async fn what_is_pressed_with_a_finger_is_large_enough() -> anyhow::Result<()> {
    let browser = at_gallery("").await?;
    browser.resize(Window::Phone).await?;
    // A label is pressed as its control is; links within sentences are as large as their letters.
    let small = "[...document.querySelectorAll('button, .button, .input, .option, summary, nav a, \
                 .error-summary a, .file')].filter((e) => e.checkVisibility()) \
                 .filter((e) => e.getBoundingClientRect().height < 43.5) \
                 .filter((e) => !e.closest('.crumbs')).map((e) => e.outerHTML)";
    let small: Vec<String> = browser.value(small).await?;
    assert_eq!(small, [""; 0]);
    browser.close().await
}

#[tokio::test]
async fn every_control_is_reached_with_the_keyboard_in_the_order_of_the_page() -> anyhow::Result<()>
{
    let browser = at_gallery("").await?;
    // The error summary has the focus; the walk begins at the top.
    let top = "document.querySelector('.skip-link').focus()";
    browser.driver().execute(top, vec![]).await?;
    let controls = "(() => { const found = [...document.querySelectorAll('a[href], button, input, \
                    select, textarea, summary, [tabindex=\"0\"]')].filter((e) => e.checkVisibility() \
                    && !e.disabled && e.type !== 'hidden'); \
                    found.forEach((e, i) => { e.dataset.walk = String(i) }); \
                    const radios = found.filter((e) => e.type === 'radio').slice(1); \
                    return found.filter((e) => !radios.includes(e)).map((e) => Number(e.dataset.walk)) })()";
    let controls: Vec<i64> = browser.value(controls).await?;
    assert!(controls.len() > 40, "{controls:?}");
    let mut walked = Vec::new();
    for _ in &controls {
        let at = "Number(document.activeElement.dataset.walk ?? -1)";
        walked.push(browser.value::<i64>(at).await?);
        let seen = "getComputedStyle(document.activeElement).outlineStyle !== 'none'";
        assert!(
            browser.value::<bool>(seen).await?,
            "{}",
            focused(&browser).await?
        );
        press(&browser, Key::Tab).await?;
    }
    let reached: BTreeSet<i64> = walked.iter().copied().collect();
    let missed: Vec<_> = controls
        .iter()
        .filter(|one| !reached.contains(one))
        .collect();
    assert_eq!(missed, [&0_i64; 0], "{walked:?}");
    assert!(walked.is_sorted(), "{walked:?}");
    browser.close().await
}

#[tokio::test]
async fn terms_can_be_agreed_to_only_after_they_were_scrolled_to_their_end() -> anyhow::Result<()> {
    let browser = at_gallery("").await?;
    let tick = "document.querySelector('#field-terms')";
    assert!(browser.value::<bool>(&format!("{tick}.disabled")).await?);
    assert!(
        browser
            .value::<bool>("document.querySelector('.form [type=submit]').disabled")
            .await?
    );
    // Terms that fit into their box have been seen.
    assert!(
        !browser
            .value::<bool>("document.querySelector('#field-privacy').disabled")
            .await?
    );

    // With the keyboard alone.
    let terms = "document.querySelector('[data-consent-terms]')";
    browser
        .driver()
        .execute(format!("{terms}.focus()"), vec![])
        .await?;
    press(&browser, Key::PageDown).await?;
    browser.wait_for(&format!("{terms}.scrollTop > 0")).await?;
    assert!(browser.value::<bool>(&format!("{tick}.disabled")).await?);
    press(&browser, Key::End).await?;
    browser.wait_for(&format!("!{tick}.disabled")).await?;
    let told = "document.querySelector('[data-consent-status]').textContent";
    assert_eq!(
        browser.value::<String>(told).await?,
        "最後まで表示されました。チェックできます。"
    );

    browser.find("#field-terms").await?.click().await?;
    assert!(
        browser
            .value::<bool>("document.querySelector('.form [type=submit]').disabled")
            .await?
    );
    browser.find("#field-privacy").await?.click().await?;
    assert!(
        !browser
            .value::<bool>("document.querySelector('.form [type=submit]').disabled")
            .await?
    );

    // Nothing is asked while something is missing.
    let fill = "for (const control of document.querySelectorAll('.form [aria-required=true]')) {\
                if (control.type === 'email') control.value = 'mihon@example.jp';\
                else if (control instanceof HTMLSelectElement) control.selectedIndex = 1;\
                else if (!['checkbox', 'radio'].includes(control.type)) control.value = '0300000000';\
                }";
    browser.driver().execute(fill, Vec::new()).await?;

    // No is no, and the button has the focus again.
    let send = browser.find(".form [type=submit]").await?;
    send.click().await?;
    browser.check_accessibility().await?;
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery-dialog.png");
    browser.driver().screenshot(&picture).await?;
    browser
        .find("#confirm-apply [data-answer=no]")
        .await?
        .click()
        .await?;
    browser
        .wait_for("!document.querySelector('#confirm-apply').open")
        .await?;
    assert_eq!(focused(&browser).await?, "申請");

    // Yes sends what was typed.
    press(&browser, Key::Enter).await?;
    browser
        .find("#confirm-apply [data-answer=yes]")
        .await?
        .click()
        .await?;
    let form = browser.find("#sent").await?.text().await?;
    for item in [
        "confirmed=yes",
        "terms=on",
        "terms-read=yes",
        "privacy=on",
        "csrf=token",
    ] {
        assert!(form.split('&').any(|sent| sent == item), "{item} in {form}");
    }
    browser.close().await
}

#[tokio::test]
async fn a_password_is_shown_only_while_it_is_asked_for() -> anyhow::Result<()> {
    let browser = at_gallery("").await?;
    let input = "document.querySelector('#field-password').type";
    let button = browser.find("[data-shows=field-password]").await?;
    assert_eq!(browser.value::<String>(input).await?, "password");
    button.click().await?;
    assert_eq!(browser.value::<String>(input).await?, "text");
    assert!(button.text().await?.starts_with("隠す"));
    button.click().await?;
    assert_eq!(browser.value::<String>(input).await?, "password");
    browser.close().await
}

#[tokio::test]
async fn the_end_of_the_session_is_warned_of_and_told() -> anyhow::Result<()> {
    // The warning comes 120 seconds before the end: the page's clock is put forward to 100 before
    // it, as if the machine had slept, so that what is kept alive does not at once end again.
    let browser = at_gallery("?session=1800").await?;
    let slept = "const now = Date.now; Date.now = () => now.call(Date) + 1_700_000;";
    browser.driver().execute(slept, Vec::new()).await?;
    browser
        .wait_for("document.querySelector('[data-session]').open")
        .await?;
    browser.check_accessibility().await?;
    let left: String = browser.find("[data-session-left]").await?.text().await?;
    assert!(left.ends_with('秒'), "{left}");
    browser.find("[data-session-stay]").await?.click().await?;
    browser
        .wait_for("!document.querySelector('[data-session]').open")
        .await?;
    browser.close().await?;

    // Where it ends in any case, that is said, once.
    let browser = at_gallery("?session=1800&at-most=90").await?;
    browser
        .wait_for("document.querySelector('[data-session]').open")
        .await?;
    let idle = browser.find("[data-session-idle]").await?;
    assert!(!idle.is_displayed().await?);
    let last = browser.find("[data-session-last]").await?.text().await?;
    assert!(last.contains("延長はできません。"), "{last}");
    browser.find("[data-session-stay]").await?.click().await?;
    browser
        .wait_for("!document.querySelector('[data-session]').open")
        .await?;
    browser.close().await?;

    let browser = at_gallery("?session=0").await?;
    let again = browser.find("[data-session-over] a").await?;
    assert_eq!(again.text().await?, "もう一度ログインする");
    assert!(again.is_displayed().await?);
    browser.close().await
}

#[tokio::test]
async fn without_scripts_nothing_is_locked_and_nothing_dead_is_shown() -> anyhow::Result<()> {
    let browser = at_gallery("").await?;
    let off = serde_json::json!({ "value": true });
    let command = "Emulation.setScriptExecutionDisabled";
    browser.driver().cdp().send_raw(command, off).await?;
    browser.driver().refresh().await?;
    let tick = browser.find("#field-terms").await?;
    assert!(tick.is_enabled().await?);
    let send = browser.find(".form [type=submit]").await?;
    assert!(send.is_enabled().await?);
    for dead in ["[data-shows]", "[data-print]", "[data-consent-hint]"] {
        let dead = browser.find(dead).await?;
        assert!(!dead.is_displayed().await?);
    }
    send.click().await?;
    let form = browser.find("#sent").await?.text().await?;
    assert!(form.contains("confirmed=&"), "{form}");
    browser.close().await
}
