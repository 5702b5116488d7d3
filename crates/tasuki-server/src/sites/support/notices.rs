//! Notices (お知らせ).

mod feed;
mod list;
mod show;

use tasuki_store::NoticeRow;
use tasuki_terms::{day_in_japan, spoken_day};

pub(super) use feed::feed;
pub(super) use list::list;
pub(super) use show::show;

/// A notice in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct NoticeLine {
    pub(super) id: String,
    /// As people read it.
    pub(super) day: String,
    /// As programs read it, 2026-11-22.
    pub(super) date: String,
    pub(super) category: String,
    pub(super) title: String,
    pub(super) is_important: bool,
}

impl From<&NoticeRow> for NoticeLine {
    fn from(notice: &NoticeRow) -> Self {
        let day = day_in_japan(notice.shown_from);
        Self {
            id: notice.id.to_string(),
            day: spoken_day(day),
            date: day.to_string(),
            category: notice.category.clone(),
            title: notice.title.clone(),
            is_important: notice.is_important,
        }
    }
}
