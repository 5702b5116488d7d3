//! 設定 in a real browser.

use crate::desktop::Desktop;
use crate::guest::Guest;

#[tokio::test(flavor = "multi_thread")]
async fn where_received_files_go_is_shown_before_and_kept_after() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.open("/settings").await?;
    guest
        .press("#field-layout option[value='month-partner']")
        .await?;
    guest.press("button[value='preview']").await?;
    guest.sees("202504/1399999999_訪問介護みほん").await?;
    guest.press("#field-layout option[value='own']").await?;
    guest.fill("template", "{name}").await?;
    guest.press("button[value='save']").await?;
    guest.sees("使えない項目があります").await?;
    guest.look("settings-refused").await?;
    guest.fill("template", "{kind}/{number}").await?;
    guest.press("button[value='save']").await?;
    guest.sees("保存先を変更しました").await?;
    guest.sees("/1399999999").await?;
    let status: u16 = guest
        .browser()
        .value(
            "(() => {
               const asked = new XMLHttpRequest();
               asked.open('GET', '/settings/support', false);
               asked.send();
               return asked.responseText.startsWith('PK') ? asked.status : 0;
             })()",
        )
        .await?;
    assert_eq!(status, 200);
    client.close();
    client.ended(std::future::pending()).await?;

    let client = desktop.client().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    guest.open("/settings").await?;
    guest
        .wait_for("document.querySelector('[name=template]').value === '{種別}/{事業所番号}'")
        .await?;

    // What the care software has written is offered until it is sent.
    let mut files = desktop.plan(&desktop.partner(1).await?, 1)?;
    files.extend(desktop.plan(&desktop.partner(2).await?, 1)?);
    let folder = files.first().and_then(|file| file.parent()).unwrap();
    let long_ago = desktop.town.clock().now() - jiff::SignedDuration::from_mins(1);
    for file in &files {
        std::fs::File::options()
            .write(true)
            .open(file)?
            .set_modified(long_ago.into())?;
    }
    guest.fill("watch", "software").await?;
    guest.press("form[action='/settings/watch'] button").await?;
    guest.sees("ドライブ名や「/」から始まる形").await?;
    guest.look("settings-watch-refused").await?;
    guest.fill("watch", &folder.display().to_string()).await?;
    guest.press("form[action='/settings/watch'] button").await?;
    guest.sees("監視フォルダーを変更しました").await?;
    guest.look("settings-watch").await?;
    guest.open("/").await?;
    guest
        .sees("監視フォルダーに新しいファイルが6個あります")
        .await?;
    guest.look("home-watched").await?;
    guest.press("form[action='/watch'] button").await?;
    guest.sees("2事業所へ2件を送信").await?;
    // What is taken out is offered again.
    guest.press("[name='message']").await?;
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("受領証を発行しました").await?;
    guest.open("/").await?;
    guest
        .sees("監視フォルダーに新しいファイルが3個あります")
        .await?;
    guest.press("form[action='/watch'] button").await?;
    guest.sees("1事業所へ1件を送信").await?;
    guest
        .press("main form[action^='/bulk/'] button.is-primary")
        .await?;
    guest.sees("受領証を発行しました").await?;
    assert_eq!(desktop.sent().await?, 2);
    guest.open("/").await?;
    guest.is_at("/").await?;
    guest
        .wait_for("!document.body.innerText.includes('監視フォルダー')")
        .await?;
    guest.close().await?;
    desktop.town.stop().await
}
