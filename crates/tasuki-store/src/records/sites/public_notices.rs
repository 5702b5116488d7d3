//! Notices (お知らせ) that everybody may read: those for all offices, while they are shown.

use tasuki_terms::Timestamp;

use super::notices::{CATEGORY, NOTICE, NoticeRow, read};
use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::signed;
use crate::records::transaction::Transaction;
use crate::records::values::{Kept, params};

/// The notices that are shown to everybody at ?1.
const SHOWN: &str =
    " WHERE office IS NULL AND shown_from <= ?1 AND (shown_until IS NULL OR shown_until > ?1)";

/// Those of them that [`PublicNotices`] asks for; its values are ?1 to ?3.
const WANTED: &str = " AND (?2 = '' OR category = ?2) AND (?3 = 0 OR is_important = 1)";

/// Which public notices are asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicNotices {
    /// The present moment.
    pub now: Timestamp,
    /// Only those of this category; empty for all.
    pub category: String,
    /// Only important ones (重要なお知らせ).
    pub is_important_only: bool,
}

impl PublicNotices {
    fn values(&self) -> Vec<Kept> {
        vec![
            self.now.as_microsecond().into(),
            self.category.clone().into(),
            self.is_important_only.into(),
        ]
    }
}

impl Transaction<'_> {
    /// The public notices that are asked for, the newest first.
    pub fn public_notices(
        &self,
        query: &PublicNotices,
        skip: u64,
        limit: u64,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let sql = NOTICE.select()
            + SHOWN
            + WANTED
            + " ORDER BY shown_from DESC, id DESC LIMIT ?5 OFFSET ?4";
        let mut values = query.values();
        values.extend([signed(skip), signed(limit)].map(Kept::from));
        self.session().all(&NOTICE, &sql, values, read)
    }

    /// How many notices [`Transaction::public_notices`] finds in all.
    pub fn public_notice_count(&self, query: &PublicNotices) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM {}{SHOWN}{WANTED}", NOTICE.name);
        self.session().count(&sql, query.values())
    }

    /// At most `limit` public notices, important ones before the others, the newest first.
    pub fn headline_notices(
        &self,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let sql = NOTICE.select()
            + SHOWN
            + " ORDER BY is_important DESC, shown_from DESC, id DESC LIMIT ?2";
        let values = params![now.as_microsecond(), signed(limit)];
        self.session().all(&NOTICE, &sql, values, read)
    }

    /// The public notice of this id, while it is shown.
    pub fn public_notice(
        &self,
        id: RecordId,
        now: Timestamp,
    ) -> Result<Option<NoticeRow>, StoreError> {
        let sql = NOTICE.select() + SHOWN + " AND id = ?2";
        let values = params![now.as_microsecond(), id.to_string()];
        self.session().first(&NOTICE, &sql, values, read)
    }

    /// The categories of the public notices, in the order of their signs.
    pub fn public_notice_categories(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let sql = CATEGORY.select() + SHOWN + " GROUP BY category ORDER BY category";
        self.session()
            .all(&CATEGORY, &sql, [now.as_microsecond()], |row| {
                row.value("category")
            })
    }
}
