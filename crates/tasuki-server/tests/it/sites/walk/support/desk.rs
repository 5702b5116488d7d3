//! The help desk, the simulator and the downloads of the support site.

use std::io::Write as _;

use jiff::civil::date;
use tasuki_server::settings::Downloads;
use tasuki_server::{NewRelease, ReleaseSystem, Site};
use tasuki_terms::Clock as _;

use super::super::{Guest, Place, Seen};

const SUPPORT: Site = Site::Support;

/// Looks at every page of the help desk, the simulator and the downloads.
pub(super) async fn all() -> anyhow::Result<Seen> {
    let downloads = tempfile::tempdir()?;
    let folder = downloads.path().join("shelf");
    let noon = date(2026, 11, 24).at(12, 0, 0, 0);
    let place = Place::on(noon, |settings| {
        settings.downloads = Some(Downloads {
            folder: folder.clone(),
        });
        let phone = "0120-000-000".parse();
        settings.support_desk.phone = phone.ok();
    })
    .await?;
    let guest = Guest::start(&place.town).await?;
    guest.visit(SUPPORT, "/", "support-top").await?;
    simulator(&guest).await?;
    contact(&place, &guest).await?;
    let path = "/downloads";
    guest.visit(SUPPORT, path, "support-downloads-none").await?;
    let file = place.town.setup().settings_file().to_owned();
    let mut settings = fs_err::OpenOptions::new().append(true).open(file)?;
    let section = format!("\n[downloads]\nfolder = '{}'\n", folder.display());
    settings.write_all(section.as_bytes())?;
    for (version, system, name) in [
        ("0.1.0", ReleaseSystem::Windows, "tasuki-0.1.0-windows.exe"),
        ("0.2.0", ReleaseSystem::Windows, "tasuki-0.2.0-windows.exe"),
        ("0.2.0", ReleaseSystem::Linux, "tasuki-0.2.0-linux"),
    ] {
        let file = downloads.path().join(name);
        fs_err::write(&file, vec![b'x'; 123_456])?;
        let new = NewRelease {
            file,
            version: version.parse()?,
            system,
            notes: "・送信の確認画面を見やすくしました。\n・不具合を修正しました。".to_owned(),
        };
        let setup = place.town.setup();
        setup.add_release(new, place.clock.now()).await?;
    }
    guest.visit(SUPPORT, path, "support-downloads").await?;
    for path in [
        "/downloads/feed.json",
        "/downloads/authorities.pem",
        "/downloads/files/tasuki-0.2.0-linux",
    ] {
        guest.download(SUPPORT, path).await?;
    }
    place.end_seen(guest).await
}

async fn simulator(guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form.simulator";
    let path = "/simulator";
    guest.visit(SUPPORT, path, "support-simulator").await?;
    guest.download(SUPPORT, "/simulator.xlsx?share=50").await?;
    guest.press("form.simulator summary").await?;
    guest.fill("partners", "たくさん").await?;
    guest.fill("fax_share", "80").await?;
    guest.send(FORM).await?;
    let name = "support-simulator-refused";
    guest.look_at_refusal(422, name).await?;
    guest.fill("partners", "４７").await?;
    guest.fill("share", "60").await?;
    guest.press("form.simulator summary").await?;
    guest.fill("fax_share", "59").await?;
    guest.send(FORM).await?;
    guest.look("support-simulator-result").await
}

async fn contact(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    const FORM: &str = "form[action='/contact']";
    guest.visit(SUPPORT, "/contact", "support-contact").await?;
    guest.send(FORM).await?;
    let name = "support-contact-refused";
    guest.look_at_refusal(422, name).await?;
    place.minutes(2);
    let typed = [
        ("name", "東京 花子"),
        ("office", "1370000001"),
        ("office_name", "訪問介護ひまわり"),
        ("mail", "tokyo_test@example.jp"),
        ("phone", "03-1234-5678"),
        (
            "text",
            "送信したファイルの状況を確認する方法を教えてください。",
        ),
    ];
    guest.fill_all(&typed).await?;
    guest.press("[name='category'][value='operation']").await?;
    guest.press("[name='call']").await?;
    guest.press("[name='wish'][value='late_afternoon']").await?;
    guest.send(FORM).await?;
    guest.look("support-contact-confirm").await?;
    let file = place.folder.path().join("画面.txt");
    fs_err::write(&file, "エラーコード：test")?;
    guest.choose_file("file", &file).await?;
    guest.press("[name='action'][value='send']").await?;
    guest
        .arrive(SUPPORT, "/contact/done", "support-contact-done")
        .await
}
