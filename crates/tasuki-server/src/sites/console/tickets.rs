//! Questions to the help desk (お問い合わせ): the list.

mod step;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::{TicketCategory, TicketState};
use tasuki_store::{TicketQuery, TicketRow};
use tasuki_terms::{Timestamp, written_moment};
use tasuki_ui::{
    Cell, Choice, ChoiceField, Column, Field, FormState, NavItem, Paging, Shell, Table, Tag, Tone,
};

use super::list::{SIZE, query};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

pub(super) use step::step;
pub(super) use view::{attachment, show};

/// Where the list is.
const PATH: &str = "/tickets";
/// The word for questions in any state.
const ALL: &str = "all";
/// The word for one's own.
const MINE: &str = "mine";

#[derive(Template)]
#[template(path = "console/tickets.html")]
struct ListPage {
    shell: Shell,
    tabs: Vec<NavItem>,
    state: String,
    words: Field,
    category: ChoiceField,
    assignee: ChoiceField,
    tickets: Table,
    paging: Paging,
}

/// Which questions are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    state: String,
    category: String,
    assignee: String,
    page: String,
}

impl Asked {
    /// The state; those that nobody has taken come first.
    fn state(&self) -> Option<TicketState> {
        match &*self.state {
            ALL => None,
            text => Some(TicketState::read(text).unwrap_or(TicketState::Open)),
        }
    }

    fn query(&self, operator: &str) -> TicketQuery {
        TicketQuery {
            state: self.state(),
            category: TicketCategory::read(&self.category),
            assignee: (self.assignee == MINE).then(|| operator.to_owned()),
            words: self.q.trim().to_owned(),
        }
    }

    fn number(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// The address of a page of the same list.
    fn address(&self, page: u64) -> String {
        let page = page.to_string();
        let asked = [
            ("q", &self.q),
            ("state", &self.state),
            ("category", &self.category),
            ("assignee", &self.assignee),
        ];
        let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
        query(PATH, std::iter::once(("page", &page)).chain(asked))
    }
}

/// Lists questions, the newest first.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let (wanted, skip) = (
        asked.query(visit.visitor.operator()?),
        (asked.number() - 1) * SIZE,
    );
    let (rows, total) = platform
        .records
        .read("console_tickets", move |records| {
            let rows = records.tickets(&wanted, skip, SIZE)?;
            Ok((rows, records.ticket_count(&wanted)?))
        })
        .await?;
    let form = FormState::typed(
        [
            ("q", asked.q.clone()),
            ("category", asked.category.clone()),
            ("assignee", asked.assignee.clone()),
        ],
        &[],
    );
    let all = || std::iter::once(Choice::new("", "すべて"));
    let categories = TicketCategory::ALL.map(|one| Choice::new(one.as_str(), one.name()));
    let now = platform.clock.now();
    page(&ListPage {
        shell: shell(&platform, &visit, PATH),
        tabs: tabs(asked.state()),
        state: asked.state().map_or(ALL, TicketState::as_str).to_owned(),
        words: form
            .field("q", "番号、氏名、事業所、本文の言葉で検索")
            .search(),
        category: form.choices("category", "種類", all().chain(categories)),
        assignee: form.choices(
            "assignee",
            "担当",
            all().chain([Choice::new(MINE, "自分の担当")]),
        ),
        tickets: table(&rows, now),
        paging: Paging::new(total, SIZE, asked.number(), |page| asked.address(page)),
    })
}

fn tabs(chosen: Option<TicketState>) -> Vec<NavItem> {
    let chosen = chosen.map_or(ALL, TicketState::as_str);
    let tab = |name: &str, value: &str| {
        let mut tab = NavItem::new(name, format!("{PATH}?state={value}"));
        tab.current = value == chosen;
        tab
    };
    TicketState::ALL
        .iter()
        .map(|state| tab(state.name(), state.as_str()))
        .chain([tab("すべて", ALL)])
        .collect()
}

fn table(rows: &[TicketRow], now: Timestamp) -> Table {
    let columns = [
        "番号",
        "受付日時",
        "種類",
        "お名前",
        "電話での折り返し",
        "担当",
        "状況",
    ]
    .map(Column::text);
    let mut table = Table::new("お問い合わせの一覧", columns).caption_hidden();
    for row in rows {
        let call = call(row, now).unwrap_or_else(|| "-".to_owned());
        table = table.row([
            Cell::link(row.number.to_string(), format!("{PATH}/{}", row.number)),
            Cell::text(written_moment(row.asked_at)),
            Cell::text(row.contact.category.name()),
            Cell::text(&*row.contact.name),
            Cell::text(call),
            Cell::text(row.assignee.as_deref().unwrap_or("-")),
            Cell::Tag(tag(row.state)),
        ]);
    }
    table
}

/// When a call can be made next, where one is wished and the question is not closed.
fn call(row: &TicketRow, now: Timestamp) -> Option<String> {
    let wish = row.contact.call?;
    if row.state == TicketState::Closed {
        return Some("希望あり".to_owned());
    }
    Some(format!("{}以降", written_moment(wish.next(now))))
}

fn tag(state: TicketState) -> Tag {
    let tone = match state {
        TicketState::Open => Tone::Error,
        TicketState::Taken => Tone::Warning,
        TicketState::Answered => Tone::Success,
        TicketState::Closed => Tone::Plain,
    };
    Tag::new(tone, state.name())
}
