//! 運用者, and what a viewer may not.

use tasuki_server::Role;

use super::{CONSOLE, Guest, Place, log_in};

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
