//! Several offices on one computer.

use std::path::Path;

use secrecy::ExposeSecret as _;
use tasuki_client::{Offices, Plan, Started, start};

use crate::desktop::{Desktop, app_user, make_profile};
use crate::guest::Guest;

#[tokio::test(flavor = "multi_thread")]
async fn two_offices_on_one_computer_are_chosen_and_never_mixed() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let second = desktop.partner(1).await?;
    let exchange = desktop.town.exchange();
    desktop.set_up(&exchange)?;
    let first_folder = desktop.profile();
    let others = first_folder.join("offices");
    make_profile(&others.join("office-2"), &second, &exchange)?;
    let plan = Plan {
        profile: first_folder.clone(),
        offices: Some(Offices {
            first: first_folder.clone(),
            others,
        }),
        ..crate::visitor::plan(Path::new(&first_folder))
    };
    let Started::Here(client) = start(plan).await? else {
        anyhow::bail!("one runs already");
    };
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    guest.is_at("/offices").await?;
    guest.sees("居宅介護支援みほん").await?;
    guest.sees("訪問介護みほん1号").await?;
    guest.look("offices").await?;

    // The second office has a client of its own, at an address of its own.
    let origin: String = guest.browser().value("location.origin").await?;
    guest.press("a[href='/offices/office-2']").await?;
    guest.is_at("/login").await?;
    guest
        .wait_for(&format!("location.origin !== '{origin}'"))
        .await?;
    guest.sees("訪問介護みほん1号").await?;
    guest.look("login-of-several").await?;
    let (user, password) = app_user(&second)?;
    guest.fill("user_id", &user.to_string()).await?;
    guest.fill("password", password.expose_secret()).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/").await?;
    guest.sees(second.number.as_str()).await?;

    // The first one's client knows nothing of that log-in.
    guest.open("/").await?;
    guest.is_at("/offices").await?;
    guest.press("a[href='/offices/first']").await?;
    desktop.log_in(&guest).await?;
    guest.sees(desktop.office.number.as_str()).await?;

    // One more begins with the guide.
    guest.open("/offices").await?;
    guest.press("a[href='/offices/new']").await?;
    guest.is_at("/start").await?;
    guest.close().await?;
    desktop.town.stop().await
}
