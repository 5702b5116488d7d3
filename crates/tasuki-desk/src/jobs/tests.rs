use std::time::Duration;

use secrecy::SecretString;
use tasuki_seal::SystemEntropy;
use tasuki_terms::{Clock, Timestamp};

use super::*;
use crate::ledger::Side;
use crate::test_office::{HELPER, MANAGER, Town, listed, now};
use crate::{Patience, TargetRule, Tools};

#[derive(Debug)]
struct Then;

impl Clock for Then {
    fn now(&self) -> Timestamp {
        now()
    }
}

/// A desk whose platform cannot be reached.
fn cut_off(dir: &std::path::Path) -> Desk {
    let town = Town::new();
    let profile = town.profile(dir, "https://127.0.0.1:1", &town.certify(MANAGER));
    let tools = Tools {
        clock: Arc::new(Then),
        entropy: Arc::new(SystemEntropy),
        patience: Patience {
            times: 0,
            first: Duration::from_millis(1),
            longest: Duration::from_millis(1),
            ..Patience::default()
        },
    };
    Desk::open_with(profile, SecretString::from("horse"), tools).unwrap()
}

#[tokio::test]
async fn who_stops_a_receiving_is_heard_though_the_line_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let desk = cut_off(&dir.path().join("profile"));
    let message = listed(HELPER, "あおぞら訪問介護");
    desk.book()
        .save_messages(Side::Received, std::slice::from_ref(&message))
        .unwrap();
    let begun = desk.begin_receiving(&[message.id]).await.unwrap();
    let rule = Arc::new(TargetRule::flat(dir.path().join("received")));
    let quiet: JobListener = Arc::new(|_| ());

    let control = JobControl::default();
    let waits = desk.run_receiving(&begun.job, &rule, &control, &quiet);
    assert!(matches!(waits.await, Err(DeskError::Platform(_))));
    let job = desk.job(&begun.job).await.unwrap();
    assert_eq!(job.state, JobState::Running, "it goes on later");

    // Somebody asks for the end while the message is under way.
    let stop = control.clone();
    let told: JobListener = Arc::new(move |_| stop.cancel());
    let stopped = desk.run_receiving(&begun.job, &rule, &control, &told);
    let stopped = stopped.await.unwrap();
    assert_eq!(stopped.state, JobState::Cancelled);
    assert_eq!(stopped.lines[0].state, LineState::Cancelled);
}
