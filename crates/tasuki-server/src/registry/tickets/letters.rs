//! Mails of the help desk.

use tasuki_exchange::{Contact, DESK_HOURS_TEXT, TicketNumber};
use tasuki_store::MailRow;
use tasuki_terms::written_moment;

use super::{HelpDesk, Letter, ReplyCall};
use crate::registry::Hand;

/// To who asks: the question is there.
pub(super) fn received(
    number: TicketNumber,
    contact: &Contact,
    desk: &HelpDesk,
    hand: &Hand,
) -> MailRow {
    let next = match contact.call {
        Some(wish) => format!(
            "{}に、ご入力の電話番号へ折り返しお電話します（ご希望の時間帯：{}）。",
            wish.written(wish.next(hand.now)),
            wish.name()
        ),
        None => "内容を確認し、このメールアドレスに回答します。".to_owned(),
    };
    let text = format!(
        "お問い合わせを受け付けました。\n\nお問い合わせ番号：{number}\n受付日時：{}\n種類：{}\n\n{next}\n受付時間：{DESK_HOURS_TEXT}",
        written_moment(hand.now),
        contact.category.name(),
    );
    let subject = format!("お問い合わせを受け付けました（{number}）");
    row(contact.mail.as_str(), letter(&subject, &text, desk), hand)
}

/// To the operators, where they have an address: there is a question. What it says is in the
/// console.
pub(super) fn told(
    number: TicketNumber,
    contact: &Contact,
    desk: &HelpDesk,
    hand: &Hand,
) -> Option<MailRow> {
    let address = desk.mail.as_ref()?;
    let call = match contact.call {
        Some(wish) => format!(
            "あり（{}、ご希望：{}）",
            wish.written(wish.next(hand.now)),
            wish.name()
        ),
        None => "なし".to_owned(),
    };
    let text = format!(
        "新しいお問い合わせがあります。\n\nお問い合わせ番号：{number}\n種類：{}\n電話での折り返しの希望：{call}\n\n内容は運用管理の画面で確認してください。\n{}/tickets/{number}",
        contact.category.name(),
        desk.console,
    );
    let subject = format!("新しいお問い合わせ（{number}）");
    Some(row(address.as_str(), letter(&subject, &text, desk), hand))
}

/// To who asked: the answer, and what becomes of the call that was promised.
pub(super) fn reply(
    number: TicketNumber,
    text: &str,
    call: Option<&ReplyCall>,
    desk: &HelpDesk,
) -> Letter {
    let call = match call {
        None => String::new(),
        Some(ReplyCall::Stays(when)) => {
            format!("\n\n折り返しのお電話は、お約束のとおり、{when}に差し上げます。")
        }
        Some(ReplyCall::Off) => "\n\nこの回答をもって、折り返しのお電話は行いません。".to_owned(),
    };
    let text = format!("お問い合わせ番号：{number}\n\n{text}{call}");
    letter(&format!("お問い合わせへの回答（{number}）"), &text, desk)
}

fn letter(subject: &str, text: &str, desk: &HelpDesk) -> Letter {
    let phone = desk.phone.as_ref();
    let phone = phone.map_or_else(String::new, |phone| format!("電話：{phone}\n"));
    Letter {
        subject: format!("【ヘルプデスク】{subject}"),
        body: format!(
            "{text}\n\n---\nヘルプデスク（{}）\n{phone}{}/contact\nこのメールに返信することはできません。続きのご連絡は、上の画面の「お問い合わせ内容」にお問い合わせ番号を書いて、お送りください。\n",
            desk.name, desk.support
        ),
    }
}

/// A mail on its way.
pub(super) fn row(address: &str, letter: Letter, hand: &Hand) -> MailRow {
    MailRow {
        id: hand.new_id(),
        address: address.to_owned(),
        subject: letter.subject,
        body: letter.body,
        tries: 0,
        until: None,
    }
}
