//! One file of an own copy, to be read on the screen.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::Preview;
use tasuki_terms::{MediaType, MessageId};
use tasuki_ui::Shell;

use super::content::name_in_address;
use super::find;
use super::table::TableView;
use crate::address::{Path, Query};
use crate::answer::{PageError, page};
use crate::client::Client;
use crate::shell::shell;
use crate::visit::Visit;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The page of a table, from 1.
    #[serde(default)]
    page: u64,
}

#[derive(Template)]
#[template(path = "message/file.html")]
struct FilePage {
    shell: Shell,
    id: MessageId,
    place: usize,
    name: String,
    /// What the bytes are called in an address.
    address: String,
    kind: &'static str,
    shown: Shown,
}

enum Shown {
    Table(TableView),
    Text(String),
    Image,
    Pdf,
    Nothing,
}

impl Shown {
    /// Whether a sheet of paper shows it; the viewer of a PDF prints by itself.
    const fn is_printed(&self) -> bool {
        matches!(self, Self::Table(_) | Self::Text(_) | Self::Image)
    }
}

/// Shows a file.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path((id, place)): Path<(MessageId, usize)>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let known = find(&client, id).await?;
    let preview = known.office.desk().preview(id, place).await?;
    let mut address = String::new();
    let (name, kind, shown) = match preview.ok_or(PageError::NotFound)? {
        Preview::Table(table) => {
            let kind = table.kind.map_or("CSV", |kind| kind.name());
            let view = TableView::of(&table, asked.page, |page| {
                format!("/messages/{id}/files/{place}?page={page}")
            });
            (table.name, kind, Shown::Table(view))
        }
        Preview::Text(text) => (text.name, MediaType::Text.name(), Shown::Text(text.text)),
        Preview::Media(media) => {
            address = name_in_address(place, media.media);
            let shown = match media.media {
                MediaType::Jpeg | MediaType::Png | MediaType::Gif => Shown::Image,
                MediaType::Pdf => Shown::Pdf,
                MediaType::Csv | MediaType::Text => Shown::Nothing,
            };
            (media.name, media.media.name(), shown)
        }
    };
    page(&FilePage {
        shell: shell(&client, &visit, super::list(known.side).href.as_str()),
        id,
        place,
        address,
        name,
        kind,
        shown,
    })
}
