//! That data for the same partner, month and service went out before: this sending takes their place.

use tasuki_desk::{Filter, ListedMessage, Sort};
use tasuki_standard::UnitFacts;
use tasuki_terms::MessageState;
use tasuki_ui::{Banner, Tone};

use crate::answer::PageError;
use crate::office::Office;
use crate::show;

/// Says so; none where nothing like it was sent.
pub(super) async fn banner(
    office: &Office,
    facts: Option<UnitFacts>,
) -> Result<Option<Banner>, PageError> {
    let Some(facts) = facts else {
        return Ok(None);
    };
    let found = office.in_book(move |book| {
        let filter = Filter {
            partner: Some(facts.receiver),
            unit: Some(facts.unit),
            month: facts.month,
            ..Filter::default()
        };
        let page = book.sent(&filter, Sort::Newest, 0, usize::MAX)?;
        let mut messages = page.messages.into_iter();
        Ok(messages.find(|one| is_like(one, &facts)))
    });
    Ok(found.await?.map(|one| {
        let at = show::moment(one.accepted_at);
        Banner::new(
            Tone::Info,
            format!("同じ事業所・種別・対象年月のデータを、{at}に送信済みです。"),
        )
        .text("内容を直して差し替えるときは、このまま送信してください。")
        .link(format!("/messages/{}", one.id), "前に送信したものを見る")
    }))
}

/// Whether a message carries the same between the same services, and was not given up.
fn is_like(one: &ListedMessage, facts: &UnitFacts) -> bool {
    let is_there = !matches!(one.state, MessageState::Withdrawn | MessageState::Expired);
    let is_same = one.service_month == facts.month
        && one.partner_service == facts.receiver_service
        && one.own_service == facts.sender_service;
    is_there && is_same
}

#[cfg(test)]
mod tests {
    use tasuki_testing::sent_messages;

    use super::*;

    #[test]
    fn another_service_is_another_message() {
        let name = "UPJSK_202504_1370000001_11_1370000002_43_20250325102000.CSV";
        let name = tasuki_standard::FileName::parse(name).unwrap();
        let facts = tasuki_standard::unit_of(&[name]).unwrap();
        let mut messages = sent_messages(1, "2025-03-25T01:20:00Z".parse().unwrap()).unwrap();
        let mut one = messages.remove(0);
        one.service_month = facts.month;
        one.partner_service = facts.receiver_service;
        one.own_service = facts.sender_service;
        one.state = MessageState::Accepted;
        assert!(is_like(&one, &facts));
        one.partner_service = "15".parse().ok();
        assert!(!is_like(&one, &facts));
        one.partner_service = facts.receiver_service;
        one.own_service = "15".parse().ok();
        assert!(!is_like(&one, &facts));
        one.own_service = facts.sender_service;
        one.state = MessageState::Withdrawn;
        assert!(!is_like(&one, &facts));
    }
}
