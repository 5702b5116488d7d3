//! Removing a text: it is asked first, and told afterwards.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{all, change, id};
use crate::address::Path;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::pages::ask::AskPage;
use crate::pages::opened;
use crate::shell::shell;
use crate::visit::Visit;

/// Asks.
pub(crate) async fn ask(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(wished): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let mut known = all(&office).await?.into_iter();
    let one = known.find(|one| id(one) == wished);
    let one = one.ok_or(PageError::NotFound)?;
    page(&AskPage {
        shell: shell(&client, &visit, "/compose"),
        title: "定型文の削除",
        question: "次の定型文を削除します。よろしいですか。元には戻せません。".to_owned(),
        items: vec![(one.title, one.text)],
        action: format!("/templates/{wished}/remove"),
        fields: Vec::new(),
        yes: "削除する",
        back: "/templates".to_owned(),
    })
}

/// Removes it. Who removes twice has removed.
pub(crate) async fn remove(
    State(client): State<Arc<Client>>,
    Path(wished): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let removed =
        office.in_book(move |book| change(book, |all| all.retain(|one| id(one) != wished)));
    removed.await?;
    Ok(see_other("/templates?done=remove"))
}
