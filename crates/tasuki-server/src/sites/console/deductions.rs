//! Deduction files (差引依頼): made, downloaded, answered.

mod make;
mod result;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::{Collection, Federation, FileFault};
use tasuki_store::{DeductionFileRow, Transaction};
use tasuki_terms::{CalendarMonth, Date, day_in_japan, written_moment};
use tasuki_ui::{Banner, Cell, Column, ErrorSummary, Field, FormState, Shell, Table, Tag, Tone};

use super::done::Done;
use super::offices::may_change;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

pub(super) use make::make;
pub(super) use result::{RESULT_BYTES, read, show_result};

#[derive(Template)]
#[template(path = "console/deductions.html")]
struct ListPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    summary: ErrorSummary,
    may_make: bool,
    month: Field,
    files: Table,
    faults: Option<Table>,
}

/// Lists all files.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    page(&page_of(&platform, &visit, &FormState::new(), done.banner()).await?)
}

async fn page_of(
    platform: &Platform,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<ListPage, SiteError> {
    let rows = platform
        .records
        .read("deduction_files", |records: &Transaction<'_>| {
            records.deduction_files()
        })
        .await?;
    let columns = [
        Column::text("請求月"),
        Column::text("国保連番号"),
        Column::number("件数"),
        Column::number("合計額"),
        Column::text("作成"),
        Column::text("結果"),
        Column::text("ファイル"),
    ];
    let mut files = Table::new("差引依頼ファイルの一覧", columns).caption_hidden();
    for row in &rows {
        let path = path(row);
        files = files.row([
            Cell::link(row.claim_month.spoken(), format!("{path}/result")),
            Cell::text(row.federation.to_string()),
            Cell::text(row.lines.to_string()),
            Cell::text(row.total.to_string()),
            Cell::text(format!("{}　{}", written_moment(row.made_at), row.made_by)),
            Cell::Tag(match row.result_at {
                Some(at) => Tag::new(Tone::Success, format!("取込済み {}", written_moment(at))),
                None => Tag::new(Tone::Warning, "結果待ち"),
            }),
            Cell::link("ダウンロード", path),
        ]);
    }
    let month = form
        .field("month", "請求月")
        .required()
        .digits()
        .max_length(6)
        .help("6桁の数字で入力してください（例：202611）。")
        .or_value(proposed(day_in_japan(platform.clock.now())));
    Ok(ListPage {
        shell: shell(platform, visit, "/deductions"),
        csrf: visit.csrf().to_owned(),
        banner,
        summary: ErrorSummary::of([&month]),
        may_make: may_change(visit),
        month,
        files,
        faults: None,
    })
}

/// The month whose files can be made last, or nothing.
fn proposed(today: Date) -> String {
    let last_month = today.first_of_month().yesterday().unwrap_or(today);
    let mut months = [today, last_month].into_iter().map(CalendarMonth::of);
    months
        .find_map(|month| {
            month
                .ok()
                .filter(|one| Collection::may_ask(*one, today).is_ok())
        })
        .map_or_else(String::new, |month| month.to_string())
}

fn path(row: &DeductionFileRow) -> String {
    format!("/deductions/{}/{}", row.claim_month, row.federation)
}

/// The file that a path names.
async fn file_of(
    platform: &Platform,
    month: &str,
    federation: &str,
) -> Result<DeductionFileRow, SiteError> {
    let month: CalendarMonth = month.parse().map_err(|_| SiteError::NotFound)?;
    let federation: Federation = federation.parse().map_err(|_| SiteError::NotFound)?;
    let found = platform
        .records
        .read("deduction_file", move |records| {
            records.deduction_file(month, federation)
        })
        .await?;
    found.ok_or(SiteError::NotFound)
}

/// Gives a file as it was made.
pub(super) async fn download(
    State(platform): State<Arc<Platform>>,
    Path((month, federation)): Path<(String, String)>,
) -> Result<Response, SiteError> {
    let file = file_of(&platform, &month, &federation).await?;
    let name = format!("deduction-{}-{}.csv", file.claim_month, file.federation);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, file.content).into_response())
}

/// What is wrong in a file, with what to do.
fn fault_table(faults: &[FileFault]) -> Table {
    let columns = ["内容", "コード", "対処"].map(Column::text);
    let mut table = Table::new("誤りの一覧", columns);
    for fault in faults.iter().take(100) {
        table = table.row([
            Cell::text(fault.what()),
            Cell::text(fault.code()),
            Cell::text(fault.hint()),
        ]);
    }
    table
}
