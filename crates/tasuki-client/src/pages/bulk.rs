//! 一括送信: hundreds of files become messages, problems first; nothing is sent before somebody says
//! so.

mod known;
mod rest;
mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{DraftFile, KeptPlan, Watched, plan_bulk};
use tasuki_standard::FileName;

use super::{opened, sending};
use crate::address::{Path, Query};
use crate::answer::{PageError, page, page_with, see_other};
use crate::bulk::LeftOut;
use crate::client::Client;
use crate::draft::{self, NotAdded, Unpacked};
use crate::form::{Posted, PostedFiles};
use crate::office::Office;
use crate::visit::Visit;
pub(crate) use rest::Rest;
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
    let unpacked = draft::unpacked(posted.files).await?;
    sort(&client, &office, unpacked, Watched::new()).await
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

/// Sorts files into messages, and shows the plan; `watched` are those that were not chosen, but lay in
/// the watched folder.
pub(crate) async fn sort(
    client: &Client,
    office: &Office,
    unpacked: Unpacked,
    watched: Watched,
) -> Result<Response, PageError> {
    let Unpacked { files, not_added } = unpacked;
    let not_taken = not_added.iter().map(NotAdded::kept).collect();
    let plan = KeptPlan {
        files,
        watched,
        not_taken,
    };
    let now = client.tools.clock.now();
    let kept = office.in_book(move |book| Ok((book.keep_plan(&plan, now)?, plan)));
    let (id, plan) = kept.await?;
    let to = format!("/bulk/{id}");
    client.plans.prepare(office, id, plan).await?;
    Ok(see_other(&to))
}

/// Which messages of a plan are not ticked.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    without: Option<String>,
}

/// Shows a plan, with the ticks as the address says.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let Some(plan) = client.plans.find(&office, &id).await? else {
        return Ok(see_other("/bulk"));
    };
    let left_out = LeftOut::read(asked.without.as_deref());
    page(&PlanPage::new(&client, &visit, &office, &plan, &left_out).await?)
}

/// Sends the messages of a plan that were not taken out. The others stay as a plan of their own
/// (送信しなかったもの), and are offered again where they lay in the watched folder.
pub(crate) async fn confirm(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let chosen: BTreeSet<i64> = posted
        .form
        .iter()
        .filter(|(name, _)| name == "message")
        .filter_map(|(_, place)| place.parse().ok())
        .collect();
    let now = client.tools.clock.now();
    let mut gone = "/bulk";
    loop {
        let Some(plan) = client.plans.find(&office, &id).await? else {
            return Ok(see_other(gone));
        };
        let Some(sending) = plan.sending(&chosen) else {
            let none = LeftOut::All;
            let mut page = PlanPage::new(&client, &visit, &office, &plan, &none).await?;
            page.refuse("送信するものを選んでください。");
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        };
        let begun = office.in_book(move |book| book.begin_sending(&sending, now));
        if let Some(job) = begun.await? {
            client.plans.forget(&id);
            return sending::go_on(&client, &office, &job).await;
        }
        // Somebody has opened a message alone meanwhile, and the others are sent; or has confirmed it: who
        // confirms twice sends once.
        gone = "/";
    }
}

/// Opens a message of a plan alone, to put it right.
pub(crate) async fn edit(
    State(client): State<Arc<Client>>,
    Path((id, place)): Path<(String, i64)>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    match client.plans.move_out(&office, &id, place, now).await? {
        Some(draft) => Ok(see_other(&format!("/compose/{draft}"))),
        // Pressed twice: it waits among the drafts.
        None => Ok(see_other("/compose")),
    }
}
