//! Passwords that are changed at the platform while somebody is logged in.

use std::sync::Arc;

use jiff::SignedDuration;
use tasuki_testing::SetClock;

use crate::desktop::Desktop;
use crate::guest::Guest;

/// After this time a session wants its password again.
const A_NIGHT: SignedDuration = SignedDuration::from_hours(9);

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_changed_meanwhile_is_asked_for_and_nothing_is_lost()
-> anyhow::Result<()> {
    const NEW: &str = "Hagi-2026";
    let clock = Arc::new(SetClock::default());
    let mut desktop = Desktop::start_at(Arc::clone(&clock) as Arc<dyn tasuki_terms::Clock>).await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    desktop.log_in_office(&guest).await?;

    // That of the office's user (KJ…).
    desktop.town.set_password(&desktop.office, NEW).await?;
    clock.pass(A_NIGHT);
    guest.open("/compose").await?;
    guest.fill("text", "よろしくお願いいたします。").await?;
    guest.is_at("/compose/*").await?;
    guest.fill("to", partner.number.as_str()).await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.press("main form button[type='submit']").await?;
    guest
        .sees("ユーザIDまたはパスワードが正しくありません")
        .await?;
    assert_eq!(desktop.sent_by(NEW).await?, 0);
    guest.press("form[action$='/go-on'] button").await?;
    guest.is_at("/office-user").await?;
    guest.fill("password", NEW).await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("受領証を発行しました").await?;
    assert_eq!(desktop.sent_by(NEW).await?, 1);

    // That of the app user (C…): the office's user still reads and sends.
    desktop.town.set_app_password(&desktop.office, NEW).await?;
    clock.pass(A_NIGHT);
    guest.open("/sent").await?;
    guest.press("form[action='/lists/refresh'] button").await?;
    guest.is_at("/sent").await?;
    guest.open("/").await?;
    guest
        .sees("このパソコンのパスワードも同じものに変更して、ログインし直してください")
        .await?;
    guest.look("home-password-changed").await?;
    guest.close().await?;
    desktop.town.stop().await
}
