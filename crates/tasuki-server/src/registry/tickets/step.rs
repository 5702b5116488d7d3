//! What operators do about a question.

use tasuki_exchange::{TicketNumber, TicketStep};
use tasuki_store::TicketStepRow;
use tasuki_terms::Timestamp;

use super::{HelpDesk, TicketError, letters};
use crate::registry::Registry;

/// What is done about a question.
#[derive(Clone, PartialEq, Eq)]
pub struct NewTicketStep {
    /// What.
    pub step: TicketStep,
    /// The text of a reply or a note; not looked at otherwise.
    pub text: String,
    /// When the question had changed last, as whoever does it saw it. A reply is refused if
    /// something was done since: nobody is answered twice.
    pub seen: Timestamp,
}

/// Without the text, which may be personal.
impl std::fmt::Debug for NewTicketStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewTicketStep")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

impl Registry {
    /// Does something about a question. A reply goes out by mail.
    pub async fn step_ticket(
        &self,
        number: TicketNumber,
        new: NewTicketStep,
        actor: &str,
        desk: &HelpDesk,
    ) -> Result<(), TicketError> {
        let (hand, desk) = (self.hand(actor), desk.clone());
        let NewTicketStep { step, text, seen } = new;
        let body = if step.has_text() { text } else { String::new() };
        self.records
            .change("step_ticket", move |records| {
                let Some(row) = records.ticket(number)? else {
                    return Ok(Err(TicketError::Unknown));
                };
                if step == TicketStep::Reply && row.changed_at != seen {
                    return Ok(Err(TicketError::Changed));
                }
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
