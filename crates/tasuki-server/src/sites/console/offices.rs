//! Offices: the list, and all that is known of one.

mod import;
mod letters;
mod made;
mod new;
mod status;
mod succession;
mod sure;
mod turn;
mod users;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use tasuki_exchange::OfficeStatus;
use tasuki_store::{OfficeRow, StoreError, Transaction};
use tasuki_ui::{Cell, Column, Crumb, Field, FormState, Paging, Shell, Table, Tag, Tone};

use super::list::{Asked, SIZE};
use crate::platform::Platform;
use crate::registry::licence_end;
use crate::sites::{Role, SiteError, Visit, page, shell};

/// What is said of a number that is enrolled already.
const KNOWN: &str = "この事業所番号はすでに登録されています。";

pub(super) use import::{confirm, preview, show_import, template};
pub(super) use letters::{ask_again, download, issue_again};
pub(super) use new::{add, show_new};
pub(super) use status::{change_status, show_status};
pub(super) use succession::{show_succession, succeed};
pub(super) use users::unlock;
pub(super) use view::show;

#[derive(Template)]
#[template(path = "console/offices.html")]
struct ListPage {
    shell: Shell,
    may_add: bool,
    words: Field,
    offices: Table,
    paging: Paging,
}

/// Lists offices.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let (words, skip) = (asked.words(), asked.skip());
    let (rows, total) = platform
        .records
        .read("console_offices", move |records| {
            let id = words.to_ascii_uppercase();
            if id.starts_with("KJ") {
                return of_users(records, &id);
            }
            let rows = records.offices(&words, skip, SIZE)?;
            Ok((rows, records.office_count(&words)?))
        })
        .await?;
    let columns = [
        "事業所番号",
        "事業所名",
        "サービス種類",
        "状態",
        "ライセンス",
    ]
    .map(Column::text);
    let mut offices = Table::new("事業所の一覧", columns).caption_hidden();
    for row in &rows {
        offices = offices.row([
            Cell::link(row.number.to_string(), format!("/offices/{}", row.number)),
            Cell::text(&*row.name),
            Cell::text(services(row)),
            Cell::Tag(status_tag(row.status)),
            Cell::text(licence_end(row)),
        ]);
    }
    let form = FormState::typed([("q", asked.q.as_str())], &[]);
    page(&ListPage {
        shell: shell(&platform, &visit, "/offices"),
        may_add: may_change(&visit),
        words: form.field("q", "事業所番号、事業所名、ユーザID").search(),
        offices,
        paging: asked.paging(total, "/offices"),
    })
}

/// What stands around a page below that of one office.
fn crumbed(platform: &Platform, visit: &Visit, office: &OfficeRow, title: &str) -> Shell {
    let mut shell = shell(platform, visit, "/offices");
    shell.crumbs = vec![
        Crumb::to("事業所", "/offices"),
        Crumb::to(&*office.name, format!("/offices/{}", office.number)),
        Crumb::here(title),
    ];
    shell
}

/// The offices of users whose id begins with `id`. Only the console finds offices so: others need
/// not know their users.
fn of_users(records: &Transaction<'_>, id: &str) -> Result<(Vec<OfficeRow>, u64), StoreError> {
    let limit = u32::try_from(SIZE).unwrap_or(u32::MAX);
    let mut numbers: Vec<_> = records
        .users_beginning(id, limit)?
        .into_iter()
        .map(|user| user.office)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut rows = Vec::new();
    for number in numbers {
        rows.extend(records.office(number)?);
    }
    let count = rows.len().try_into().unwrap_or(u64::MAX);
    Ok((rows, count))
}

/// Whether the visitor may change offices.
pub(super) fn may_change(visit: &Visit) -> bool {
    tasuki_exchange::may_enter(visit.visitor.role(), Role::OperatorClerk)
}

fn status_tag(status: OfficeStatus) -> Tag {
    let tone = match status {
        OfficeStatus::Active => Tone::Success,
        OfficeStatus::Suspended => Tone::Warning,
        OfficeStatus::Closed => Tone::Plain,
    };
    Tag::new(tone, status.name())
}

fn services(row: &OfficeRow) -> String {
    let codes = row.service_types.iter().map(ToString::to_string);
    codes.collect::<Vec<_>>().join("、")
}
