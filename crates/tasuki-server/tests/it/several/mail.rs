//! What only one process does, another does when it is killed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tasuki_seal::SystemEntropy;
use tasuki_store::{MailRow, RecordId, Records};
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::{Keeping, MailServer, RecordsPlan, Town, TownPlan};

const LOG: &str = "tasuki_server=info";

/// Lets a mail wait that is to go out at once.
async fn post(records: &Records, subject: String) {
    let now = SystemClock.now();
    let row = MailRow {
        id: RecordId::new(now, &SystemEntropy),
        address: "jimu@example.jp".to_owned(),
        subject,
        body: "みほん".to_owned(),
        tries: 0,
        until: None,
    };
    let posted = records.change("post", move |records| records.post_mail(&row, now));
    posted.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_out_once_and_a_killed_process_hands_it_on() {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan {
        records: RecordsPlan::Postgres(Keeping::Lightly),
        ..TownPlan::with_sites()
    };
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    let mut mails = MailServer::start().await.unwrap();
    town.settings().mail = Some(mails.settings());
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let first = town.start_process(binary, LOG).await.unwrap();
    let second = town.start_process_beside(binary, LOG).await.unwrap();
    let third = town.start_process_beside(binary, LOG).await.unwrap();
    let records = Records::open(&town.settings().store.records).await.unwrap();
    let mut expected = BTreeSet::new();
    for n in 0..30 {
        let subject = format!("{n:02}");
        expected.insert(subject.clone());
        post(&records, subject).await;
    }
    let mut came = Vec::new();
    while came.len() < expected.len() {
        came.push(mails.next().await.unwrap().subject);
    }
    // The one that began is the one that does it.
    let log = first.kill().await.unwrap();
    assert!(log.contains("this process does it from now on"), "{log}");
    post(&records, "after".to_owned()).await;
    came.push(mails.next().await.unwrap().subject);
    expected.insert("after".to_owned());
    assert_eq!(came.len(), expected.len(), "none comes twice");
    assert_eq!(came.into_iter().collect::<BTreeSet<_>>(), expected);
    for process in [second, third] {
        process.kill().await.unwrap();
    }
}
