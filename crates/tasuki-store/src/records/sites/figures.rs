//! Numbers of the platform at a glance, none of which counts the ledger.

use jiff::SignedDuration;
use tasuki_exchange::{CertificateState, OfficeStatus, PaymentState, TicketState};
use tasuki_terms::{OfficeNumber, Timestamp};

use super::TicketQuery;
use crate::StoreError;
use crate::records::reading::{Columns, Table};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const DAY: Table = Table {
    name: "message_day",
    columns: &["day", "messages", "bytes"],
};

/// Offices that came on each day, as days in Japan are counted here.
const NEWCOMERS: Table = Table {
    name: "office",
    columns: &[REGISTERED_ON, COUNT],
};
/// With [`AHEAD`] and [`DAY_LENGTH`] behind the moment from which on they are counted.
const REGISTERED_ON: &str = "(registered_at + ?2) / ?3";
const COUNT: &str = "count(*)";

/// Microseconds of a day, and those that Japan is ahead.
const DAY_LENGTH: i64 = 86_400_000_000;
const AHEAD: i64 = 9 * 3_600_000_000;

/// The day of a moment in Japan, counted from 1970.
pub(in crate::records) fn day_number(at: Timestamp) -> i64 {
    let there = at
        .checked_add(SignedDuration::from_hours(9))
        .unwrap_or(Timestamp::MAX);
    there.as_microsecond().div_euclid(DAY_LENGTH)
}

/// What was accepted on one day, and from whom it can come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// Some moment of it: noon in Japan.
    pub at: Timestamp,
    /// How many messages.
    pub messages: u64,
    /// Bytes of their envelopes.
    pub bytes: u64,
    /// Offices that were registered up to its end.
    pub offices: u64,
}

/// Numbers of the platform.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// Offices in each status.
    pub offices: Vec<(OfficeStatus, u64)>,
    /// Offices that are at work and have a licence now.
    pub licensed: u64,
    /// Licences in each state of payment.
    pub licences: Vec<(PaymentState, u64)>,
    /// Applications for certificates that wait for an operator.
    pub certificates_waiting: u64,
    /// Questions to the help desk that nobody has taken.
    pub tickets_open: u64,
    /// Questions whose people wait for a call.
    pub calls_waiting: u64,
    /// Mails that are to go out.
    pub mails_waiting: u64,
    /// Mails that were given up.
    pub mails_given_up: u64,
    /// The last days with what was accepted on each, the oldest first; today is the last one.
    pub days: Vec<Day>,
}

impl Transaction<'_> {
    /// The numbers now, with so many days.
    pub fn figures(&self, now: Timestamp, days: i64) -> Result<Figures, StoreError> {
        let session = self.session();
        let mut offices = Vec::new();
        for status in OfficeStatus::ALL {
            let sql = "SELECT count(*) FROM office WHERE status = ?1";
            offices.push((status, session.count(sql, [status.as_str()])?));
        }
        let mut licences = Vec::new();
        for state in PaymentState::ALL {
            licences.push((state, self.licence_count(Some(state))?));
        }
        let waiting = Some(CertificateState::Applied);
        Ok(Figures {
            offices,
            licensed: session.count(
                "SELECT count(*) FROM office WHERE status = 'active' AND licensed_from <= ?1 \
                 AND (licensed_until IS NULL OR licensed_until > ?1)",
                [now.as_microsecond()],
            )?,
            licences,
            certificates_waiting: self.certificate_application_count(waiting)?,
            tickets_open: self.ticket_count(&TicketQuery {
                state: Some(TicketState::Open),
                ..TicketQuery::default()
            })?,
            calls_waiting: self.ticket_count(&TicketQuery {
                waits_for_call: true,
                ..TicketQuery::default()
            })?,
            mails_waiting: session
                .count("SELECT count(*) FROM mail WHERE next_at IS NOT NULL", [])?,
            mails_given_up: session.count(
                "SELECT count(*) FROM mail WHERE next_at IS NULL AND sent_at IS NULL",
                [],
            )?,
            days: self.days(now, days)?,
        })
    }

    fn days(&self, now: Timestamp, days: i64) -> Result<Vec<Day>, StoreError> {
        let today = day_number(now);
        let sql = DAY.select() + " WHERE day > ?1 AND day <= ?2 ORDER BY day";
        let values = params![today - days, today];
        let known = self.session().all(&DAY, &sql, values, read)?;
        let day = |number| {
            let found = known.iter().find(|(day, _)| *day == number);
            found.map_or_else(|| empty(number), |(_, day)| *day)
        };
        let mut days: Vec<Day> = (today - days + 1..=today).map(day).collect();
        self.count_offices(&mut days)?;
        Ok(days)
    }

    /// Adds up who was registered until each of some days that follow one another.
    fn count_offices(&self, days: &mut [Day]) -> Result<(), StoreError> {
        let Some(first) = days.first().map(|day| day_number(day.at)) else {
            return Ok(());
        };
        let begin = first.saturating_mul(DAY_LENGTH).saturating_sub(AHEAD);
        let sql = "SELECT count(*) FROM office WHERE registered_at < ?1";
        let mut offices = self.session().count(sql, [begin])?;
        let sql = NEWCOMERS.select() + " WHERE registered_at >= ?1 GROUP BY 1";
        let values = params![begin, AHEAD, DAY_LENGTH];
        let newcomers = self.session().all(&NEWCOMERS, &sql, values, |row| {
            Ok((row.value::<i64>(REGISTERED_ON)?, row.count(COUNT)?))
        })?;
        for day in days {
            let number = day_number(day.at);
            let came = newcomers.iter().filter(|(day, _)| *day == number);
            offices += came.map(|(_, count)| count).sum::<u64>();
            day.offices = offices;
        }
        Ok(())
    }

    /// How many messages an office sent and received since a moment.
    pub fn message_counts(
        &self,
        office: OfficeNumber,
        since: Timestamp,
    ) -> Result<(u64, u64), StoreError> {
        let count = |sql| {
            let values = params![office.to_string(), since.as_microsecond()];
            self.session().count(sql, values)
        };
        Ok((
            count("SELECT count(*) FROM message WHERE sender = ?1 AND accepted_at >= ?2")?,
            count("SELECT count(*) FROM message WHERE receiver = ?1 AND accepted_at >= ?2")?,
        ))
    }
}

fn empty(number: i64) -> Day {
    let noon = number
        .saturating_mul(DAY_LENGTH)
        .saturating_add(DAY_LENGTH / 8);
    Day {
        at: Timestamp::from_microsecond(noon).unwrap_or(Timestamp::MAX),
        messages: 0,
        bytes: 0,
        offices: 0,
    }
}

fn read(row: &Columns<'_>) -> Result<(i64, Day), StoreError> {
    let number = row.value("day")?;
    let day = Day {
        messages: row.count("messages")?,
        bytes: row.count("bytes")?,
        ..empty(number)
    };
    Ok((number, day))
}
