//! One office: numbers, users, certificates, licences, and how much it exchanges.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::SignedDuration;
use tasuki_exchange::{CertificateState, Licence, OfficeStatus};
use tasuki_store::{CertificateApplicationRow, LicenceRow, OfficeRow, UserRow};
use tasuki_terms::{Timestamp, day_in_japan, last_day_before, written_day, written_moment};
use tasuki_ui::{Banner, Cell, Column, Crumb, Entry, Shell, Table, Tag, Tone};

use super::{may_change, services, status_tag, users};
use crate::platform::Platform;
use crate::registry::licence_end;
use crate::sites::console::done::Done;
use crate::sites::{SiteError, Visit, page, shell};

/// Of how many days messages are counted.
const DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "console/office.html")]
struct OfficePage {
    shell: Shell,
    banner: Option<Banner>,
    may_change: bool,
    is_open: bool,
    number: String,
    name: String,
    entries: Vec<Entry>,
    csrf: String,
    users: Table,
    user_ids: Vec<String>,
    certificates: Table,
    licences: Table,
}

/// What is known of an office.
struct Known {
    users: Vec<UserRow>,
    certificates: Vec<CertificateApplicationRow>,
    licences: Vec<LicenceRow>,
    messages: (u64, u64),
    /// What an operator granted by hand; the licences below do not show it.
    grant: Option<Licence>,
}

/// Shows it.
pub(in crate::sites::console) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let (number, now) = (office.number, platform.clock.now());
    let since = now
        .checked_sub(SignedDuration::from_hours(24 * DAYS))
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let known = platform
        .records
        .read("console_office", move |records| {
            Ok(Known {
                users: records.users_of(number)?,
                certificates: records.certificate_applications_of(number)?,
                licences: records.licences(number)?,
                messages: records.message_counts(number, since)?,
                grant: records.grant(number)?,
            })
        })
        .await?;
    let mut shell = shell(&platform, &visit, "/offices");
    shell.crumbs = vec![Crumb::to("事業所", "/offices"), Crumb::here(&*office.name)];
    page(&OfficePage {
        shell,
        banner: done.banner(),
        csrf: visit.csrf().to_owned(),
        may_change: may_change(&visit),
        is_open: office.status != OfficeStatus::Closed,
        number: number.to_string(),
        entries: entries(&office, &known),
        users: users::table(&known.users, now),
        user_ids: known.users.iter().map(|user| user.id.to_string()).collect(),
        certificates: certificates(&known.certificates),
        licences: licences(&known.licences),
        name: office.name,
    })
}

/// The office that a path names.
pub(super) async fn office_of(platform: &Platform, number: &str) -> Result<OfficeRow, SiteError> {
    let number = number.parse().map_err(|_| SiteError::NotFound)?;
    let office = platform.records.office(number).await?;
    office.ok_or(SiteError::NotFound)
}

fn entries(office: &OfficeRow, known: &Known) -> Vec<Entry> {
    let (sent, received) = known.messages;
    let mut entries = vec![
        Entry::new("事業所番号", office.number.to_string()),
        Entry::new("事業所名", &*office.name),
        Entry::new("サービス種類コード", services(office)),
        Entry::new("状態", "").tag(status_tag(office.status)),
        Entry::new("登録日時", written_moment(office.registered_at)),
        Entry::new("送受信できる期限", licence_end(office)),
        Entry::new(
            "送受信の件数",
            format!("過去{DAYS}日間に送信{sent}件、受信{received}件"),
        ),
        Entry::new(
            "住所",
            if office.address.is_empty() {
                "未登録"
            } else {
                &office.address
            },
        ),
    ];
    if let Some(grant) = known.grant {
        let until = grant.until.map_or_else(String::new, |until| {
            format!("{}まで", written_day(last_day_before(until)))
        });
        let from = written_day(day_in_japan(grant.from));
        entries.push(Entry::new(
            "運用者が設定した期間",
            format!("{from}から{until}"),
        ));
    }
    if let Some(successor) = office.successor {
        entries.push(Entry::new("変更後の事業所番号", successor.to_string()));
    }
    entries
}

fn certificates(rows: &[CertificateApplicationRow]) -> Table {
    let columns = ["申請日時", "種類", "状況", "シリアル番号"].map(Column::text);
    let mut table = Table::new("電子証明書", columns).caption_hidden();
    for row in rows {
        let tone = match row.state {
            CertificateState::Applied => Tone::Warning,
            CertificateState::Issued => Tone::Success,
            CertificateState::Revoked | CertificateState::Refused => Tone::Plain,
        };
        table = table.row([
            Cell::link(
                written_moment(row.applied_at),
                format!("/certificates/{}", row.id),
            ),
            Cell::text(row.class.name()),
            Cell::Tag(Tag::new(tone, row.state.name())),
            Cell::text(row.serial.as_deref().unwrap_or("-")),
        ]);
    }
    table
}

fn licences(rows: &[LicenceRow]) -> Table {
    let columns = [
        Column::text("ライセンス番号"),
        Column::text("期間"),
        Column::number("金額"),
        Column::text("支払い状況"),
    ];
    let mut table = Table::new("ライセンス", columns).caption_hidden();
    for row in rows.iter().rev() {
        let term = row.held.term;
        table = table.row([
            Cell::link(row.number.to_string(), format!("/licences/{}", row.id)),
            Cell::text(format!(
                "{}〜{}",
                written_day(term.first_day()),
                written_day(term.last_day())
            )),
            Cell::text(row.fee.to_string()),
            Cell::text(row.held.payment.name()),
        ]);
    }
    table
}
