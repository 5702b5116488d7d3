//! The files of a month are shown in numbers, and made once that is confirmed.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_terms::{CalendarMonth, Yen};
use tasuki_ui::{Cell, Column, Crumb, Shell, Table};

use super::{fault_table, page_of};
use crate::platform::Platform;
use crate::registry::{DeductionError, LeftOut, PlannedDeductions};
use crate::sites::{Posted, SiteError, Visit, page, page_with, see_other, shell};

#[derive(Template)]
#[template(path = "console/deduction_preview.html")]
struct PreviewPage {
    shell: Shell,
    csrf: String,
    /// The month as it is sent, and as it is read.
    month: String,
    spoken: String,
    /// What all files ask for together.
    count: usize,
    total: String,
    files: Table,
    /// Fees that are in no file.
    left_out: Option<Table>,
}

impl PreviewPage {
    fn new(
        platform: &Platform,
        visit: &Visit,
        month: CalendarMonth,
        planned: &PlannedDeductions,
    ) -> Self {
        let mut shell = shell(platform, visit, "/deductions");
        shell.crumbs = vec![
            Crumb::to("差引", "/deductions"),
            Crumb::here("差引依頼ファイルの確認"),
        ];
        let files = &planned.files;
        let total = Yen::total(files.iter().map(|file| file.total));
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            month: month.to_string(),
            spoken: month.spoken(),
            count: files.iter().map(|file| file.lines).sum(),
            total: total.map_or_else(|| "-".to_owned(), |total| total.to_string()),
            files: files_table(planned),
            left_out: left_out_table(&planned.left_out),
        }
    }
}

fn files_table(planned: &PlannedDeductions) -> Table {
    let columns = [
        Column::text("国保連番号"),
        Column::number("件数"),
        Column::number("合計額"),
    ];
    let mut table = Table::new("作成する差引依頼ファイル", columns);
    for file in &planned.files {
        table = table.row([
            Cell::text(file.federation.to_string()),
            Cell::text(file.lines.to_string()),
            Cell::text(file.total.to_string()),
        ]);
    }
    table
}

fn left_out_table(left_out: &[LeftOut]) -> Option<Table> {
    if left_out.is_empty() {
        return None;
    }
    let columns = [
        Column::text("ライセンス番号"),
        Column::text("事業所番号"),
        Column::number("金額"),
    ];
    let mut table = Table::new("差引を依頼できないライセンス", columns);
    for one in left_out {
        table = table.row([
            Cell::link(one.licence.to_string(), format!("/licences/{}", one.id)),
            Cell::text(one.office.to_string()),
            Cell::text(one.fee.to_string()),
        ]);
    }
    Some(table)
}

/// Which month.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    month: String,
    #[serde(default)]
    confirmed: String,
}

/// Shows what the files of a month ask for, and makes them once that is confirmed.
pub(in crate::sites::console) async fn make(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&[]);
    let (registry, actor) = (platform.registry()?, visit.visitor.operator()?);
    let mut faults = None;
    let month = typed.month.trim().parse::<CalendarMonth>();
    let is_confirmed = typed.confirmed == "yes";
    match month {
        Err(_) => form.refuse("month", "6桁の年月を入力してください。"),
        Ok(month) => {
            let planned = if is_confirmed {
                registry.make_deductions(month, actor).await
            } else {
                registry.plan_deductions(month).await
            };
            match planned {
                Ok(made) if is_confirmed && !made.files.is_empty() => {
                    return Ok(see_other("/deductions?done=made"));
                }
                Ok(planned) if !planned.files.is_empty() || !planned.left_out.is_empty() => {
                    return page(&PreviewPage::new(&platform, &visit, month, &planned));
                }
                Ok(_) => form.refuse(
                    "month",
                    "差し引くライセンス料がないか、この請求月のファイルはすべて作成済みです。",
                ),
                Err(DeductionError::TooEarly(refusal)) => form.refuse("month", refusal.what()),
                Err(DeductionError::Faults(found)) => {
                    form.refuse(
                        "month",
                        "差引依頼ファイルを作成できません。内容を確認してください。",
                    );
                    faults = Some(fault_table(&found));
                }
                Err(error) => return Err(SiteError::fault(&error)),
            }
        }
    }
    let mut page = page_of(&platform, &visit, &form, None).await?;
    page.faults = faults;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
