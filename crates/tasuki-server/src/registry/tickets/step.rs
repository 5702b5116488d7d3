//! What operators do about a question.

use tasuki_exchange::{InvalidTicketStep, TicketNumber, TicketStep};
use tasuki_store::TicketStepRow;
use tasuki_terms::Timestamp;

use super::{HelpDesk, ReplyCall, TicketError, deals_with_tickets, letters};
use crate::registry::Registry;

/// What is done about a question.
#[derive(Clone, PartialEq, Eq)]
pub struct NewTicketStep {
    /// What.
    pub step: TicketStep,
    /// The text of a reply, a note or what was said on the telephone; to whom it is given
    /// ([`TicketStep::Assign`]). Not looked at otherwise.
    pub text: String,
    /// When the question had changed last, as whoever does it saw it. What who asked hears
    /// ([`TicketStep::is_told`]) is refused if something was done since: nobody is answered or
    /// called twice.
    pub seen: Timestamp,
    /// With a reply: whether the call that was promised is not wanted any more. Otherwise it stays
    /// until somebody has talked with who asked.
    pub calls_off: bool,
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
        let NewTicketStep {
            step,
            text,
            seen,
            calls_off,
        } = new;
        let has_body = step.has_text() || step == TicketStep::Assign;
        let body = if has_body { text } else { String::new() };
        self.records
            .change("step_ticket", move |records| {
                let Some(row) = records.ticket(number)? else {
                    return Ok(Err(TicketError::Unknown));
                };
                if step.is_told() && row.changed_at != seen {
                    return Ok(Err(TicketError::Changed));
                }
                let state = match row.state.advance(step) {
                    Ok(state) => state,
                    Err(wrong) => return Ok(Err(wrong.into())),
                };
                if step == TicketStep::Assign {
                    let operator = records.operator(&body)?;
                    if !operator.is_some_and(|operator| deals_with_tickets(&operator)) {
                        return Ok(Err(TicketError::UnknownOperator));
                    }
                }
                let is_call = matches!(step, TicketStep::Called | TicketStep::Missed);
                if is_call && row.contact.phone.is_none() {
                    return Ok(Err(TicketError::NoNumber));
                }
                let assignee = match step {
                    TicketStep::Take => Some(hand.by.clone()),
                    TicketStep::Assign => Some(body.clone()),
                    TicketStep::Release => None,
                    TicketStep::Reply | TicketStep::Called | TicketStep::Missed => {
                        row.assignee.clone().or_else(|| Some(hand.by.clone()))
                    }
                    TicketStep::CallOff
                    | TicketStep::Note
                    | TicketStep::Close
                    | TicketStep::Reopen => row.assignee.clone(),
                };
                if step == TicketStep::CallOff && row.call_from.is_none() {
                    let from = row.state;
                    return Ok(Err(InvalidTicketStep { from, step }.into()));
                }
                let reply_call = ReplyCall::of(&row, calls_off, hand.now);
                let ends_call = step == TicketStep::Reply && reply_call == Some(ReplyCall::Off);
                let call_from = match (step, row.contact.call) {
                    (TicketStep::Called | TicketStep::CallOff, _) => None,
                    (TicketStep::Reply, _) if ends_call => None,
                    (TicketStep::Missed, Some(wish)) => Some(wish.again(hand.now)),
                    _ => row.call_from,
                };
                let mail = (step == TicketStep::Reply).then(|| {
                    let letter = letters::reply(number, &body, reply_call.as_ref(), &desk);
                    letters::row(row.contact.mail.as_str(), letter, &hand)
                });
                if let Some(mail) = &mail {
                    records.post_mail(mail, hand.now)?;
                }
                let noted = TicketStepRow {
                    at: hand.now,
                    actor: hand.by.clone(),
                    step,
                    body,
                    mail: mail.map(|mail| mail.id),
                };
                let behind = (state, assignee.as_deref(), call_from);
                records.save_ticket_step(number, behind, &noted)?;
                // Texts may be personal, and stand in the history.
                records.append_audit(hand.audit(action(step), number, ""))?;
                if ends_call {
                    let step = TicketStep::CallOff;
                    let noted = TicketStepRow {
                        step,
                        body: String::new(),
                        mail: None,
                        ..noted
                    };
                    records.save_ticket_step(number, behind, &noted)?;
                    records.append_audit(hand.audit(action(step), number, ""))?;
                }
                Ok(Ok(()))
            })
            .await?
    }
}

const fn action(step: TicketStep) -> &'static str {
    match step {
        TicketStep::Take => "ticket.take",
        TicketStep::Assign => "ticket.assign",
        TicketStep::Release => "ticket.release",
        TicketStep::Called => "ticket.called",
        TicketStep::Missed => "ticket.missed",
        TicketStep::CallOff => "ticket.call-off",
        TicketStep::Reply => "ticket.reply",
        TicketStep::Note => "ticket.note",
        TicketStep::Close => "ticket.close",
        TicketStep::Reopen => "ticket.reopen",
    }
}
