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
    let (_, rest) = page.split_once("name=\"stamp\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn a_question_is_asked_answered_closed_and_forgotten() {
    let mut desk = Desk::open().await;
    let page = desk.guest.get("/contact").await.unwrap().text();
    for said in ["0120-000-000", "受付時間外", "2026年11月24日09:00から"] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let confirm = desk.type_in(FORM).await;
    assert_eq!(confirm.status, 200, "{confirm:?}");
    assert!(confirm.text().contains("まだ送信されていません。"));
    let sent = desk.send(&confirm.text(), b"").await;
    assert_eq!(
        (sent.status, &*sent.location),
        (303, "/contact/done?number=Q0000001"),
        "{sent:?}"
    );
    // The same form, sent once more, asks nothing anew.
    let again = desk.send(&confirm.text(), b"").await;
    assert_eq!(again.location, sent.location);
    let done = desk.guest.get(&sent.location).await.unwrap().text();
    assert!(done.contains("Q0000001"), "{done}");

    let mails = desk.mails().await;
    let told: Vec<_> = mails.iter().map(|mail| &*mail.address).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for mail in &mails {
        // Whoever has the address may have typed nothing of it.
        for typed in ["東京 花子", "送信の方法", "1234"] {
            assert!(!mail.body.contains(typed), "{}", mail.body);
        }
        assert!(mail.body.contains("Q0000001") && mail.body.contains("0120-000-000"));
        assert!(mail.body.contains("2026/11/24 09:00以降"), "{}", mail.body);
    }

    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let overview = clerk.get("/").await.unwrap().text();
    assert!(overview.contains("未対応のお問い合わせ"), "{overview}");
    let list = clerk.get("/tickets?q=hanako%40example.jp").await.unwrap();
    assert!(list.text().contains("/tickets/Q0000001"), "{list:?}");
    let none = clerk.get("/tickets?q=x&state=all").await.unwrap().text();
    assert!(!none.contains("/tickets/Q0000001"), "{none}");
    let path = "/tickets/Q0000001";
    for (step, told) in [
        (&[("step", "take")][..], "ticket-take"),
        (&[("step", "note"), ("note", "確認中")], "ticket-note"),
        (
            &[
                ("step", "reply"),
                ("reply", "「送信」の画面をご覧ください。"),
            ],
            "ticket-reply",
        ),
        (&[("step", "close")], "ticket-close"),
    ] {
        clerk.get(path).await.unwrap();
        let reply = clerk.post(path, step).await.unwrap();
        let there = format!("{path}?done={told}");
        assert_eq!(
            (reply.status, &*reply.location),
            (303, &*there),
            "{reply:?}"
        );
    }
    let page = clerk.get(path).await.unwrap().text();
    for said in ["確認中", "「送信」の画面", "完了", "再開する"] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let reply = clerk.post(path, &[("step", "close")]).await.unwrap();
    assert_eq!(reply.status, 409);
    let mails = desk.mails().await;
    let answer = mails.iter().find(|mail| mail.subject.contains("回答"));
    assert!(answer.unwrap().body.contains("「送信」の画面"));

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
