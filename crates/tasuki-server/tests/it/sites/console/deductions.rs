//! Fees are asked for, and what comes back is read in.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::date;
use tasuki_exchange::{
    Application, ApplicationForm, DeductionFile, DeductionHead, DeductionLine, DeductionOutcome,
    ImpossibleReason, PaymentMethod, write_result,
};
use tasuki_server::{NewApplication, Role, Versions};
use tasuki_store::{DeductionFileRow, Records};
use tasuki_terms::{Clock as _, LicenceNumber, OfficeNumber, Yen, start_of_day};
use tasuki_testing::{SetClock, Town, TownPlan};

use super::super::enrol;
use super::super::portal::issuer;
use super::{operator, page, says};

fn application() -> Application {
    let form = ApplicationForm {
        representative_family: "東京".to_owned(),
        representative_given: "太郎".to_owned(),
        contact_family: "東京".to_owned(),
        contact_given: "花子".to_owned(),
        phone: "0123456789".to_owned(),
        mail: "tokyo_test@example.jp".to_owned(),
        mail_again: "tokyo_test@example.jp".to_owned(),
        agrees_to_terms: true,
        agrees_to_privacy: true,
    };
    form.check().unwrap()
}

async fn apply(town: &Town, number: &str) {
    let letter = enrol(town, number).await;
    let registry = town.registry().await.unwrap();
    let new = NewApplication {
        application: application(),
        method: PaymentMethod::Deduction,
        agreed: Versions {
            terms: 1,
            privacy: 1,
        },
    };
    registry.apply(letter.user, new).await.unwrap();
}

#[tokio::test]
async fn a_month_is_asked_for_once_and_its_result_is_applied_once() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SetClock::default());
    let shared: Arc<SetClock> = Arc::clone(&clock);
    let mut town = Town::found(folder.path(), TownPlan::with_sites(), shared)
        .await
        .unwrap();
    town.settings().issuer = Some(issuer());
    town.start().await.unwrap();
    // A day on which a year costs 21,000 yen, in the first half of its month.
    let noon = start_of_day(date(2031, 4, 15)) + SignedDuration::from_hours(12);
    clock.pass(noon.duration_since(clock.now()));
    for number in ["1370000001", "1370000002", "1470000001"] {
        apply(&town, number).await;
    }

    let mut clerk = operator(&town, Role::OperatorClerk).await;
    says(
        &page(&mut clerk, "/licences").await,
        &["L0000000001", "差引待ち"],
    );
    page(&mut clerk, "/deductions").await;
    let reply = clerk
        .post("/deductions", &[("month", "2031")])
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    let month = [("month", "203104")];
    let reply = clerk.post("/deductions", &month).await.unwrap();
    says(&reply.text(), &["2031年4月16日から作成できます"]);
    clock.pass(SignedDuration::from_hours(24));
    // The session has run out meanwhile.
    let mut clerk = operator(&town, Role::OperatorAdmin).await;
    let month = [("month", "203104"), ("confirmed", "")];
    page(&mut clerk, "/deductions").await;
    let reply = clerk.post("/deductions", &month).await.unwrap();
    says(
        &reply.text(),
        &["3件", "合計63,000円", "まだ作成していません"],
    );
    let month = [("month", "203104"), ("confirmed", "yes")];
    let reply = clerk.post("/deductions", &month).await.unwrap();
    assert_eq!(reply.location, "/deductions?done=made", "{reply:?}");
    says(
        &page(&mut clerk, "/deductions").await,
        &["42,000円", "21,000円", "結果待ち"],
    );
    let reply = clerk.post("/deductions", &month).await.unwrap();
    says(&reply.text(), &["すべて作成済みです"]);

    let bytes = clerk.get("/deductions/203104/13").await.unwrap().bytes;
    let request = DeductionFile::read(&bytes).unwrap();
    let second: OfficeNumber = "1370000002".parse().unwrap();
    let result = write_result(&request, date(2031, 5, 10), |line| {
        if line.office == second {
            DeductionOutcome::Impossible(ImpossibleReason::NotEnough)
        } else {
            DeductionOutcome::Done
        }
    });
    let path = "/deductions/203104/13/result";
    page(&mut clerk, path).await;
    let reply = clerk
        .post_file(path, &[], ("file", &result[1..]))
        .await
        .unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["何も変更していません", "1行目"]);
    let reply = clerk.post_file(path, &[], ("file", &result)).await.unwrap();
    says(
        &reply.text(),
        &["差引済み1件、差引不能1件を登録し、事業所へお知らせしました。"],
    );
    let reply = clerk.post_file(path, &[], ("file", &result)).await.unwrap();
    says(
        &reply.text(),
        &["すでに取り込んでいます。何も変更していません。"],
    );
    let other = write_result(&request, date(2031, 5, 12), |_| DeductionOutcome::Done);
    let reply = clerk.post_file(path, &[], ("file", &other)).await.unwrap();
    assert_eq!(reply.status, 422);
    says(
        &reply.text(),
        &[
            "別の結果ファイルを、すでに取り込んでいます。",
            "取り込み済みの結果を訂正する",
        ],
    );

    let unpaid = page(&mut clerk, "/licences?state=unpaid").await;
    says(&unpaid, &["1370000002", "全1件中"]);
    let licence = super::between(&unpaid, "href=\"/licences/", "\"");
    let licence = format!("/licences/{licence}");
    says(
        &page(&mut clerk, &licence).await,
        &["入金の登録", "差引の再依頼"],
    );
    let step = format!("{licence}/payment");
    let reply = clerk.post(&step, &[("step", "invoice")]).await.unwrap();
    says(&reply.text(), &["新しい番号の請求書を発行します", "やめる"]);
    let sure = [("step", "invoice"), ("confirmed", "yes")];
    clerk.post(&step, &sure).await.unwrap();
    says(
        &page(&mut clerk, &licence).await,
        &["請求書送付済み", "（2031/04/16発行）"],
    );
    // The answer that is corrected now does not fit any more.
    page(&mut clerk, path).await;
    let ticked = [("correction", "on")];
    let reply = clerk.post_file(path, &ticked, ("file", &other)).await;
    says(
        &reply.unwrap().text(),
        &[
            "登録できない結果が1件あります",
            "請求書送付済み",
            "変更なしは1件です",
        ],
    );
    page(&mut clerk, &licence).await;
    let sure = [
        ("step", "paid"),
        ("confirmed", "yes"),
        ("day", "2031-04-30"),
    ];
    let reply = clerk.post(&step, &sure).await.unwrap();
    assert_eq!(reply.status, 422);
    says(&reply.text(), &["2031年4月16日までの日付にしてください"]);
    let sure = [
        ("step", "paid"),
        ("confirmed", "yes"),
        ("day", "2031-04-16"),
    ];
    clerk.post(&step, &sure).await.unwrap();
    says(
        &page(&mut clerk, &licence).await,
        &[
            "入金済み",
            "2031/04/16（請求書による口座振込）",
            "入金登録の取り消し",
        ],
    );

    // The invoice becomes void, and is known by its number.
    for value in ["unpaid", "retry"] {
        let sure = [("step", value), ("confirmed", "yes")];
        clerk.post(&step, &sure).await.unwrap();
        page(&mut clerk, &licence).await;
    }
    says(
        &page(&mut clerk, &licence).await,
        &["無効になった請求書", "203104-00001"],
    );
    says(
        &page(&mut clerk, "/audit?q=203104-00001").await,
        &["licence.retry-deduction", "全2件中"],
    );
    let export = page(&mut clerk, "/audit/export.csv?q=203104-00001").await;
    says(&export, &["licence.retry-deduction"]);

    // A new number may exchange to the end of the year, and is not renewed under the old one.
    page(&mut clerk, "/offices/1470000001/succession").await;
    let new = [("new", "1470000002"), ("confirmed", "yes")];
    let path = "/offices/1470000001/succession";
    let reply = clerk.post(path, &new).await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    says(
        &page(&mut clerk, "/offices/1470000002").await,
        &["2032/04/14まで", "21,000円", "差引依頼中", "利用中"],
    );
    let registry = town.registry().await.unwrap();
    let old = registry.licences("1470000001".parse().unwrap()).await;
    assert!(old.unwrap().is_empty());
}

/// A file that asks for ten thousand fees, more than any prefecture has offices.
fn large() -> DeductionFile {
    let head = DeductionHead {
        federation: "13".parse().unwrap(),
        claim: "203104".parse().unwrap(),
        made_on: date(2031, 4, 16),
    };
    let line = |index: u64| DeductionLine {
        office: format!("137{index:07}").parse().unwrap(),
        name: "見本居宅介護支援事業所".to_owned(),
        amount: Yen::new(21_000),
        due: head.claim,
        licence: LicenceNumber::new(index).unwrap(),
    };
    DeductionFile::new(head, (1..=10_000).map(line).collect()).unwrap()
}

#[tokio::test]
async fn the_result_of_a_large_prefecture_is_read_in() {
    let (_folder, mut town, _) = super::super::town().await;
    let request = large();
    let row = DeductionFileRow {
        claim_month: request.head().claim,
        federation: request.head().federation,
        made_at: town.clock().now(),
        made_by: "hanako".to_owned(),
        lines: request.lines().len() as u64,
        total: request.total(),
        content: request.write(),
        result_at: None,
    };
    let file = town.settings().store.records.clone();
    let records = Records::open(&file).await.unwrap();
    let saved = records.change("test", move |records| records.save_deduction_file(&row));
    saved.await.unwrap();

    let result = write_result(&request, date(2031, 5, 10), |_| DeductionOutcome::Done);
    assert!(result.len() > 400_000, "{}", result.len());
    let mut clerk = operator(&town, Role::OperatorClerk).await;
    let path = "/deductions/203104/13/result";
    page(&mut clerk, path).await;
    let reply = clerk.post_file(path, &[], ("file", &result)).await.unwrap();
    assert_eq!(reply.status, 200);
    // None of these licences is known here.
    says(&reply.text(), &["登録できない結果が10000件あります"]);
}
