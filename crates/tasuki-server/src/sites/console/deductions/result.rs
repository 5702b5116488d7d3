//! What a federation gave back for a file.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_store::DeductionFileRow;
use tasuki_terms::written_moment;
use tasuki_ui::{Banner, Crumb, Entry, Field, FormState, Shell, Table, Tone};

use super::{Done, fault_table, file_of, path};
use crate::platform::Platform;
use crate::registry::DeductionError;
use crate::sites::console::offices::may_change;
use crate::sites::{PostedFile, SiteError, Visit, page, page_with, shell};

#[derive(Template)]
#[template(path = "console/deduction_result.html")]
struct ResultPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    faults: Option<Table>,
    may_read: bool,
    title: String,
    path: String,
    entries: Vec<Entry>,
    file: Field,
}

impl ResultPage {
    fn new(platform: &Platform, visit: &Visit, row: &DeductionFileRow) -> Self {
        let title = format!(
            "{}（国保連番号 {}）",
            row.claim_month.spoken(),
            row.federation
        );
        let mut shell = shell(platform, visit, "/deductions");
        shell.crumbs = vec![Crumb::to("差引", "/deductions"), Crumb::here(&*title)];
        let result = row.result_at.map(written_moment);
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            banner: None,
            faults: None,
            may_read: may_change(visit),
            path: path(row),
            entries: vec![
                Entry::new("請求月", row.claim_month.spoken()),
                Entry::new("国保連番号", row.federation.to_string()),
                Entry::new("件数", format!("{}件", row.lines)),
                Entry::new("合計額", row.total.to_string()),
                Entry::new(
                    "作成",
                    format!("{}　{}", written_moment(row.made_at), row.made_by),
                ),
                Entry::new(
                    "結果の取り込み",
                    result.unwrap_or_else(|| "まだです".to_owned()),
                ),
            ],
            file: FormState::new()
                .field("file", "結果ファイル")
                .required()
                .accept(".csv,text/csv")
                .help("国保連から受け取ったファイルを、そのまま選んでください。"),
            title,
        }
    }
}

/// Shows a file, and the form for its result.
pub(in crate::sites::console) async fn show_result(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path((month, federation)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let row = file_of(&platform, &month, &federation).await?;
    let mut shown = ResultPage::new(&platform, &visit, &row);
    shown.banner = done.banner();
    page(&shown)
}

/// Reads the result in: a file with a fault changes nothing.
pub(in crate::sites::console) async fn read(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path((month, federation)): Path<(String, String)>,
    posted: PostedFile,
) -> Result<Response, SiteError> {
    let row = file_of(&platform, &month, &federation).await?;
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    let bytes = posted.bytes.to_vec();
    let read = registry.read_deduction_result(row.claim_month, row.federation, bytes, actor);
    match read.await {
        Ok(read) => {
            let row = file_of(&platform, &month, &federation).await?;
            let mut shown = ResultPage::new(&platform, &visit, &row);
            let banner = Banner::new(Tone::Success, "結果ファイルを取り込みました。");
            shown.banner = Some(banner.text(format!(
                "差引済み{}件、未払い{}件、変更なし{}件です。結果は事業所へお知らせしました。",
                read.deducted, read.unpaid, read.unchanged
            )));
            // Reading the same file again changes nothing, so the page may be sent again.
            page(&shown)
        }
        Err(DeductionError::Faults(faults)) => {
            let mut shown = ResultPage::new(&platform, &visit, &row);
            let title = format!(
                "ファイルに誤りが{}件あります。何も変更していません。",
                faults.len()
            );
            shown.banner = Some(Banner::new(Tone::Error, title));
            shown.faults = Some(fault_table(&faults));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(error) => Err(SiteError::fault(&error)),
    }
}
