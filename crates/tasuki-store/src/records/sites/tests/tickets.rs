use jiff::SignedDuration;
use tasuki_exchange::{CallbackWish, Contact, TicketCategory};
use tasuki_terms::MediaType;

use super::*;

fn contact(call: Option<CallbackWish>) -> Contact {
    Contact {
        name: "東京 花子".to_owned(),
        office: None,
        office_name: String::new(),
        mail: "hanako@example.jp".parse().unwrap(),
        phone: Some("0312345678".parse().unwrap()),
        category: TicketCategory::Operation,
        text: "質問".to_owned(),
        call,
    }
}

#[tokio::test]
async fn the_files_of_all_questions_are_counted_together() {
    let (_folder, records) = records().await;
    let ids = Count(std::sync::atomic::AtomicU64::new(1));
    let drafts = [0, 1].map(|n| RecordId::new(at(n), &ids));
    let counted = records.change("test", move |records| {
        let mut counted = vec![records.ticket_attachment_bytes()?];
        for (draft, bytes) in drafts.into_iter().zip([7, 5_000_000_000]) {
            let ticket = records.add_ticket(draft, &contact(None), (at(1), None))?;
            let row = TicketAttachmentRow {
                media: MediaType::Text,
                bytes,
                sealed_name: vec![1],
                sealed: vec![2, 3],
            };
            records.save_ticket_attachment(ticket.unwrap(), &row)?;
            counted.push(records.ticket_attachment_bytes()?);
        }
        Ok(counted)
    });
    assert_eq!(counted.await.unwrap(), [0, 7, 5_000_000_007]);
}

#[tokio::test]
async fn calls_that_were_promised_before_are_planned_once() {
    let (_folder, records) = records().await;
    let ids = Count(std::sync::atomic::AtomicU64::new(1));
    let wish = Some(CallbackWish::Morning);
    let asked = [
        (contact(wish), Some(at(10))),
        (contact(wish), Some(at(99))),
        (contact(None), None),
    ];
    let drafts = [0, 1, 2].map(|n| RecordId::new(at(n), &ids));
    let (planned, calls) = records
        .change("test", move |records| {
            let mut numbers = Vec::new();
            for ((contact, call_from), draft) in asked.into_iter().zip(drafts) {
                let when = (at(10), call_from);
                numbers.push(records.add_ticket(draft, &contact, when)?.unwrap());
            }
            let later = |_: CallbackWish, asked: Timestamp| asked + SignedDuration::from_secs(5);
            let planned = [
                records.plan_old_calls(later)?,
                records.plan_old_calls(later)?,
            ];
            let mut calls = Vec::new();
            for number in numbers {
                calls.push(records.ticket(number)?.unwrap().call_from);
            }
            Ok((planned, calls))
        })
        .await
        .unwrap();
    assert_eq!(planned, [1, 0]);
    assert_eq!(calls, [Some(at(15)), Some(at(99)), None]);
}
