//! Notices (お知らせ).

use serde::{Deserialize, Serialize};
use tasuki_terms::Timestamp;
use utoipa::ToSchema;

/// A notice for the caller's office, or for all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// Its id, a UUID.
    pub id: String,
    /// Its category (カテゴリ).
    pub category: String,
    /// Its title.
    pub title: String,
    /// Its text; lines end with `\n`.
    pub body: String,
    /// Whether it is for this office alone.
    pub is_own: bool,
    /// The first moment at which it is shown.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// The first moment at which it is no longer shown; none while it has no end.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

/// Notices that are shown now, the oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct NoticeList {
    /// The page.
    pub notices: Vec<Notice>,
    /// Whether there are more.
    pub more: bool,
    /// Goes into `after`: what follows this page now, or what is published later. None where
    /// nothing was ever published.
    pub next: Option<String>,
}
