//! The drafts that wait (一時保存したもの).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_desk::KeptDraft;
use tasuki_terms::OfficeNumber;

use super::being_sent;
use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::draft;
use crate::office::Office;
use crate::pages::opened;
use crate::show;

/// How much of a text is shown.
const GLIMPSE: usize = 30;

/// A draft in the list.
pub(crate) struct WaitingDraft {
    pub(crate) id: String,
    /// To whom, or what it begins with.
    pub(crate) title: String,
    /// Kind, month and files.
    pub(crate) about: String,
    pub(crate) changed_at: String,
}

/// The drafts that wait, changed last first.
pub(crate) async fn waiting(office: &Office) -> Result<Vec<WaitingDraft>, PageError> {
    let read = office.in_book(|book| {
        let names = book.partners()?.into_iter();
        let names = names.map(|one| (one.number, one.name)).collect();
        Ok((book.drafts()?, names))
    });
    let (drafts, names) = read.await?;
    Ok(drafts
        .iter()
        .map(|one| WaitingDraft::of(one, &names))
        .collect())
}

impl WaitingDraft {
    fn of(kept: &KeptDraft, names: &BTreeMap<OfficeNumber, String>) -> Self {
        let facts = draft::facts(kept.files.iter().map(|file| &*file.name));
        let receiver = facts.as_ref().map(|facts| facts.receiver).or(kept.to);
        let title = match receiver {
            Some(number) => match names.get(&number).filter(|name| !name.is_empty()) {
                Some(name) => format!("{name}（{number}）"),
                None => number.to_string(),
            },
            None => kept.text.as_deref().map_or_else(
                || "送信先が決まっていません".to_owned(),
                |text| {
                    text.lines()
                        .next()
                        .unwrap_or_default()
                        .chars()
                        .take(GLIMPSE)
                        .collect()
                },
            ),
        };
        let mut about = Vec::new();
        if let Some(facts) = &facts {
            about.push(show::unit(facts.unit).to_owned());
            about.extend(facts.month.map(|month| show::month(Some(month))));
        }
        about.push(match kept.files.len() {
            0 => "メッセージだけ".to_owned(),
            count => format!("ファイル{count}個"),
        });
        Self {
            id: kept.id.clone(),
            title,
            about: about.join("・"),
            changed_at: show::moment(kept.changed_at),
        }
    }
}

/// Throws a draft away.
pub(crate) async fn discard(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    if let Some(elsewhere) = being_sent(&office, &id).await? {
        return Ok(elsewhere);
    }
    remove(&office, id).await
}

pub(super) async fn remove(office: &Office, id: String) -> Result<Response, PageError> {
    office.in_book(move |book| book.remove_draft(&id)).await?;
    Ok(see_other("/compose?done=discard"))
}
