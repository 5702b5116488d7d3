//! Offices are looked up, page by page.

use tasuki_exchange::OfficeStatus;
use tasuki_terms::{OfficeNumber, Prefecture, ServiceType, Timestamp};

use super::words::{needles, searched};
use super::{OFFICE, OfficeRow, read};
use crate::StoreError;
use crate::records::Records;
use crate::records::reading::{Session, Table};
use crate::records::values::Kept;

/// How many offices are looked at for one page at most, so that what hardly any office fits does
/// not go through all of them at once.
const LOOKED_AT: u32 = 5_000;

/// How many pairs of letters are asked for besides the first; the whole text is compared anyway.
const MORE_PAIRS: usize = 3;

const NUMBER: Table = Table {
    name: "office",
    columns: &["number"],
};

const GRAM: Table = Table {
    name: "office_gram",
    columns: &["office"],
};

/// Which offices are looked for; what is none does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OfficeSearch {
    /// The beginning of a number, or a part of the name or its kana, however it is written.
    pub text: String,
    /// Only offices of this prefecture.
    pub prefecture: Option<Prefecture>,
    /// Only offices with this service type.
    pub service: Option<ServiceType>,
    /// Only offices that stand so.
    pub membership: Option<Membership>,
}

/// Whether messages can be exchanged with an office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    /// At work, and licensed now.
    Member,
    /// Not licensed now, or suspended.
    NotMember,
    /// Closed.
    Closed,
}

/// One page of a search, ordered by number. It may hold fewer offices than asked for, even none,
/// and still not be the last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficePage {
    /// Its offices.
    pub offices: Vec<OfficeRow>,
    /// Where the next page begins; none where this was the last.
    pub next: Option<OfficeNumber>,
}

impl Records {
    /// Looks offices up: at most `limit` behind the number `after`.
    pub async fn search_offices(
        &self,
        search: OfficeSearch,
        now: Timestamp,
        after: Option<OfficeNumber>,
        limit: u32,
    ) -> Result<OfficePage, StoreError> {
        self.readers
            .apart("search_offices", move |session| {
                let way = Way::new(&search, now);
                way.page(session, after, limit, LOOKED_AT)
            })
            .await
    }
}

/// A statement that grows, with its values.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) values: Vec<Kept>,
}

impl Statement {
    fn new(sql: String) -> Self {
        Self {
            sql,
            values: Vec::new(),
        }
    }

    /// Adds words without values.
    fn say(&mut self, words: &str) {
        self.sql += words;
    }

    /// Adds a condition with one value at its end.
    fn and(&mut self, condition: &str, value: impl Into<Kept>) {
        self.sql += " AND ";
        self.sql += condition;
        self.sql += " ?";
        self.values.push(value.into());
    }
}

/// How offices are found.
pub(super) struct Way {
    /// The pairs of letters that lead to them; none where their numbers do.
    needles: Vec<String>,
    /// What the name or its kana must contain.
    text: String,
    /// The first number, and the first behind.
    from: String,
    until: Option<String>,
    service: Option<ServiceType>,
    membership: Option<Membership>,
    now: Timestamp,
}

impl Way {
    pub(super) fn new(search: &OfficeSearch, now: Timestamp) -> Self {
        let text = searched(&search.text);
        let number = Some(text.to_uppercase()).filter(|text| is_number(text));
        let mut way = Self {
            needles: Vec::new(),
            text: String::new(),
            from: String::new(),
            until: None,
            service: search.service,
            membership: search.membership,
            now,
        };
        if let Some(prefecture) = search.prefecture {
            way.bound(&prefecture.to_string());
        }
        if let Some(number) = number {
            way.bound(&number);
        } else {
            way.needles = needles(&text);
            way.text = text;
        }
        way
    }

    /// Only numbers that begin so.
    fn bound(&mut self, beginning: &str) {
        // Behind all digits and capital letters.
        let until = format!("{beginning}~");
        self.from = std::mem::take(&mut self.from).max(beginning.to_owned());
        self.until = Some(match self.until.take() {
            Some(before) => before.min(until),
            None => until,
        });
    }

    /// The place at which the statement begins to read, in the words of SQL.
    fn place(&self) -> &'static str {
        if self.needles.is_empty() {
            "office.number"
        } else {
            "found.office"
        }
    }

    /// What leads to the offices, without what is compared behind that.
    fn leading(&self, table: &Table, after: Option<OfficeNumber>) -> Statement {
        let columns = table.columns.join(", ");
        let place = self.place();
        let mut statement = match self.needles.first() {
            None => Statement::new(format!("SELECT {columns} FROM office WHERE {place} >= ?")),
            Some(first) => {
                // Joined in this order: the pairs are few, offices many.
                let offices = if table.name == GRAM.name {
                    ""
                } else {
                    " CROSS JOIN office ON office.number = found.office"
                };
                let mut statement = Statement::new(format!(
                    "SELECT {columns} FROM office_gram AS found{offices} WHERE found.gram = ? \
                     AND {place} >= ?"
                ));
                statement.values.push(first.clone().into());
                statement
            }
        };
        statement.values.push(self.from.clone().into());
        if let Some(until) = &self.until {
            statement.and(&format!("{place} <"), until.clone());
        }
        if let Some(after) = after {
            statement.and(&format!("{place} >"), after.to_string());
        }
        statement
    }

    /// Finds the last place that is looked at for a page, if not all are.
    pub(super) fn end(&self, after: Option<OfficeNumber>, looked_at: u32) -> Statement {
        let table = if self.needles.is_empty() {
            &NUMBER
        } else {
            &GRAM
        };
        let mut statement = self.leading(table, after);
        let place = self.place();
        statement.say(&format!(" ORDER BY {place} LIMIT 1 OFFSET {looked_at}"));
        statement
    }

    /// Finds the offices of a page, and one more.
    pub(super) fn offices(
        &self,
        after: Option<OfficeNumber>,
        end: Option<OfficeNumber>,
        limit: u32,
    ) -> Statement {
        let mut statement = self.leading(&OFFICE, after);
        let place = self.place();
        if let Some(end) = end {
            statement.and(&format!("{place} <="), end.to_string());
        }
        for needle in self.needles.iter().skip(1).take(MORE_PAIRS) {
            statement.sql += " AND EXISTS (SELECT 1 FROM office_gram AS also \
                              WHERE also.gram = ? AND also.office = found.office)";
            statement.values.push(needle.clone().into());
        }
        if !self.text.is_empty() {
            statement.sql += " AND instr(office.words, ?) > 0";
            statement.values.push(self.text.clone().into());
        }
        if let Some(service) = self.service {
            let pattern = format!("% {service} %");
            statement.and("' ' || office.service_types || ' ' LIKE", pattern);
        }
        if let Some(membership) = self.membership {
            self.stands(&mut statement, membership);
        }
        statement.say(&format!(" ORDER BY {place} LIMIT {}", u64::from(limit) + 1));
        statement
    }

    fn stands(&self, statement: &mut Statement, membership: Membership) {
        const LICENSED: &str = "(office.licensed_from IS NOT NULL AND office.licensed_from <= ? \
                                AND (office.licensed_until IS NULL OR office.licensed_until > ?))";
        let now = self.now.as_microsecond();
        let status = |status: OfficeStatus| status.as_str().to_owned();
        match membership {
            Membership::Member => {
                statement.and("office.status =", status(OfficeStatus::Active));
                statement.say(&format!(" AND {LICENSED}"));
                statement.values.extend([now.into(), now.into()]);
            }
            Membership::NotMember => {
                statement.and("office.status <>", status(OfficeStatus::Closed));
                statement.say(&format!(" AND NOT (office.status = ? AND {LICENSED})"));
                let active = status(OfficeStatus::Active).into();
                statement.values.extend([active, now.into(), now.into()]);
            }
            Membership::Closed => statement.and("office.status =", status(OfficeStatus::Closed)),
        }
    }

    pub(super) fn page(
        &self,
        session: &Session<'_>,
        after: Option<OfficeNumber>,
        limit: u32,
        looked_at: u32,
    ) -> Result<OfficePage, StoreError> {
        let Statement { sql, values } = self.end(after, looked_at);
        let end = if self.needles.is_empty() {
            session.first(&NUMBER, &sql, values, |row| row.parsed("number"))?
        } else {
            session.first(&GRAM, &sql, values, |row| row.parsed("office"))?
        };
        let Statement { sql, values } = self.offices(after, end, limit);
        let mut offices = session.all(&OFFICE, &sql, values, read)?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let next = if offices.len() > wanted {
            offices.truncate(wanted);
            offices.last().map(|office| office.number)
        } else {
            end
        };
        Ok(OfficePage { offices, next })
    }
}

/// Whether a text is the beginning of an office number, and no part of a name.
fn is_number(text: &str) -> bool {
    text.len() <= OfficeNumber::LEN
        && text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}
