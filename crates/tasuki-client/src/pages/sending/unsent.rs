//! What was not sent though its sending is over (送信できなかったもの), and how one gets rid of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_desk::{Book, Job, LineState};
use tasuki_ui::Shell;

use super::many;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::office::Office;
use crate::pages::opened;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

/// How many messages of one sending are told before the rest is only counted.
const MOST: usize = 5;

/// All that was not sent, by sending, newest first.
#[derive(Default)]
pub(crate) struct Unsent {
    /// How many messages.
    pub(crate) count: usize,
    pub(crate) sendings: Vec<UnsentSending>,
}

/// A sending that is over, with what it has not sent.
pub(crate) struct UnsentSending {
    pub(crate) id: String,
    pub(crate) begun_at: String,
    pub(crate) lines: Vec<UnsentLine>,
    /// How many more there are of it.
    pub(crate) more: usize,
    /// Whether one that was given up may be at the platform all the same.
    is_uncertain: bool,
}

/// A message that was not sent.
pub(crate) struct UnsentLine {
    /// To whom.
    pub(crate) partner: String,
    /// Kind and month.
    pub(crate) about: String,
    pub(crate) why: String,
}

#[derive(Template)]
#[template(path = "sending/dismiss.html")]
struct DismissPage {
    shell: Shell,
    count: usize,
    sending: UnsentSending,
}

/// All of it.
pub(crate) async fn all(office: &Office) -> Result<Unsent, PageError> {
    let jobs = office.in_book(Book::unsent_jobs).await?;
    let mut unsent = Unsent::default();
    for job in jobs {
        unsent.count += count(&job);
        unsent.sendings.push(UnsentSending::of(office, job).await?);
    }
    Ok(unsent)
}

/// Asks whether what a sending has not sent shall be thrown away.
pub(crate) async fn ask(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = super::read(&office, &id).await?;
    let count = count(&job);
    if job.is_open() || count == 0 {
        return Ok(see_other(&format!("/sending/{id}")));
    }
    page(&DismissPage {
        shell: shell(&client, &visit, "/sent"),
        count,
        sending: UnsentSending::of(&office, job).await?,
    })
}

/// Throws it away.
pub(crate) async fn dismiss(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    super::read(&office, &id).await?;
    office.desk().dismiss_unsent(&id).await?;
    Ok(see_other("/sent"))
}

fn count(job: &Job) -> usize {
    job.lines.iter().filter(|line| line.is_unsent()).count()
}

impl UnsentSending {
    async fn of(office: &Office, mut job: Job) -> Result<Self, PageError> {
        job.lines.retain(tasuki_desk::JobLine::is_unsent);
        let more = job.lines.len().saturating_sub(MOST);
        let is_uncertain = (job.lines.iter())
            .any(|line| line.state == LineState::Cancelled && line.message.is_some());
        job.lines.truncate(MOST);
        let names = office.names_of(job.lines.iter().map(|line| line.partner));
        let names = names.await;
        let ledger = office.desk().ledger().clone();
        let (id, begun_at) = (job.id.clone(), show::moment(job.begun_at));
        let read = office.in_book(move |book| {
            let abouts = many::abouts(book, &ledger, &job)?;
            Ok((job.lines, abouts))
        });
        let (lines, abouts) = read.await?;
        let lines = lines
            .into_iter()
            .zip(abouts)
            .map(|(line, (kind, month))| UnsentLine {
                partner: show::office(
                    names.get(&line.partner).map_or("", |name| &**name),
                    line.partner,
                ),
                about: format!("{kind}・{month}"),
                why: match line.state {
                    LineState::Failed { what, .. } => what,
                    _ => "送信を取りやめました。".to_owned(),
                },
            });
        Ok(Self {
            id,
            begun_at,
            lines: lines.collect(),
            more,
            is_uncertain,
        })
    }
}
