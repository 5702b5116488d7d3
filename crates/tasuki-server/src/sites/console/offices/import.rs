//! Many new offices from a file: checked and shown first, then enrolled, all or none.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tasuki_exchange::{NewEnrolment, OFFICE_COLUMNS, OfficeColumn, OfficeFault, read_offices};
use tasuki_ui::{Banner, Cell, Column, Crumb, Field, FormState, Shell, Table, Tone};

use super::KNOWN;
use super::letters::{made_before, once};
use crate::platform::Platform;
use crate::registry::EnrolError;
use crate::sites::{Posted, PostedFile, SiteError, Visit, page, page_with, shell};

/// How many faults a page tells.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "console/office_import.html")]
struct ImportPage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    faults: Option<Table>,
    file: Field,
}

impl ImportPage {
    fn new(platform: &Platform, visit: &Visit) -> Self {
        let mut shell = shell(platform, visit, "/offices");
        shell.crumbs = vec![
            Crumb::to("事業所", "/offices"),
            Crumb::here("ファイルで登録"),
        ];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            banner: None,
            faults: None,
            file: FormState::new()
                .field("file", "CSVファイル")
                .required()
                .accept(".csv,text/csv")
                .help("文字コードはUTF-8、一度に200件までです。"),
        }
    }
}

/// Shows the form.
pub(in crate::sites::console) async fn show_import(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&ImportPage::new(&platform, &visit))
}

/// Gives an empty file with its first line, and a mark by which spreadsheets know its encoding.
pub(in crate::sites::console) async fn template() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"offices.csv\"",
        ),
    ];
    let text = format!("\u{feff}{}\r\n", OFFICE_COLUMNS.join(","));
    (headers, text).into_response()
}

#[derive(Template)]
#[template(path = "console/office_preview.html")]
struct PreviewPage {
    shell: Shell,
    csrf: String,
    count: usize,
    offices: Table,
    id: String,
}

/// Checks a file and shows what it would enrol.
pub(in crate::sites::console) async fn preview(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: PostedFile,
) -> Result<Response, SiteError> {
    let operator = visit.visitor.operator()?;
    let offices = match check(&platform, &posted.bytes).await? {
        Ok(offices) => offices,
        Err(faults) => return refused(&platform, &visit, &faults),
    };
    let now = platform.clock.now();
    let id = platform.kept()?.put(operator, &posted.bytes, now).await?;
    let columns = OFFICE_COLUMNS.map(Column::text);
    let mut table = Table::new("登録する事業所", columns).caption_hidden();
    for (_, office) in &offices {
        let codes = office.service_types.iter().map(ToString::to_string);
        table = table.row([
            Cell::text(office.number.to_string()),
            Cell::text(&*office.name),
            Cell::text(codes.collect::<Vec<_>>().join("、")),
            Cell::text(&*office.address),
            Cell::text(&*office.kana),
        ]);
    }
    let mut shell = shell(&platform, &visit, "/offices");
    shell.crumbs = vec![
        Crumb::to("事業所", "/offices"),
        Crumb::to("ファイルで登録", "/offices/import"),
        Crumb::here("確認"),
    ];
    page(&PreviewPage {
        shell,
        csrf: visit.csrf().to_owned(),
        count: offices.len(),
        offices: table,
        id,
    })
}

/// Which file is confirmed.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Confirmed {
    #[serde(default)]
    id: String,
}

/// Enrols all offices of a file, and shows their letters this one time.
pub(in crate::sites::console) async fn confirm(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Confirmed>,
) -> Result<Response, SiteError> {
    let operator = visit.visitor.operator()?;
    let now = platform.clock.now();
    let kept = platform.kept()?.get(operator, &posted.form.id, now);
    let Some(bytes) = kept.await? else {
        let mut page = ImportPage::new(&platform, &visit);
        let told = Banner::new(
            Tone::Error,
            "確認してから時間がたったため、登録していません。",
        );
        page.banner = Some(told.text("お手数ですが、もう一度ファイルを選んでください。"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if let Some(page) = made_before(&platform, &visit, &posted.form.id).await? {
        return Ok(page);
    }
    let offices = match check(&platform, &bytes).await? {
        Ok(offices) => offices,
        Err(faults) => return refused(&platform, &visit, &faults),
    };
    let (registry, actor) = (platform.registry()?.clone(), operator.to_owned());
    let enrolled = once(&platform, &visit, &posted.form.id, async move {
        let offices = offices.into_iter().map(|(_, office)| office).collect();
        registry.enrol_all(offices, &actor).await
    });
    match enrolled.await? {
        Ok(page) => Ok(page),
        Err(EnrolError::Known(_)) => {
            let what = "確認の後に、同じ事業所番号が登録されました。";
            let fault = OfficeFault {
                line: 1,
                column: OfficeColumn::Number,
                what,
            };
            refused(&platform, &visit, &[fault])
        }
        Err(error) => Err(SiteError::fault(&error)),
    }
}

/// Reads a file, and looks whether its offices are known already.
async fn check(
    platform: &Platform,
    bytes: &[u8],
) -> Result<Result<Vec<(usize, NewEnrolment)>, Vec<OfficeFault>>, SiteError> {
    let offices = match read_offices(bytes) {
        Ok(offices) => offices,
        Err(faults) => return Ok(Err(faults)),
    };
    let numbers: Vec<_> = offices
        .iter()
        .map(|(line, office)| (*line, office.number))
        .collect();
    let known = platform
        .records
        .read("known_offices", move |records| {
            let mut known = Vec::new();
            for (line, number) in numbers {
                if records.office(number)?.is_some() {
                    known.push(OfficeFault {
                        line,
                        column: OfficeColumn::Number,
                        what: KNOWN,
                    });
                }
            }
            Ok(known)
        })
        .await?;
    if known.is_empty() {
        Ok(Ok(offices))
    } else {
        Ok(Err(known))
    }
}

fn refused(
    platform: &Platform,
    visit: &Visit,
    faults: &[OfficeFault],
) -> Result<Response, SiteError> {
    let mut page = ImportPage::new(platform, visit);
    let title = format!(
        "ファイルに誤りが{}件あります。何も登録していません。",
        faults.len()
    );
    let banner = Banner::new(Tone::Error, title);
    page.banner = Some(banner.text("次の箇所を直して、もう一度ファイルを選んでください。"));
    let columns = [
        Column::number("行"),
        Column::text("項目"),
        Column::text("内容"),
    ];
    let mut table = Table::new("誤りの一覧", columns);
    for fault in faults.iter().take(SHOWN) {
        table = table.row([
            Cell::text(fault.line.to_string()),
            Cell::text(fault.column.name()),
            Cell::text(fault.what),
        ]);
    }
    page.faults = Some(table);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
