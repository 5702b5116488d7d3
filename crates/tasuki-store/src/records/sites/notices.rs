//! Notices (お知らせ).

mod cursor;

use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::{Kept, params};

pub use cursor::NoticeCursor;

pub(super) const NOTICE: Table = Table {
    name: "notice",
    columns: &[
        "id",
        "office",
        "category",
        "title",
        "body",
        "shown_from",
        "shown_until",
        "is_important",
    ],
};

pub(super) const CATEGORY: Table = Table {
    name: "notice",
    columns: &["category"],
};

/// What a user sees of notices: whether the user has read each, besides its columns.
const VIEW: Table = Table {
    name: "notice LEFT JOIN notice_read ON notice_read.notice = notice.id \
           AND notice_read.user_id = ?1",
    columns: &[
        "id",
        "office",
        "category",
        "title",
        "body",
        "shown_from",
        "shown_until",
        "is_important",
        "notice_read.at IS NOT NULL",
    ],
};

/// The notices that [`NoticeQuery`] asks for; its values are ?1 to ?9.
const WANTED: &str = " WHERE (office IS NULL OR office = ?2) AND shown_from <= ?3 \
    AND (?8 = 1 OR shown_until IS NULL OR shown_until > ?3) AND (?9 = '' OR category = ?9) \
    AND (?4 IS NULL OR shown_from >= ?4) AND (?5 IS NULL OR shown_from < ?5) \
    AND (?6 = 0 OR notice_read.at IS NULL) \
    AND (?7 = '' OR instr(title, ?7) > 0 OR instr(body, ?7) > 0)";

/// A notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeRow {
    /// Its id.
    pub id: RecordId,
    /// The one office that sees it; none if all do.
    pub office: Option<OfficeNumber>,
    /// Its category (カテゴリ).
    pub category: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The first moment at which it is shown.
    pub shown_from: Timestamp,
    /// The first moment at which it is no longer shown.
    pub shown_until: Option<Timestamp>,
    /// Whether it stands before the others (重要なお知らせ).
    pub is_important: bool,
}

impl NoticeCursor {
    /// Where a notice stands.
    pub const fn of(row: &NoticeRow) -> Self {
        Self {
            shown_from: row.shown_from,
            id: row.id,
        }
    }
}

/// A notice as one user sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeView {
    /// The notice.
    pub notice: NoticeRow,
    /// Whether the user has opened it.
    pub is_read: bool,
}

/// Which notices a user asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoticeQuery {
    /// Who asks.
    pub user: UserId,
    /// The user's office.
    pub office: OfficeNumber,
    /// The present moment.
    pub now: Timestamp,
    /// Only those shown since this moment.
    pub since: Option<Timestamp>,
    /// Only those shown before this moment.
    pub before: Option<Timestamp>,
    /// Only those that the user has not opened (未読).
    pub is_unread_only: bool,
    /// Only those that contain this text.
    pub text: String,
    /// Also those that are no longer shown (全てのお知らせ).
    pub includes_ended: bool,
    /// Only those of this category; empty for all.
    pub category: String,
}

impl NoticeQuery {
    /// The values of [`WANTED`], from `?1` on.
    fn values(&self) -> Vec<Kept> {
        vec![
            self.user.to_string().into(),
            self.office.to_string().into(),
            self.now.as_microsecond().into(),
            self.since.map(Timestamp::as_microsecond).into(),
            self.before.map(Timestamp::as_microsecond).into(),
            self.is_unread_only.into(),
            self.text.clone().into(),
            self.includes_ended.into(),
            self.category.clone().into(),
        ]
    }
}

impl Transaction<'_> {
    /// Publishes a notice, or changes one.
    pub fn save_notice(&self, row: &NoticeRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO notice (id, office, category, title, body, shown_from, shown_until, \
             is_important) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
             ON CONFLICT (id) DO UPDATE SET \
             category = excluded.category, title = excluded.title, body = excluded.body, \
             shown_from = excluded.shown_from, shown_until = excluded.shown_until, \
             is_important = excluded.is_important",
            params![
                row.id.to_string(),
                row.office.map(|office| office.to_string()),
                row.category,
                row.title,
                row.body,
                row.shown_from.as_microsecond(),
                row.shown_until.map(Timestamp::as_microsecond),
                row.is_important,
            ],
        )?;
        Ok(())
    }

    /// Takes a notice back.
    pub fn remove_notice(&self, id: RecordId) -> Result<(), StoreError> {
        self.session()
            .run("DELETE FROM notice WHERE id = ?1", [id.to_string()])?;
        Ok(())
    }

    /// Notices for all offices, whether shown or not, the newest first.
    pub fn common_notices(&self, skip: u64, limit: u64) -> Result<Vec<NoticeRow>, StoreError> {
        let sql = NOTICE.select()
            + " WHERE office IS NULL ORDER BY shown_from DESC, id DESC LIMIT ?2 OFFSET ?1";
        let values = params![signed(skip), signed(limit)];
        self.session().all(&NOTICE, &sql, values, read)
    }

    /// How many notices there are for all offices.
    pub fn common_notice_count(&self) -> Result<u64, StoreError> {
        self.session()
            .count("SELECT count(*) FROM notice WHERE office IS NULL", [])
    }

    /// The notice of this id, whoever may see it.
    pub fn notice(&self, id: RecordId) -> Result<Option<NoticeRow>, StoreError> {
        let sql = NOTICE.select() + " WHERE id = ?1";
        self.session().first(&NOTICE, &sql, [id.to_string()], read)
    }

    /// The notices that a user asks for, the newest first.
    pub fn notices(
        &self,
        query: &NoticeQuery,
        skip: u64,
        limit: u64,
    ) -> Result<Vec<NoticeView>, StoreError> {
        let sql =
            VIEW.select() + WANTED + " ORDER BY shown_from DESC, id DESC LIMIT ?11 OFFSET ?10";
        let mut values = query.values();
        values.extend([signed(skip), signed(limit)].map(Kept::from));
        self.session().all(&VIEW, &sql, values, |row| {
            Ok(NoticeView {
                notice: read(row)?,
                is_read: row.value("notice_read.at IS NOT NULL")?,
            })
        })
    }

    /// How many notices [`Transaction::notices`] finds in all.
    pub fn notice_count(&self, query: &NoticeQuery) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM {}{WANTED}", VIEW.name);
        self.session().count(&sql, query.values())
    }

    /// The notices that an office is shown at `now`, its own and those for all, the oldest first: at
    /// most `limit` behind `after`.
    pub fn notices_after(
        &self,
        office: OfficeNumber,
        now: Timestamp,
        after: Option<NoticeCursor>,
        limit: u64,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        // Two ways through one index: what others are told is not looked at.
        let select = NOTICE.select() + " INDEXED BY notice_office";
        let shown = "shown_from <= ?2 AND (shown_until IS NULL OR shown_until > ?2) \
                     AND (shown_from, id) > (?3, ?4)";
        let sql = format!(
            "{select} WHERE office IS NULL AND {shown} \
             UNION ALL {select} WHERE office = ?1 AND {shown} \
             ORDER BY shown_from, id LIMIT ?5"
        );
        let values = params![
            office.to_string(),
            now.as_microsecond(),
            after.map_or(i64::MIN, |after| after.shown_from.as_microsecond()),
            after.map(|after| after.id.to_string()).unwrap_or_default(),
            signed(limit),
        ];
        self.session().all(&NOTICE, &sql, values, read)
    }

    /// The categories of what an office may see.
    pub fn notice_categories(&self, office: OfficeNumber) -> Result<Vec<String>, StoreError> {
        let sql =
            CATEGORY.select() + " WHERE office IS NULL OR office = ?1 GROUP BY category ORDER BY 1";
        self.session()
            .all(&CATEGORY, &sql, [office.to_string()], |row| {
                row.value("category")
            })
    }

    /// Notes that a user opened a notice.
    pub fn notice_opened(
        &self,
        id: RecordId,
        user: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO notice_read (notice, user_id, at) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO NOTHING",
            params![id.to_string(), user.to_string(), at.as_microsecond()],
        )?;
        Ok(())
    }
}

pub(super) fn read(row: &Columns<'_>) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        id: row.parsed("id")?,
        office: row.optional("office")?,
        category: row.value("category")?,
        title: row.value("title")?,
        body: row.value("body")?,
        shown_from: row.time("shown_from")?,
        shown_until: row.optional_time("shown_until")?,
        is_important: row.value("is_important")?,
    })
}
