//! Messages as the platform's lists told them.

use rusqlite::{OptionalExtension as _, Row, Transaction};
use tasuki_terms::{
    FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, Sequence, ServiceMonth,
    ServiceType, Timestamp,
};
use tasuki_wire::MessageSummary;

use super::text::{count, integer, list, parsed, parsed_if_any, parsed_list, time};
use super::{Book, BookError};
use crate::ledger::Side;

/// A message as the lists show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedMessage {
    /// Its id.
    pub id: MessageId,
    /// The other office.
    pub partner: OfficeNumber,
    /// The other office's name.
    pub partner_name: String,
    /// The other office's service type, where the files name one.
    pub partner_service: Option<ServiceType>,
    /// This office's service type, where the files name one.
    pub own_service: Option<ServiceType>,
    /// What it carries (送信単位).
    pub unit: SendingUnit,
    /// The kinds of its CSV files.
    pub kinds: Vec<FileKind>,
    /// The service month (対象年月).
    pub service_month: Option<ServiceMonth>,
    /// The sequence (連番).
    pub sequence: Option<Sequence>,
    /// How many files.
    pub files: u32,
    /// Bytes of the files together.
    pub bytes: u64,
    /// When the sender made it.
    pub created_at: Timestamp,
    /// When the platform accepted it.
    pub accepted_at: Timestamp,
    /// Where it is.
    pub state: MessageState,
    /// When it came to that state.
    pub state_at: Timestamp,
    /// Until when the platform gives its content.
    pub content_until: Timestamp,
    /// The message that this one replaces.
    pub replaces: Option<MessageId>,
}

impl ListedMessage {
    /// What the platform told of a message, as the office on this side of it sees it.
    pub fn of(side: Side, told: &MessageSummary) -> Self {
        let sender = (told.sender, &told.sender_name, told.sender_service);
        let receiver = (told.receiver, &told.receiver_name, told.receiver_service);
        let (own, (partner, partner_name, partner_service)) = match side {
            Side::Sent => (sender, receiver),
            Side::Received => (receiver, sender),
        };
        Self {
            id: told.id,
            partner,
            partner_name: partner_name.clone(),
            partner_service,
            own_service: own.2,
            unit: told.unit,
            kinds: told.kinds.clone(),
            service_month: told.service_month,
            sequence: told.sequence,
            files: told.files,
            bytes: told.bytes,
            created_at: told.created_at,
            accepted_at: told.accepted_at,
            state: told.state,
            state_at: told.state_at,
            content_until: told.content_until,
            replaces: told.replaces,
        }
    }

    /// Whether its state may still change.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, MessageState::Accepted | MessageState::Fetched)
    }
}

const COLUMNS: &str = "id, partner, partner_service, unit, kinds, service_month, sequence, files, \
     bytes, created_at, accepted_at, state, state_at, content_until, replaces, partner_name, \
     own_service";

/// The setting that tells when all changes of messages were known last, in microseconds since 1970.
const CLOSED_UNTIL: &str = "sync.closed-until";

impl Book {
    /// Keeps messages of one side. What is told late, of an earlier state, changes nothing.
    pub fn save_messages(&self, side: Side, messages: &[ListedMessage]) -> Result<(), BookError> {
        let mut rows = Vec::with_capacity(messages.len());
        for message in messages {
            let place = name_place(side, message.id);
            rows.push((message, self.seal(&place, message.partner_name.as_bytes())?));
        }
        self.write("save_messages", |transaction| {
            for (message, name) in &rows {
                save(transaction, side, message, name)?;
            }
            Ok(())
        })?;
        self.with_kept_lists(|lists| {
            for message in messages {
                lists.put(side, message.clone());
            }
        });
        Ok(())
    }

    /// One message; none where no list told of it.
    pub fn message(&self, side: Side, id: MessageId) -> Result<Option<ListedMessage>, BookError> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE side = ?1 AND id = ?2");
        let row = self.read("message", |connection| {
            connection
                .prepare_cached(&sql)?
                .query_row((side.as_str(), id.to_string()), read)
                .optional()
        })?;
        row.map(|(message, sealed)| self.named(side, message, &sealed))
            .transpose()
    }

    /// Which of these ids are known.
    pub fn knows(&self, side: Side, id: MessageId) -> Result<bool, BookError> {
        Ok(self.message(side, id)?.is_some())
    }

    /// When the oldest message was accepted whose state may still change.
    pub fn oldest_open(&self, side: Side) -> Result<Option<Timestamp>, BookError> {
        self.read("oldest_open", |connection| {
            let at: Option<i64> = connection
                .prepare_cached(
                    "SELECT min(accepted_at) FROM message
                     WHERE side = ?1 AND (state = 'accepted' OR (state = 'fetched'
                         AND content_until > coalesce(
                             (SELECT CAST(value AS INTEGER) FROM setting WHERE name = ?2), 0)))",
                )?
                .query_row([side.as_str(), CLOSED_UNTIL], |row| row.get(0))?;
            at.map(|at| time(0, at)).transpose()
        })
    }

    /// Counts messages as closed that were fetched (受信中) and not opened before the platform removed their
    /// content, at `now` at the latest: nobody can open them any more. Call it once all that has changed is
    /// known, so that what was opened in time was seen.
    pub fn close_fetched(&self, now: Timestamp) -> Result<(), BookError> {
        self.set_setting(CLOSED_UNTIL, Some(&now.as_microsecond().to_string()))
    }

    /// When all changes of messages were known last; none where the lists were never read.
    pub fn closed_until(&self) -> Result<Option<Timestamp>, BookError> {
        let until = self.setting(CLOSED_UNTIL)?;
        let until = until.and_then(|until| until.parse().ok());
        Ok(until.and_then(|until| Timestamp::from_microsecond(until).ok()))
    }

    /// Marks messages that nobody fetched in time as expired (期限切れ); tells how many. What the
    /// platform tells of them later counts more.
    pub fn mark_expired(&self, now: Timestamp) -> Result<usize, BookError> {
        let marked = self.write("mark_expired", |transaction| {
            transaction.execute(
                "UPDATE message SET state = 'expired'
                 WHERE state = 'accepted' AND content_until <= ?1",
                [now.as_microsecond()],
            )
        })?;
        if marked > 0 {
            self.forget_lists();
        }
        Ok(marked)
    }

    /// All messages of one side.
    pub(super) fn all_messages(&self, side: Side) -> Result<Vec<ListedMessage>, BookError> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE side = ?1");
        let rows = self.read("all_messages", |connection| {
            connection
                .prepare_cached(&sql)?
                .query_map([side.as_str()], read)?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(message, sealed)| self.named(side, message, &sealed))
            .collect()
    }

    fn named(
        &self,
        side: Side,
        message: ListedMessage,
        sealed: &[u8],
    ) -> Result<ListedMessage, BookError> {
        let partner_name = self.opened_text(&name_place(side, message.id), sealed)?;
        Ok(ListedMessage {
            partner_name,
            ..message
        })
    }
}

fn name_place(side: Side, id: MessageId) -> String {
    format!("message/{}/{id}/partner_name", side.as_str())
}

fn save(
    transaction: &Transaction<'_>,
    side: Side,
    message: &ListedMessage,
    name: &[u8],
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO message (side, id, partner, partner_service, unit, kinds,
                 service_month, sequence, files, bytes, created_at, accepted_at, state, state_at,
                 content_until, replaces, partner_name, own_service)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                 ?18)
             ON CONFLICT (side, id) DO UPDATE SET state = excluded.state,
                 state_at = excluded.state_at, content_until = excluded.content_until,
                 partner_name = excluded.partner_name, own_service = excluded.own_service
             WHERE excluded.state_at >= message.state_at",
        )?
        .execute(rusqlite::params![
            side.as_str(),
            message.id.to_string(),
            message.partner.to_string(),
            message.partner_service.map(|one| one.to_string()),
            message.unit.as_str(),
            list(&message.kinds),
            message.service_month.map(|one| one.to_string()),
            message.sequence.map(|one| one.to_string()),
            message.files,
            integer(message.bytes),
            message.created_at.as_microsecond(),
            message.accepted_at.as_microsecond(),
            message.state.as_str(),
            message.state_at.as_microsecond(),
            message.content_until.as_microsecond(),
            message.replaces.map(|one| one.to_string()),
            name,
            message.own_service.map(|one| one.to_string()),
        ])
        .map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<(ListedMessage, Vec<u8>)> {
    let text = |column| row.get::<_, String>(column);
    let at = |column| time(column, row.get(column)?);
    let message = ListedMessage {
        id: parsed(0, &text(0)?)?,
        partner: parsed(1, &text(1)?)?,
        partner_service: parsed_if_any(2, row.get(2)?)?,
        unit: parsed(3, &text(3)?)?,
        kinds: parsed_list(4, &text(4)?)?,
        service_month: parsed_if_any(5, row.get(5)?)?,
        sequence: parsed_if_any(6, row.get(6)?)?,
        files: row.get(7)?,
        bytes: count(8, row.get(8)?)?,
        created_at: at(9)?,
        accepted_at: at(10)?,
        state: parsed(11, &text(11)?)?,
        state_at: at(12)?,
        content_until: at(13)?,
        replaces: parsed_if_any(14, row.get(14)?)?,
        partner_name: String::new(),
        own_service: parsed_if_any(16, row.get(16)?)?,
    };
    Ok((message, row.get(15)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::{HELPER, MANAGER, message_id, now, number};

    #[test]
    fn each_side_sees_the_other_one_as_its_partner() {
        let told = MessageSummary {
            id: message_id(),
            sender: number(MANAGER),
            sender_name: "ひまわり居宅".to_owned(),
            sender_service: "43".parse().ok(),
            receiver: number(HELPER),
            receiver_name: "あおぞら訪問介護".to_owned(),
            receiver_service: "11".parse().ok(),
            unit: SendingUnit::UseTable,
            kinds: Vec::new(),
            service_month: None,
            sequence: None,
            files: 3,
            bytes: 1,
            envelope_bytes: 1,
            created_at: now(),
            accepted_at: now(),
            state: MessageState::Accepted,
            state_at: now(),
            content_until: now(),
            replaces: None,
        };
        let seen = |side| {
            let one = ListedMessage::of(side, &told);
            let service = |one: Option<ServiceType>| one.map(|one| one.to_string());
            let services = (service(one.partner_service), service(one.own_service));
            (one.partner, one.partner_name, services)
        };
        let services = |partner: &str, own: &str| (Some(partner.to_owned()), Some(own.to_owned()));
        assert_eq!(
            seen(Side::Sent),
            (
                number(HELPER),
                told.receiver_name.clone(),
                services("11", "43")
            )
        );
        assert_eq!(
            seen(Side::Received),
            (
                number(MANAGER),
                told.sender_name.clone(),
                services("43", "11")
            )
        );
    }
}
