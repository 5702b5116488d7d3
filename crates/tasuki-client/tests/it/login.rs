//! The log-in: whom the platform lets in, and what happens without it.

use secrecy::ExposeSecret as _;
use tasuki_testing::TownOffice;

use crate::browser::{ISSUING, p12};
use crate::desktop::{Desktop, app_user};
use crate::guest::Guest;

async fn try_log_in(guest: &Guest, user: &str, password: &str) -> anyhow::Result<()> {
    guest.open("/login").await?;
    guest.fill("user_id", user).await?;
    guest.fill("password", password).await?;
    guest.press("main form button[type='submit']").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_says_who_comes_in_and_without_it_the_password_of_the_profile()
-> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    desktop.set_up(&desktop.town.exchange())?;
    let (user, password) = app_user(&desktop.office)?;
    let (user, password) = (user.to_string(), password.expose_secret().to_owned());
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;

    // Right for the profile, but nobody of that name is known to the platform.
    try_log_in(&guest, "C999999999999", &password).await?;
    guest
        .sees("ユーザIDまたはパスワードが正しくありません")
        .await?;
    try_log_in(&guest, &user, "wrong").await?;
    guest
        .sees("ユーザIDまたはパスワードが正しくありません")
        .await?;
    guest.look("login-refused").await?;
    try_log_in(&guest, &user, &password).await?;
    guest.is_at("/").await?;
    // Lists are read without the office's user.
    guest.open("/sent").await?;
    guest.is_at("/sent").await?;
    guest.open("/received").await?;
    guest.is_at("/received").await?;
    guest.press("form[action='/logout'] button").await?;

    // The profile remembers who was let in.
    guest.is_at("/login").await?;
    guest
        .wait_for(&format!(
            "document.querySelector('[name=user_id]').value === '{user}'"
        ))
        .await?;
    try_log_in(&guest, "C999999999999", &password).await?;
    guest.sees("登録されているユーザIDと違うため").await?;

    // Without the platform.
    desktop.town.stop().await?;
    try_log_in(&guest, &user, &password).await?;
    guest.is_at("/").await?;
    guest
        .sees("このパソコンに保存されている内容だけを表示しています")
        .await?;
    guest.look("home-offline").await?;
    desktop.town.start().await?;

    // The password was changed on the site, and here.
    guest.open("/password").await?;
    guest.look("password").await?;
    guest.fill("before", "wrong").await?;
    guest.fill("password", "Asagao-2026").await?;
    guest.fill("again", "Asagao-2026").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("いままでのパスワードが正しくありません").await?;
    guest.fill("before", &password).await?;
    guest.fill("password", "Asagao-2026").await?;
    guest.fill("again", "Asagao-2026").await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/login").await?;
    guest.sees("パスワードを変更しました").await?;
    guest.fill("password", "Asagao-2026").await?;
    guest.press("main form button[type='submit']").await?;
    // The platform knows another one still.
    guest
        .sees("ユーザIDまたはパスワードが正しくありません")
        .await?;
    desktop
        .town
        .set_app_password(&desktop.office, "Asagao-2026")
        .await?;
    guest.fill("password", "Asagao-2026").await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/").await?;
    forgotten(&desktop, &guest).await?;
    guest.close().await?;
    desktop.town.stop().await
}

/// Chooses the certificate of an office, up to its confirmation.
async fn read_certificate(
    desktop: &Desktop,
    guest: &Guest,
    office: &TownOffice,
) -> anyhow::Result<()> {
    let file = desktop.folder.path().join("office.p12");
    fs_err::write(&file, p12(office)?)?;
    guest.open("/start").await?;
    guest.choose("#field-files", &[&file]).await?;
    guest.fill("password", ISSUING).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/start/confirm").await
}

/// Nobody knows the password any more, and there is a new one.
async fn forgotten(desktop: &Desktop, guest: &Guest) -> anyhow::Result<()> {
    const NEW: &str = "Yuri-2026";
    guest.open("/compose").await?;
    guest.fill("text", "読めなくなる書きかけです。").await?;
    guest.is_at("/compose/*").await?;
    desktop.town.set_app_password(&desktop.office, NEW).await?;
    // Somebody else's certificate is refused, and nobody is logged out for it.
    read_certificate(desktop, guest, &desktop.partner(9).await?).await?;
    guest.press("[name='compared']").await?;
    guest.fill("password", "Asagao-2026").await?;
    guest.press("main form button[type='submit']").await?;
    guest
        .sees("設定の事業所番号・ユーザIDのものではありません")
        .await?;
    guest.open("/sent").await?;
    guest.is_at("/sent").await?;
    read_certificate(desktop, guest, &desktop.office).await?;
    guest.press("[name='compared']").await?;
    guest.press("[name='forgotten']").await?;
    guest.press("main summary").await?;
    guest.sees("読めなくなるもの：一時保存した内容").await?;
    guest.look("start-forgotten").await?;
    guest.fill("password", NEW).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/start/check").await?;
    let (user, _) = app_user(&desktop.office)?;
    try_log_in(guest, &user.to_string(), NEW).await?;
    guest.is_at("/").await?;
    guest.open("/compose").await?;
    guest.is_at("/compose").await?;
    assert!(!guest.text().await?.contains("読めなくなる"));
    Ok(())
}
