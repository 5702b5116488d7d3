//! Questions to the help desk (お問い合わせ): the list.

mod asked;
mod call;
mod step;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use tasuki_exchange::{TicketCategory, TicketState};
use tasuki_store::TicketRow;
use tasuki_terms::{Timestamp, written_moment};
use tasuki_ui::{
    Cell, Choice, ChoiceField, Column, Field, FormState, NavItem, Paging, Shell, Table, Tag, Tone,
};

use self::asked::Asked;
use self::call::Call;
use super::list::SIZE;
use crate::platform::Platform;
use crate::sites::{Posted, SiteError, Visit, page, see_other, shell};

pub(super) use step::step;
pub(super) use view::{attachment, show};

/// Where the list is.
const PATH: &str = "/tickets";
/// The word for questions in any state.
const ALL: &str = "all";
/// The word for one's own.
const MINE: &str = "mine";
/// The word for questions whose people wait for a call.
const CALL: &str = "wished";
/// The word for those that can be called now, or could before.
const DUE: &str = "due";
/// The word for the order by the next call.
const NEXT_CALL: &str = "call";
/// The most characters that are looked for.
const WORDS_MAX: u32 = 100;

#[derive(Template)]
#[template(path = "console/tickets.html")]
struct ListPage {
    shell: Shell,
    csrf: String,
    /// None where words were searched for, which stand in no address.
    tabs: Vec<NavItem>,
    /// What was searched for; empty for nothing.
    searched: String,
    total: u64,
    /// The state of the list, which stays where no words are searched for.
    tab: &'static str,
    /// Whether something beside state and words narrows the list or sorts it.
    narrows: bool,
    words: Field,
    state: ChoiceField,
    category: ChoiceField,
    assignee: ChoiceField,
    call: ChoiceField,
    order: ChoiceField,
    tickets: Table,
    paging: Option<Paging>,
}

/// Lists questions, the newest first or those to be called next.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let number = asked.number().unwrap_or_default();
    let (rows, total) = find(&platform, &visit, &asked, number.clone()).await?;
    let shown = Asked {
        q: number,
        ..asked.clone()
    };
    page(&ListPage {
        tabs: asked.tabs(),
        paging: Some(Paging::new(total, SIZE, asked.page(), |page| {
            asked.address(page)
        })),
        ..page_of(&platform, &visit, &shown, (&rows, total))
    })
}

/// Searches. What is personal travels in the form alone, and stands in no address, history or log.
pub(super) async fn search(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Asked>,
) -> Result<Response, SiteError> {
    let mut asked = Asked {
        page: String::new(),
        ..posted.form
    };
    let words: String = asked.q.trim().chars().take(WORDS_MAX as usize).collect();
    if asked.state.is_empty() {
        // Who looks for something looks for it in all states; who narrows a list stays in it.
        asked.state = match &*words {
            "" if !asked.tab.is_empty() => asked.tab.clone(),
            _ => ALL.to_owned(),
        };
    }
    if words.is_empty() || asked.number().is_some() {
        return Ok(see_other(&asked.address(1)));
    }
    let found = find(&platform, &visit, &asked, words.clone()).await?;
    page(&ListPage {
        searched: words,
        ..page_of(&platform, &visit, &asked, (&found.0, found.1))
    })
}

async fn find(
    platform: &Platform,
    visit: &Visit,
    asked: &Asked,
    words: String,
) -> Result<(Vec<TicketRow>, u64), SiteError> {
    let now = platform.clock.now();
    let wanted = asked.query(visit.visitor.operator()?, words, now);
    let skip = (asked.page() - 1) * SIZE;
    let found = platform
        .records
        .read("console_tickets", move |records| {
            let rows = records.tickets(&wanted, skip, SIZE)?;
            Ok((rows, records.ticket_count(&wanted)?))
        })
        .await?;
    Ok(found)
}

fn page_of(
    platform: &Platform,
    visit: &Visit,
    asked: &Asked,
    (rows, total): (&[TicketRow], u64),
) -> ListPage {
    let typed = [
        ("q", &asked.q),
        ("state", &asked.state),
        ("category", &asked.category),
        ("assignee", &asked.assignee),
        ("call", &asked.call),
        ("order", &asked.order),
    ];
    let form = FormState::typed(typed.map(|(name, value)| (name, value.clone())), &[]);
    let all = |value: &str| std::iter::once(Choice::new(value, "すべて"));
    let states = TicketState::ALL.map(|one| Choice::new(one.as_str(), one.name()));
    let categories = TicketCategory::ALL.map(|one| Choice::new(one.as_str(), one.name()));
    let own = [Choice::new(MINE, "自分の担当")];
    let calls = [
        Choice::new(CALL, "待っているもの"),
        Choice::new(DUE, "かける時間になったもの"),
    ];
    let orders = [
        Choice::new("", "受付の新しい順"),
        Choice::new(NEXT_CALL, "次にかける時間の早い順"),
    ];
    ListPage {
        shell: shell(platform, visit, PATH),
        csrf: visit.csrf().to_owned(),
        tabs: Vec::new(),
        searched: String::new(),
        total,
        tab: asked.state().map_or(ALL, TicketState::as_str),
        narrows: asked.narrows(),
        words: form
            .field("q", "番号、氏名、事業所、メールアドレス、本文の言葉で検索")
            .search()
            .max_length(WORDS_MAX),
        state: form
            .choices("state", "状況", all(ALL).chain(states))
            .or_chosen(ALL),
        category: form.choices("category", "種類", all("").chain(categories)),
        assignee: form.choices("assignee", "担当", all("").chain(own)),
        call: form.choices("call", "電話での折り返し", all("").chain(calls)),
        order: form.choices("order", "並べ替え", orders),
        tickets: table(rows, platform.clock.now()),
        paging: None,
    }
}

fn table(rows: &[TicketRow], now: Timestamp) -> Table {
    let columns = [
        "番号",
        "受付日時",
        "種類",
        "お名前",
        "次にかける時間",
        "担当",
        "状況",
    ]
    .map(Column::text);
    let mut table = Table::new("お問い合わせの一覧", columns).caption_hidden();
    for row in rows {
        let call = match Call::of(row, now) {
            None => Cell::text("-"),
            Some(call) if call.is_late => Cell::Tag(Tag::new(
                Tone::Error,
                format!("期限超過（{}）", call.words()),
            )),
            Some(call) => Cell::text(call.words()),
        };
        table = table.row([
            Cell::link(row.number.to_string(), format!("{PATH}/{}", row.number)),
            Cell::text(written_moment(row.asked_at)),
            Cell::text(row.contact.category.name()),
            Cell::text(&*row.contact.name),
            call,
            Cell::text(row.assignee.as_deref().unwrap_or("-")),
            Cell::Tag(tag(row.state)),
        ]);
    }
    table
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
