//! お問い合わせ, from the form to the answer.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::date;
use tasuki_exchange::TicketState;
use tasuki_server::{Role, Site};
use tasuki_store::{MailRow, Records};
use tasuki_terms::{Clock as _, start_of_day};
use tasuki_testing::{Reply, SetClock, Surfer, Town, TownPlan};
use tempfile::TempDir;

use super::super::console;

mod calls;

/// What is typed, all right.
const FORM: &[(&str, &str)] = &[
    ("name", "東京 花子"),
    ("office", "1370000001"),
    ("mail", "hanako@example.jp"),
    ("phone", "03-1234-5678"),
    ("category", "operation"),
    (
        "text",
        "送信の方法を教えてください。\r\nよろしくお願いします。",
    ),
    ("call", "on"),
    ("wish", "morning"),
];

/// A help desk on a Friday evening before a long weekend, and somebody with a question.
struct Desk {
    _folder: TempDir,
    town: Town,
    clock: Arc<SetClock>,
    guest: Surfer,
}

impl Desk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let evening = start_of_day(date(2026, 11, 20)) + SignedDuration::from_hours(18);
        let clock = Arc::new(SetClock::standing_at(evening));
        let told = Arc::<SetClock>::clone(&clock);
        let mut town = Town::found(folder.path(), TownPlan::with_sites(), told)
            .await
            .unwrap();
        let desk = &mut town.settings().support_desk;
        desk.mail = Some("desk@example.jp".parse().unwrap());
        desk.phone = Some("0120-000-000".parse().unwrap());
        town.start().await.unwrap();
        let guest = Surfer::new(&town, Site::Support).unwrap();
        Self {
            _folder: folder,
            town,
            clock,
            guest,
        }
    }

    async fn records(&self) -> Records {
        let file = self.town.setup().settings().unwrap().store.records;
        Records::open(&file).await.unwrap()
    }

    async fn mails(&self) -> Vec<MailRow> {
        let now = self.clock.now();
        let records = self.records().await;
        let mails = records.read("test", move |records| records.due_mails(now, 100));
        mails.await.unwrap()
    }

    /// Types the form and sends it after a minute; what comes back.
    async fn type_in(&mut self, form: &[(&str, &str)]) -> Reply {
        let page = self.guest.get("/contact").await.unwrap().text();
        let stamp = stamp(&page);
        self.clock.pass(SignedDuration::from_mins(1));
        let typed = [form, &[("stamp", &*stamp)]].concat();
        self.guest.post("/contact", &typed).await.unwrap()
    }

    /// Sends what was confirmed, with a file.
    async fn send(&mut self, confirm: &str, file: &[u8]) -> Reply {
        let stamp = stamp(confirm);
        let fields = [FORM, &[("stamp", &*stamp), ("action", "send")]].concat();
        let sent = self
            .guest
            .post_file("/contact/send", &fields, ("file", file));
        sent.await.unwrap()
    }
}

/// The stamp of the form on a page.
fn stamp(page: &str) -> String {
    value_of(page, "stamp")
}

/// The value of a hidden field; empty where there is none.
fn value_of(page: &str, name: &str) -> String {
    let rest = page.split_once(&format!("name=\"{name}\" value=\""));
    let value = rest.and_then(|(_, rest)| rest.split_once('"'));
    value.map_or_else(String::new, |(value, _)| value.to_owned())
}

/// Who is looked for is found in any state, and stands in no address.
async fn search(clerk: &mut Surfer) {
    const TICKET: &str = "/tickets/Q0000001";
    for words in ["hanako@example.jp", "東京 花子", "送信の方法"] {
        let found = clerk.post("/tickets", &[("q", words)]).await.unwrap();
        assert_eq!(found.status, 200, "{found:?}");
        assert!(found.text().contains(TICKET), "{words} {found:?}");
    }
    let none = clerk.post("/tickets", &[("q", "x")]).await.unwrap();
    assert!(!none.text().contains(TICKET), "{none:?}");
    let closed = clerk.post("/tickets", &[("q", "花子"), ("state", "closed")]);
    assert!(!closed.await.unwrap().text().contains(TICKET));
    for number in ["Q0000001", "1370000001"] {
        let sent = clerk.post("/tickets", &[("q", number)]).await.unwrap();
        let there = format!("/tickets?q={number}&state=all");
        assert_eq!((sent.status, &*sent.location), (303, &*there));
        assert!(clerk.get(&there).await.unwrap().text().contains(TICKET));
    }
    let calls = clerk.get("/tickets?call=wished").await.unwrap().text();
    assert!(
        calls.contains(TICKET) && !calls.contains("期限超過"),
        "{calls}"
    );
    let mine = clerk.get("/tickets?assignee=mine").await.unwrap().text();
    assert!(!mine.contains(TICKET), "{mine}");
    // What an address tells that is no number is not looked for.
    let personal = clerk
        .get("/tickets?q=hanako&state=all")
        .await
        .unwrap()
        .text();
    assert!(!personal.contains("hanako"), "{personal}");
}

#[tokio::test]
async fn a_question_is_asked_answered_closed_and_forgotten() {
    let mut desk = Desk::open().await;
    let page = desk.guest.get("/contact").await.unwrap().text();
    for said in ["0120-000-000", "受付時間外", "2026年11月24日9:00から"] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let confirm = desk.type_in(FORM).await;
    assert_eq!(confirm.status, 200, "{confirm:?}");
    assert!(confirm.text().contains("まだ送信されていません。"));
    let sent = desk.send(&confirm.text(), b"").await;
    let (there, told) = sent.location.split_once("&sent=").unwrap();
    assert_eq!((sent.status, there), (303, "/contact/done?number=Q0000001"));
    // The same form, sent once more, asks nothing anew.
    let again = desk.send(&confirm.text(), b"").await;
    let (again, _) = again.location.split_once("&sent=").unwrap();
    assert_eq!(again, there);
    let done = desk.guest.get(&sent.location).await.unwrap().text();
    for said in ["Q0000001", "2026/11/24 9:00〜12:00", "午前"] {
        assert!(done.contains(said), "{said} is not in {done}");
    }
    // What stands in the address sends nothing.
    let fields = [FORM, &[("stamp", told), ("action", "send")]].concat();
    let nothing = desk
        .guest
        .post_file("/contact/send", &fields, ("file", b""));
    assert_eq!(nothing.await.unwrap().status, 422);
    // Who knows no more than the number is told no more.
    let other = desk.guest.get("/contact/done?number=Q0000001").await;
    let other = other.unwrap().text();
    assert!(
        other.contains("Q0000001") && !other.contains("午前"),
        "{other}"
    );

    let mails = desk.mails().await;
    let told: Vec<_> = mails.iter().map(|mail| &*mail.address).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for mail in &mails {
        // Whoever has the address may have typed nothing of it.
        for typed in ["東京 花子", "送信の方法", "1234"] {
            assert!(!mail.body.contains(typed), "{}", mail.body);
        }
        assert!(mail.body.contains("Q0000001") && mail.body.contains("0120-000-000"));
        assert!(
            mail.body.contains("2026/11/24 9:00〜12:00"),
            "{}",
            mail.body
        );
    }

    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let overview = clerk.get("/").await.unwrap().text();
    assert!(overview.contains("未対応のお問い合わせ"), "{overview}");
    search(&mut clerk).await;
    let path = "/tickets/Q0000001";
    // Who may only look at questions is offered for none, and given none.
    console::operator(&desk.town, Role::OperatorViewer).await;
    let page = clerk.get(path).await.unwrap().text();
    assert!(page.contains("value=\"clerk\"") && !page.contains("value=\"viewer\""));
    let seen = value_of(&page, "seen");
    let fields = [("step", "assign"), ("assignee", "viewer"), ("seen", &seen)];
    let refused = clerk.post(path, &fields).await.unwrap();
    assert_eq!(refused.status, 400, "{refused:?}");
    for (step, told) in [
        (&[("step", "take")][..], "ticket-take"),
        (&[("step", "note"), ("note", "確認中")], "ticket-note"),
        (
            &[
                ("step", "call"),
                ("outcome", "missed"),
                ("call_note", "留守番電話でした"),
            ],
            "ticket-missed",
        ),
        (&[("step", "assign"), ("assignee", "")], "ticket-release"),
        (
            &[("step", "assign"), ("assignee", "clerk")],
            "ticket-assign",
        ),
        (
            &[
                ("step", "reply"),
                ("reply", "「送信」の画面をご覧ください。"),
                ("confirmed", "send"),
            ],
            "ticket-reply",
        ),
        (&[("step", "close")], "ticket-close"),
    ] {
        let page = clerk.get(path).await.unwrap().text();
        let seen = value_of(&page, "seen");
        let fields = [step, &[("seen", &*seen)]].concat();
        let reply = clerk.post(path, &fields).await.unwrap();
        desk.clock.pass(SignedDuration::from_secs(1));
        if told == "ticket-reply" {
            // The same once more, as a button that is pressed twice sends it.
            let again = clerk.post(path, &fields).await.unwrap();
            assert_eq!(again.status, 409, "{again:?}");
            assert!(
                again.text().contains("回答も送信していません。"),
                "{again:?}"
            );
        }
        let there = format!("{path}?done={told}");
        assert_eq!(
            (reply.status, &*reply.location),
            (303, &*there),
            "{reply:?}"
        );
    }
    let page = clerk.get(path).await.unwrap().text();
    for said in [
        "確認中",
        "留守番電話でした",
        "電話（不在）",
        "「送信」の画面",
        "送信待ち（メールサーバーが設定されていないため",
        "完了",
        "再開する",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let reply = clerk.post(path, &[("step", "close")]).await.unwrap();
    assert_eq!(reply.status, 409);
    let mails = desk.mails().await;
    let answers: Vec<_> = mails
        .iter()
        .filter(|mail| mail.subject.contains("回答"))
        .collect();
    assert_eq!(answers.len(), 1);
    assert!(answers[0].body.contains("「送信」の画面"));

    let records = desk.records().await;
    let now = desk.clock.now();
    let later = now + SignedDuration::from_secs(1);
    let forgotten = records.change("test", move |records| records.forget_tickets(later));
    assert_eq!(forgotten.await.unwrap(), 1);
    assert_eq!(clerk.get(path).await.unwrap().status, 404);
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_told_beside_its_field() {
    let mut desk = Desk::open().await;
    let reply = desk.type_in(&[("call", "on"), ("wish", "never")]).await;
    assert_eq!(reply.status, 422);
    let page = reply.text();
    for said in [
        "お名前：未入力です。",
        "電話番号を入力してください。",
        "選択してください。",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let confirm = desk.type_in(FORM).await.text();
    let reply = desk.send(&confirm, b"MZ\x90\x00").await;
    assert_eq!(reply.status, 422);
    assert!(
        reply
            .text()
            .contains("いずれかのファイルを選んでください。")
    );
    let stamp = stamp(&confirm);
    let back = [FORM, &[("stamp", &*stamp), ("action", "back")]].concat();
    let sent = desk.guest.post_file("/contact/send", &back, ("file", b""));
    let reply = sent.await.unwrap();
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("value=\"東京 花子\""));
}

#[tokio::test]
async fn a_reply_is_shown_as_the_mail_will_read_and_goes_out_when_confirmed() {
    const PATH: &str = "/tickets/Q0000001";
    let mut desk = Desk::open().await;
    let confirm = desk.type_in(FORM).await.text();
    desk.send(&confirm, b"").await;
    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let seen = value_of(&clerk.get(PATH).await.unwrap().text(), "seen");
    let typed = [
        ("step", "reply"),
        ("reply", "「送信」をご覧ください。"),
        ("seen", &*seen),
    ];
    let preview = clerk.post(PATH, &typed).await.unwrap();
    assert_eq!(preview.status, 200, "{preview:?}");
    for said in [
        "まだ送信されていません。",
        "hanako@example.jp",
        "【ヘルプデスク】お問い合わせへの回答（Q0000001）",
        "お問い合わせ番号：Q0000001",
        "電話：0120-000-000",
    ] {
        assert!(preview.text().contains(said), "{said} {preview:?}");
    }
    let is_answer = |mail: &MailRow| mail.subject.contains("回答");
    assert!(!desk.mails().await.iter().any(is_answer));
    let back = [&typed[..], &[("confirmed", "back")]].concat();
    let back = clerk.post(PATH, &back).await.unwrap().text();
    assert!(
        back.contains("「送信」をご覧ください。</textarea>"),
        "{back}"
    );
    let sent = [&typed[..], &[("confirmed", "send")]].concat();
    clerk.post(PATH, &sent).await.unwrap();
    let mails = desk.mails().await;
    let mail = mails.into_iter().find(is_answer).unwrap();
    let told = preview.text().replace("&#39;", "'");
    assert!(told.contains(mail.body.trim_end()), "{}", mail.body);

    // The history tells what has become of it.
    let (id, now) = (mail.id, desk.clock.now());
    let records = desk.records().await;
    let given_up = records.change("test", move |records| records.mail_failed(id, None));
    given_up.await.unwrap();
    let page = clerk.get(PATH).await.unwrap().text();
    assert!(page.contains("送信できませんでした"), "{page}");
    let gone = records.change("test", move |records| records.mail_sent(id, now));
    gone.await.unwrap();
    let page = clerk.get(PATH).await.unwrap().text();
    assert!(page.contains("送信済み（2026/11/20 "), "{page}");
}

#[tokio::test]
async fn who_corrects_a_field_is_not_too_fast() {
    let mut desk = Desk::open().await;
    let refused = desk.type_in(&[("name", "東京 花子")]).await;
    assert_eq!(refused.status, 422);
    let stamp = stamp(&refused.text());
    let form: Vec<_> = FORM
        .iter()
        .map(|(name, value)| match *name {
            "mail" => (*name, "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ"),
            _ => (*name, *value),
        })
        .collect();
    // At once: the clock stands still.
    let typed = [&form[..], &[("stamp", &*stamp)]].concat();
    let confirm = desk.guest.post("/contact", &typed).await.unwrap();
    assert_eq!(confirm.status, 200, "{confirm:?}");
    assert!(confirm.text().contains("hanako@example.jp"));
}

#[tokio::test]
async fn machines_are_held_off() {
    let mut desk = Desk::open().await;
    let page = desk.guest.get("/contact").await.unwrap().text();
    let stamp = stamp(&page);
    let typed = |more: &[(&'static str, &'static str)], stamp: &str| -> Vec<(String, String)> {
        let fields = FORM.iter().chain(more);
        let fields = fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        fields
            .chain([("stamp".to_owned(), stamp.to_owned())])
            .collect()
    };
    for (fields, minutes, said) in [
        (typed(&[], &stamp), 0, "短すぎる"),
        (typed(&[("website", "x")], &stamp), 1, "自動で入力された"),
        (typed(&[], "00"), 0, "時間がたって"),
        (typed(&[], &stamp), 13 * 60, "時間がたって"),
    ] {
        desk.clock.pass(SignedDuration::from_mins(minutes));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let reply = desk.guest.post("/contact", &fields).await.unwrap();
        assert_eq!(reply.status, 422, "{said}");
        assert!(reply.text().contains(said), "{said} {reply:?}");
    }
    // The form's own stamp is none of the confirmation's, in whose place a machine may send it.
    let page = desk.guest.get("/contact").await.unwrap().text();
    desk.clock.pass(SignedDuration::from_mins(1));
    let sent = desk.send(&page, b"").await;
    assert_eq!(sent.status, 422, "{sent:?}");
    let mut sent = Vec::new();
    for _ in 0..11 {
        let confirm = desk.type_in(FORM).await.text();
        sent.push(desk.send(&confirm, b"").await.status);
    }
    assert_eq!(sent, [[303; 10].as_slice(), &[429]].concat());
}

#[tokio::test]
async fn viewers_look_and_change_nothing() {
    let mut desk = Desk::open().await;
    let confirm = desk.type_in(FORM).await.text();
    desk.send(&confirm, b"").await;
    let mut viewer = console::operator(&desk.town, Role::OperatorViewer).await;
    let page = viewer.get("/tickets/Q0000001").await.unwrap().text();
    assert!(
        page.contains("送信の方法") && !page.contains("担当する"),
        "{page}"
    );
    let reply = viewer.post("/tickets/Q0000001", &[("step", "take")]).await;
    assert_eq!(reply.unwrap().status, 403);
    let records = desk.records().await;
    let number = "Q0000001".parse().unwrap();
    let row = records.read("test", move |records| records.ticket(number));
    assert_eq!(row.await.unwrap().unwrap().state, TicketState::Open);
}

#[tokio::test]
async fn a_file_that_was_forgotten_is_added_to_the_same_question() {
    let mut desk = Desk::open().await;
    let confirm = desk.type_in(FORM).await.text();
    let first = desk.send(&confirm, b"").await;
    let stamp = stamp(&confirm);
    let fields = [FORM, &[("stamp", &*stamp), ("action", "send")]].concat();
    // Of two files the first is taken.
    for bytes in ["text", "other"] {
        let file = ("file", "画面.txt", bytes.as_bytes());
        let sent = desk.guest.post_named_file("/contact/send", &fields, file);
        let sent = sent.await.unwrap();
        let number = |reply: &Reply| {
            reply
                .location
                .split_once("&sent=")
                .map(|(there, _)| there.to_owned())
        };
        assert_eq!((sent.status, number(&sent)), (303, number(&first)));
    }
    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let file = clerk.get("/tickets/Q0000001/attachment").await.unwrap();
    assert_eq!((file.status, &file.bytes[..]), (200, &b"text"[..]));
}
