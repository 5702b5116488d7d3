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
    let more = DraftFile {
        name: "案内.pdf".to_owned(),
        bytes: b"%PDF-1.7\n".to_vec(),
    };
    let change = |kept: &KeptDraft| DraftChange {
        head: kept.head(),
        removed: vec![place],
        added: vec![more.clone()],
    };
    let changed = book.change_draft(&id, now(), change).unwrap();
    assert_eq!(changed, DraftFate::Done);
    let whole = book.whole_draft(&id).unwrap().unwrap();
    assert_eq!(whole.files.len(), draft.files.len());
    assert_eq!(whole.files.last(), Some(&more));
    assert_eq!(book.remove_draft(&id).unwrap(), DraftFate::Done);
    assert_eq!(book.whole_draft(&id).unwrap(), None);
    assert_eq!(book.remove_draft(&id).unwrap(), DraftFate::Gone);
    let changed = book.change_draft(&id, now(), change).unwrap();
    assert_eq!(changed, DraftFate::Gone);
}

#[test]
fn a_draft_that_was_changed_meanwhile_stays() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let id = book.begin_draft(now()).unwrap();
    let read = book.draft(&id).unwrap().unwrap().changed_at;
    let note = DraftChange {
        head: Draft {
            text: Some("別のタブから".to_owned()),
            ..Draft::default()
        },
        ..DraftChange::default()
    };
    book.change_draft(&id, now(), |_| note.clone()).unwrap();
    assert_eq!(book.remove_draft_as(&id, read).unwrap(), DraftFate::Gone);
    let kept = book.draft(&id).unwrap().unwrap();
    assert_eq!(kept.text.as_deref(), Some("別のタブから"));
    let removed = book.remove_draft_as(&id, kept.changed_at).unwrap();
    assert_eq!(removed, DraftFate::Done);
    assert!(book.draft(&id).unwrap().is_none());
}

#[test]
fn partners_texts_settings_and_notices_are_kept() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let heard = |minutes, name: &str, service: &str| ListedMessage {
        partner_service: Some(service.parse().unwrap()),
        ..message(minutes, MANAGER, name)
    };
    book.toggle_favourite(number(HELPER), "あおぞら").unwrap();
    book.learn_partners(&[heard(1, "ひまわり居宅", "43"), heard(0, "旧名", "46")])
        .unwrap();
    // An older message teaches no name, and nothing that is learnt takes a mark away.
    book.learn_partners(&[heard(-5, "もっと古い名", "43")])
        .unwrap();
    book.learn_partners(&[message(0, HELPER, "あおぞら訪問介護")])
        .unwrap();
    book.know_members(&[(number(HELPER), false), (number("1370000009"), true)])
        .unwrap();
    let often = Partner {
        name: "あおぞら訪問介護".to_owned(),
        favourite: true,
        member: Some(false),
        services: vec!["11".parse().unwrap()],
        exchanged_at: Some(now()),
        ..Partner::new(number(HELPER))
    };
    let seldom = Partner {
        name: "ひまわり居宅".to_owned(),
        services: vec!["43".parse().unwrap(), "46".parse().unwrap()],
        exchanged_at: Some(now() + jiff::SignedDuration::from_mins(1)),
        ..Partner::new(number(MANAGER))
    };
    let unmarked = Partner {
        favourite: false,
        ..often.clone()
    };
    assert_eq!(book.partners().unwrap(), [often, seldom.clone()]);
    book.toggle_favourite(number(HELPER), "").unwrap();
    assert_eq!(book.partners().unwrap(), [seldom, unmarked]);

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

/// A plan as it is confirmed, when so many of its messages were opened alone.
pub(super) fn seen(plan: &str, moved: u64) -> SeenPlan {
    SeenPlan {
        id: plan.to_owned(),
        moved,
    }
}

pub(super) fn sending(messages: usize) -> NewSending {
    NewSending {
        messages: vec![(number(HELPER), Draft::default()); messages],
        ..NewSending::default()
    }
}

#[test]
fn a_job_goes_on_after_a_restart_with_what_is_left() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let id = book.begin_sending(&sending(3), now()).unwrap().unwrap();
    assert!(book.drafts().unwrap().is_empty(), "they belong to the job");
    let draft = book.job(&id).unwrap().unwrap().lines[0].draft.clone();
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
    assert!(book.whole_draft(&draft.unwrap()).unwrap().is_none());

    book.cancel_job(&id, JobWork::Send).unwrap();
    let job = book.job(&id).unwrap().unwrap();
    assert_eq!(job.lines[2].state, LineState::Cancelled);
    assert!(book.open_jobs().unwrap().is_empty());
    book.retry_failed(&id).unwrap();
    let job = book.job(&id).unwrap().unwrap();
    assert_eq!(job.state, JobState::Running);
    assert_eq!(job.lines[1].state, LineState::Waiting);
}

#[test]
fn only_an_open_job_of_the_same_work_is_ended() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let id = book.begin_sending(&sending(1), now()).unwrap().unwrap();
    let state = || book.job(&id).unwrap().unwrap().state;
    book.cancel_job(&id, JobWork::Receive).unwrap();
    assert_eq!(state(), JobState::Running);
    book.set_job(&id, JobState::Ended).unwrap();
    book.cancel_job(&id, JobWork::Send).unwrap();
    assert_eq!(state(), JobState::Ended);
    book.cancel_job("gone", JobWork::Send).unwrap();
}

#[test]
fn a_message_is_received_by_one_job_at_a_time() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let message = |minutes| (number(HELPER), message(minutes, HELPER, "あおぞら").id);
    let [one, two, three] = [message(0), message(1), message(2)];
    let first = book.begin_receiving(&[one, two], now()).unwrap();
    assert_eq!(first.new, 2);
    // Asked for by somebody else meanwhile: only what is new goes into a second job.
    let second = book.begin_receiving(&[one, two, three], now()).unwrap();
    assert_eq!(second.new, 1);
    assert_ne!(second.job, first.job);
    let again = book.begin_receiving(&[one], now()).unwrap();
    assert_eq!((again.job, again.new), (first.job.clone(), 0));
    // Received a moment ago, and the list does not say so yet.
    book.set_line(&first.job, 1, None, &LineState::Done)
        .unwrap();
    assert_eq!(book.begin_receiving(&[one], now()).unwrap().new, 0);
    // What is over may be wished for once more.
    book.set_job(&first.job, JobState::Ended).unwrap();
    assert_eq!(book.begin_receiving(&[one], now()).unwrap().new, 1);
    assert_eq!(book.begin_receiving(&[], now()).unwrap().new, 0);
}

#[test]
fn a_plan_survives_a_restart_and_ends_with_its_job_alone() {
    let desktop = Desktop::new();
    let plan = KeptPlan {
        files: month(),
        watched: Watched::from([(month()[0].name.clone(), "mark".to_owned())]),
        not_taken: vec![NotTaken {
            what: "例.zip：パスワードが付いています。".to_owned(),
            hint: "展開してから選んでください。".to_owned(),
        }],
    };
    let id = desktop.book().keep_plan(&plan, now()).unwrap();
    let book = desktop.book();
    assert_eq!(book.plan(&id).unwrap(), Some(plan.clone()));
    assert!(book.drafts().unwrap().is_empty(), "it is no draft");
    let waiting = book.plans().unwrap();
    assert_eq!((&waiting[0].id, waiting[0].files), (&id, 3));
    assert!(!desktop.shows("UPPLAN_202504"));

    let confirmed = NewSending {
        plan: Some(seen(&id, 0)),
        taken: vec!["mark".to_owned()],
        ..sending(2)
    };
    // Nothing is lost where the job cannot be begun.
    let block = "CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT raise(ABORT, 'full'); END";
    let disk = Connection::open(desktop.dir.path().join("book.db")).unwrap();
    disk.execute_batch(block).unwrap();
    book.begin_sending(&confirmed, now()).unwrap_err();
    assert_eq!(book.plan(&id).unwrap(), Some(plan.clone()));
    assert!(book.taken_files().unwrap().is_empty());
    disk.execute_batch("DROP TRIGGER full").unwrap();

    assert!(book.begin_sending(&confirmed, now()).unwrap().is_some());
    assert_eq!(book.plan(&id).unwrap(), None);
    assert!(book.taken_files().unwrap().contains("mark"));
    // Who confirms twice sends once.
    assert_eq!(book.begin_sending(&confirmed, now()).unwrap(), None);
    assert_eq!(book.open_jobs().unwrap().len(), 1);

    let thrown_away = book.keep_plan(&plan, now()).unwrap();
    book.remove_draft(&thrown_away).unwrap();
    assert_eq!(book.plan(&thrown_away).unwrap(), None);
    for _ in 0..6 {
        book.keep_plan(&plan, now()).unwrap();
    }
    assert_eq!(book.plans().unwrap().len(), 4);
}

#[test]
fn what_a_sending_leaves_out_stays_until_it_is_thrown_away() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let plan = KeptPlan {
        files: month(),
        ..KeptPlan::default()
    };
    let id = book.keep_plan(&plan, now()).unwrap();
    let rest = KeptPlan {
        files: month().into_iter().take(1).collect(),
        ..KeptPlan::default()
    };
    let confirmed = NewSending {
        plan: Some(seen(&id, 0)),
        rest: rest.clone(),
        ..sending(2)
    };
    let job = book.begin_sending(&confirmed, now()).unwrap().unwrap();
    let left = book.rest_of(&job).unwrap().unwrap();
    assert_eq!(book.plan(&left).unwrap(), Some(rest));
    // Newer plans push it not out.
    for _ in 0..6 {
        book.keep_plan(&plan, now()).unwrap();
    }
    let plans = book.plans().unwrap();
    assert_eq!(plans.len(), 5);
    let rests = plans.iter().filter(|plan| plan.is_rest);
    assert_eq!(rests.map(|plan| &plan.id).collect::<Vec<_>>(), [&left]);
    book.remove_draft(&left).unwrap();
    assert_eq!(book.rest_of(&job).unwrap(), None);
    // A sending of all that was chosen leaves nothing.
    let whole = book.begin_sending(&sending(1), now()).unwrap().unwrap();
    assert_eq!(book.rest_of(&whole).unwrap(), None);
}

#[test]
fn the_rule_sends_a_file_once() {
    let desktop = Desktop::new();
    let ruled = |mark: &str| NewSending {
        taken: vec![mark.to_owned()],
        by_rule: true,
        ..sending(1)
    };
    let first = desktop.book().begin_sending(&ruled("a"), now()).unwrap();
    let book = desktop.book();
    assert_eq!(book.begin_sending(&ruled("a"), now()).unwrap(), None);
    let asked = NewSending {
        by_rule: false,
        ..ruled("b")
    };
    assert!(book.begin_sending(&asked, now()).unwrap().is_some());
    assert_eq!(book.begin_sending(&ruled("b"), now()).unwrap(), None);
    let jobs = book.jobs_by_rule(now()).unwrap();
    let jobs: Vec<_> = jobs.into_iter().map(|job| Some(job.id)).collect();
    assert_eq!(jobs, [first]);
    let later = now() + jiff::SignedDuration::from_secs(1);
    assert!(book.jobs_by_rule(later).unwrap().is_empty());
}

#[test]
fn a_draft_is_sent_once_however_often_it_is_asked_for() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let draft = book.keep_draft(&Draft::default(), now()).unwrap();
    let to = number(HELPER);
    let seen = book.draft(&draft).unwrap().unwrap().changed_at;
    let change = |_: &KeptDraft| DraftChange::default();
    // The clock stands still, and the change shows all the same.
    book.change_draft(&draft, now(), change).unwrap();
    let send = |at| book.send_draft(&draft, at, to, now()).unwrap();
    assert_eq!(send(seen), BegunSending::Changed);
    assert_eq!(book.job_of(&draft).unwrap(), None);
    let seen = book.draft(&draft).unwrap().unwrap().changed_at;
    let BegunSending::Job(job) = send(seen) else {
        panic!("it is as it was seen");
    };
    assert_eq!(send(seen), BegunSending::Job(job.clone()));
    let taken = DraftFate::Taken(job.clone());
    assert_eq!(book.change_draft(&draft, now(), change).unwrap(), taken);
    assert_eq!(book.remove_draft(&draft).unwrap(), taken);
    assert_eq!(book.job_of(&draft).unwrap(), Some(job.clone()));
    assert!(book.drafts().unwrap().is_empty(), "it is being sent");
    let gone = book.send_draft("gone", seen, to, now()).unwrap();
    assert_eq!(gone, BegunSending::Gone);

    book.release_job(&job).unwrap();
    assert_eq!(book.job(&job).unwrap(), None);
    assert_eq!(book.drafts().unwrap().len(), 1, "it is a draft again");
}

#[test]
fn only_what_was_sent_before_goes_again_once_somebody_wishes_it() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let job = book.begin_sending(&sending(3), now()).unwrap().unwrap();
    let failed = |code: &str| LineState::Failed {
        code: code.to_owned(),
        what: "送信していません。".to_owned(),
        hint: "ご確認ください。".to_owned(),
    };
    book.set_line(&job, 1, None, &failed("message.sent-before"))
        .unwrap();
    book.set_line(&job, 2, None, &failed("platform.unreachable"))
        .unwrap();
    book.set_job(&job, JobState::Ended).unwrap();
    // The partner has it: it lacks nothing, and is not tried again with the others.
    let ended = book.job(&job).unwrap().unwrap();
    assert_eq!(
        (ended.left(Left::Unsent), ended.lines[0].may_go_again()),
        (1, true)
    );
    book.retry_failed(&job).unwrap();
    let retried = book.job(&job).unwrap().unwrap();
    assert!(retried.lines[0].state.is_sent_before());
    assert_eq!(retried.lines[1].state, LineState::Waiting);
    book.set_line(&job, 2, None, &failed("message.sent-before"))
        .unwrap();
    book.set_job(&job, JobState::Ended).unwrap();
    assert!(book.jobs_left(Left::Unsent).unwrap().is_empty());
    assert_eq!(book.dismiss(&job, Left::Unsent, 2).unwrap(), 0);
    assert_eq!(
        book.jobs_left(Left::SentBefore).unwrap(),
        [ended_now(&book, &job)]
    );
    book.set_line(&job, 2, None, &failed("platform.unreachable"))
        .unwrap();
    book.send_again(&job, now()).unwrap();
    let known = book.job(&job).unwrap().unwrap();
    assert_eq!(known.state, JobState::Running);
    assert_eq!(known.lines[0].state, LineState::Waiting);
    assert_eq!(known.lines[1].state, failed("platform.unreachable"));
    let again = known.lines.iter().map(|line| {
        let kept = book.draft(line.draft.as_ref().unwrap()).unwrap();
        kept.unwrap().again
    });
    assert_eq!(again.collect::<Vec<_>>(), [true, false, false]);
}

fn ended_now(book: &Book, job: &str) -> Job {
    book.job(job).unwrap().unwrap()
}

#[test]
fn what_was_sent_before_is_listed_until_it_is_dismissed_and_goes_with_nothing_else() {
    let desktop = Desktop::new();
    let book = desktop.book();
    let failed = |code: &str| LineState::Failed {
        code: code.to_owned(),
        what: "送信できません。".to_owned(),
        hint: "ご確認ください。".to_owned(),
    };
    let job = book.begin_sending(&sending(2), now()).unwrap().unwrap();
    book.set_line(&job, 1, None, &failed("message.sent-before"))
        .unwrap();
    book.set_line(&job, 2, None, &failed("platform.unreachable"))
        .unwrap();
    assert_eq!(book.dismiss(&job, Left::SentBefore, 1).unwrap(), 0);
    book.set_job(&job, JobState::Ended).unwrap();
    let known = ended_now(&book, &job);
    let draft = known.lines[0].draft.clone().unwrap();
    assert_eq!(known.left(Left::SentBefore), 1);
    assert_eq!(book.count_left(Left::SentBefore).unwrap(), 1);
    assert_eq!(book.dismiss(&job, Left::SentBefore, 2).unwrap(), 0);
    assert_eq!(book.dismiss(&job, Left::SentBefore, 1).unwrap(), 1);
    assert!(book.draft(&draft).unwrap().is_none(), "its files are gone");
    assert!(book.jobs_left(Left::SentBefore).unwrap().is_empty());
    assert_eq!(ended_now(&book, &job).left(Left::Unsent), 1);
}
