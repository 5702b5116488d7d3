//! Licences by state of payment, each with what can be done about it.

mod step;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use tasuki_exchange::{PaymentState, Settlement};
use tasuki_store::{LicenceRow, RecordId};
use tasuki_terms::{CalendarMonth, written_day, written_moment};
use tasuki_ui::{Banner, Cell, Column, Crumb, Entry, NavItem, Paging, Shell, Table, Tag, Tone};

use super::done::Done;
use super::list::{Asked, SIZE};
use super::offices::may_change;
use crate::platform::Platform;
use crate::registry::void_invoices;
use crate::sites::{SiteError, Visit, page, shell};

use step::by_hand;
pub(super) use step::step;

#[derive(Template)]
#[template(path = "console/licences.html")]
struct ListPage {
    shell: Shell,
    tabs: Vec<NavItem>,
    licences: Table,
    paging: Paging,
}

/// Lists licences.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let (state, skip) = (PaymentState::read(&asked.state), asked.skip());
    let (rows, total) = platform
        .records
        .read("console_licences", move |records| {
            let mut rows = Vec::new();
            for row in records.licences_in(state, skip, SIZE)? {
                let office = records.office(row.office)?;
                rows.push((row, office.map_or_else(String::new, |office| office.name)));
            }
            Ok((rows, records.licence_count(state)?))
        })
        .await?;
    let columns = [
        Column::text("ライセンス番号"),
        Column::text("事業所"),
        Column::text("期間"),
        Column::number("金額"),
        Column::text("支払い状況"),
    ];
    let mut licences = Table::new("ライセンスの一覧", columns).caption_hidden();
    for (row, office) in &rows {
        licences = licences.row([
            Cell::link(row.number.to_string(), format!("/licences/{}", row.id)),
            Cell::text(format!("{}　{office}", row.office)),
            Cell::text(term(row)),
            Cell::text(row.fee.to_string()),
            Cell::Tag(payment_tag(row.held.payment)),
        ]);
    }
    let mut all = NavItem::new("すべて", "/licences");
    all.current = state.is_none();
    let tab = |one: PaymentState| {
        let mut tab = NavItem::new(one.name(), format!("/licences?state={}", one.as_str()));
        tab.current = state == Some(one);
        tab
    };
    page(&ListPage {
        shell: shell(&platform, &visit, "/licences"),
        tabs: std::iter::once(all)
            .chain(PaymentState::ALL.map(tab))
            .collect(),
        licences,
        paging: asked.paging(total, "/licences"),
    })
}

/// A step that can be taken now.
struct Button {
    value: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "console/licence.html")]
struct LicencePage {
    shell: Shell,
    csrf: String,
    banner: Option<Banner>,
    id: String,
    office: String,
    entries: Vec<Entry>,
    /// A federation has been asked, so that there is nothing to do but wait.
    is_asked: bool,
    buttons: Vec<Button>,
}

/// Shows one licence.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let (row, name) = licence_of(&platform, &id).await?;
    let void = void_of(&platform, &row).await?;
    let facts = platform.registry()?.payment_facts(&row);
    let payment = row.held.payment;
    let buttons = by_hand(&facts)
        .into_iter()
        .filter(|(_, step)| matches!(step.take(payment, &facts), Ok(Some(_))))
        .map(|(value, step)| Button {
            value,
            label: step.name(),
        });
    let mut shell = shell(&platform, &visit, "/licences");
    shell.crumbs = vec![
        Crumb::to("ライセンス", "/licences"),
        Crumb::here(row.number.to_string()),
    ];
    page(&LicencePage {
        shell,
        csrf: visit.csrf().to_owned(),
        banner: done.banner(),
        id,
        office: row.office.to_string(),
        buttons: if may_change(&visit) {
            buttons.collect()
        } else {
            Vec::new()
        },
        entries: entries(&row, &name).into_iter().chain(void).collect(),
        is_asked: payment == PaymentState::Requested,
    })
}

/// The licence that a path names, with the name of its office.
async fn licence_of(platform: &Platform, id: &str) -> Result<(LicenceRow, String), SiteError> {
    let id: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let found = platform
        .records
        .read("console_licence", move |records| {
            let Some(row) = records.licence(id)? else {
                return Ok(None);
            };
            let office = records.office(row.office)?;
            Ok(office.map(|office| (row, office.name)))
        })
        .await?;
    found.ok_or(SiteError::NotFound)
}

/// How many steps of a licence are looked at; it has few.
const TRAIL: u64 = 50;

/// The invoices of the licence that do not count any more, if there are any: a transfer may name one.
async fn void_of(platform: &Platform, row: &LicenceRow) -> Result<Option<Entry>, SiteError> {
    let number = row.number.to_string();
    let trail = platform
        .records
        .read("licence_trail", move |records| {
            records.audit(&number, 0, TRAIL)
        })
        .await?;
    let void = void_invoices(row, &trail);
    Ok((!void.is_empty()).then(|| Entry::new("無効になった請求書", void.join("、"))))
}

fn entries(row: &LicenceRow, office: &str) -> Vec<Entry> {
    let held = row.held;
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    vec![
        Entry::new("ライセンス番号", row.number.to_string()),
        Entry::new("事業所", format!("{office}（{}）", row.office)),
        Entry::new("期間", term(row)),
        Entry::new("申込日時", written_moment(held.term.from())),
        Entry::new("金額（税込）", row.fee.to_string()),
        Entry::new("支払方法", held.method.name()),
        Entry::new("支払い状況", "").tag(payment_tag(held.payment)),
        Entry::new(
            "請求月",
            or_dash(row.claim_month.map(CalendarMonth::spoken)),
        ),
        Entry::new(
            "請求書",
            or_dash(
                row.invoice
                    .map(|(number, day)| format!("{number}（{}発行）", written_day(day))),
            ),
        ),
        Entry::new(
            "差引依頼ファイル",
            or_dash(row.asked.map(|claim| format!("{}分", claim.spoken()))),
        ),
        Entry::new("支払日", or_dash(row.settled.map(paid))),
    ]
}

fn paid(settled: Settlement) -> String {
    format!("{}（{}）", written_day(settled.on), settled.method.name())
}

fn term(row: &LicenceRow) -> String {
    let term = row.held.term;
    format!(
        "{}〜{}",
        written_day(term.first_day()),
        written_day(term.last_day())
    )
}

fn payment_tag(payment: PaymentState) -> Tag {
    let tone = match payment {
        PaymentState::Unpaid => Tone::Error,
        PaymentState::AwaitingDeduction | PaymentState::Requested | PaymentState::Invoiced => {
            Tone::Warning
        }
        PaymentState::Deducted | PaymentState::Paid | PaymentState::CarriedOver => Tone::Success,
        PaymentState::Free | PaymentState::TakenBack => Tone::Plain,
    };
    Tag::new(tone, payment.name())
}
