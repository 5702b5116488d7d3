//! Throwing drafts away, one or many: it is asked first, and told afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::DraftFate;

use super::done::{CHOOSE, GONE, discarded};
use super::drafts::{self, WaitingDraft};
use crate::address::Query;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::pages::ask::AskPage;
use crate::pages::opened;
use crate::shell::shell;
use crate::visit::Visit;

/// Which drafts and plans are meant.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    draft: BTreeSet<String>,
    /// Whether it is all of them, whatever was chosen.
    #[serde(default)]
    all: Option<String>,
}

/// Asks.
pub(crate) async fn ask(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(chosen): Query<Chosen>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let mut meant = drafts::waiting(&office).await?;
    if chosen.all.is_none() {
        meant.retain(|one| chosen.draft.contains(&one.id));
    }
    let back = match &*meant {
        [] if chosen.draft.is_empty() => return Ok(see_other(CHOOSE)),
        // Sent or thrown away in another tab.
        [] => return Ok(see_other(GONE)),
        [WaitingDraft { href, .. }] => href.clone(),
        _ => "/compose".to_owned(),
    };
    let items = meant.iter().map(|one| {
        let about = format!("{}・{}に保存", one.about, one.changed_at);
        (one.title.clone(), about)
    });
    page(&AskPage {
        shell: shell(&client, &visit, "/compose"),
        title: "一時保存したものの破棄",
        question: format!(
            "次の{}件を破棄します。よろしいですか。元には戻せません。",
            meant.len()
        ),
        items: items.collect(),
        action: "/compose/discard".to_owned(),
        fields: meant.into_iter().map(|one| ("draft", one.id)).collect(),
        yes: "破棄する",
        back,
    })
}

/// Throws them away. What is being sent stays.
pub(crate) async fn discard(
    State(client): State<Arc<Client>>,
    posted: Posted<Chosen>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let chosen = posted.form.draft;
    if chosen.is_empty() {
        return Ok(see_other(CHOOSE));
    }
    for id in &chosen {
        client.plans.forget(id);
    }
    let removed = office.in_book(move |book| {
        let (mut count, mut kept) = (0_usize, 0_usize);
        for id in &chosen {
            match book.remove_draft(id)? {
                DraftFate::Taken(_) => kept += 1,
                // Who discards twice has discarded.
                DraftFate::Done | DraftFate::Gone => count += 1,
            }
        }
        Ok((count, kept))
    });
    let (count, kept) = removed.await?;
    Ok(see_other(&discarded(count, kept)))
}
