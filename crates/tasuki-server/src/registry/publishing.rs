//! Notices (お知らせ) that operators publish for all offices.

use tasuki_store::{NoticeRow, RecordId, StoreError};
use tasuki_terms::Timestamp;

use super::Registry;

/// The categories of the official list.
pub const CATEGORIES: [&str; 5] = [
    "お知らせ",
    "スケジュール",
    "システム",
    "証明書",
    "ライセンス",
];

/// What a notice for all offices says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommonNotice {
    /// One of the categories.
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

impl Registry {
    /// Publishes a notice for all offices, or changes the one of this id.
    pub async fn publish_notice(
        &self,
        id: Option<RecordId>,
        text: CommonNotice,
        actor: &str,
    ) -> Result<RecordId, StoreError> {
        let action = match id {
            None => "notice.publish",
            Some(_) => "notice.change",
        };
        let id = id.unwrap_or_else(|| self.new_id());
        let row = NoticeRow {
            id,
            office: None,
            category: text.category,
            title: text.title,
            body: text.body,
            shown_from: text.shown_from,
            shown_until: text.shown_until,
            is_important: text.is_important,
        };
        // A change takes the place of the text before, which then stands nowhere else.
        let detail = format!("{}{}\n{}", head(&row), row.title, row.body);
        let entry = self.audit(actor, action, id, detail);
        self.records
            .change("publish_notice", move |records| {
                records.save_notice(&row)?;
                records.append_audit(entry)
            })
            .await?;
        Ok(id)
    }

    /// Takes a notice back.
    pub async fn remove_notice(&self, id: RecordId, actor: &str) -> Result<(), StoreError> {
        let mut entry = self.audit(actor, "notice.remove", id, "");
        self.records
            .change("remove_notice", move |records| {
                if let Some(row) = records.notice(id)? {
                    entry.detail = format!("{}{}", head(&row), row.title);
                }
                records.remove_notice(id)?;
                records.append_audit(entry)
            })
            .await
    }
}

/// What stands before the title of a notice in the audit trail.
fn head(row: &NoticeRow) -> String {
    let important = if row.is_important { "【重要】" } else { "" };
    format!("{important}【{}】", row.category)
}
