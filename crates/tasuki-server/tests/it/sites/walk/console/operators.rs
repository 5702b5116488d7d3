//! 運用者, and what a viewer may not.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_server::Role;
use tasuki_terms::Clock as _;

use super::{CONSOLE, Guest, PASSWORD, Place, log_in, one_time_password};

/// Shows who sits there, as what is done next asks for.
pub(super) async fn confirm(
    place: &Place,
    guest: &Guest,
    key: &SecretString,
) -> anyhow::Result<()> {
    guest.visit(CONSOLE, "/confirm", "console-confirm").await?;
    guest.send("form[action='/confirm']").await?;
    guest
        .look_at_refusal(422, "console-confirm-refused")
        .await?;
    // A one-time password works once.
    place.minutes(1);
    let code = one_time_password(key.expose_secret(), place.clock.now())?;
    let typed = [("password", PASSWORD), ("code", &*code)];
    guest.fill_all(&typed).await?;
    guest.send("form[action='/confirm']").await?;
    guest.is_at("/").await
}

pub(super) async fn all(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form[action='/operators/new']";
    guest
        .visit(CONSOLE, "/operators/new", "console-operator-new")
        .await?;
    guest.send(FORM).await?;
    guest
        .look_at_refusal(422, "console-operator-refused")
        .await?;
    guest.fill("name", "taro").await?;
    guest.press("[name='role'][value='operator_clerk']").await?;
    guest.send(FORM).await?;
    guest.look("console-operator-secret").await?;
    let path = "/operators";
    guest.visit(CONSOLE, path, "console-operators").await?;
    let path = "/operators/taro";
    guest.visit(CONSOLE, path, "console-operator").await?;
    guest.send("form[action='/operators/taro/key']").await?;
    guest.look("console-operator-key").await?;
    guest.open(CONSOLE, path).await?;
    guest.send("form[action='/operators/taro/active']").await?;
    guest.is_at(path).await?;
    guest.look("console-operator-disabled").await?;

    let path = "/password";
    guest.visit(CONSOLE, path, "console-password").await?;
    guest.send("form[action='/password']").await?;
    guest
        .look_at_refusal(422, "console-password-refused")
        .await?;
    guest.send("form[action='/logout']").await?;
    guest.is_at("/login").await?;
    log_in(place, guest, "jiro", Role::OperatorViewer).await?;
    guest.is_at("/").await?;
    guest.open(CONSOLE, "/operators").await?;
    guest.look_at_refusal(403, "console-forbidden").await?;
    guest
        .visit(CONSOLE, "/offices", "console-offices-viewer")
        .await
}
