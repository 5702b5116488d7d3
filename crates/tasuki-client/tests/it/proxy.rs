//! The way to the platform through a real proxy.

use std::path::Path;

use tasuki_testing::ConnectProxy;

use crate::desktop::Desktop;
use crate::guest::Guest;

const USER: &str = "office-clerk";
const PASSWORD: &str = "Invented-proxy-1";

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_is_set_tried_and_kept_sealed() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let exchange = desktop.town.exchange();
    let platform = exchange.trim_start_matches("https://").parse()?;
    let proxy = ConnectProxy::start(platform, USER, PASSWORD).await?;
    desktop.set_up(&exchange)?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.open("/settings").await?;
    guest.press("a[href='/settings/proxy']").await?;
    guest.is_at("/settings/proxy").await?;
    guest.look("settings-proxy").await?;
    set(&guest, "https://", USER, PASSWORD).await?;
    guest
        .sees("サーバー名とポート番号を入力してください")
        .await?;
    guest.look("settings-proxy-refused").await?;

    // What the self-check says of each way that is wrong.
    set(&guest, "127.0.0.1:9", "", "").await?;
    guest.is_at("/start/check").await?;
    guest.sees("プロキシサーバーに接続できません。").await?;
    set(&guest, &proxy.address(), "", "").await?;
    guest
        .sees("ユーザー名とパスワードが受け付けられませんでした。")
        .await?;
    guest.look("start-check-proxy").await?;
    assert_eq!(proxy.let_through(), 0);
    let elsewhere = ConnectProxy::start("127.0.0.1:9".parse()?, USER, PASSWORD).await?;
    set(&guest, &elsewhere.address(), USER, PASSWORD).await?;
    guest.sees("連携基盤への接続を許可しませんでした。").await?;
    assert_eq!(elsewhere.let_through(), 0);
    drop(elsewhere);

    set(&guest, &proxy.address(), USER, PASSWORD).await?;
    guest.sees("連携基盤に接続できました。").await?;
    assert!(proxy.let_through() > 0);
    assert_eq!(holding(&desktop.profile(), USER)?, [""; 0]);
    assert_eq!(holding(&desktop.profile(), PASSWORD)?, [""; 0]);
    client.close();
    client.ended(std::future::pending()).await?;

    // The next start goes the same way.
    let before = proxy.let_through();
    let client = desktop.client().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.open("/start/check").await?;
    guest.sees("連携基盤に接続できました。").await?;
    assert!(proxy.let_through() > before);

    // Nothing shows the password; without an address there is no proxy any more.
    guest.open("/settings/proxy").await?;
    let kept: [String; 2] = guest
        .browser()
        .value("[...document.querySelectorAll('main [name=user], main [name=password]')].map((one) => one.value)")
        .await?;
    assert_eq!(kept, [USER, ""]);
    drop(proxy);
    set(&guest, "", "", "").await?;
    guest.sees("連携基盤に接続できました。").await?;
    guest.close().await?;
    desktop.town.stop().await
}

/// Sets the proxy, which leads to the self-check.
async fn set(guest: &Guest, address: &str, user: &str, password: &str) -> anyhow::Result<()> {
    guest.open("/settings/proxy").await?;
    guest.fill("address", address).await?;
    guest.fill("user", user).await?;
    guest.fill("password", password).await?;
    guest.press("main form button[type='submit']").await
}

/// The files below a folder in which a text stands readable.
fn holding(folder: &Path, text: &str) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(holding(&path, text)?);
        } else if fs_err::read(&path)?
            .windows(text.len())
            .any(|part| part == text.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}
