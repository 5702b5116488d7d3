//! Mails of the help desk.

use tasuki_exchange::{Contact, DESK_HOURS_TEXT, TicketNumber};
use tasuki_store::MailRow;
use tasuki_terms::{MailAddress, written_moment};

use super::HelpDesk;
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
            "{}以降に、ご入力の電話番号へ折り返しお電話します（ご希望の時間帯：{}）。",
            written_moment(wish.next(hand.now)),
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
    mail(contact.mail.as_str(), &subject, &text, desk, hand)
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
            "あり（{}以降、{}）",
            written_moment(wish.next(hand.now)),
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
    Some(mail(address.as_str(), &subject, &text, desk, hand))
}

/// To who asked: the answer.
pub(super) fn reply(
    number: TicketNumber,
    address: &MailAddress,
    text: &str,
    desk: &HelpDesk,
    hand: &Hand,
) -> MailRow {
    let text = format!("お問い合わせ番号：{number}\n\n{text}");
    let subject = format!("お問い合わせへの回答（{number}）");
    mail(address.as_str(), &subject, &text, desk, hand)
}

fn mail(address: &str, subject: &str, text: &str, desk: &HelpDesk, hand: &Hand) -> MailRow {
    let phone = desk.phone.as_ref();
    let phone = phone.map_or_else(String::new, |phone| format!("電話：{phone}\n"));
    let body = format!(
        "{text}\n\n---\nヘルプデスク（{}）\n{phone}{}/contact\nこのメールに返信することはできません。続きのご連絡は、上の画面の「お問い合わせ内容」にお問い合わせ番号を書いて、お送りください。\n",
        desk.name, desk.support
    );
    MailRow {
        id: hand.new_id(),
        address: address.to_owned(),
        subject: format!("【ヘルプデスク】{subject}"),
        body,
        tries: 0,
        until: None,
    }
}
