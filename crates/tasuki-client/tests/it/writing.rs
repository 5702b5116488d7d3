//! What is kept while somebody writes, and what they are told where it cannot be kept.

use crate::desktop::Desktop;
use crate::guest::Guest;

const KEPT: &str = "入力した内容を一時保存しました。";

/// Types behind what stands there, as fast as nobody can: without waiting for anything.
fn typed(text: &str) -> String {
    format!(
        "(() => {{
            const field = document.querySelector('[name=text]');
            field.value += '{text}';
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})()"
    )
}

async fn run(guest: &Guest, script: &str) -> anyhow::Result<()> {
    guest.browser().driver().execute(script, Vec::new()).await?;
    Ok(())
}

/// Does what another tab would.
async fn elsewhere(guest: &Guest, path: &str, form: &str) -> anyhow::Result<()> {
    let script = format!(
        "window.isDone = false;
         fetch('{path}', {{ method: 'POST', body: new URLSearchParams('{form}') }})
             .then(() => {{ window.isDone = true; }});"
    );
    run(guest, &script).await?;
    guest.wait_for("window.isDone").await
}

async fn path(guest: &Guest) -> anyhow::Result<String> {
    guest.browser().value("location.pathname").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_kept_or_it_is_told_why_not() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;

    // Kept under one id, however much is typed while the first of it is under way.
    guest.open("/compose").await?;
    run(&guest, &typed("一")).await?;
    run(
        &guest,
        "document.dispatchEvent(new Event('visibilitychange'));",
    )
    .await?;
    run(&guest, &typed("二")).await?;
    guest.is_at("/compose/*").await?;
    guest.sees(KEPT).await?;
    guest.press("button[value='send']").await?;
    guest.sees("（数字10桁）を入力してください").await?;
    guest
        .wait_for("document.querySelector('[name=text]').value === '一二'")
        .await?;

    // A page that is left is kept at once; no time needs to pass.
    guest.open("/compose").await?;
    guest.sees("一時保存したもの（1件）").await?;
    run(&guest, "window.setTimeout = () => 0;").await?;
    run(&guest, &typed("三")).await?;
    assert_eq!(path(&guest).await?, "/compose");
    run(
        &guest,
        "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
         document.dispatchEvent(new Event('visibilitychange'));",
    )
    .await?;
    guest.is_at("/compose/*").await?;
    guest.sees(KEPT).await?;

    // Thrown away in another tab: the form stays, so that nothing of it is lost.
    let draft = path(&guest).await?;
    guest.open(&draft).await?;
    let id = draft.trim_start_matches("/compose/");
    elsewhere(&guest, "/compose/discard", &format!("draft={id}")).await?;
    run(&guest, &typed("四")).await?;
    guest.sees("すでに送信または破棄されています").await?;
    guest.press("button[value='send']").await?;
    guest
        .wait_for("document.querySelector('[name=text]').value === '三四'")
        .await?;
    assert_eq!(path(&guest).await?, draft);
    // Whoever throws it away here, too, needs not keep it first.
    guest.press("button[value='discard']").await?;
    guest.sees("破棄しました").await?;

    // Logged out in another tab.
    guest.open("/compose").await?;
    elsewhere(&guest, "/logout", "").await?;
    run(&guest, &typed("五")).await?;
    guest
        .sees("ログアウトしたため、入力した内容を一時保存できませんでした")
        .await?;
    // Logged in there again, what was typed here is kept with the next button.
    let (user, password) = crate::desktop::app_user(&desktop.office)?;
    let form = format!(
        "new URLSearchParams({{ user_id: '{user}', password: '{}' }})",
        secrecy::ExposeSecret::expose_secret(password)
    );
    let script = format!(
        "window.isDone = false; fetch('/login', {{ method: 'POST', body: {form} }}).then(() => {{ window.isDone = true; }});"
    );
    run(&guest, &script).await?;
    guest.wait_for("window.isDone").await?;
    guest.press("button[value='keep']").await?;
    guest.sees("一時保存したもの（2件）").await?;

    // The client has ended.
    guest.press(".draft-title a").await?;
    guest.is_at("/compose/*").await?;
    elsewhere(&guest, "/quit", "").await?;
    client.ended(std::future::pending()).await?;
    run(&guest, &typed("六")).await?;
    guest
        .sees("連携クライアントが起動しているか、ご確認ください")
        .await?;
    guest.close().await?;
    desktop.town.stop().await
}
