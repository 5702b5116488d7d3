//! 各種資料: the manuals, on the web and as PDF.

mod list;
mod paper;
mod picture;
mod show;

pub(super) use list::list;
pub(super) use paper::Papers;
pub(super) use picture::picture;
pub(super) use show::show;
