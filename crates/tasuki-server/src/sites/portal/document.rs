//! Terms and privacy notice, for everybody to read.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_store::TermsRow;
use tasuki_terms::{day_in_japan, spoken_day};
use tasuki_ui::Shell;

use crate::platform::Platform;
use crate::registry::{Document, InForce, in_force};
use crate::sites::{SiteError, Visit, page, shell};

/// A document as pages show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Text {
    pub(super) title: &'static str,
    pub(super) version: u32,
    /// 2026年11月21日
    pub(super) since: String,
    pub(super) parts: Vec<Part>,
}

/// An article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) lines: Vec<String>,
}

impl Text {
    /// Articles are parted by empty lines; the first line of each is its heading.
    pub(super) fn new(document: Document, row: &TermsRow) -> Self {
        let body = row.body.replace("\r\n", "\n");
        let part = |text: &str| {
            let mut lines = text.lines().map(str::to_owned);
            Part {
                heading: lines.next().unwrap_or_default(),
                lines: lines.collect(),
            }
        };
        let articles = body.split("\n\n").map(str::trim);
        Self {
            title: document.title(),
            version: row.version,
            since: spoken_day(day_in_japan(row.valid_from)),
            parts: articles.filter(|text| !text.is_empty()).map(part).collect(),
        }
    }

    /// Both documents.
    pub(super) fn both(rows: &InForce) -> (Self, Self) {
        (
            Self::new(Document::Terms, &rows.terms),
            Self::new(Document::Privacy, &rows.privacy),
        )
    }
}

/// Both documents as they are in force.
pub(super) async fn load(platform: &Platform) -> Result<InForce, SiteError> {
    let now = platform.clock.now();
    let both = platform
        .records
        .read("terms", move |records| in_force(records, now))
        .await?;
    both.ok_or(SiteError::NotFound)
}

#[derive(Template)]
#[template(path = "portal/document.html")]
struct DocumentPage {
    shell: Shell,
    text: Text,
}

/// Shows one.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(name): Path<String>,
) -> Result<Response, SiteError> {
    let (terms, privacy) = Text::both(&load(&platform).await?);
    let text = match &*name {
        "terms" => terms,
        "privacy" => privacy,
        _ => return Err(SiteError::NotFound),
    };
    let shell = shell(&platform, &visit, "/terms");
    page(&DocumentPage { shell, text })
}

#[cfg(test)]
mod tests {
    use tasuki_terms::Timestamp;

    use super::*;

    #[test]
    fn articles_are_parted_by_empty_lines() {
        let row = TermsRow {
            document: "terms".to_owned(),
            version: 2,
            body: "第1条（目的）\r\n一。\r\n二。\r\n\r\n\r\n第2条（定義）\n三。\n".to_owned(),
            valid_from: Timestamp::UNIX_EPOCH,
        };
        let text = Text::new(Document::Terms, &row);
        let told: Vec<_> = text
            .parts
            .iter()
            .map(|part| format!("{}: {}", part.heading, part.lines.join("/")))
            .collect();
        assert_eq!(told, ["第1条（目的）: 一。/二。", "第2条（定義）: 三。"]);
    }
}
