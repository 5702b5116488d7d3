//! What the office's client needs of its desk: lists, own copies, bulk work, an earlier certificate.

use std::sync::{Arc, Mutex};

use tasuki_desk::{
    Desk, Draft, DraftFile, Filter, JobControl, JobListener, JobState, LineState, LineStep,
    NewSending, Preview, Query, Side, Sort, TargetRule,
};
use tasuki_terms::MessageState;
use tasuki_testing::plan_files;
use tasuki_wire::{Event, MailBox};

use crate::desk::{picture, wire};
use crate::town::Three;

fn plan(three: &Three, seed: u64, sequence: &str) -> Draft {
    let files = plan_files(seed, &three.manager, &three.helper).unwrap();
    let file = |(name, bytes): (String, Vec<u8>)| DraftFile {
        name: name.replace("20250325102000", sequence),
        bytes,
    };
    Draft {
        files: files.into_iter().map(file).collect(),
        ..Draft::default()
    }
}

fn total(desk: &Desk, side: Side, filter: &Filter) -> usize {
    let page = match side {
        Side::Sent => desk.book().sent(filter, Sort::Newest, 0, 10),
        Side::Received => desk.book().received(filter, Sort::Newest, 0, 10),
    };
    page.unwrap().total
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_into_the_book_and_copies_are_read_without_the_platform() {
    let mut three = Three::start().await;
    let (manager, helper) = (
        three.manager.desk(&three.town).unwrap(),
        three.helper.desk(&three.town).unwrap(),
    );
    let first = manager
        .send(plan(&three, 1, "20250325102000"))
        .await
        .unwrap();
    let second = manager
        .send(plan(&three, 2, "20250326093000"))
        .await
        .unwrap();
    assert_eq!(manager.sync().await.unwrap().sent, 2);
    assert_eq!(helper.sync().await.unwrap().received, 2);
    let again = helper.sync().await.unwrap();
    assert_eq!((again.received, again.changed), (0, 0));

    let rule = TargetRule::parse(three.folder.path().join("受信"), "{month}/{number}").unwrap();
    for sent in [&first, &second] {
        let listed = helper.book().message(Side::Received, sent.id).unwrap();
        let got = helper.receive(sent.id, rule.folder(&listed.unwrap()));
        let got = got.await.unwrap();
        let folder = got.files[0].path.parent().unwrap();
        let expected = format!("受信/202504/{}", three.manager.number);
        assert!(folder.ends_with(expected), "{}", folder.display());
    }
    drop(helper);
    // A message tells news of itself; the other is found by looking.
    let news = Event {
        message: first.id,
        state: MessageState::Opened,
        mail_box: MailBox::Outbox,
    };
    let told = manager.take_news(&news).await.unwrap();
    assert_eq!(told.state, MessageState::Opened);
    assert_eq!(manager.sync().await.unwrap().changed, 1);
    let opened = Filter {
        state: Some(MessageState::Opened),
        ..Filter::default()
    };
    assert_eq!(total(&manager, Side::Sent, &opened), 2);
    let partner = manager.book().partners().unwrap().pop().unwrap();
    assert_eq!(partner.number, three.helper.number);
    assert_eq!(partner.name, three.helper.name);

    // As with a ledger from before the book.
    for name in ["book.db", "book.db-wal", "book.db-shm"] {
        let path = three.helper.profile_folder().join(name);
        fs_err::remove_file(path).ok();
    }
    let helper = three.helper.desk(&three.town).unwrap();
    helper.sync().await.unwrap();
    assert_eq!(helper.index_copies().await.unwrap(), 2);
    assert_eq!(helper.index_copies().await.unwrap(), 0);

    // From here on nothing is asked of the platform.
    three.town.stop().await.unwrap();
    for (desk, side) in [(&manager, Side::Sent), (&helper, Side::Received)] {
        let copy = desk.copy(first.id).await.unwrap();
        assert_eq!(copy.side, side);
        assert_eq!(copy.manifest, first.manifest);
        let Some(Preview::Table(table)) = desk.preview(first.id, 1).await.unwrap() else {
            panic!("the first file is a CSV");
        };
        assert!(!table.rows.is_empty() && !table.columns.is_empty());
        assert_eq!(desk.preview(first.id, 99).await.unwrap(), None);

        let name = copy
            .container
            .entries
            .iter()
            .position(|entry| entry.name.starts_with("UPHOSOKU"));
        let Some(Preview::Table(people)) = desk.preview(first.id, name.unwrap() + 1).await.unwrap()
        else {
            panic!("it is a CSV");
        };
        let column = people
            .columns
            .iter()
            .position(|one| one.name == "利用者氏名");
        let person = Filter {
            text: Some(people.rows[0][column.unwrap()].value.clone()),
            ..Filter::default()
        };
        assert!(total(desk, side, &person) >= 1);

        assert!(desk.changes(first.id).await.unwrap().is_none());
        let changes = desk.changes(second.id).await.unwrap().unwrap();
        assert_eq!(changes.previous, first.id);
        assert!(!changes.difference.unwrap().is_empty());
    }
    let again = manager.draft_again(first.id).await.unwrap();
    assert_eq!(again.replaces, Some(first.id));
    let copied = manager.copy(first.id).await.unwrap();
    assert_eq!(again.files.len(), copied.container.entries.len());
    assert!(helper.draft_again(first.id).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_for_an_earlier_certificate_open_after_the_renewal() {
    let mut three = Three::start().await;
    let manager = three.manager.desk(&three.town).unwrap();
    let helper = three.helper.desk(&three.town).unwrap();
    let target = three.folder.path().join("received");
    let kept = manager.send(picture(&three.helper, 1_000)).await.unwrap();
    helper.receive(kept.id, &target).await.unwrap();
    let waits = manager.send(picture(&three.helper, 2_000)).await.unwrap();
    drop(helper);

    let renewed = three.helper.terminal(&three.town).await.unwrap();
    three.helper.renew(renewed.keys).unwrap();
    let helper = three.helper.desk(&three.town).unwrap();
    assert_eq!(helper.profile().identities().len(), 2);
    helper.receive(waits.id, &target).await.unwrap();
    let new = manager.send(picture(&three.helper, 3_000)).await.unwrap();
    helper.receive(new.id, &target).await.unwrap();
    for id in [kept.id, waits.id, new.id] {
        let copy = helper.copy(id).await.unwrap();
        assert_eq!(copy.container.entries.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_is_written_again_from_the_own_copy() {
    let three = Three::start().await;
    let manager = three.manager.desk(&three.town).unwrap();
    let helper = three.helper.desk(&three.town).unwrap();
    let sent = manager.send(picture(&three.helper, 5_000)).await.unwrap();
    let target = three.folder.path().join("received");
    let got = helper.receive(sent.id, &target).await.unwrap();
    fs_err::remove_file(&got.files[0].path).unwrap();
    let again = helper.receive(sent.id, &target).await.unwrap();
    assert_eq!(again.files[0].digest, got.files[0].digest);
    assert!(again.files[0].path.is_file());
    assert_eq!(again.receipts, got.receipts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_of_120_goes_in_turns_pauses_and_goes_on_after_a_restart() {
    let three = Three::start().await;
    let desk = three.manager.desk(&three.town).unwrap();
    let mut messages: Vec<_> = (0..119)
        .map(|n| (three.helper.number, picture(&three.helper, 100 + n)))
        .collect();
    let stranger = "1399999999".parse().unwrap();
    let lost = Draft {
        to: Some(stranger),
        ..picture(&three.helper, 500)
    };
    messages.insert(3, (stranger, lost));
    let sending = NewSending {
        messages,
        ..NewSending::default()
    };
    let now = three.town.clock().now();
    let job = desk.book().begin_sending(&sending, now).unwrap().unwrap();

    let control = JobControl::default();
    let steps = Arc::new(Mutex::new(Vec::new()));
    let (heard, stop) = (Arc::clone(&steps), control.clone());
    let told: JobListener = Arc::new(move |news| {
        if news.place == 60 && news.step == (LineStep::Sending { percent: 100 }) {
            stop.pause();
        }
        heard.lock().unwrap().push(news);
    });
    let paused = desk.run_sending(&job, &control, &told).await.unwrap();
    assert_eq!(paused.state, JobState::Paused);
    let done = |job: &tasuki_desk::Job, state: &LineState| {
        job.lines.iter().filter(|line| line.state == *state).count()
    };
    assert_eq!(done(&paused, &LineState::Done), 59);
    assert_eq!(done(&paused, &LineState::Waiting), 60);
    let LineState::Failed { code, .. } = &paused.lines[3].state else {
        panic!("the stranger is not registered");
    };
    assert_eq!(code, "receiver.not-registered");
    let ends = |news: &&tasuki_desk::JobNews| matches!(news.step, LineStep::Ended(_));
    assert_eq!(steps.lock().unwrap().iter().filter(ends).count(), 60);
    drop(desk);

    // Another start of the program, over another line.
    let wire = wire(&three).await;
    let password = three.manager.password.clone();
    let desk = three.manager.desk_at(&wire.exchange(), password).unwrap();
    let open = desk.book().open_jobs().unwrap();
    assert_eq!(open.len(), 1);
    let quiet: JobListener = Arc::new(|_| ());
    let ended = desk
        .run_sending(&open[0].id, &JobControl::default(), &quiet)
        .await
        .unwrap();
    assert_eq!(ended.state, JobState::Ended);
    assert_eq!(done(&ended, &LineState::Done), 119);
    let listed = desk.outbox_pages(Query::default()).all().await.unwrap();
    assert_eq!(listed.len(), 119, "nothing is sent twice");
    assert!(desk.book().drafts().unwrap().is_empty());

    desk.retry_failed(&job).await.unwrap();
    let again = desk
        .run_sending(&job, &JobControl::default(), &quiet)
        .await
        .unwrap();
    assert_eq!(done(&again, &LineState::Done), 119);

    // All of them, received as one job.
    let helper = three.helper.desk(&three.town).unwrap();
    let ids = helper.unreceived().await.unwrap();
    assert_eq!(ids.len(), 119);
    let job = helper.begin_receiving(&ids).await.unwrap().job;
    let rule = Arc::new(TargetRule::parse(three.folder.path().join("all"), "{partner}").unwrap());
    let received = helper
        .run_receiving(&job, &rule, &JobControl::default(), &quiet)
        .await
        .unwrap();
    assert_eq!(done(&received, &LineState::Done), 119);
    assert!(helper.unreceived().await.unwrap().is_empty());
}
