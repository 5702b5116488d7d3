use std::path::PathBuf;
use std::sync::Arc;

use tasuki_seal::ReceiptKind;
use tasuki_terms::SystemClock;
use tasuki_testing::{Town, TownPlan};
use tempfile::TempDir;

use super::*;
use crate::delivery::Cargo;
use crate::lang::Lang;
use crate::month::{self, Script};
use crate::width::width;

/// A month that was played.
struct Played {
    members: Members,
    deliveries: Vec<Delivery>,
    /// What people read of it.
    told: String,
    town: Town,
    folder: TempDir,
}

impl Played {
    async fn new(lang: Lang) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = TownPlan::with_sites();
        let mut town = Town::found(folder.path(), plan, Arc::new(SystemClock))
            .await
            .unwrap();
        town.start().await.unwrap();
        let mut members = Members::move_in(&town).await.unwrap();
        members.begin_work(&town).await.unwrap();
        let script = Script {
            seed: 1,
            month: "202612".parse().unwrap(),
        };
        let mut report = Report::new(Vec::new(), lang, false);
        let deliveries = month::play(&mut report, &mut members, script, folder.path())
            .await
            .unwrap();
        at_everything(&mut report, &members, &deliveries)
            .await
            .unwrap();
        let told = String::from_utf8(report.into_inner()).unwrap();
        Self {
            members,
            deliveries,
            told,
            town,
            folder,
        }
    }

    async fn faults(&self) -> Vec<(u32, Difference)> {
        let mut report = Report::new(Vec::new(), Lang::Ja, false);
        at_everything(&mut report, &self.members, &self.deliveries)
            .await
            .unwrap()
            .into_iter()
            .map(|fault| (fault.step, fault.difference))
            .collect()
    }

    /// The first file of the first message, as it was saved.
    fn saved(&self) -> (String, PathBuf) {
        let first = &self.deliveries[0];
        let name = first.files[0].name.clone();
        let path = first.folder.join(&name);
        (name, path)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_month_everything_is_checked_and_every_change_is_noticed() {
    let mut played = Played::new(Lang::Ja).await;
    let cargo: Vec<_> = played
        .deliveries
        .iter()
        .map(|one| (one.cargo, one.service.to_string(), one.files.len()))
        .collect();
    assert_eq!(
        cargo,
        [
            (Cargo::Plan, "11".to_owned(), 4),
            (Cargo::Plan, "15".to_owned(), 4),
            (Cargo::Plan, "17".to_owned(), 3),
            (Cargo::Actual, "11".to_owned(), 1),
            (Cargo::Actual, "15".to_owned(), 1),
            (Cargo::Actual, "17".to_owned(), 1),
        ]
    );
    assert_eq!(played.faults().await, []);
    let step = played.deliveries[0].step;

    // One bit of a saved file.
    let (file, path) = played.saved();
    let right = fs_err::read(&path).unwrap();
    let mut wrong = right.clone();
    wrong[99] ^= 1;
    fs_err::write(&path, wrong).unwrap();
    let changed = Difference::FileChanged {
        file: file.clone(),
        sent: right.len(),
        found: right.len(),
        at: 100,
    };
    assert_eq!(played.faults().await, [(step, changed)]);

    // A file that is gone.
    fs_err::remove_file(&path).unwrap();
    let missing = Difference::FileMissing { file };
    assert_eq!(played.faults().await, [(step, missing)]);
    fs_err::write(&path, right).unwrap();

    // The text.
    let text = played.deliveries[0].text_file.clone().unwrap();
    let right = fs_err::read(&text).unwrap();
    fs_err::remove_file(&text).unwrap();
    let file = TEXT.to_owned();
    assert_eq!(
        played.faults().await,
        [(step, Difference::FileMissing { file })]
    );
    fs_err::write(&text, right).unwrap();

    // The receiver's proof of opening.
    let receipt = played.deliveries[0].received.join("03-opened.receipt");
    let right = fs_err::read(&receipt).unwrap();
    fs_err::remove_file(&receipt).unwrap();
    let thing = SignedThing::Receipt(ReceiptKind::Opened);
    let side = End::Receiver;
    assert_eq!(
        played.faults().await,
        [(step, Difference::NotSigned { side, thing })]
    );

    // A damaged receipt.
    let mut wrong = right.clone();
    let last = wrong.len() - 1;
    wrong[last] ^= 1;
    fs_err::write(&receipt, wrong).unwrap();
    let faults = played.faults().await;
    assert!(
        matches!(
            &faults[..],
            [(
                _,
                Difference::NotVerified {
                    side: End::Receiver,
                    ..
                }
            )]
        ),
        "{faults:?}"
    );
    fs_err::write(&receipt, right).unwrap();

    // The sealed content in the sender's ledger.
    let envelope = played.deliveries[0].sent.join("envelope");
    let right = fs_err::read(&envelope).unwrap();
    fs_err::remove_file(&envelope).unwrap();
    assert_eq!(played.faults().await, [(step, Difference::NoContent)]);
    fs_err::write(&envelope, right).unwrap();

    assert_eq!(played.faults().await, []);

    played.members.end_work();
    played.town.stop().await.unwrap();
    played.folder.close().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_files_and_every_line_fits_a_terminal() {
    let (one, other) = (Played::new(Lang::Ja).await, Played::new(Lang::En).await);
    for (one, other) in one.deliveries.iter().zip(&other.deliveries) {
        assert_eq!(one.files, other.files);
    }
    for line in one.told.lines().chain(other.told.lines()) {
        assert!(width(line) <= 80, "{line}");
    }
}
