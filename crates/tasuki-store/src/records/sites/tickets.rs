//! Questions to the help desk (お問い合わせ).

use tasuki_exchange::{
    CallbackWish, Contact, TicketCategory, TicketNumber, TicketState, TicketStep,
};
use tasuki_terms::{MediaType, OfficeNumber, PhoneNumber, Timestamp};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::{Kept, params};

const TICKET: Table = Table {
    name: "ticket",
    columns: &[
        "number",
        "draft",
        "asked_at",
        "state",
        "changed_at",
        "assignee",
        "category",
        "name",
        "office",
        "office_name",
        "mail",
        "phone",
        "body",
        "callback",
        "call_from",
    ],
};

const STEP: Table = Table {
    name: "ticket_step",
    columns: &["at", "actor", "step", "body", "mail"],
};

const ATTACHMENT: Table = Table {
    name: "ticket_attachment",
    columns: &["media", "bytes", "sealed_name", "sealed"],
};

const ATTACHMENT_NAME: Table = Table {
    name: "ticket_attachment",
    columns: &["bytes", "sealed_name"],
};

/// Whether somebody waits for a call. A reply by mail does not take the promise back.
const WAITS: &str = "call_from IS NOT NULL AND state <> 'closed'";

/// The tickets that [`TicketQuery`] asks for, behind [`WAITS`]; its values are ?1 to ?10.
const WANTED: &str = " AND (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR category = ?2) \
    AND (?3 IS NULL OR assignee = ?3) \
    AND (?7 IS NULL OR call_from <= CASE callback WHEN 'morning' THEN ?8 \
    WHEN 'early_afternoon' THEN ?9 WHEN 'late_afternoon' THEN ?10 ELSE ?7 END) \
    AND (?4 = '' OR number = ?6 OR instr(name, ?4) > 0 OR instr(office_name, ?4) > 0 \
    OR office = ?4 OR mail = ?4 OR instr(body, ?4) > 0)";

/// A question, and how far it is.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// Its number.
    pub number: TicketNumber,
    /// The form with which it was asked; its file is sealed for it.
    pub draft: RecordId,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How far it is.
    pub state: TicketState,
    /// When state or history changed last.
    pub changed_at: Timestamp,
    /// The operator who has taken it.
    pub assignee: Option<String>,
    /// Who asks what.
    pub contact: Contact,
    /// When to call next; the hours of the wish count from here on. None where no call is wished,
    /// somebody has talked with who asked, or the call is not wanted any more.
    pub call_from: Option<Timestamp>,
}

/// Without what is personal.
impl std::fmt::Debug for TicketRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TicketRow")
            .field("number", &self.number)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// What an operator did about a question.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketStepRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub step: TicketStep,
    /// The text of a reply or a note, what was said on the telephone, or whose it is from now on;
    /// empty otherwise.
    pub body: String,
    /// The mail of a reply.
    pub mail: Option<RecordId>,
}

/// Without the text, which may be personal.
impl std::fmt::Debug for TicketStepRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TicketStepRow")
            .field("at", &self.at)
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// The file of a question, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketAttachmentRow {
    /// What it is.
    pub media: MediaType,
    /// How long the file is.
    pub bytes: u64,
    /// Its name, under the platform's vault key.
    pub sealed_name: Vec<u8>,
    /// Its bytes, under the platform's vault key.
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for TicketAttachmentRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TicketAttachmentRow")
            .field("media", &self.media)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// The file of a question without its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketAttachmentNameRow {
    /// How long the file is.
    pub bytes: u64,
    /// Its name, under the platform's vault key.
    pub sealed_name: Vec<u8>,
}

impl std::fmt::Debug for TicketAttachmentNameRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TicketAttachmentNameRow")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// Which questions are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TicketQuery {
    /// Only those in this state.
    pub state: Option<TicketState>,
    /// Only those about this.
    pub category: Option<TicketCategory>,
    /// Only those of this operator.
    pub assignee: Option<String>,
    /// Only those with this number, office or address, or with these words; empty for all.
    pub words: String,
    /// Only those of people to whom a call is promised.
    pub waits_for_call: bool,
    /// Only those that can be called as they wish at this moment, or could before.
    pub call_until: Option<Timestamp>,
    /// How they are sorted.
    pub order: TicketOrder,
}

/// How questions are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TicketOrder {
    /// The newest first.
    #[default]
    Newest,
    /// Those to be called next first; then those that wait for no call, the newest first.
    NextCall,
}

impl TicketQuery {
    /// The number that the words are, if they are one.
    fn number(&self) -> Option<i64> {
        let number: TicketNumber = self.words.parse().ok()?;
        Some(signed(number.value()))
    }

    /// The condition of the statement.
    fn wanted() -> String {
        format!(" WHERE (?5 = 0 OR {WAITS}){WANTED}")
    }

    /// The values of [`Self::wanted`].
    fn values(&self) -> Vec<Kept> {
        let text = |text: &str| Kept::from(text.to_owned());
        let due = |wish: CallbackWish| {
            let until = self.call_until.map(|until| wish.due(until));
            Kept::from(until.map(Timestamp::as_microsecond))
        };
        vec![
            self.state.map(|state| state.as_str().to_owned()).into(),
            self.category.map(|one| one.as_str().to_owned()).into(),
            self.assignee.clone().into(),
            text(&self.words),
            self.waits_for_call.into(),
            self.number().into(),
            due(CallbackWish::Any),
            due(CallbackWish::Morning),
            due(CallbackWish::EarlyAfternoon),
            due(CallbackWish::LateAfternoon),
        ]
    }
}

impl Transaction<'_> {
    /// Keeps a question that was asked now with the form `draft`, and gives it its number; with the
    /// moment from which on a call was promised. None if this form was sent before, or if there are
    /// no numbers any more.
    pub fn add_ticket(
        &self,
        draft: RecordId,
        contact: &Contact,
        (now, call_from): (Timestamp, Option<Timestamp>),
    ) -> Result<Option<TicketNumber>, StoreError> {
        if self.ticket_of_draft(draft)?.is_some() {
            return Ok(None);
        }
        let Ok(number) = TicketNumber::new(self.count_on("ticket")?) else {
            return Ok(None);
        };
        self.session().run(
            "INSERT INTO ticket (number, draft, asked_at, state, changed_at, category, name, office, \
             office_name, mail, phone, body, callback, call_from) \
             VALUES (?1, ?2, ?3, ?4, ?3, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                signed(number.value()),
                draft.to_string(),
                now.as_microsecond(),
                TicketState::Open.as_str(),
                contact.category.as_str(),
                contact.name,
                contact.office.map(|office| office.to_string()),
                contact.office_name,
                contact.mail.as_str(),
                contact.phone.as_ref().map(PhoneNumber::as_str),
                contact.text,
                contact.call.map(CallbackWish::as_str),
                call_from.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(Some(number))
    }

    /// Plans calls that were promised before their moments were kept, which are noted with the
    /// moment of asking: `when` tells when a call is to come that was asked for at a moment. How
    /// many had none yet.
    pub fn plan_old_calls(
        &self,
        when: impl Fn(CallbackWish, Timestamp) -> Timestamp,
    ) -> Result<u64, StoreError> {
        const ASKED: Table = Table {
            name: "ticket",
            columns: &["number", "asked_at", "callback"],
        };
        let sql = ASKED.select() + " WHERE call_from = asked_at AND callback IS NOT NULL";
        let asked = self.session().all(&ASKED, &sql, [], |row| {
            let wish = row.named("callback", CallbackWish::read)?;
            Ok((number(row)?, wish, row.time("asked_at")?))
        })?;
        let mut planned = 0;
        for (number, wish, asked_at) in asked {
            let call_from = when(wish, asked_at);
            if call_from != asked_at {
                self.session().run(
                    "UPDATE ticket SET call_from = ?2 WHERE number = ?1",
                    params![signed(number.value()), call_from.as_microsecond()],
                )?;
                planned += 1;
            }
        }
        Ok(planned)
    }

    /// The number of the question that was asked with a form.
    pub fn ticket_of_draft(&self, draft: RecordId) -> Result<Option<TicketNumber>, StoreError> {
        const NUMBER: Table = Table {
            name: "ticket",
            columns: &["number"],
        };
        let sql = NUMBER.select() + " WHERE draft = ?1";
        let values = [draft.to_string()];
        self.session().first(&NUMBER, &sql, values, number)
    }

    /// Keeps the file of a question.
    pub fn save_ticket_attachment(
        &self,
        ticket: TicketNumber,
        row: &TicketAttachmentRow,
    ) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO ticket_attachment (ticket, media, bytes, sealed_name, sealed) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                signed(ticket.value()),
                row.media.as_str(),
                signed(row.bytes),
                row.sealed_name,
                row.sealed,
            ],
        )?;
        Ok(())
    }

    /// The file of a question.
    pub fn ticket_attachment(
        &self,
        ticket: TicketNumber,
    ) -> Result<Option<TicketAttachmentRow>, StoreError> {
        let sql = ATTACHMENT.select() + " WHERE ticket = ?1";
        let values = [signed(ticket.value())];
        self.session().first(&ATTACHMENT, &sql, values, |row| {
            Ok(TicketAttachmentRow {
                media: row.parsed("media")?,
                bytes: row.count("bytes")?,
                sealed_name: row.value("sealed_name")?,
                sealed: row.value("sealed")?,
            })
        })
    }

    /// The file of a question, without its bytes.
    pub fn ticket_attachment_name(
        &self,
        ticket: TicketNumber,
    ) -> Result<Option<TicketAttachmentNameRow>, StoreError> {
        let sql = ATTACHMENT_NAME.select() + " WHERE ticket = ?1";
        let values = [signed(ticket.value())];
        self.session().first(&ATTACHMENT_NAME, &sql, values, |row| {
            Ok(TicketAttachmentNameRow {
                bytes: row.count("bytes")?,
                sealed_name: row.value("sealed_name")?,
            })
        })
    }

    /// Bytes of all files of questions together.
    pub fn ticket_attachment_bytes(&self) -> Result<u64, StoreError> {
        let sql = "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM ticket_attachment";
        self.session().count(sql, [])
    }

    /// Notes a step about a question: its state behind it, who has it from now on, and when to call
    /// next.
    pub fn save_ticket_step(
        &self,
        ticket: TicketNumber,
        (state, assignee, call_from): (TicketState, Option<&str>, Option<Timestamp>),
        step: &TicketStepRow,
    ) -> Result<(), StoreError> {
        let number = signed(ticket.value());
        let at = step.at.as_microsecond();
        self.session().run(
            "UPDATE ticket SET state = ?2, assignee = ?3, changed_at = ?4, call_from = ?5 \
             WHERE number = ?1",
            params![
                number,
                state.as_str(),
                assignee,
                at,
                call_from.map(Timestamp::as_microsecond),
            ],
        )?;
        self.session().run(
            "INSERT INTO ticket_step (ticket, ordinal, at, actor, step, body, mail) \
             SELECT ?1, coalesce(max(ordinal), 0) + 1, ?2, ?3, ?4, ?5, ?6 \
             FROM ticket_step WHERE ticket = ?1",
            params![
                number,
                at,
                step.actor,
                step.step.as_str(),
                step.body,
                step.mail.map(|mail| mail.to_string()),
            ],
        )?;
        Ok(())
    }

    /// The question of this number.
    pub fn ticket(&self, ticket: TicketNumber) -> Result<Option<TicketRow>, StoreError> {
        let sql = TICKET.select() + " WHERE number = ?1";
        let values = [signed(ticket.value())];
        self.session().first(&TICKET, &sql, values, read)
    }

    /// What was done about a question, in its order.
    pub fn ticket_steps(&self, ticket: TicketNumber) -> Result<Vec<TicketStepRow>, StoreError> {
        let sql = STEP.select() + " WHERE ticket = ?1 ORDER BY ordinal";
        let values = [signed(ticket.value())];
        self.session().all(&STEP, &sql, values, |row| {
            Ok(TicketStepRow {
                at: row.time("at")?,
                actor: row.value("actor")?,
                step: row.named("step", TicketStep::read)?,
                body: row.value("body")?,
                mail: row.optional("mail")?,
            })
        })
    }

    /// The questions that are asked for, in their order.
    pub fn tickets(
        &self,
        query: &TicketQuery,
        skip: u64,
        limit: u64,
    ) -> Result<Vec<TicketRow>, StoreError> {
        let calls = match query.order {
            TicketOrder::Newest => String::new(),
            TicketOrder::NextCall => format!("CASE WHEN {WAITS} THEN call_from END NULLS LAST, "),
        };
        let order = format!(" ORDER BY {calls}number DESC LIMIT ?12 OFFSET ?11");
        let sql = TICKET.select() + &TicketQuery::wanted() + &order;
        let mut values = query.values();
        values.extend([signed(skip), signed(limit)].map(Kept::from));
        self.session().all(&TICKET, &sql, values, read)
    }

    /// How many questions are asked for.
    pub fn ticket_count(&self, query: &TicketQuery) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM ticket{}", TicketQuery::wanted());
        self.session().count(&sql, query.values())
    }

    /// Forgets questions, with their history and files, that were closed before `before`.
    pub fn forget_tickets(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.session().run(
            "DELETE FROM ticket WHERE state = 'closed' AND changed_at < ?1",
            [before.as_microsecond()],
        )
    }
}

fn number(row: &Columns<'_>) -> Result<TicketNumber, StoreError> {
    row.number("number", TicketNumber::new)
}

fn read(row: &Columns<'_>) -> Result<TicketRow, StoreError> {
    let office: Option<OfficeNumber> = row.optional("office")?;
    Ok(TicketRow {
        number: number(row)?,
        draft: row.parsed("draft")?,
        asked_at: row.time("asked_at")?,
        state: row.named("state", TicketState::read)?,
        changed_at: row.time("changed_at")?,
        assignee: row.value("assignee")?,
        contact: Contact {
            name: row.value("name")?,
            office,
            office_name: row.value("office_name")?,
            mail: row.parsed("mail")?,
            phone: row.optional("phone")?,
            category: row.named("category", TicketCategory::read)?,
            text: row.value("body")?,
            call: row.optional_named("callback", CallbackWish::read)?,
        },
        call_from: row.optional_time("call_from")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wish_but_any_time_has_its_hours_in_the_statement() {
        for wish in CallbackWish::ALL {
            let is_named = WANTED.contains(&format!("'{}'", wish.as_str()));
            assert_eq!(is_named, wish != CallbackWish::Any, "{wish:?}");
        }
    }
}
