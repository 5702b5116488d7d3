//! お問い合わせ.

use tasuki_exchange::ContactForm;
use tasuki_seal::SystemEntropy;
use tasuki_server::{Attachment, HelpDesk, NewTicket};
use tasuki_store::RecordId;
use tasuki_terms::{Clock as _, MediaType};

use super::{CONSOLE, Guest, Place};

pub(super) async fn all(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    const PATH: &str = "/tickets/Q0000001";
    guest
        .visit(CONSOLE, "/tickets", "console-tickets-none")
        .await?;
    ask(place, "late_afternoon").await?;
    ask(place, "any").await?;
    guest.visit(CONSOLE, "/tickets", "console-tickets").await?;
    guest.fill("q", "東京 花子").await?;
    guest.send("form[action='/tickets']").await?;
    guest.look("console-tickets-found").await?;
    guest.visit(CONSOLE, PATH, "console-ticket").await?;
    let file = guest
        .download(CONSOLE, &format!("{PATH}/attachment"))
        .await?;
    assert_eq!(file, b"123");
    guest.press("[name='step'][value='take']").await?;
    guest.browser().find(".banner").await?;
    guest.send("#reply").await?;
    guest.look_at_refusal(422, "console-ticket-refused").await?;
    let reply = "「送信一覧」の「状況」でご確認いただけます。";
    guest.fill("reply", reply).await?;
    guest.send("#reply").await?;
    guest.look("console-ticket-reply").await?;
    guest.press("[name='confirmed'][value='send']").await?;
    guest.browser().find(".banner").await?;
    guest.look("console-ticket-answered").await?;
    // Somebody else is called, and is not there.
    guest
        .visit(CONSOLE, "/tickets/Q0000002", "console-ticket-call")
        .await?;
    guest.send("#call").await?;
    guest
        .look_at_refusal(422, "console-ticket-call-refused")
        .await?;
    guest.press("[name='outcome'][value='missed']").await?;
    guest.send("#call").await?;
    guest.look("console-ticket-missed").await?;
    let calls = "/tickets?call=wished&order=call";
    guest.visit(CONSOLE, calls, "console-tickets-calls").await
}

/// Somebody asks the help desk.
async fn ask(place: &Place, wish: &str) -> anyhow::Result<()> {
    let form = ContactForm {
        name: "東京 花子".to_owned(),
        office: "1370000001".to_owned(),
        office_name: "訪問介護ひまわり".to_owned(),
        mail: "tokyo_test@example.jp".to_owned(),
        phone: "0312345678".to_owned(),
        category: "operation".to_owned(),
        text: "送信したファイルの状況を確認する方法を教えてください。\nよろしくお願いします。"
            .to_owned(),
        wants_call: true,
        wish: wish.to_owned(),
    };
    let contact = form.check();
    let contact = contact.map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let new = NewTicket {
        draft: RecordId::new(place.clock.now(), &SystemEntropy),
        contact,
        attachment: Some(Attachment {
            name: "画面.txt".to_owned(),
            media: MediaType::Text,
            bytes: b"123".to_vec().into(),
        }),
    };
    let desk = HelpDesk::of(&place.town.setup().settings()?);
    place.registry.ask_help_desk(new, &desk).await?;
    Ok(())
}
