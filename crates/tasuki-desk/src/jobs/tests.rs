use std::time::Duration;

use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_seal::{SystemEntropy, sha256};
use tasuki_terms::{Clock, Timestamp};

use super::*;
use crate::book::{JobWork, Left, NewSending};
use crate::ledger::{DraftNames, Side};
use crate::test_office::{HELPER, MANAGER, Town, listed, now};
use crate::{Draft, Patience, TargetRule, Tools};

#[derive(Debug)]
struct Then(Timestamp);

impl Clock for Then {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A desk whose platform cannot be reached.
fn cut_off(dir: &std::path::Path) -> Desk {
    at(dir, now())
}

/// The same, at another time by its clock.
fn at(dir: &std::path::Path, then: Timestamp) -> Desk {
    let town = Town::new();
    let profile = town.profile(dir, "https://127.0.0.1:1", &town.certify(MANAGER));
    let tools = Tools {
        clock: Arc::new(Then(then)),
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

#[tokio::test]
async fn a_desk_whose_certificate_is_out_of_time_reads_and_does_nothing_else() {
    let years = SignedDuration::from_hours(24 * 365 * 4);
    for (then, code) in [
        (now() + years, "certificate.expired"),
        (
            now() - SignedDuration::from_hours(1),
            "certificate.not-yet-valid",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let desk = at(&dir.path().join("profile"), then);
        let message = listed(HELPER, "あおぞら訪問介護");
        let book = desk.book();
        book.save_messages(Side::Received, std::slice::from_ref(&message))
            .unwrap();
        assert!(book.message(Side::Received, message.id).unwrap().is_some());
        let begun = desk.begin_receiving(&[message.id]).await.unwrap();
        let sending = NewSending {
            messages: vec![(message.partner, Draft::default())],
            ..NewSending::default()
        };
        let sending = book.begin_sending(&sending, then).unwrap().unwrap();

        // Not the platform that cannot be reached: it is not asked.
        let rule = Arc::new(TargetRule::flat(dir.path().join("received")));
        let (control, quiet): (_, JobListener) = (JobControl::default(), Arc::new(|_| ()));
        let refused = [
            desk.send(Draft::default()).await.map(drop),
            desk.send_bulk(Vec::new()).await.map(drop),
            desk.resume().await.map(drop),
            desk.receive(message.id, dir.path()).await.map(drop),
            desk.withdraw(message.id).await.map(drop),
            desk.run_sending(&sending, &control, &quiet).await.map(drop),
            desk.run_receiving(&begun.job, &rule, &control, &quiet)
                .await
                .map(drop),
        ];
        for refused in refused {
            assert_eq!(refused.unwrap_err().code(), code);
        }
        for job in [&sending, &begun.job] {
            let job = desk.job(job).await.unwrap();
            assert!(job.is_open(), "it goes on once the certificate is good");
            assert_eq!(job.lines[0].state, LineState::Waiting);
        }
    }
}

#[tokio::test]
async fn what_was_sealed_and_is_wanted_no_more_does_not_wait_to_be_sent() {
    let dir = tempfile::tempdir().unwrap();
    let desk = cut_off(&dir.path().join("profile"));
    let book = desk.book();
    let names = |what: &[u8]| DraftNames {
        whole: sha256(what),
        data: sha256(what),
    };
    // One is dismissed, the other one is a draft again.
    let mut jobs = Vec::new();
    for what in [&b"dismissed"[..], b"released"] {
        let sending = NewSending {
            messages: vec![(HELPER.parse().unwrap(), Draft::default())],
            ..NewSending::default()
        };
        let job = book.begin_sending(&sending, now()).unwrap().unwrap();
        let id = desk.new_id();
        desk.ledger.begin(id, b"envelope", names(what)).unwrap();
        book.set_line(&job, 1, Some(id), &LineState::Waiting)
            .unwrap();
        book.cancel_job(&job, JobWork::Send).unwrap();
        jobs.push((job, id));
    }
    assert_eq!(desk.waiting_messages().unwrap(), 2);
    // Nobody has agreed to lose two.
    assert_eq!(desk.dismiss(&jobs[0].0, Left::Unsent, 2).await.unwrap(), 0);
    assert_eq!(desk.waiting_messages().unwrap(), 2);
    assert_eq!(desk.dismiss(&jobs[0].0, Left::Unsent, 1).await.unwrap(), 1);
    assert_eq!(desk.waiting_messages().unwrap(), 1);
    desk.release_job(&jobs[1].0).await.unwrap();
    assert!(desk.resume().await.unwrap().is_empty());
    assert!(book.jobs_left(Left::Unsent).unwrap().is_empty());
    assert_eq!(book.drafts().unwrap().len(), 1);
    for (_, id) in jobs {
        // The platform may have it: what was sealed stays.
        assert!(desk.ledger.message(Side::Sent, id).has_envelope());
    }
}
