//! Drafts, partners, texts and jobs.

use super::*;

#[test]
fn a_draft_survives_a_restart_and_shows_nothing() {
    let desktop = Desktop::new();
    let draft = Draft {
        files: month(),
        text: Some("例題花子さまの件です。".to_owned()),
        to: Some(number(HELPER)),
        replaces: Some(message_id()),
        again: true,
    };
    let id = desktop.book().keep_draft(&draft, now()).unwrap();
    let book = desktop.book();
    assert_eq!(book.whole_draft(&id).unwrap(), Some(draft.clone()));
    let kept = book.drafts().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].files.len(), draft.files.len());
    assert!(!desktop.shows("花子") && !desktop.shows("UPPLAN_202504"));
    assert!(!desktop.shows("202407,"), "no file stands readable");

    let place = kept[0].files[0].place;
    book.remove_file(&id, place, now()).unwrap();
    let more = DraftFile {
        name: "案内.pdf".to_owned(),
        bytes: b"%PDF-1.7\n".to_vec(),
    };
    book.add_file(&id, &more, now()).unwrap();
    let whole = book.whole_draft(&id).unwrap().unwrap();
    assert_eq!(whole.files.len(), draft.files.len());
    assert_eq!(whole.files.last(), Some(&more));
    book.remove_draft(&id).unwrap();
    assert_eq!(book.whole_draft(&id).unwrap(), None);
}

#[test]
fn partners_texts_settings_and_notices_are_kept() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let seldom = Partner {
        name: "ひまわり居宅".to_owned(),
        exchanged_at: Some(now()),
        ..Partner::new(number(MANAGER))
    };
    let often = Partner {
        favourite: true,
        member: Some(false),
        services: vec!["11".parse().unwrap()],
        ..Partner::new(number(HELPER))
    };
    book.save_partners(&[seldom.clone(), often.clone()])
        .unwrap();
    assert_eq!(book.partners().unwrap(), [often, seldom]);

    let text = |title: &str| Template {
        title: title.to_owned(),
        text: "今月分です。".to_owned(),
    };
    book.set_templates(&[text("予定"), text("実績")]).unwrap();
    book.set_templates(&[text("実績"), text("予定")]).unwrap();
    assert_eq!(book.templates().unwrap(), [text("実績"), text("予定")]);

    assert_eq!(book.setting("receive.folder").unwrap(), None);
    book.set_setting("receive.folder", Some("受信")).unwrap();
    book.set_setting("receive.folder", Some("受信2")).unwrap();
    let kept = book.setting("receive.folder").unwrap();
    assert_eq!(kept.as_deref(), Some("受信2"));
    book.set_setting("receive.folder", None).unwrap();
    assert_eq!(book.setting("receive.folder").unwrap(), None);

    for _ in 0..2 {
        book.mark_notice_read("n1", now()).unwrap();
    }
    assert_eq!(book.notices_read().unwrap().len(), 1);
    assert!(!desktop.shows("ひまわり") && !desktop.shows("今月分"));
}

fn line(draft: Option<DraftId>) -> JobLine {
    JobLine {
        place: 0,
        partner: number(HELPER),
        message: None,
        draft,
        state: LineState::Waiting,
    }
}

#[test]
fn a_job_goes_on_after_a_restart_with_what_is_left() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let draft = || {
        let draft = Draft::default();
        Some(book.keep_draft(&draft, now()).unwrap())
    };
    let lines = [line(draft()), line(draft()), line(draft())];
    let id = book.begin_job(JobWork::Send, &lines, now()).unwrap();
    assert!(book.drafts().unwrap().is_empty(), "they belong to the job");
    let failed = LineState::Failed {
        code: "receiver.not-licensed".to_owned(),
        what: "利用できません。".to_owned(),
        hint: "ご確認ください。".to_owned(),
    };
    let sent = message_id();
    book.set_line(&id, 1, Some(sent), &LineState::Done).unwrap();
    book.set_line(&id, 2, None, &failed).unwrap();

    let book = desktop.book();
    let job = book.open_jobs().unwrap().pop().unwrap();
    let states: Vec<_> = job.lines.iter().map(|one| one.state.clone()).collect();
    assert_eq!(states, [LineState::Done, failed, LineState::Waiting]);
    assert_eq!(
        (job.lines[0].message, &job.lines[0].draft),
        (Some(sent), &None)
    );
    assert!(
        book.whole_draft(lines[0].draft.as_ref().unwrap())
            .unwrap()
            .is_none()
    );

    book.set_job(&id, JobState::Cancelled).unwrap();
    let job = book.job(&id).unwrap().unwrap();
    assert_eq!(job.lines[2].state, LineState::Cancelled);
    assert!(book.open_jobs().unwrap().is_empty());
    book.retry_failed(&id).unwrap();
    let job = book.job(&id).unwrap().unwrap();
    assert_eq!(job.state, JobState::Running);
    assert_eq!(job.lines[1].state, LineState::Waiting);
    book.remove_job(&id).unwrap();
    assert_eq!(book.job(&id).unwrap(), None);
    assert!(book.drafts().unwrap().is_empty());
}

#[test]
fn a_draft_is_sent_once_however_often_it_is_asked_for() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let draft = book.keep_draft(&Draft::default(), now()).unwrap();
    let to = number(HELPER);
    let job = book.send_draft(&draft, to, now()).unwrap().unwrap();
    assert_eq!(
        book.send_draft(&draft, to, now()).unwrap(),
        Some(job.clone())
    );
    assert_eq!(book.job_of(&draft).unwrap(), Some(job.clone()));
    assert!(book.drafts().unwrap().is_empty(), "it is being sent");
    assert_eq!(book.send_draft("gone", to, now()).unwrap(), None);

    book.release_job(&job).unwrap();
    assert_eq!(book.job(&job).unwrap(), None);
    assert_eq!(book.drafts().unwrap().len(), 1, "it is a draft again");
}

#[test]
fn what_was_given_up_may_be_tried_again() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let messages = [
        (number(HELPER), Draft::default()),
        (number(MANAGER), Draft::default()),
    ];
    let job = book.begin_sending(&messages, now()).unwrap();
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
