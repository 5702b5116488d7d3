//! The whole way in a real browser: from the certificate's file to a message that arrived.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::ExposeSecret as _;
use tasuki_client::{Plan, Running, Started, start};
use tasuki_pki::{P12, P12Form};
use tasuki_terms::SystemClock;
use tasuki_testing::{Town, TownOffice, TownPlan, plan_files};

use crate::desktop::{app_user, log_in, make_profile};
use crate::guest::Guest;
use crate::visitor::plan;

pub(crate) const ISSUING: &str = "Shomei-2026";

pub(crate) struct Two {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) town: Town,
    pub(crate) manager: TownOffice,
    pub(crate) service: TownOffice,
}

impl Two {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let town_folder = folder.path().join("town");
        let mut town =
            Town::found(&town_folder, TownPlan::default(), Arc::new(SystemClock)).await?;
        town.start().await?;
        let manager = town
            .office("1370000001", "居宅介護支援みほん", &["43"])
            .await?;
        let service = town
            .office("1370000002", "訪問介護ひまわり", &["11"])
            .await?;
        Ok(Self {
            folder,
            town,
            manager,
            service,
        })
    }

    /// The client of an office on its own computer.
    pub(crate) async fn client(&self, office: &TownOffice) -> anyhow::Result<Running> {
        let home = self.folder.path().join(office.number.as_str());
        let plan = Plan {
            platform: Some(self.town.exchange()),
            ..plan(&home)
        };
        match start(plan).await? {
            Started::Here(running) => Ok(running),
            Started::There(address) => anyhow::bail!("one runs at {address}"),
        }
    }

    /// The files of a plan, in the folder to which the care software writes.
    pub(crate) fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let folder = self.folder.path().join("software");
        fs_err::create_dir_all(&folder)?;
        let mut paths = Vec::new();
        for (name, bytes) in plan_files(7, &self.manager, &self.service)? {
            let path = folder.join(name);
            fs_err::write(&path, bytes)?;
            paths.push(path);
        }
        Ok(paths)
    }
}

/// The file with which an office gets its certificate.
pub(crate) fn p12(office: &TownOffice) -> anyhow::Result<Vec<u8>> {
    let authorities = CertificateDer::pem_slice_iter(office.keys.authority_pem.as_bytes());
    let authorities: Vec<CertificateDer<'_>> = authorities.collect::<Result<_, _>>()?;
    let above: Vec<&[u8]> = authorities.iter().map(AsRef::as_ref).collect();
    let p12 = P12 {
        key_pkcs8_der: &office.keys.issued.key_pkcs8_der,
        certificate_der: &office.keys.issued.certificate_der,
        above: &above,
        name: "office",
    };
    Ok(p12.write(ISSUING, P12Form::Modern)?.to_vec())
}

async fn set_up(guest: &Guest, folder: &Path, office: &TownOffice) -> anyhow::Result<()> {
    guest.is_at("/start").await?;
    let file = folder.join(format!("{}.p12", office.number));
    fs_err::write(&file, p12(office)?)?;
    guest.look("start").await?;
    guest.choose("#field-files", &[&file]).await?;
    guest.fill("password", "wrong").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("パスワード").await?;
    guest.browser().find(".error-summary").await?;
    guest.look("start-refused").await?;
    guest.choose("#field-files", &[&file]).await?;
    guest.fill("password", ISSUING).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/start/confirm").await?;
    guest.sees(&office.name).await?;
    guest.look("start-confirm").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("チェックを入れてください").await?;
    guest.press("[name='compared']").await?;
    let (_, password) = app_user(office)?;
    guest.fill("password", password.expose_secret()).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/start/check").await?;
    guest.sees("準備ができました").await?;
    guest.look("start-check").await?;
    guest.press(".button-row a[href='/login']").await
}

/// Logs in, after what most people do wrong first.
async fn first_log_in(guest: &Guest, office: &TownOffice) -> anyhow::Result<()> {
    let (user, password) = app_user(office)?;
    guest.is_at("/login").await?;
    guest.look("login").await?;
    guest.fill("user_id", "KJ137000000101").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("KJから始まるIDは、ここでは使いません").await?;
    guest.fill("user_id", &user.to_string()).await?;
    guest.fill("password", "not it").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("パスワード").await?;
    guest.browser().find("main [role='alert']").await?;
    guest.fill("password", password.expose_secret()).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/").await?;
    guest.look("home").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_goes_from_its_certificate_to_its_first_message() -> anyhow::Result<()> {
    let mut two = Two::start().await?;
    let files = two.files()?;
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let sender = two.client(&two.manager).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&sender).await?;
    set_up(&guest, two.folder.path(), &two.manager).await?;
    first_log_in(&guest, &two.manager).await?;

    // From here on each action of the clerk is counted: files, 送信, OK, password, 続ける.
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/compose/*").await?;
    guest.sees("2025年4月分").await?;
    guest.look("compose").await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.look("confirm").await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/office-user").await?;
    guest.look("office-user").await?;
    wrong_password(&guest, &two.manager).await?;
    let password = two.manager.password.expose_secret();
    guest.fill("password", password).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/sending/*").await?;
    guest.sees("受領証を発行しました").await?;
    guest.sees("訪問介護ひまわり").await?;
    guest.look("sent-one").await?;
    guest.open("/sent").await?;
    guest.sees("相手は未受信").await?;
    guest.look("sent").await?;
    look_around(&guest).await?;

    let receiver = two.client(&two.service).await?;
    guest.open_client(&receiver).await?;
    set_up(&guest, two.folder.path(), &two.service).await?;
    first_log_in(&guest, &two.service).await?;
    receive(&guest, &two).await?;

    guest.open_client(&sender).await?;
    guest.open("/sent").await?;
    guest.sees("受信済").await?;
    guest.press("tbody tr:last-child th a").await?;
    guest.is_at("/messages/*").await?;
    guest.press("form[action$='/resend'] button").await?;
    guest.is_at("/compose/*").await?;
    guest.press("form[action='/quit'] button").await?;
    guest.sees("終了しました").await?;
    sender.ended(std::future::pending()).await?;
    guest.close().await?;
    two.town.stop().await
}

async fn wrong_password(guest: &Guest, office: &TownOffice) -> anyhow::Result<()> {
    guest.fill("password", "wrong").await?;
    guest.press("main form button[type='submit']").await?;
    guest
        .sees("ユーザIDまたはパスワードが正しくありません")
        .await?;
    guest.look("office-user-refused").await?;
    // The browser comes back to it, and loads it anew, without asking about the form.
    let driver = guest.browser().driver();
    driver.refresh().await?;
    guest.sees("正しくありません").await?;
    guest.fill("password", "wrong again").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("正しくありません").await?;
    driver.back().await?;
    guest.is_at("/office-user").await?;
    guest.sees("正しくありません").await?;
    guest.fill("user_id", "KJ999999999901").await?;
    guest.fill("password", "wrong").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("証明書が一致しない").await?;
    guest.fill("user_id", &office.user.to_string()).await
}

async fn look_around(guest: &Guest) -> anyhow::Result<()> {
    guest.open("/partners?words=ひまわり").await?;
    guest.sees("送信できます").await?;
    guest.look("partners").await?;
    guest.open("/settings").await?;
    guest.look("settings").await?;
    guest.open("/help").await?;
    guest.look("help").await?;
    guest.press("button[name='size'][value='largest']").await?;
    guest.is_at("/help").await?;
    guest.browser().find("html.text-largest").await?;
    guest.look("help-largest").await?;
    guest.press("button[name='size'][value='usual']").await?;
    guest.browser().find("html.text-usual").await?;
    Ok(())
}

async fn receive(guest: &Guest, two: &Two) -> anyhow::Result<()> {
    guest
        .press(".home-card form[action='/receive'] button")
        .await?;
    guest.is_at("/office-user").await?;
    let password = two.service.password.expose_secret();
    guest.fill("password", password).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/receiving/*").await?;
    guest.sees("1件を受信しました").await?;
    guest.look("received-ones").await?;
    let received = two.folder.path().join(two.service.number.as_str());
    for file in two.files()? {
        let name = file.file_name().unwrap_or_default();
        let arrived = fs_err::read(received.join("received").join(name))?;
        assert_eq!(arrived, fs_err::read(&file)?);
    }
    guest.open("/received").await?;
    guest.sees("受信済").await?;
    guest.look("received").await?;
    // News come by themselves.
    let desk = two.manager.desk(&two.town)?;
    let draft = tasuki_desk::Draft {
        to: Some(two.service.number),
        text: Some("よろしくお願いいたします。".to_owned()),
        ..tasuki_desk::Draft::default()
    };
    desk.send(draft).await?;
    guest.sees("新しいデータが届きました").await?;
    let title: String = guest.browser().value("document.title").await?;
    assert!(title.starts_with("（新着1）"), "{title}");
    // The page itself does not say that nothing waits.
    guest.sees("まだ受信していないデータが1件あります").await?;
    let page = guest.text().await?;
    assert!(
        !page.contains("まだ受信していないデータはありません"),
        "{page}"
    );
    guest.look("news").await?;
    guest.open("/settings").await?;
    let title: String = guest.browser().value("document.title").await?;
    assert!(title.starts_with("（新着1）"), "{title}");
    guest.open("/received").await?;
    guest.sees("まだ受信していないデータが1件あります").await?;
    guest.look("received-new").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_files_is_shown_beside_them() -> anyhow::Result<()> {
    let mut two = Two::start().await?;
    // The profile is there already, as after the guide.
    let home = two.folder.path().join("1370000001");
    let profile = home.join("profile");
    make_profile(&profile, &two.manager, &two.town.exchange())?;
    let files = two.files()?;
    let plan = files.iter().find(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("UPPLAN")
    });
    let plan = plan.unwrap();
    break_second_line(plan)?;
    let picture = two.folder.path().join("写真.png");
    fs_err::write(&picture, PNG)?;
    let word = two.folder.path().join("連絡.docx");
    fs_err::write(&word, b"PK\x03\x04")?;

    let client = two.client(&two.manager).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    log_in(&guest, &two.manager).await?;
    guest.open("/compose").await?;
    guest.look("compose-blank").await?;
    let mut paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    paths.extend([picture.as_path(), word.as_path()]);
    guest.choose("#field-files", &paths).await?;
    guest.is_at("/compose/*").await?;
    guest.sees("2行目").await?;
    guest.sees("CSVバージョン").await?;
    guest.sees("この種類のファイルは送信できません").await?;
    guest
        .browser()
        .wait_for("document.querySelector('.file-picture img')?.naturalWidth === 1")
        .await?;
    guest.look("compose-findings").await?;
    guest.press("button[value='send']").await?;
    guest.sees("このままでは送信できません").await?;
    // What is wrong is named above, and one press away.
    guest
        .wait_for("document.activeElement.matches('.error-summary')")
        .await?;
    guest
        .sees("連絡.docx：この種類のファイルは送信できません")
        .await?;
    guest.look("compose-refused").await?;
    guest.press(".error-summary li a[href^='#file-']").await?;
    guest
        .wait_for("document.activeElement.matches('.file-item:target')")
        .await?;

    // Mended by the care software and chosen again, without what cannot be sent.
    two.files()?;
    guest.choose("#field-files", &[plan]).await?;
    guest
        .browser()
        .wait_for("!document.body.innerText.includes('2行目')")
        .await?;
    let remove = tasuki_browser::thirtyfour::By::XPath("//button[contains(., '連絡.docx')]");
    guest.browser().driver().find(remove).await?.click().await?;
    guest
        .browser()
        .wait_for("!document.body.innerText.includes('連絡.docx')")
        .await?;
    guest.fill("text", "差し替えです。").await?;
    guest.press("button[value='keep']").await?;
    guest.sees("一時保存しました").await?;
    guest.press(".draft-title a").await?;
    guest.is_at("/compose/*").await?;
    guest.press("button[value='send']").await?;
    guest.sees("よろしいですか").await?;
    guest.sees("差し替えです。").await?;
    guest.close().await?;
    two.town.stop().await
}

/// A picture of one pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x56, 0xc7, 0x2f, 0x0d, 0, 0,
    0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// The version of the second line becomes one that there is not.
fn break_second_line(file: &Path) -> anyhow::Result<()> {
    let mut bytes = fs_err::read(file)?;
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let version = bytes.get_mut(line + 4..line + 6).unwrap();
    version.copy_from_slice(b"99");
    fs_err::write(file, bytes)?;
    Ok(())
}
