//! A certificate whose time is over, or a clock that is far off: what is here is read all the same.

use std::sync::Arc;

use jiff::SignedDuration;
use tasuki_client::{Plan, Started, start};
use tasuki_desk::Tools;
use tasuki_testing::SetClock;

use crate::desktop::Desktop;
use crate::guest::Guest;
use crate::visitor::plan;

const FORBIDDEN: &str = "電子証明書の有効期限が切れているため、送信と受信ができません";

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_send_any_more_still_reads() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let profile = desktop.profile();
    let clock = Arc::new(SetClock::default());
    let plan = Plan {
        tools: Tools {
            clock: Arc::clone(&clock) as Arc<dyn tasuki_terms::Clock>,
            ..Tools::default()
        },
        profile: profile.clone(),
        ..plan(&profile)
    };
    let Started::Here(client) = start(plan).await? else {
        anyhow::bail!("another client runs");
    };
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    write(&guest, &partner, "来月の会議は、10日です。").await?;
    desktop.confirm_office(&guest).await?;
    guest.sees("受領証を発行しました").await?;

    // The clock of this computer is years ahead from now on; its user has logged in already.
    clock.pass(SignedDuration::from_hours(24 * 365 * 4));
    write(&guest, &partner, "10日は、11日に変わりました。").await?;
    guest.sees("送信の途中です").await?;
    guest.sees("電子証明書の有効期限が切れています").await?;
    assert_eq!(desktop.sent().await?, 1);

    guest.open("/").await?;
    guest.press("form[action='/logout'] button").await?;
    desktop.log_in(&guest).await?;
    guest.sees(FORBIDDEN).await?;
    guest.sees("パソコンの日付と時刻を合わせてください").await?;
    guest.sees("エラーコード：certificate.expired").await?;
    guest.press("a[href='/help/certificate.expired']").await?;
    guest.sees("次にすること").await?;
    guest.open("/sent").await?;
    guest.sees(FORBIDDEN).await?;
    guest.look("sent-expired").await?;
    guest.press("tbody th a").await?;
    guest.sees("来月の会議は、10日です。").await?;
    // Nobody types a password in vain.
    guest.open("/").await?;
    guest
        .press(".home-card form[action='/receive'] button")
        .await?;
    guest.is_at("/office-user").await?;
    guest
        .sees("受信に失敗しました。再度実行してください。")
        .await?;
    guest.sees("電子証明書の有効期限が切れているため").await?;
    guest.sees("エラーコード：certificate.expired").await?;
    guest
        .wait_for("!document.querySelector('main [name=password]')")
        .await?;
    guest.look("office-user-expired").await?;
    guest.open("/").await?;
    guest.press(".open-sending button").await?;
    guest
        .sees("送信に失敗しました。再度実行してください。")
        .await?;

    // Now it is years behind: the certificate has not begun.
    clock.pass(SignedDuration::from_hours(-24 * 365 * 8));
    guest.open("/").await?;
    guest
        .sees("電子証明書の有効期間がまだ始まっていないため、送信と受信ができません")
        .await?;
    guest
        .sees("エラーコード：certificate.not-yet-valid")
        .await?;
    guest.close().await?;
    desktop.town.stop().await
}

/// Writes a message without files, up to its confirmation.
async fn write(
    guest: &Guest,
    partner: &tasuki_testing::TownOffice,
    text: &str,
) -> anyhow::Result<()> {
    guest.open("/compose").await?;
    // The form keeps what was typed when it is sent: nothing is waited for.
    guest.fill("text", text).await?;
    guest.fill("to", partner.number.as_str()).await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.press("main form button[type='submit']").await
}
