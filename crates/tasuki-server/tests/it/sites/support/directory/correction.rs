//! 掲載内容の修正依頼.

use std::sync::Arc;

use jiff::SignedDuration;
use tasuki_server::{Role, Site};
use tasuki_testing::{SetClock, Surfer};

use super::super::super::console;
use super::filled_by;

#[tokio::test]
async fn a_correction_reaches_the_operators() {
    let clock = Arc::new(SetClock::default());
    let told = Arc::<SetClock>::clone(&clock);
    let (_folder, town, offices) = filled_by(told).await;
    let path = format!("/offices/{}/correction", offices[0].number);
    let mut surfer = Surfer::new(&town, Site::Support).unwrap();
    let stamp = async |surfer: &mut Surfer| {
        let page = surfer.get(&path).await.unwrap().text();
        let (_, rest) = page.split_once("name=\"stamp\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let refused = surfer.post(&path, &[("wish", ""), ("address", "x")]).await;
    let refused = refused.unwrap();
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("電話番号を入力してください。"),
        "{refused:?}"
    );
    let wish = "電話番号が変わりました。";
    let good = |stamp: &str| {
        [
            ("wish", wish),
            ("sender", "見本 花子"),
            ("address", "０３－１２３４－５６７８"),
            ("stamp", stamp),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |surfer: &mut Surfer, stamp: &str| {
        let fields = good(stamp);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        surfer.post(&path, &fields).await.unwrap()
    };
    // Machines have no stamp of this form, or send it at once.
    let first = stamp(&mut surfer).await;
    for (stamp, told) in [("00", "時間がたって"), (&*first, "短すぎる")] {
        let held = send(&mut surfer, stamp).await;
        assert_eq!(held.status, 422, "{held:?}");
        assert!(held.text().contains(told), "{told} {held:?}");
    }
    clock.pass(SignedDuration::from_mins(1));
    for _ in 0..2 {
        // Pressed twice or more, it is one request.
        let reply = send(&mut surfer, &first).await;
        assert_eq!(reply.status, 303, "{reply:?}");
    }
    // Four further requests, and then there are enough for this office.
    for further in 0..5 {
        let next = stamp(&mut surfer).await;
        clock.pass(SignedDuration::from_mins(1));
        let reply = send(&mut surfer, &next).await;
        let expected = if further < 4 { 303 } else { 422 };
        assert_eq!(reply.status, expected, "{further} {reply:?}");
        if further == 4 {
            assert!(reply.text().contains("確認しているところです"), "{reply:?}");
        }
    }

    let mut viewer = console::operator(&town, Role::OperatorViewer).await;
    let list = viewer.get("/corrections").await.unwrap().text();
    assert_eq!(list.matches(wish).count(), 5, "{list}");
    let (_, rest) = list.split_once("href=\"/corrections/").unwrap();
    let (id, _) = rest.split_once('"').unwrap();
    let path = format!("/corrections/{id}");
    let page = viewer.get(&path).await.unwrap();
    assert!(page.text().contains("href=\"tel:0312345678\""), "{page:?}");
    let mut clerk = console::operator(&town, Role::OperatorClerk).await;
    clerk.get(&path).await.unwrap();
    let done = clerk
        .post(&path, &[("assignee", ""), ("state", "done")])
        .await;
    assert_eq!(done.unwrap().location, "/corrections?done=correction");
    let list = clerk.get("/corrections?state=done").await.unwrap();
    assert!(list.text().contains(id), "{list:?}");
    let odd = clerk.post(&path, &[("assignee", "nobody")]).await.unwrap();
    assert_eq!(odd.status, 400);
}
