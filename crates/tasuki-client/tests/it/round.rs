//! One whole round through two real clients, each in a browser of its own.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use secrecy::ExposeSecret as _;
use tasuki_client::Running;
use tasuki_standard::generate::{self, Parties, Stamp};
use tasuki_testing::{Chance, TownOffice, Wire};

use crate::browser::{ISSUING, Two, p12};
use crate::desktop::{Desktop, app_user, log_in, make_profile};
use crate::guest::Guest;

fn paths(files: &[PathBuf]) -> Vec<&Path> {
    files.iter().map(PathBuf::as_path).collect()
}

/// Goes from the certificate's file to the first page.
async fn first_run(two: &Two, office: &TownOffice) -> anyhow::Result<(Running, Guest)> {
    let client = two.client(office).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    guest.is_at("/start").await?;
    let file = two.folder.path().join(format!("{}.p12", office.number));
    fs_err::write(&file, p12(office)?)?;
    guest.choose("#field-files", &[&file]).await?;
    guest.fill("password", ISSUING).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/start/confirm").await?;
    guest.press("[name='compared']").await?;
    let (_, password) = app_user(office)?;
    guest.fill("password", password.expose_secret()).await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("準備ができました").await?;
    guest.press(".button-row a[href='/login']").await?;
    log_in(&guest, office).await?;
    Ok((client, guest))
}

/// Drops files, and confirms; the office's user logs in where that is asked for.
async fn send(guest: &Guest, files: &[PathBuf], office: Option<&TownOffice>) -> anyhow::Result<()> {
    guest.open("/").await?;
    guest.drop_files(&paths(files)).await?;
    guest.is_at("/compose/*").await?;
    guest.sees("2025年4月分").await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.press("main form button[type='submit']").await?;
    confirm(guest, office).await?;
    guest.is_at("/sending/*").await
}

/// Goes to the list by the news, receives all, and opens the message's first file.
async fn receive(guest: &Guest, office: Option<&TownOffice>) -> anyhow::Result<()> {
    guest.sees("新しいデータが届きました").await?;
    let title: String = guest.browser().value("document.title").await?;
    assert!(title.starts_with("（新着1）"), "{title}");
    guest.open("/received").await?;
    // Nothing is known of the inside yet.
    assert_eq!(cells(guest, "利用者数").await?, ["-"]);
    assert_eq!(cells(guest, "メッセージ").await?, ["-"]);
    guest.press(".receive-all button").await?;
    confirm(guest, office).await?;
    guest.is_at("/receiving/*").await?;
    guest.sees("1件を受信しました").await?;
    guest.open("/received").await?;
    assert_eq!(cells(guest, "利用者数").await?, ["2人"]);
    assert_eq!(cells(guest, "メッセージ").await?, ["なし"]);
    guest.press("tbody th a").await?;
    guest.is_at("/messages/*").await?;
    guest.press(".message-files a").await?;
    guest.browser().find(".preview-table").await.map(drop)
}

async fn confirm(guest: &Guest, office: Option<&TownOffice>) -> anyhow::Result<()> {
    let Some(office) = office else {
        return Ok(());
    };
    guest.is_at("/office-user").await?;
    let password = office.password.expose_secret();
    guest.fill("password", password).await?;
    guest.press("main form button[type='submit']").await
}

/// A column of the list that is shown.
async fn cells(guest: &Guest, column: &str) -> anyhow::Result<Vec<String>> {
    let cells = format!(
        "[...document.querySelectorAll(`tbody [data-label='{column}']`)].map((one) => one.innerText)"
    );
    guest.browser().value(&cells).await
}

/// The sent message is 受信済, and all its receipts are there.
async fn is_proven(guest: &Guest) -> anyhow::Result<()> {
    guest.open("/sent").await?;
    guest.sees("受信済").await?;
    guest.press("tbody th a").await?;
    guest.is_at("/messages/*").await?;
    let receipts: Vec<String> = guest
        .browser()
        .value("[...document.querySelectorAll(`a[href*='/receipts/']:not([download])`)].map((one) => one.pathname.split('/').at(-1))")
        .await?;
    assert_eq!(receipts, ["accepted", "fetched", "opened"]);
    Ok(())
}

/// The actuals (実績) of the plan that [`Two::files`] gives.
fn actuals(two: &Two) -> anyhow::Result<Vec<PathBuf>> {
    let parties = Parties {
        manager: two.manager.in_files().unwrap(),
        service: two.service.in_files().unwrap(),
        others: Vec::new(),
    };
    let stamp = Stamp {
        created_on: date(2025, 5, 1),
        sequence: "20250501090000".parse()?,
    };
    let plan = generate::Plan::generate(7, &parties, "202504".parse()?, 2)?;
    let mut paths = Vec::new();
    for (name, bytes) in plan.actual(7).files(&stamp)? {
        let path = two.folder.path().join("software").join(name);
        fs_err::write(&path, bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_goes_out_and_its_actuals_come_back_through_two_clients() -> anyhow::Result<()> {
    let mut two = Two::start().await?;
    let (_manager, sender) = first_run(&two, &two.manager).await?;
    let (_service, receiver) = first_run(&two, &two.service).await?;
    // Somebody looks at the page, which is told of what comes.
    receiver.open("/sent").await?;
    receiver.sees("に確認").await?;
    send(&sender, &two.files()?, Some(&two.manager)).await?;
    sender.sees("受領証を発行しました").await?;
    receive(&receiver, Some(&two.service)).await?;
    is_proven(&sender).await?;

    send(&receiver, &actuals(&two)?, None).await?;
    receiver.sees("受領証を発行しました").await?;
    receive(&sender, None).await?;
    is_proven(&receiver).await?;
    for guest in [sender, receiver] {
        guest.close().await?;
    }
    two.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_receive_is_told_in_the_official_words() -> anyhow::Result<()> {
    let mut desktop = Desktop::start().await?;
    let outside = desktop
        .town
        .unlicensed_office("1370000009", "訪問介護みけいやく", &["11"], None)
        .await?;
    desktop.set_up(&desktop.town.exchange())?;
    let client = desktop.client().await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    desktop.log_in(&guest).await?;
    send(&guest, &desktop.plan(&outside, 1)?, Some(&desktop.office)).await?;
    guest.sees("現在有効なライセンスを持っていません。").await?;
    guest.look("sending-unlicensed").await?;
    assert_eq!(desktop.sent().await?, 0);
    // What exactly it is stands there; what the official system says is one step away.
    guest.press("main a[href^='/help/']").await?;
    guest
        .sees("利用申請を行っていない、または現在有効なライセンスを持っていません。")
        .await?;
    guest.close().await?;
    desktop.town.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn receiving_over_a_line_that_breaks_goes_on_by_itself_and_doubles_nothing()
-> anyhow::Result<()> {
    let mut two = Two::start().await?;
    let exchange = two.town.exchange();
    let wire = Wire::to(exchange.trim_start_matches("https://").parse()?).await?;
    let home = two.folder.path().join(two.service.number.as_str());
    make_profile(&home.join("profile"), &two.service, &wire.exchange())?;
    let picture = two.folder.path().join("連絡.jpg");
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend(Chance::new(3).bytes(2_000_000));
    fs_err::write(&picture, &bytes)?;
    let desk = two.manager.desk(&two.town)?;
    let letter = tasuki_desk::Draft {
        to: Some(two.service.number),
        files: vec![tasuki_desk::DraftFile {
            name: "連絡.jpg".to_owned(),
            bytes: bytes.clone(),
        }],
        ..tasuki_desk::Draft::default()
    };
    desk.send(letter).await?;

    let client = two.client(&two.service).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    log_in(&guest, &two.service).await?;
    guest.open("/received").await?;
    guest.sees("データが1件あります").await?;
    guest.press(".receive-all button").await?;
    // Each connection carries less than the message from now on.
    wire.break_after(300_000);
    confirm(&guest, Some(&two.service)).await?;
    guest.is_at("/receiving/*").await?;
    guest.sees("受信しています").await?;
    guest.wait_for_some(|| wire.broken() > 0).await?;
    wire.mend();
    guest.sees("1件を受信しました").await?;

    let received: Vec<_> = fs_err::read_dir(home.join("received"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    let [only] = received.as_slice() else {
        anyhow::bail!("{received:?}");
    };
    assert_eq!(fs_err::read(only)?, bytes);
    guest.open("/received").await?;
    guest.sees("全1件中").await?;
    guest.close().await?;
    two.town.stop().await
}
