//! 送信一覧.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::Query;
use tasuki_ui::{Cell, Column, Shell, Table};
use tasuki_wire::MessageSummary;

use super::office_user::{self, Meant};
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

/// How many messages one page shows.
pub(crate) const PAGE: u32 = 50;

/// What a list is asked for with.
#[derive(Deserialize)]
pub(crate) struct Typed {
    /// Where the page begins.
    #[serde(default)]
    cursor: Option<String>,
}

impl Typed {
    /// The page that was asked for.
    pub(crate) fn query(self) -> Query {
        Query {
            limit: Some(PAGE),
            cursor: self.cursor.filter(|cursor| !cursor.is_empty()),
            ..Query::default()
        }
    }
}

#[derive(Template)]
#[template(path = "sent.html")]
struct SentListPage {
    shell: Shell,
    table: Table,
    further: Further,
}

/// Ways to the other pages of a list: it is walked from new to old.
pub(crate) struct Further {
    pub(crate) first: Option<&'static str>,
    pub(crate) next: Option<String>,
}

impl Further {
    pub(crate) fn new(path: &'static str, is_first: bool, next: Option<&String>) -> Self {
        // Cursors are made of characters that need no escape in an address.
        let next = next.filter(|next| next.bytes().all(is_plain));
        Self {
            first: (!is_first).then_some(path),
            next: next.map(|next| format!("{path}?cursor={next}")),
        }
    }
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'=')
}

/// Shows the list.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Asked(typed): Asked<Typed>,
) -> Result<Response, PageError> {
    let Some(office) = client.office() else {
        return Ok(see_other("/login"));
    };
    let Some(desk) = office.reading() else {
        return Ok(office_user::ask(&Meant::Sent));
    };
    let query = typed.query();
    let list = desk.outbox(&query).await?;
    let mut table = Table::new("送信したデータ（新しい順）", columns()).caption_hidden();
    "送信したデータはまだありません。".clone_into(&mut table.empty);
    let table = list.messages.iter().map(row).fold(table, Table::row);
    page(&SentListPage {
        shell: shell(&client, &visit, "/sent"),
        table,
        further: Further::new("/sent", query.cursor.is_none(), list.next.as_ref()),
    })
}

fn columns() -> [Column; 7] {
    [
        Column::text("送信日時"),
        Column::text("宛先"),
        Column::text("種別"),
        Column::text("対象年月"),
        Column::number("ファイル"),
        Column::number("大きさ"),
        Column::text("ダウンロード状況"),
    ]
}

fn row(message: &MessageSummary) -> [Cell; 7] {
    [
        Cell::text(show::moment(message.accepted_at)),
        Cell::text(format!("{}（{}）", message.receiver_name, message.receiver)),
        Cell::text(show::unit(message.unit)),
        Cell::text(show::month(message.service_month)),
        Cell::text(format!("{}個", message.files)),
        Cell::text(show::size(message.bytes)),
        Cell::Tag(show::sent_state(message.state)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_cursors_go_into_addresses() {
        let next = |text: &str| Further::new("/sent", true, Some(&text.to_owned())).next;
        assert_eq!(next("ab-c_9="), Some("/sent?cursor=ab-c_9=".to_owned()));
        assert_eq!(next("a&b"), None);
    }
}
