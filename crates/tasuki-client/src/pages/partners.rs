//! 事業所検索: who takes part in the exchange.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::OfficeQuery;
use tasuki_ui::{Cell, Column, Field, FormState, Shell, Table, Tag, Tone};
use tasuki_wire::OfficeSummary;

use super::office_user::{self, Meant};
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::shell::shell;
use crate::visit::Visit;

/// How many offices are shown at most.
const MOST: u32 = 50;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    words: String,
}

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage {
    shell: Shell,
    words: Field,
    found: Option<Table>,
}

/// Shows the form, and what was found.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Some(office) = client.office() else {
        return Ok(see_other("/login"));
    };
    let Some(desk) = office.reading() else {
        return Ok(office_user::ask(&Meant::Partners));
    };
    let words = asked.words.trim();
    let found = if words.is_empty() {
        None
    } else {
        let query = OfficeQuery {
            text: words.to_owned(),
            limit: Some(MOST),
            ..OfficeQuery::default()
        };
        let answer = desk.platform().search_offices(&query).await;
        let answer = answer.map_err(tasuki_desk::DeskError::from)?;
        Some(table(&answer.offices))
    };
    page(&PartnersPage {
        shell: shell(&client, &visit, "/partners"),
        words: FormState::new()
            .field("words", "事業所の名前または番号")
            .search()
            .value(words)
            .help("名前の一部でも探せます。"),
        found,
    })
}

fn table(offices: &[OfficeSummary]) -> Table {
    let columns = [
        Column::text("事業所"),
        Column::text("事業所番号"),
        Column::text("サービス"),
        Column::text("利用状況"),
    ];
    let mut table = Table::new("見つかった事業所", columns);
    "該当する事業所はありません。まだ利用を始めていない事業所は、ここには表示されません。"
        .clone_into(&mut table.empty);
    offices.iter().map(row).fold(table, Table::row)
}

fn row(office: &OfficeSummary) -> [Cell; 4] {
    let services = office.service_types.iter();
    let services: Vec<String> = services
        .map(|service| {
            service
                .name()
                .map_or_else(|| service.to_string(), str::to_owned)
        })
        .collect();
    let state = if office.licensed {
        Tag::new(Tone::Success, "送信できます")
    } else {
        Tag::new(Tone::Plain, "ライセンスなし")
    };
    [
        Cell::text(&*office.name),
        Cell::text(office.number.to_string()),
        Cell::text(services.join("、")),
        Cell::Tag(state),
    ]
}
