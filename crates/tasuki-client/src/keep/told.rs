//! What people are told of what happens on the platform.

use tasuki_desk::ListedMessage;
use tasuki_terms::MessageState;
use tasuki_wire::{Event, MailBox};

use crate::news;

/// What people are told of an event; most are for lists alone.
pub(super) fn told(event: &Event, message: Option<&ListedMessage>) -> Option<news::Told> {
    let partner = message.map(|one| &*one.partner_name).unwrap_or_default();
    let whose = |joint: &str| {
        if partner.is_empty() {
            String::new()
        } else {
            format!("{partner}{joint}")
        }
    };
    let (text, href, is_mail) = match (event.mail_box, event.state) {
        (MailBox::Inbox, MessageState::Accepted) => (
            format!("{}新しいデータが届きました。", whose("から")),
            "/received",
            true,
        ),
        (MailBox::Inbox, MessageState::Withdrawn) => (
            format!("{}届いていたデータが、取り消されました。", whose("から")),
            "/received",
            false,
        ),
        (MailBox::Outbox, MessageState::Opened) => (
            format!("{}送信したデータが、受信されました。", whose("に")),
            "/sent",
            false,
        ),
        _ => return None,
    };
    Some(news::Told {
        text,
        href,
        is_mail,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_wait_for_is_told() {
        let event = |mail_box, state| Event {
            message: "0195d2e3-7a00-7000-8000-000000000001".parse().unwrap(),
            state,
            mail_box,
        };
        let arrived = told(&event(MailBox::Inbox, MessageState::Accepted), None).unwrap();
        assert!(arrived.is_mail);
        assert_eq!(arrived.text, "新しいデータが届きました。");
        let opened = told(&event(MailBox::Outbox, MessageState::Opened), None).unwrap();
        assert!(!opened.is_mail);
        assert_eq!(
            told(&event(MailBox::Outbox, MessageState::Accepted), None),
            None
        );
        assert_eq!(
            told(&event(MailBox::Inbox, MessageState::Fetched), None),
            None
        );
    }
}
