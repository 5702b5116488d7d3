//! What operators do about a question.

use tasuki_exchange::{TicketNumber, TicketStep};
use tasuki_store::TicketStepRow;

use super::{HelpDesk, TicketError, letters};
use crate::registry::Registry;

impl Registry {
    /// Does something about a question. A reply goes out by mail; `text` is that of a reply or a
    /// note, and not looked at otherwise.
    pub async fn step_ticket(
        &self,
        number: TicketNumber,
        step: TicketStep,
        text: &str,
        actor: &str,
        desk: &HelpDesk,
    ) -> Result<(), TicketError> {
        let (hand, desk) = (self.hand(actor), desk.clone());
        let body = if step.has_text() { text } else { "" }.to_owned();
        self.records
            .change("step_ticket", move |records| {
                let Some(row) = records.ticket(number)? else {
                    return Ok(Err(TicketError::Unknown));
                };
                let state = match row.state.advance(step) {
                    Ok(state) => state,
                    Err(wrong) => return Ok(Err(wrong.into())),
                };
                let assignee = match step {
                    TicketStep::Take => Some(hand.by.clone()),
                    TicketStep::Reply => row.assignee.or_else(|| Some(hand.by.clone())),
                    TicketStep::Note | TicketStep::Close | TicketStep::Reopen => row.assignee,
                };
                if step == TicketStep::Reply {
                    let mail = letters::reply(number, &row.contact.mail, &body, &desk, &hand);
                    records.post_mail(&mail, hand.now)?;
                }
                let noted = TicketStepRow {
                    at: hand.now,
                    actor: hand.by.clone(),
                    step,
                    body,
                };
                records.save_ticket_step(number, (state, assignee.as_deref()), &noted)?;
                // Texts may be personal, and stand in the history.
                records.append_audit(hand.audit(action(step), number, ""))?;
                Ok(Ok(()))
            })
            .await?
    }
}

const fn action(step: TicketStep) -> &'static str {
    match step {
        TicketStep::Take => "ticket.take",
        TicketStep::Reply => "ticket.reply",
        TicketStep::Note => "ticket.note",
        TicketStep::Close => "ticket.close",
        TicketStep::Reopen => "ticket.reopen",
    }
}
