//! Messages on their way (送信), and what became of them: one alone, or many together (一括送信).

mod many;
mod one;
pub(crate) mod open;
pub(crate) mod progress;
pub(crate) mod ruled;
pub(crate) mod unsent;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use tasuki_desk::{BegunSending, Job, JobWork};
use tasuki_terms::{MessageId, OfficeNumber, Timestamp};

use super::bulk::Rest;
use super::office_user::{self, Meant};
use super::{compose, opened};
use crate::address::Path;
use crate::answer::{self, PageError, see_other};
use crate::client::Client;
use crate::office::Office;
use crate::visit::Visit;
use crate::{draft, show};

/// Begins to send a draft that was confirmed as it was at `changed_at`, or asks for the office's user first.
pub(crate) async fn begin(
    client: &Arc<Client>,
    office: &Arc<Office>,
    id: &str,
    changed_at: Timestamp,
) -> Result<Response, PageError> {
    if office.online().is_none() {
        let draft = id.to_owned();
        return Ok(office_user::ask(&Meant::Send { draft, changed_at }));
    }
    if let Some(elsewhere) = compose::being_sent(office, id).await? {
        return Ok(elsewhere);
    }
    let kept = id.to_owned();
    let kept = office.in_book(move |book| book.draft(&kept)).await?;
    let kept = kept.ok_or(PageError::NotFound)?;
    let Some(receiver) = draft::receiver(&kept) else {
        return Ok(see_other(&format!("/compose/{id}")));
    };
    let (sent, now) = (id.to_owned(), client.tools.clock.now());
    let begun = office.in_book(move |book| book.send_draft(&sent, changed_at, receiver, now));
    match begun.await? {
        BegunSending::Job(job) => Ok(run(client, office, &job).await),
        BegunSending::Changed => Ok(see_other(&format!("/compose/{id}/confirm?changed=true"))),
        BegunSending::Gone => Err(PageError::NotFound),
    }
}

/// Lets an open job of the book go on, or asks for the office's user first.
pub(crate) async fn go_on(
    client: &Arc<Client>,
    office: &Arc<Office>,
    job: &str,
) -> Result<Response, PageError> {
    if !read(office, job).await?.is_open() {
        return Ok(see_other(&format!("/sending/{job}")));
    }
    if office.online().is_none() {
        return Ok(office_user::ask(&Meant::GoOn(job.to_owned())));
    }
    Ok(run(client, office, job).await)
}

async fn run(client: &Client, office: &Arc<Office>, job: &str) -> Response {
    client.runs.go_on(office, job).wait().await;
    see_other(&format!("/sending/{job}"))
}

/// Shows how far a job is.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = read(&office, &id).await?;
    let rest = Rest::of(&client, &office, &id).await?;
    match &*job.lines {
        [line] if rest.is_none() => one::page(&client, &visit, &office, &job, line).await,
        _ => many::page(&client, &visit, &office, &job, rest).await,
    }
}

/// Ends a job.
pub(crate) async fn stop(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    read(&office, &id).await?;
    let run = client.runs.get(&id);
    if let Some(run) = run.filter(|_| client.runs.now(&id).is_some()) {
        run.cancel();
        run.wait().await;
    }
    // One that nobody drives, or that is stuck, is ended in the book alone.
    if !is_under_way(&client, &id) {
        let job = id.clone();
        let ended = office.in_book(move |book| book.cancel_job(&job, JobWork::Send));
        ended.await?;
    }
    Ok(see_other(&format!("/sending/{id}")))
}

/// Lets a job wait behind the message that is under way.
pub(crate) async fn pause(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    opened(&client)?;
    if let Some(run) = client.runs.get(&id) {
        run.pause();
        run.wait().await;
    }
    Ok(see_other(&format!("/sending/{id}")))
}

/// Lets a job go on that waits.
pub(crate) async fn resume(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    go_on(&client, &office, &id).await
}

/// Tries again what failed, and nothing else.
pub(crate) async fn retry(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    read(&office, &id).await?;
    if is_under_way(&client, &id) {
        return Ok(see_other(&format!("/sending/{id}")));
    }
    let job = id.clone();
    office.in_book(move |book| book.retry_failed(&job)).await?;
    go_on(&client, &office, &id).await
}

/// Sends once more what was not sent because the same was sent before: somebody was told, and wishes it.
pub(crate) async fn again(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    read(&office, &id).await?;
    if is_under_way(&client, &id) {
        return Ok(see_other(&format!("/sending/{id}")));
    }
    let (job, now) = (id.clone(), client.tools.clock.now());
    let again = office.in_book(move |book| book.send_again(&job, now));
    again.await?;
    go_on(&client, &office, &id).await
}

/// Makes a message that was not sent a draft again.
pub(crate) async fn edit(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = read(&office, &id).await?;
    let draft = match &*job.lines {
        [line] if !is_under_way(&client, &id) => line.draft.clone(),
        _ => None,
    };
    let Some(draft) = draft else {
        return Ok(see_other(&format!("/sending/{id}")));
    };
    office.desk().release_job(&id).await?;
    Ok(see_other(&format!("/compose/{draft}")))
}

/// Gives the receipt (受領証) of a message as a file.
pub(crate) async fn receipt(
    State(client): State<Arc<Client>>,
    Path((id, place)): Path<(String, u32)>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = read(&office, &id).await?;
    let line = job.lines.iter().find(|line| line.place == place);
    let message = line.and_then(|line| line.message);
    let message: MessageId = message.ok_or(PageError::NotFound)?;
    let sent = office.desk().sent_message(message).await?;
    let sent = sent.ok_or(PageError::NotFound)?;
    Ok(answer::receipt(&message.to_string(), sent.receipt.der))
}

/// Whether a job is driven right now: then its lines are not for others to change.
fn is_under_way(client: &Client, id: &str) -> bool {
    client.runs.now(id).is_some_and(|now| now.stuck.is_none())
}

/// A job that sends.
async fn read(office: &Office, id: &str) -> Result<Job, PageError> {
    let id = id.to_owned();
    let job = office.in_book(move |book| book.job(&id)).await?;
    let job = job.filter(|job| job.work == JobWork::Send);
    job.ok_or(PageError::NotFound)
}

/// A partner with the name that is known.
async fn partner(office: &Office, number: OfficeNumber) -> String {
    let name = office.name_of(number).await.unwrap_or_default();
    show::office(&name, number)
}
