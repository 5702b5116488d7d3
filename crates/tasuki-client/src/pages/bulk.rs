//! 一括送信: hundreds of files become messages, problems first; nothing is sent before somebody says
//! so.

mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_desk::{DraftFile, plan_bulk};
use tasuki_standard::FileName;

use super::office_user::{self, Meant};
use super::{opened, sending};
use crate::answer::{PageError, page, page_with, see_other};
use crate::bulk::{Sorted, told_apart};
use crate::client::Client;
use crate::draft;
use crate::form::{Posted, PostedFiles};
use crate::office::Office;
use crate::visit::Visit;
use crate::watch::{self, Found};
use view::{ChoosePage, PlanPage};

/// Shows where files are chosen.
pub(crate) async fn choose(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    page(&ChoosePage::new(&client, &visit, None))
}

/// Sorts what was chosen.
pub(crate) async fn take(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    if posted.files.is_empty() {
        let page = ChoosePage::new(&client, &visit, Some("ファイルを選んでください。"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    sort(&client, &office, posted.files, Vec::new()).await
}

/// Whether files are more than one message.
pub(crate) fn are_several(files: &[DraftFile]) -> bool {
    let of_standard = files
        .iter()
        .filter(|file| FileName::parse(&file.name).is_ok());
    // Their bytes do not matter for that.
    let names = of_standard.map(|file| DraftFile {
        name: file.name.clone(),
        bytes: Vec::new(),
    });
    plan_bulk(names.collect()).is_ok_and(|drafts| drafts.len() > 1)
}

/// Sorts files into messages, and shows the plan; `found` is where they lay, if they were not chosen.
pub(crate) async fn sort(
    client: &Client,
    office: &Office,
    files: Vec<DraftFile>,
    found: Vec<Found>,
) -> Result<Response, PageError> {
    let (files, not_added) = draft::unpacked(files);
    let (files, attachments) = told_apart(files, office.number);
    let plan = office.plan(files, attachments).await?;
    let number = client.plans.put(Sorted {
        plan,
        not_added,
        found,
    });
    Ok(see_other(&format!("/bulk/{number}")))
}

/// Shows a plan.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(number): Path<u64>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let Some(sorted) = client.plans.get(number) else {
        return Ok(see_other("/bulk"));
    };
    page(&PlanPage::new(&client, &visit, &office, number, &sorted).await)
}

/// Sends the messages of a plan that were not taken out.
pub(crate) async fn confirm(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(number): Path<u64>,
    posted: Posted<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let chosen: BTreeSet<usize> = posted
        .form
        .iter()
        .filter(|(name, _)| name == "message")
        .filter_map(|(_, index)| index.parse().ok())
        .collect();
    let Some(sorted) = client.plans.get(number) else {
        return Ok(see_other("/bulk"));
    };
    let messages = sorted.plan.messages.iter().enumerate();
    let messages: Vec<_> = messages
        .filter(|(index, message)| chosen.contains(index) && message.faults.is_empty())
        .map(|(_, message)| (message.receiver, message.draft.clone()))
        .collect();
    if messages.is_empty() {
        let mut page = PlanPage::new(&client, &visit, &office, number, &sorted).await;
        page.refuse("送信するものを選んでください。");
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    // Who confirms twice sends once.
    if client.plans.take(number).is_none() {
        return Ok(see_other("/"));
    }
    let now = client.tools.clock.now();
    let begun = office.in_book(move |book| {
        let job = book.begin_sending(&messages, now)?;
        watch::take(book, &sorted.found)?;
        Ok(job)
    });
    let job = begun.await?;
    if office.online().is_none() {
        return Ok(office_user::ask(&Meant::GoOn(job)));
    }
    sending::go_on(&client, &office, &job).await
}

/// Opens a message of a plan alone, to put it right.
pub(crate) async fn edit(
    State(client): State<Arc<Client>>,
    Path((number, index)): Path<(u64, usize)>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let sorted = client.plans.get(number).ok_or(PageError::NotFound)?;
    let message = sorted.plan.messages.get(index);
    let draft = message.ok_or(PageError::NotFound)?.draft.clone();
    let now = client.tools.clock.now();
    let kept = office.in_book(move |book| book.keep_draft(&draft, now));
    Ok(see_other(&format!("/compose/{}", kept.await?)))
}
