//! What the program tells of itself: to its users, and to the help desk.

use std::io::{Cursor, Read as _};
use std::sync::Arc;

use reqwest::Method;
use tasuki_client::{Log, Plan, Started, start};
use tasuki_desk::{Patience, Tools};

use crate::desktop::Desktop;
use crate::guest::Guest;
use crate::visitor::{Visitor, plan};

/// What must not be told: a service user, a message, a password.
const MARK: &str = "例題秘密";

#[tokio::test(flavor = "multi_thread")]
async fn the_help_desk_gets_the_log_without_anything_personal() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let partner = desktop.partner(1).await?;
    desktop.set_up(&desktop.town.exchange())?;
    let profile = desktop.profile();
    let log = Log::new(&profile, Arc::new(tasuki_terms::SystemClock));
    log.listen();
    let plan = Plan {
        log: Some(log),
        tools: Tools {
            patience: Patience {
                times: 0,
                ..Patience::default()
            },
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
    guest.is_at("/login").await?;
    let (user, _) = crate::desktop::app_user(&desktop.office)?;
    guest.fill("user_id", &user.to_string()).await?;
    guest.fill("password", MARK).await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("正しくありません").await?;
    guest.open("/").await?;
    desktop.log_in(&guest).await?;

    let mut files = desktop.plan(&partner, 1)?;
    let named = desktop.folder.path().join(format!("software/{MARK}.txt"));
    fs_err::write(&named, MARK)?;
    files.push(named);
    let files: Vec<_> = files.iter().map(std::path::PathBuf::as_path).collect();
    guest.choose("#field-files", &files).await?;
    guest.is_at("/compose/*").await?;
    guest.fill("text", MARK).await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/office-user").await?;
    guest.fill("password", MARK).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/office-user").await?;
    guest.open(&format!("/sent?q={MARK}")).await?;

    let visitor = Visitor::invited(&client).await;
    let archive = visitor.ask(Method::GET, "/settings/support").send().await?;
    let mut archive = zip::ZipArchive::new(Cursor::new(archive.bytes().await?))?;
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name)?.read_to_string(&mut text)?;
        anyhow::Ok(text)
    };
    let (facts, log) = (read("tasuki-support.txt")?, read("tasuki-log.txt")?);
    assert!(facts.contains("事業所番号：1370000001"), "{facts}");
    assert!(!log.is_empty(), "it says so where nothing was logged");
    assert!(log.contains("the log-in is refused code="), "{log}");
    assert!(log.contains("the office's user is refused code="), "{log}");
    let secrets = [MARK, &partner.name, partner.number.as_str(), "例題"];
    for secret in secrets {
        assert!(!facts.contains(secret) && !log.contains(secret), "{log}");
    }
    guest.close().await?;
    desktop.town.stop().await
}
