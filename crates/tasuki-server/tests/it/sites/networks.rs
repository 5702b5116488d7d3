//! Who asks from where: nobody uses up or locks what is others'.

use std::num::NonZeroU32;
use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_server::settings::{Settings, TrustedProxy};
use tasuki_server::{Credentials, Role, Site};
use tasuki_store::Records;
use tasuki_terms::SystemClock;
use tasuki_testing::{Surfer, Town, TownPlan};
use tempfile::TempDir;

use super::console;
use super::enrol;

const STRANGER: &str = "198.51.100.9";
const OFFICE: &str = "203.0.113.7";

/// A town behind a proxy on this machine.
async fn town(change: impl FnOnce(&mut Settings)) -> (TempDir, Town, Credentials) {
    let folder = tempfile::tempdir().unwrap();
    let mut town = Town::found(folder.path(), TownPlan::with_sites(), Arc::new(SystemClock))
        .await
        .unwrap();
    let settings = town.settings();
    settings.sites.as_mut().unwrap().trusted_proxy = Some(TrustedProxy {
        addresses: vec!["127.0.0.1".parse().unwrap()],
        header: "x-forwarded-for".to_owned(),
    });
    change(settings);
    town.start().await.unwrap();
    let letter = enrol(&town, "1370000001").await;
    (folder, town, letter)
}

#[tokio::test]
async fn a_stranger_locks_an_office_out_of_nothing() {
    let (_folder, mut town, letter) = town(|_| ()).await;
    let user = letter.user.as_str();
    let mut stranger = Surfer::from_address(&town, Site::Claims, STRANGER).unwrap();
    for _ in 0..6 {
        stranger.log_in(user, "wrong").await.unwrap();
    }
    let password = letter.password.expose_secret();
    let reply = stranger.log_in(user, password).await.unwrap();
    assert!(reply.text().contains("続けて誤ったため"), "{reply:?}");
    // The office comes from elsewhere, and the exchange has a count of its own.
    let mut office = Surfer::from_address(&town, Site::Claims, OFFICE).unwrap();
    let reply = office.log_in(user, password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    let records = Records::open(&town.settings().store.records).await.unwrap();
    let kept = records.user(letter.user).await.unwrap().unwrap();
    assert_eq!((kept.failures, kept.locked_until), (0, None));
}

#[tokio::test]
async fn a_stranger_locks_no_operator_out() {
    let (_folder, town, _) = town(|_| ()).await;
    let key = console::add(&town, "hanako", Role::OperatorViewer).await;
    let mut stranger = Surfer::from_address(&town, Site::Console, STRANGER).unwrap();
    for _ in 0..6 {
        console::log_in(&mut stranger, "hanako", "wrong", "000000").await;
    }
    let code = console::code(&town, &key);
    let mut hanako = Surfer::from_address(&town, Site::Console, OFFICE).unwrap();
    let reply = console::log_in(&mut hanako, "hanako", console::PASSWORD, &code).await;
    assert_eq!(reply.status, 303, "{reply:?}");
}

#[tokio::test]
async fn each_network_site_and_kind_of_secret_has_its_own_allowance() {
    let (_folder, town, letter) = town(|settings| {
        settings.sites.as_mut().unwrap().attempts_per_minute = NonZeroU32::MIN;
    })
    .await;
    let mut stranger = Surfer::from_address(&town, Site::Claims, STRANGER).unwrap();
    stranger.log_in("KJ999999999901", "wrong").await.unwrap();
    let reply = stranger.log_in("KJ999999999901", "wrong").await.unwrap();
    assert_eq!(reply.status, 429, "{reply:?}");
    // Links of mails are guessed no faster.
    let link = "/reset/0000";
    assert_eq!(stranger.get(link).await.unwrap().status, 410);
    assert_eq!(stranger.get(link).await.unwrap().status, 429);
    let mut office = Surfer::from_address(&town, Site::Claims, OFFICE).unwrap();
    let password = letter.password.expose_secret();
    let reply = office.log_in(letter.user.as_str(), password).await.unwrap();
    assert_eq!(reply.status, 303, "{reply:?}");
    let mut portal = Surfer::from_address(&town, Site::Portal, STRANGER).unwrap();
    let reply = portal.log_in("KJ999999999901", "wrong").await.unwrap();
    assert_eq!(reply.status, 422, "{reply:?}");
}

#[tokio::test]
async fn whoever_asks_for_too_many_pages_is_held_back_alone() {
    let (_folder, town, _) = town(|settings| {
        settings.limits.requests_per_second = NonZeroU32::MIN;
        settings.limits.requests_burst = NonZeroU32::MIN.saturating_add(4);
    })
    .await;
    let mut stranger = Surfer::from_address(&town, Site::Claims, STRANGER).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(stranger.get("/faq").await.unwrap().status);
    }
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(statuses.contains(&429), "{statuses:?}");
    let mut office = Surfer::from_address(&town, Site::Claims, OFFICE).unwrap();
    assert_eq!(office.get("/faq").await.unwrap().status, 200);
}
