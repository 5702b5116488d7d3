//! ライセンス: until when, what it costs, how it is paid, whether it renews itself.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{AutoRenewal, HeldLicence, PaymentState, shown_expiry};
use tasuki_store::LicenceRow;
use tasuki_terms::{Timestamp, spoken_day, written_day};
use tasuki_ui::{Banner, Cell, Column, Crumb, Entry, Shell, Table, Tag, Tone};

use crate::platform::Platform;
use crate::registry::held;
use crate::sites::{SiteError, Visit, page, shell};

/// What the page is asked for with.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The switch was just turned.
    #[serde(default)]
    renewal: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/licence.html")]
struct LicencePage {
    shell: Shell,
    csrf: String,
    done: Option<Banner>,
    /// What the office must do about its payment.
    to_pay: Option<Banner>,
    entries: Vec<Entry>,
    /// Whether its end is not shown before it is paid.
    is_unpaid: bool,
    papers: Vec<(String, String)>,
    renewal: Option<Renewal>,
    history: Table,
}

/// The switch.
struct Renewal {
    is_on: bool,
    /// The last day of the term that it is about.
    last_day: String,
    may_switch: bool,
}

/// Shows the page.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let office = visit.visitor.office()?.number;
    let rows = platform.registry()?.licences(office).await?;
    let now = platform.clock.now();
    let mut shell = shell(&platform, &visit, "/licence");
    shell.crumbs = vec![Crumb::to("トップ", "/"), Crumb::here("ライセンス")];
    let has_issuer = platform.settings.issuer.is_some();
    page(&LicencePage {
        shell,
        csrf: visit.csrf().to_owned(),
        done: asked.renewal.and_then(|to| done(&to, &rows)),
        to_pay: current(&rows, now).and_then(|row| to_pay(row, has_issuer)),
        entries: entries(&rows, now),
        is_unpaid: HeldLicence::settled_until(&held(&rows)).is_none(),
        papers: if has_issuer {
            papers(&rows)
        } else {
            Vec::new()
        },
        renewal: rows.last().map(|row| Renewal {
            is_on: row.held.auto_renewal == AutoRenewal::On,
            last_day: spoken_day(row.held.term.last_day()),
            may_switch: row.held.auto_renewal.switch(&row.held.term, now).is_ok(),
        }),
        history: history(&rows),
    })
}

/// Says that the switch was turned, if it stands so.
fn done(to: &str, rows: &[LicenceRow]) -> Option<Banner> {
    let is_on = rows.last()?.held.auto_renewal == AutoRenewal::On;
    let title = match (to, is_on) {
        ("on", true) => "自動更新を「する」に変更しました。",
        ("off", false) => "自動更新を「しない」に変更しました。",
        _ => return None,
    };
    Some(Banner::new(Tone::Success, title))
}

/// The licence that has begun last, or, before any has, the first one.
fn current(rows: &[LicenceRow], now: Timestamp) -> Option<&LicenceRow> {
    let begun = rows.iter().rev().find(|row| row.held.term.from() <= now);
    begun.or_else(|| rows.first())
}

fn entries(rows: &[LicenceRow], now: Timestamp) -> Vec<Entry> {
    let Some(row) = current(rows, now) else {
        return Vec::new();
    };
    let mut entries = vec![
        Entry::new("有効期限", shown_expiry(&held(rows))),
        Entry::new("支払い状況", "").tag(mark(row.held.payment)),
        Entry::new("お支払い方法", row.held.method.name()),
        Entry::new("1年間のライセンス料", fee(row)),
    ];
    if let Some(claim) = row.claim_month {
        entries.push(Entry::new("差引の請求月", claim.spoken()));
        if let Ok(payment) = claim.next() {
            entries.push(Entry::new("差引の支払月", payment.spoken()));
        }
    }
    entries.push(Entry::new("ライセンス番号", row.number.to_string()));
    entries
}

/// The next step where a payment is missing.
fn to_pay(row: &LicenceRow, has_issuer: bool) -> Option<Banner> {
    if row.held.payment != PaymentState::Unpaid {
        return None;
    }
    let how = if has_issuer && row.invoice.is_some() {
        "この画面の「請求書・領収書」から請求書をダウンロードし、記載された口座にお振り込みください。"
    } else {
        "お支払いの方法を、ヘルプデスクからご案内します。"
    };
    let text = format!(
        "{how}すでにお支払い済みの場合や、ご不明な点がある場合は、ヘルプデスクにお問い合わせください。"
    );
    let title = "ライセンス料のお支払いを確認できていません。";
    Some(Banner::new(Tone::Warning, title).text(text))
}

fn fee(row: &LicenceRow) -> String {
    if row.fee.is_zero() {
        "0円（無料）".to_owned()
    } else {
        format!("{}（税込）", row.fee)
    }
}

/// The state of payment as a mark.
fn mark(payment: PaymentState) -> Tag {
    let tone = match payment {
        PaymentState::Free
        | PaymentState::Deducted
        | PaymentState::Paid
        | PaymentState::CarriedOver => Tone::Success,
        PaymentState::AwaitingDeduction | PaymentState::Requested | PaymentState::Invoiced => {
            Tone::Info
        }
        PaymentState::Unpaid => Tone::Warning,
        PaymentState::TakenBack => Tone::Plain,
    };
    Tag::new(tone, payment.name())
}

/// Invoices and receipts, the newest first: what they are called, and where they are.
fn papers(rows: &[LicenceRow]) -> Vec<(String, String)> {
    let mut papers = Vec::new();
    for row in rows.iter().rev().filter(|row| !row.fee.is_zero()) {
        let (number, from) = (row.number, spoken_day(row.held.term.first_day()));
        if row.invoice.is_some() {
            let label = format!("請求書（{from}からの1年間）");
            papers.push((label, format!("/licence/{number}/invoice.pdf")));
        }
        if row.settled.is_some() {
            let label = format!("領収書（{from}からの1年間）");
            papers.push((label, format!("/licence/{number}/receipt.pdf")));
        }
    }
    papers
}

fn history(rows: &[LicenceRow]) -> Table {
    let columns = [
        Column::text("ライセンス番号"),
        Column::text("開始日"),
        Column::text("終了日"),
        Column::text("お支払い方法"),
        Column::text("支払い状況"),
        Column::number("ライセンス料"),
    ];
    let mut table = Table::new("ライセンスの履歴", columns).caption_hidden();
    "ライセンスはまだありません。".clone_into(&mut table.empty);
    for row in rows.iter().rev() {
        let term = &row.held.term;
        let is_settled = row.held.payment.is_settled();
        let end = is_settled.then(|| written_day(term.last_day()));
        table = table.row([
            Cell::text(row.number.to_string()),
            Cell::text(written_day(term.first_day())),
            Cell::text(end.unwrap_or_else(|| "-".to_owned())),
            Cell::text(row.held.method.name()),
            Cell::Tag(mark(row.held.payment)),
            Cell::text(row.fee.to_string()),
        ]);
    }
    table
}
