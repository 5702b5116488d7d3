//! エラーコード: each has a page.

mod list;
mod show;

pub(super) use list::list;
pub(super) use show::show;
