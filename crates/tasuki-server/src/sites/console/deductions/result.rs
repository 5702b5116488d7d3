//! What a federation gave back for a file.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_exchange::PaymentState;
use tasuki_store::DeductionFileRow;
use tasuki_terms::written_moment;
use tasuki_ui::{Banner, Cell, Column, Crumb, Entry, Field, FormState, Shell, Table, Tone};

use super::{Done, fault_table, file_of, path};
use crate::platform::Platform;
use crate::registry::{DeductionConflict, DeductionError, ReadDeduction};
use crate::sites::console::offices::may_change;
use crate::sites::{PostedFile, SiteError, Visit, page, page_with, shell};

/// Bytes of a form with a result file. An answer takes some 45 bytes, so these are more than there are
/// offices in any prefecture.
pub(in crate::sites::console) const RESULT_BYTES: usize = 8 * 1024 * 1024;

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
    /// A result was read before: the box that says that another one corrects it.
    correction: Option<Field>,
    conflicts: Option<Table>,
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
            correction: row.result_at.map(|_| {
                FormState::new().field("correction", "取り込み済みの結果を訂正する")
                    .help("国保連から訂正された結果ファイルを受け取ったときだけ、チェックを入れてください。")
            }),
            conflicts: None,
            title,
        }
    }
}

/// What was read in, in a sentence for each part that there is.
fn read_banner(read: &ReadDeduction) -> Banner {
    if read.is_known {
        let title = "この結果ファイルは、すでに取り込んでいます。何も変更していません。";
        return Banner::new(Tone::Info, title);
    }
    let (deducted, unpaid) = (read.deducted, read.unpaid);
    let mut told = if deducted + unpaid == 0 {
        "支払い状況が変わったライセンスはありません。".to_owned()
    } else {
        format!("差引済み{deducted}件、差引不能{unpaid}件を登録し、事業所へお知らせしました。")
    };
    if read.unchanged > 0 {
        let _written = write!(told, "変更なしは{}件です。", read.unchanged);
    }
    let conflicts = read.conflicts.len();
    if conflicts == 0 {
        return Banner::new(Tone::Success, "結果ファイルを取り込みました。").text(told);
    }
    let title =
        format!("結果ファイルを取り込みましたが、登録できない結果が{conflicts}件あります。");
    Banner::new(Tone::Warning, title).text(format!(
        "{told}登録できない結果は、下の一覧を1件ずつ確認してください。差引済みの場合は、二重のお支払いになっていることがあります。"
    ))
}

fn conflict_table(conflicts: &[DeductionConflict]) -> Option<Table> {
    if conflicts.is_empty() {
        return None;
    }
    let columns = [
        "ライセンス番号",
        "事業所番号",
        "国保連の結果",
        "現在の支払い状況",
    ];
    let mut table = Table::new("登録できない結果", columns.map(Column::text));
    for conflict in conflicts {
        let answer = &conflict.answer;
        let number = answer.licence.to_string();
        table = table.row([
            match &conflict.licence {
                Some(licence) => Cell::link(number, format!("/licences/{}", licence.id)),
                None => Cell::text(number),
            },
            Cell::text(answer.office.to_string()),
            Cell::text(answer.outcome.name()),
            Cell::text(conflict.state().map_or("該当なし", PaymentState::name)),
        ]);
    }
    Some(table)
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
    let is_correction = posted.field("correction") == "on";
    let file = (row.claim_month, row.federation);
    let read = registry.read_deduction_result(file, bytes, is_correction, actor);
    match read.await {
        Ok(read) => {
            let row = file_of(&platform, &month, &federation).await?;
            let mut shown = ResultPage::new(&platform, &visit, &row);
            shown.banner = Some(read_banner(&read));
            shown.conflicts = conflict_table(&read.conflicts);
            // Reading the same file again changes nothing, so the page may be sent again.
            page(&shown)
        }
        Err(DeductionError::OtherResult) => {
            let mut shown = ResultPage::new(&platform, &visit, &row);
            let title = "別の結果ファイルを、すでに取り込んでいます。何も変更していません。";
            let text = "国保連から訂正された結果ファイルの場合は、「取り込み済みの結果を訂正する」にチェックを入れて、もう一度取り込んでください。";
            shown.banner = Some(Banner::new(Tone::Error, title).text(text));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
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
