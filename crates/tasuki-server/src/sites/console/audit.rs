//! The audit trail (操作記録).

mod words;

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures_util::stream;
use tasuki_store::{StoreError, Transaction};
use tasuki_terms::written_moment;
use tasuki_ui::{Banner, Cell, Column, Field, FormState, Paging, Shell, Table, Tone};

use super::list::{Asked, SIZE, query};
use crate::answer::chain;
use crate::jobs::anchor;
use crate::platform::Platform;
use crate::sites::log_in::Nothing;
use crate::sites::{Posted, SiteError, Visit, page, shell};
use crate::trail::{self, Checked, PAGE, next_after};

#[derive(Template)]
#[template(path = "console/audit.html")]
struct AuditPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    words: Field,
    entries: Table,
    paging: Paging,
    export: String,
}

/// Lists entries, the newest first.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    page(&page_of(&platform, &visit, &asked, None).await?)
}

async fn page_of(
    platform: &Platform,
    visit: &Visit,
    asked: &Asked,
    banner: Option<Banner>,
) -> Result<AuditPage, SiteError> {
    let (words, skip) = (asked.words(), asked.skip());
    let export = if words.is_empty() {
        "/audit/export.csv".to_owned()
    } else {
        query("/audit/export.csv", [("q", &words)])
    };
    let (rows, total) = platform
        .records
        .read("audit", move |records| {
            let rows = records.audit(&words, skip, SIZE)?;
            Ok((rows, records.audit_count(&words)?))
        })
        .await?;
    let mut columns = ["番号", "日時", "操作した人", "操作", "対象", "詳細"].map(Column::text);
    if let Some(ordinal) = columns.first_mut() {
        ordinal.numeric = true;
    }
    let mut entries = Table::new("操作記録の一覧", columns).caption_hidden();
    for row in rows {
        entries = entries.row([
            Cell::text(row.ordinal.to_string()),
            Cell::text(written_moment(row.at)),
            Cell::text(row.actor),
            Cell::text(words::action(&row.action)),
            Cell::text(row.subject),
            Cell::text(words::short_detail(&row.detail)),
        ]);
    }
    let form = FormState::typed([("q", asked.q.as_str())], &[]);
    Ok(AuditPage {
        shell: shell(platform, visit, "/audit"),
        csrf: visit.csrf().to_owned(),
        banner,
        words: form.field("q", "操作した人・操作・対象・詳細").search(),
        entries,
        paging: asked.paging(total, "/audit"),
        export,
    })
}

/// Checks that no entry was changed, taken out or put in.
pub(super) async fn verify(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    sign(&platform).await;
    let banner = match trail::check(&platform).await? {
        Ok(Checked { entries, signed }) => Banner::new(
            Tone::Success,
            format!("{entries}件の記録を確認しました。変更された記録はありません。"),
        )
        .text(format!(
            "番号{signed}までの記録は、連携基盤の署名とも一致しています。\
             より確実に確かめるには、以前に受け取ったCSV、またはログに残る番号とダイジェストを、\
             この一覧のCSVと比べてください。"
        )),
        Err(fault) => {
            tracing::error!(%fault, "the audit trail was changed");
            let title = format!(
                "番号{}の記録が変更されているか、欠けています。",
                fault.ordinal()
            );
            Banner::new(Tone::Error, title)
                .text("データベースを保全し、バックアップ、以前に受け取ったCSV、ログに残る番号とダイジェストと比べてください。")
        }
    };
    page(&page_of(&platform, &visit, &Asked::default(), Some(banner)).await?)
}

/// Signs how far the trail goes now, before it is looked at as a whole.
async fn sign(platform: &Platform) {
    if let Err(rejection) = anchor(platform).await {
        tracing::error!(code = rejection.code(), "the audit trail cannot be signed");
    }
}

/// Gives entries as CSV, from the first on, with their digests; the last line is the platform's
/// signature of how far they go.
pub(super) async fn export(
    State(platform): State<Arc<Platform>>,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    sign(&platform).await;
    let (records, words) = (platform.records.clone(), asked.words());
    let pages = stream::try_unfold(Some(0), move |after| {
        let (records, words) = (records.clone(), words.clone());
        async move {
            let Some(after) = after else {
                return Ok::<_, StoreError>(None);
            };
            let page = records.read("export_audit", move |records| {
                csv_page(records, after, &words)
            });
            let page = page.await.inspect_err(|error| {
                tracing::error!(error = chain(error), "the audit trail broke off");
            });
            page.map(Some)
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"audit.csv\"",
        ),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}

/// The lines of the entries behind `after`, with the head before the first and the signature behind
/// the last, and behind which entry the next ones come.
fn csv_page(
    records: &Transaction<'_>,
    after: u64,
    words: &str,
) -> Result<(String, Option<u64>), StoreError> {
    let rows = records.audit_after(after, words, PAGE)?;
    let next = next_after(&rows);
    let mut text = String::new();
    if after == 0 {
        text.push_str("\u{feff}番号,日時,操作した人,操作,対象,詳細,ダイジェスト\r\n");
    }
    for row in rows {
        let _written = write!(
            text,
            "{},{},{},{},{},{},{}\r\n",
            row.ordinal,
            row.at,
            quoted(&row.actor),
            quoted(&row.action),
            quoted(&row.subject),
            quoted(&row.detail),
            row.digest
        );
    }
    if next.is_none()
        && let Some(head) = records.last_audit_head()?
    {
        let statement = BASE64_STANDARD.encode(&head.statement);
        let _written = write!(
            text,
            "{},,,\"連携基盤の署名\",,\"{statement}\",\r\n",
            head.ordinal
        );
    }
    Ok((text, next))
}

/// A field in quotation marks. What a spreadsheet would take for a formula gets a mark before it.
fn quoted(text: &str) -> String {
    let mark = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => "'",
        _ => "",
    };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_a_formula() {
        assert_eq!(quoted("office.enrol"), "\"office.enrol\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
