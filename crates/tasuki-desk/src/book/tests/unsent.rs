//! What was not sent though its sending is over.

use super::work::sending;
use super::*;

#[test]
fn what_was_given_up_may_be_tried_again() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let job = book.begin_sending(&sending(2), now()).unwrap().unwrap();
    assert!(book.drafts().unwrap().is_empty());
    book.set_line(&job, 1, Some(message_id()), &LineState::Done)
        .unwrap();
    book.set_job(&job, JobState::Cancelled).unwrap();
    let states = |id: &str| {
        let lines = book.job(id).unwrap().unwrap().lines;
        lines.into_iter().map(|line| line.state).collect::<Vec<_>>()
    };
    assert_eq!(states(&job), [LineState::Done, LineState::Cancelled]);
    book.retry_failed(&job).unwrap();
    assert_eq!(states(&job), [LineState::Done, LineState::Waiting]);
}

#[test]
fn what_was_not_sent_is_there_until_it_is_sent_or_dismissed() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let failed = LineState::Failed {
        code: "receiver.not-licensed".to_owned(),
        what: "利用できません。".to_owned(),
        hint: "ご確認ください。".to_owned(),
    };
    let job = book.begin_sending(&sending(3), now()).unwrap().unwrap();
    book.set_line(&job, 1, Some(message_id()), &LineState::Done)
        .unwrap();
    book.set_line(&job, 2, None, &failed).unwrap();
    // It goes on: nobody needs to care, and nobody can throw away what may still be sent.
    assert!(book.jobs_left(Left::Unsent).unwrap().is_empty());
    assert_eq!(book.dismiss(&job, Left::Unsent, 1).unwrap(), 0);
    book.cancel_job(&job, JobWork::Send).unwrap();
    let then = now() + jiff::SignedDuration::from_secs(1);
    let later = book.begin_sending(&sending(1), then).unwrap().unwrap();
    book.cancel_job(&later, JobWork::Send).unwrap();
    let unsent = || {
        let jobs = book.jobs_left(Left::Unsent).unwrap().into_iter();
        jobs.map(|job| job.id).collect::<Vec<_>>()
    };
    assert_eq!(unsent(), [later.clone(), job.clone()]);
    let lines = book.job(&job).unwrap().unwrap().lines;
    let drafts: Vec<_> = lines.iter().filter_map(|line| line.draft.clone()).collect();
    assert_eq!((drafts.len(), lines[0].is_unsent()), (2, false));

    assert_eq!(book.dismiss(&job, Left::Unsent, 1).unwrap(), 0);
    assert_eq!(unsent(), [later.clone(), job.clone()]);
    assert_eq!(book.dismiss(&job, Left::Unsent, 2).unwrap(), 2);
    assert_eq!(unsent(), [later]);
    for draft in drafts {
        assert!(book.draft(&draft).unwrap().is_none(), "its files are gone");
    }
    // What became of the messages stays, and nothing of it goes on.
    book.retry_failed(&job).unwrap();
    let kept = book.job(&job).unwrap().unwrap();
    assert_eq!(kept.state, JobState::Cancelled);
    assert_eq!(kept.lines[1].state, failed);
    assert_eq!(book.waiting_drafts().unwrap(), 0);
    book.begin_draft(now()).unwrap();
    assert_eq!(book.waiting_drafts().unwrap(), 1);
}
