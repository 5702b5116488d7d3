//! Reading in a real browser: two offices, lists, one message, receiving, and what may go wrong.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::date;
use secrecy::ExposeSecret as _;
use tasuki_browser::Window;
use tasuki_client::{Plan, Running, Started, start};
use tasuki_desk::{Desk, Draft, DraftFile};
use tasuki_standard::generate::{self, Parties, Stamp};
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::{Town, TownOffice, TownPlan, plan_files};

use crate::desktop::{log_in, make_profile};
use crate::guest::Guest;
use crate::line::Line;
use crate::printing;
use crate::visitor::plan;

/// A PDF of one empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

struct Place {
    folder: tempfile::TempDir,
    town: Town,
    manager: TownOffice,
    service: TownOffice,
}

impl Place {
    async fn found() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let town = folder.path().join("town");
        let mut town = Town::found(&town, TownPlan::default(), Arc::new(SystemClock)).await?;
        town.start().await?;
        let manager = town.office("1370000001", "居宅介護支援みほん", &["43"]);
        let manager = manager.await?;
        let service = town.office("1370000002", "訪問介護ひまわり", &["11"]);
        let service = service.await?;
        Ok(Self {
            folder,
            town,
            manager,
            service,
        })
    }

    /// The client of an office whose guide is done, which finds the platform at `exchange`.
    async fn client(&self, office: &TownOffice, exchange: &str) -> anyhow::Result<Running> {
        let home = self.folder.path().join(office.number.as_str());
        make_profile(&home.join("profile"), office, exchange)?;
        let plan = Plan { ..plan(&home) };
        match start(plan).await? {
            Started::Here(running) => Ok(running),
            Started::There(address) => anyhow::bail!("one runs at {address}"),
        }
    }

    /// The plan of a month in its `version`.
    fn plan(&self, version: u64) -> anyhow::Result<Draft> {
        let mut files = plan_files(7, &self.manager, &self.service)?;
        for (name, _) in &mut files {
            *name = name.replace("20250325102000", &format!("2025032510200{version}"));
        }
        let files = files
            .into_iter()
            .map(|(name, bytes)| DraftFile { name, bytes });
        Ok(Draft {
            files: files.collect(),
            text: Some("今月もよろしくお願いいたします。".to_owned()),
            ..Draft::default()
        })
    }

    /// The actuals of that plan.
    fn actuals(&self) -> anyhow::Result<Draft> {
        let in_files = |office: &TownOffice| office.in_files();
        let parties = Parties {
            manager: in_files(&self.manager).unwrap(),
            service: in_files(&self.service).unwrap(),
            others: Vec::new(),
        };
        let stamp = Stamp {
            created_on: date(2025, 5, 1),
            sequence: "20250501090000".parse()?,
        };
        let plan = generate::Plan::generate(7, &parties, "202504".parse()?, 2)?;
        let files = plan.actual(7).files(&stamp)?;
        let files = files
            .into_iter()
            .map(|(name, bytes)| DraftFile { name, bytes });
        Ok(Draft {
            files: files.collect(),
            ..Draft::default()
        })
    }
}

/// Logs the office's user in, as the first processing asks for.
async fn log_in_user(guest: &Guest, office: &TownOffice) -> anyhow::Result<()> {
    guest.open("/office-user?meant=received").await?;
    guest
        .fill("password", office.password.expose_secret())
        .await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/received").await
}

/// A note with a PDF.
fn note(to: &TownOffice, text: &str) -> Draft {
    Draft {
        to: Some(to.number),
        files: vec![DraftFile {
            name: "案内.pdf".to_owned(),
            bytes: PDF.into(),
        }],
        text: Some(text.to_owned()),
        ..Draft::default()
    }
}

/// Makes the row that waits as wide as a row can be.
const CROWD: &str = "(() => {
  const texts = {
    '送信元': '社会福祉法人みほん会居宅介護支援事業所ひまわりの丘1370000001',
    '種別': '介護予防サービス・支援計画書', '利用者数': '1200人', 'ファイル数': '7個',
    'サイズ': '10,240KB', 'メッセージ': 'なし', '対象年月': '2025年12月分',
  };
  for (const [label, text] of Object.entries(texts)) {
    document.querySelector(`tr.is-waiting [data-label='${label}']`).textContent = text;
  }
  return true;
})()";

/// Of how many lines the heads of the columns are.
const HEADS: &str = "
[...document.querySelectorAll('thead th :not(.visually-hidden), thead th:not(:has(*))')].map((one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return new Set([...words.getClientRects()].map((line) => Math.round(line.top))).size;
})
";

/// However long its words and large its letters are, no list is wider than its page.
async fn crowded_list(guest: &Guest) -> anyhow::Result<()> {
    for size in ["largest", "large", "usual"] {
        guest
            .press(&format!("button[name='size'][value='{size}']"))
            .await?;
        guest.is_at("/received").await?;
        guest.browser().find(&format!("html.text-{size}")).await?;
        guest.browser().value::<bool>(CROWD).await?;
        for window in [Window::Desk, Window::Phone] {
            guest.browser().resize(window).await?;
            let sideways = guest.browser().sideways_scroll().await?;
            assert_eq!(sideways, 0, "{size} {window:?}");
        }
        guest.browser().resize(Window::Desk).await?;
    }
    let heads: Vec<u32> = guest.browser().value(HEADS.trim()).await?;
    assert_eq!(heads, [1; 9]);
    guest.open("/received?page=99").await?;
    guest.sees("全1件中 1〜1件").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_read_and_its_actuals_come_back() -> anyhow::Result<()> {
    let mut place = Place::found().await?;
    let exchange = place.town.exchange();
    let at_manager = place.client(&place.manager, &exchange).await?;
    let service = place.client(&place.service, &exchange).await?;
    let manager: Desk = place.manager.desk(&place.town)?;
    manager.send(place.plan(0)?).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&service).await?;
    log_in(&guest, &place.service).await?;
    log_in_user(&guest, &place.service).await?;
    guest.sees("居宅介護支援みほん").await?;
    guest.look("list-waiting").await?;
    crowded_list(&guest).await?;

    // Before it is received, nothing of it is readable.
    guest.press("tbody th a").await?;
    guest.is_at("/messages/*").await?;
    guest.sees("受信すると、内容を表示できます").await?;
    guest.look("message-waiting").await?;
    guest.press("form[action='/receive'] button").await?;
    guest.is_at("/receiving/*").await?;
    guest.sees("1件を受信しました").await?;

    // Another version arrives while somebody looks.
    manager.send(place.plan(1)?).await?;
    guest.sees("新しいデータが届きました").await?;
    guest.open("/").await?;
    guest.sees("1件の新しいデータがあります").await?;
    guest.look("home-waiting").await?;
    guest
        .press(".home-card form[action='/receive'] button")
        .await?;
    guest.is_at("/receiving/*").await?;
    guest.sees("1件を受信しました").await?;
    guest.press("section h2 a").await?;
    guest.is_at("/messages/*").await?;
    guest.sees("前の版からの変更").await?;
    guest.sees("今月もよろしくお願いいたします。").await?;
    guest.sees("経過と受領証").await?;
    // The signer is named, not only numbered.
    guest.sees("居宅介護支援みほん（1370000001）　KJ").await?;
    guest.look("message").await?;
    receipts(&guest, &place).await?;
    guest.press(".message-files a").await?;
    guest.is_at("/messages/*").await?;
    guest.sees("全").await?;
    guest.browser().find(".preview-table").await?;
    // Days are told once, and people by their names.
    let table = "document.querySelector('.preview-table').innerText";
    let table: String = guest.browser().value(table).await?;
    assert!(!table.contains("202504"), "{table}");
    assert!(table.contains("訪問介護（11"), "{table}");
    guest.look("message-file").await?;

    // Found by the name of somebody inside; nobody of another name is.
    guest
        .open("/received?q=%E5%88%A9%E7%94%A8%E8%80%85%E3%81%AA%E3%81%97")
        .await?;
    guest.sees("条件に合うデータはありません").await?;
    guest
        .open("/received?q=137000000&month=202504&unit=use_table")
        .await?;
    guest.sees("全2件中").await?;
    guest.look("list-filtered").await?;

    // The actuals come back, and the sender of the plan sees it.
    let actuals = place.service.desk(&place.town)?;
    actuals.send(place.actuals()?).await?;
    guest.open_client(&at_manager).await?;
    log_in(&guest, &place.manager).await?;
    log_in_user(&guest, &place.manager).await?;
    guest.sees("実績").await?;
    guest.open("/sent").await?;
    guest.sees("受信済").await?;
    guest.press("tbody th a").await?;
    guest.is_at("/messages/*").await?;
    guest.sees("ダウンロード").await?;
    guest.look("message-sent").await?;
    guest.close().await?;
    place.town.stop().await
}

/// Reads and prints the receipt of the message that is open, and proves its file, and one that was changed.
async fn receipts(guest: &Guest, place: &Place) -> anyhow::Result<()> {
    let message: String = guest.browser().value("location.pathname").await?;
    let last = "a[href$='/receipts/opened']";
    guest.press(last).await?;
    guest.is_at(&format!("{message}/receipts/opened")).await?;
    guest.sees("この受領証は正しいものです").await?;
    guest.sees("訪問介護ひまわり（1370000002）").await?;
    guest.sees("SHA-256").await?;
    guest.look("receipt").await?;
    let printed = printing::pdf(guest).await?;
    guest.keep("client-print-receipt", &printed)?;
    assert_eq!(printing::pages(&printed), 1);

    let id = message.rsplit('/').next().unwrap_or_default();
    let ledger = place
        .folder
        .path()
        .join("1370000002/profile/ledger/received");
    let good = fs_err::read(ledger.join(id).join("03-opened.receipt"))?;
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    for (name, bytes, told) in [
        ("good.receipt", good, "この受領証は正しいものです"),
        ("bad.receipt", bad, "エラーコード：proof.receipt"),
    ] {
        let file = place.folder.path().join(name);
        fs_err::write(&file, bytes)?;
        guest.open("/receipts").await?;
        guest.choose("#field-receipt", &[&file]).await?;
        guest.press("main form button[type='submit']").await?;
        guest.sees(told).await?;
        guest.sees(name).await?;
    }
    guest.look("receipt-wrong").await?;
    guest.open("/receipts").await?;
    guest.look("receipt-choose").await?;
    guest.open(&message).await
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_messages_are_received_with_one_press() -> anyhow::Result<()> {
    let mut place = Place::found().await?;
    let sender = place.manager.desk(&place.town)?;
    for number in 0..30 {
        sender
            .send(note(&place.service, &format!("{number}")))
            .await?;
    }
    let client = place.client(&place.service, &place.town.exchange()).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    log_in(&guest, &place.service).await?;
    log_in_user(&guest, &place.service).await?;
    guest.sees("30件あります").await?;
    guest.begin_counting();
    guest.press(".receive-all button").await?;
    guest.is_at("/receiving/*").await?;
    guest.sees("30件を受信しました").await?;
    let actions = guest.counted();
    println!("receiving 30 messages after the log-ins: {actions} user action(s), at most 2");
    assert!(actions <= 2);
    let folder = place.folder.path().join("1370000002/received");
    let files = fs_err::read_dir(&folder)?.count();
    // Each has a PDF of the same name and a text: none was written over another.
    assert_eq!(files, 60);

    // The PDF is shown in a frame, and the message is readable without the platform.
    place.town.stop().await?;
    guest.open("/received").await?;
    guest.press("tbody th a").await?;
    guest.is_at("/messages/*").await?;
    guest.press(".message-files a").await?;
    // Browsers keep addresses and titles: neither tells the name of a file, which may be that of a
    // person.
    let kept = "[document.querySelector('.preview-pdf').src, location.href, document.title].join()";
    let kept: String = guest.browser().value(kept).await?;
    assert!(kept.contains("/files/1/content/1.pdf"), "{kept}");
    assert!(!kept.contains("案内") && !kept.contains("%E6"), "{kept}");
    guest.sees("案内.pdf").await?;
    guest.look("message-pdf").await?;
    guest.close().await
}

/// Notices and partners as they were told last, since when, and without asking.
async fn what_is_kept_is_there(guest: &Guest) -> anyhow::Result<()> {
    guest.open("/notices").await?;
    guest.sees("みほんの保守のお知らせ").await?;
    guest.sees("に取得した内容を表示しています").await?;
    guest.look("notices-offline").await?;
    guest.press("form[action$='/read'] button").await?;
    guest.sees("既読").await?;
    guest
        .open("/partners?words=%E3%81%B2%E3%81%BE%E3%82%8F%E3%82%8A")
        .await?;
    guest.sees("訪問介護ひまわり").await?;
    guest.sees("に連携基盤と確認した内容").await?;
    guest.look("partners-offline").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_is_survived_and_a_message_taken_back() -> anyhow::Result<()> {
    let mut place = Place::found().await?;
    let line = Line::to(&place.town.exchange()).await?;
    let client = place.client(&place.manager, &line.address()).await?;
    let sender = place.manager.desk(&place.town)?;
    let sent = sender.send(note(&place.service, "取り消すもの")).await?;
    place.town.publish_notice("みほんの保守のお知らせ").await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    log_in(&guest, &place.manager).await?;
    log_in_user(&guest, &place.manager).await?;
    guest.open("/sent").await?;
    guest.sees("相手は未受信").await?;
    guest.open("/notices").await?;
    guest.sees("みほんの保守のお知らせ").await?;
    guest.open("/sent").await?;

    line.cut();
    guest.press(".list-refresh button").await?;
    guest.is_at("/sent").await?;
    guest.sees("連携基盤").await?;
    guest.browser().find("main .banner").await?;
    guest.sees("相手は未受信").await?;
    guest.look("list-offline").await?;
    what_is_kept_is_there(&guest).await?;
    // When the line is back, the page follows by itself.
    guest.open("/").await?;
    guest.browser().find("main .banner").await?;
    line.mend();
    guest
        .browser()
        .wait_for("!document.querySelector('main .banner')")
        .await?;
    guest.sees("（あと").await?;

    guest
        .open(&format!("/messages/{}/withdraw", sent.id))
        .await?;
    guest.sees("よろしいですか").await?;
    guest.look("withdraw").await?;
    guest.press("main form button[type='submit']").await?;
    guest.sees("取消済").await?;
    guest.look("message-withdrawn").await?;
    the_receiver_was_faster(&guest, &place).await?;
    guest.close().await?;
    place.town.stop().await
}

/// While somebody is asked whether to take a message back, its receiver opens it: the page says
/// that it is too late, and the message's page what has become of it.
async fn the_receiver_was_faster(guest: &Guest, place: &Place) -> anyhow::Result<()> {
    let sender = place.manager.desk(&place.town)?;
    let sent = sender
        .send(note(&place.service, "間に合わないもの"))
        .await?;
    // The client hears of what another program has sent.
    guest.open("/sent").await?;
    // The page that answers has the same address: what was there before is marked.
    let _: bool = guest.browser().value("(window.isBefore = true)").await?;
    guest.press(".list-refresh button").await?;
    guest
        .wait_for("!window.isBefore && document.readyState === 'complete'")
        .await?;
    guest
        .open(&format!("/messages/{}/withdraw", sent.id))
        .await?;
    guest.sees("よろしいですか").await?;
    let target = place.folder.path().join("too-late");
    place
        .service
        .desk(&place.town)?
        .receive(sent.id, &target)
        .await?;
    guest.press("main form button[type='submit']").await?;
    guest
        .sees("送信先がすでにダウンロードしたため、取り消せません。")
        .await?;
    guest.sees("message.already-fetched").await?;
    guest
        .press(&format!("main a[href='/messages/{}']", sent.id))
        .await?;
    guest.is_at("/messages/*").await?;
    guest.sees("受信済").await?;
    guest
        .wait_for("!document.querySelector(\"main a[href$='/withdraw']\")")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlicensed_partner_and_an_expired_certificate_are_told() -> anyhow::Result<()> {
    let mut place = Place::found().await?;
    let outside = place
        .town
        .unlicensed_office("1370000003", "通所介護そらまめ", &["15"], None)
        .await?;
    let client = place.client(&place.manager, &place.town.exchange()).await?;
    let mut guest = Guest::start().await?;
    guest.open_client(&client).await?;
    log_in(&guest, &place.manager).await?;
    log_in_user(&guest, &place.manager).await?;
    guest
        .open("/partners?words=%E3%81%9D%E3%82%89%E3%81%BE%E3%82%81")
        .await?;
    guest.sees("利用していません").await?;
    guest.press("form[action$='/favourite'] button").await?;
    guest.sees("★").await?;
    guest.look("partners-found").await?;
    guest.open("/partners").await?;
    guest.sees(&outside.name).await?;
    guest.open("/help/receiver.not-licensed").await?;
    guest.sees("現在有効なライセンスがありません").await?;
    guest.look("help-code").await?;
    guest.open("/help/6-1").await?;
    guest.sees("という決まりに合わないところがあります").await?;
    guest.open("/notices").await?;
    guest.look("notices").await?;

    let now = SystemClock.now();
    let ended = (
        now - SignedDuration::from_hours(48),
        now - SignedDuration::from_hours(1),
    );
    let old = place
        .town
        .office("1370000004", "訪問介護むかし", &["11"])
        .await?;
    let keys = place
        .town
        .certificate_for(old.number, old.user, ended)
        .await?;
    let old = old.with(old.user, keys);
    let client = place.client(&old, &place.town.exchange()).await?;
    guest.open_client(&client).await?;
    // Whoever knows the password of the profile reads what is here.
    log_in(&guest, &old).await?;
    guest
        .sees("電子証明書の有効期限が切れているため、送信と受信ができません")
        .await?;
    guest.look("home-expired").await?;
    guest.close().await?;
    place.town.stop().await
}
