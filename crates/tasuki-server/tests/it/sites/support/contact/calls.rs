//! Calls that were asked for: when they are promised, and what becomes of them.

use super::*;

#[tokio::test]
async fn calls_are_noted_planned_again_and_sorted_by_their_time() {
    const PATH: &str = "/tickets/Q0000001";
    let mut desk = Desk::open().await;
    for wish in ["morning", "any"] {
        let form: Vec<_> = FORM
            .iter()
            .map(|(name, value)| (*name, if *name == "wish" { wish } else { *value }))
            .collect();
        let confirm = desk.type_in(&form).await.text();
        let stamp = stamp(&confirm);
        let fields = [&form[..], &[("stamp", &*stamp), ("action", "send")]].concat();
        let sent = desk
            .guest
            .post_file("/contact/send", &fields, ("file", b""));
        assert_eq!(sent.await.unwrap().status, 303);
    }
    // On the morning of the next working day.
    let moment: jiff::Timestamp = "2026-11-24T11:30:00+09:00".parse().unwrap();
    desk.clock.pass(moment.duration_since(desk.clock.now()));
    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let page = clerk.get(PATH).await.unwrap().text();
    assert!(page.contains("href=\"tel:0312345678\""), "{page}");
    let seen = value_of(&page, "seen");
    let nothing = [("step", "call"), ("seen", &*seen)];
    let nothing = clerk.post(PATH, &nothing).await.unwrap();
    assert_eq!(nothing.status, 422);
    let missed = [("step", "call"), ("outcome", "missed"), ("seen", &*seen)];
    assert_eq!(clerk.post(PATH, &missed).await.unwrap().status, 303);
    let page = clerk.get(PATH).await.unwrap().text();
    // The morning is over in an hour.
    assert!(page.contains("2026/11/25 9:00〜12:00"), "{page}");
    let list = clerk.get("/tickets?call=wished&order=call").await.unwrap();
    let list = list.text();
    let places = ["Q0000002", "Q0000001"].map(|number| list.find(number).unwrap());
    assert!(places[0] < places[1], "{list}");
    let due = clerk.get("/tickets?call=due").await.unwrap().text();
    assert!(
        due.contains("Q0000002") && !due.contains("Q0000001"),
        "{due}"
    );
    let seen = value_of(&page, "seen");
    let called = [
        ("step", "call"),
        ("outcome", "called"),
        ("call_note", "説明しました。"),
        ("seen", &*seen),
    ];
    assert_eq!(clerk.post(PATH, &called).await.unwrap().status, 303);
    let calls = clerk.get("/tickets?call=wished").await.unwrap().text();
    assert!(!calls.contains("Q0000001"), "{calls}");
    let page = clerk.get("/tickets?state=answered").await.unwrap().text();
    assert!(page.contains("Q0000001"), "{page}");
}

#[tokio::test]
async fn a_promised_call_stays_until_it_is_made_or_not_wanted() {
    const PATH: &str = "/tickets/Q0000001";
    const CALLS: &str = "/tickets?call=wished";
    const WHEN: &str = "2026/11/24 9:00〜12:00";
    let mut desk = Desk::open().await;
    let confirm = desk.type_in(FORM).await.text();
    desk.send(&confirm, b"").await;
    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let reply = [("step", "reply"), ("reply", "ご覧ください。")];
    let off = [("calls_off", "on")];
    for (more, told, mailed, stays) in [
        (&[][..], "約束は残ります。", "お約束のとおり、", true),
        (&off[..], "約束を取り消します。", "行いません。", false),
    ] {
        let page = clerk.get(PATH).await.unwrap().text();
        assert!(page.contains("name=\"calls_off\""), "{page}");
        let seen = value_of(&page, "seen");
        let typed = [&reply[..], more, &[("seen", &*seen)]].concat();
        let preview = clerk.post(PATH, &typed).await.unwrap().text();
        assert!(
            preview.contains(told) && preview.contains(mailed),
            "{preview}"
        );
        let sent = [&typed[..], &[("confirmed", "send")]].concat();
        assert_eq!(clerk.post(PATH, &sent).await.unwrap().status, 303);
        desk.clock.pass(SignedDuration::from_secs(1));
        let calls = clerk.get(CALLS).await.unwrap().text();
        assert_eq!(calls.contains("Q0000001"), stays, "{calls}");
        assert_eq!(calls.contains(WHEN), stays, "{calls}");
    }
    let page = clerk.get(PATH).await.unwrap().text();
    assert!(page.contains("電話（不要になった）"), "{page}");
    let records = desk.records().await;
    let trail = records.read("test", |records| records.audit("Q0000001", 0, 10));
    let mut actions: Vec<_> = trail
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.action)
        .collect();
    actions.sort();
    assert_eq!(actions, ["ticket.call-off", "ticket.reply", "ticket.reply"]);
    // There is nothing left to call off.
    let again = [("step", "call"), ("outcome", "call_off")];
    assert_eq!(clerk.post(PATH, &again).await.unwrap().status, 409);
}

#[tokio::test]
async fn who_was_not_called_as_promised_is_marked() {
    let mut desk = Desk::open().await;
    let confirm = desk.type_in(FORM).await.text();
    desk.send(&confirm, b"").await;
    // Promised for the morning of November 24, a Tuesday.
    for (moment, role, is_late) in [
        ("2026-11-24T11:59", Role::OperatorViewer, false),
        ("2026-11-25T20:00", Role::OperatorAdmin, true),
    ] {
        let moment: jiff::Timestamp = format!("{moment}:00+09:00").parse().unwrap();
        desk.clock.pass(moment.duration_since(desk.clock.now()));
        let mut operator = console::operator(&desk.town, role).await;
        for path in ["/tickets", "/tickets/Q0000001"] {
            let page = operator.get(path).await.unwrap().text();
            assert!(page.contains("2026/11/24 9:00〜12:00"), "{page}");
            assert_eq!(page.contains("期限超過"), is_late, "{moment} {path}");
        }
    }
    let mut clerk = console::operator(&desk.town, Role::OperatorClerk).await;
    let page = clerk.get("/tickets/Q0000001").await.unwrap().text();
    let seen = value_of(&page, "seen");
    let reply = [
        ("step", "reply"),
        ("confirmed", "send"),
        ("reply", "お電話しました。"),
        ("calls_off", "on"),
        ("seen", &*seen),
    ];
    clerk.post("/tickets/Q0000001", &reply).await.unwrap();
    let page = clerk.get("/tickets?state=answered").await.unwrap().text();
    assert!(
        page.contains("Q0000001") && !page.contains("期限超過"),
        "{page}"
    );
}
