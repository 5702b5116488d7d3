//! What an office saves (かんたんシミュレーション).
//!
//! All inputs stand in the address, so that a result can be kept as a bookmark or passed on.

mod form;
mod result;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tasuki_savings::{CAUTION, OfficeKind, REST_IS_MAIL, Source, national_estimate, workbook};
use tasuki_terms::day_in_japan;
use tasuki_ui::{Entry, ErrorSummary, Field, NavItem, Shell};

use self::form::Asked;
use self::result::Outcome;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page_with, see_other, shell};

/// Where the page is.
const PATH: &str = "/simulator";
/// Where the workbook is.
const WORKBOOK: &str = "/simulator.xlsx";

#[derive(Template)]
#[template(path = "support/simulator/page.html")]
struct SimulatorPage {
    shell: Shell,
    kind: OfficeKind,
    tabs: Vec<NavItem>,
    summary: ErrorSummary,
    /// What every office should fill in.
    first: Vec<Field>,
    /// What has good defaults, in groups.
    groups: Vec<form::Group>,
    /// Whether the groups are shown at once.
    is_open: bool,
    /// None where something was wrong with the inputs.
    outcome: Option<Outcome>,
    estimate: String,
    sources: Vec<Entry>,
}

/// Shows the form with what comes of it; without any input, of the defaults.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, SiteError> {
    let asked = Asked::new(&pairs);
    let (form, inputs) = asked.read();
    let status = match inputs {
        Some(_) => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let (first, groups) = form::fields(&form, asked.kind);
    let shown = || groups.iter().flat_map(|group| &group.fields);
    let page = SimulatorPage {
        shell: shell(&platform, &visit, PATH),
        kind: asked.kind,
        tabs: tabs(asked.kind),
        summary: ErrorSummary::of(first.iter().chain(shown())),
        is_open: shown().any(|field| field.error.is_some()),
        first,
        groups,
        outcome: inputs.map(|inputs| Outcome::new(&inputs, &asked)),
        estimate: national_estimate(),
        sources: Source::ALL
            .map(|source| Entry::new(source.label(), source.description()))
            .into(),
    };
    page_with(status, &page)
}

/// Gives the same as an Excel file, in which it can be gone on with.
pub(super) async fn download(
    State(platform): State<Arc<Platform>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, SiteError> {
    let asked = Asked::new(&pairs);
    let (_, Some(inputs)) = asked.read() else {
        return Ok(see_other(&asked.address(PATH)));
    };
    let today = day_in_japan(platform.clock.now());
    let bytes = tokio::task::spawn_blocking(move || workbook(&inputs, today)).await;
    let bytes = bytes.map_err(|_| SiteError::Fault)?;
    let bytes = bytes.map_err(|error| SiteError::fault(&error))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"simulation.xlsx\"",
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn tabs(chosen: OfficeKind) -> Vec<NavItem> {
    let tab = |kind: OfficeKind| {
        let mut tab = NavItem::new(kind.label(), format!("{PATH}?kind={kind}"));
        tab.current = kind == chosen;
        tab
    };
    OfficeKind::ALL.map(tab).into()
}
