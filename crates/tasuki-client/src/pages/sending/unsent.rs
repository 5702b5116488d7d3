//! What was not sent though its sending is over (送信できなかったもの), and how one gets rid of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{Book, Job, JobLine, LineState};
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Banner, Shell, Tone};

use super::many;
use crate::address::Path;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::pages::opened;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

/// How many messages of one sending are told before the rest is only counted.
const MOST: usize = 5;

/// How many sendings are told: a rule may have made hundreds.
const MOST_SENDINGS: usize = 10;

/// All that was not sent, by sending, newest first.
#[derive(Default)]
pub(crate) struct Unsent {
    /// How many messages.
    pub(crate) count: usize,
    pub(crate) sendings: Vec<UnsentSending>,
    /// How many sendings more there are, which are told once these are dealt with.
    pub(crate) more: usize,
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

#[derive(Template)]
#[template(path = "sending/dismissed.html")]
struct DismissedPage {
    shell: Shell,
    banner: Banner,
}

/// How many messages were shown when somebody was asked.
#[derive(Deserialize)]
pub(crate) struct Confirmed {
    count: usize,
}

/// All of it, as far as it is told. Nobody is asked: it stands on pages that are there at once.
pub(crate) async fn all(office: &Office) -> Result<Unsent, PageError> {
    let mut jobs = office.in_book(Book::unsent_jobs).await?;
    let count = jobs.iter().map(Job::unsent).sum();
    let more = jobs.len().saturating_sub(MOST_SENDINGS);
    jobs.truncate(MOST_SENDINGS);
    Ok(Unsent {
        count,
        sendings: UnsentSending::all(office, jobs).await?,
        more,
    })
}

/// Asks whether what a sending has not sent shall be thrown away.
pub(crate) async fn ask(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = super::read(&office, &id).await?;
    let count = job.unsent();
    let mut sendings = UnsentSending::all(&office, vec![job.clone()]).await?;
    match sendings.pop() {
        Some(sending) if !job.is_open() && count > 0 => page(&DismissPage {
            shell: shell(&client, &visit, "/sent"),
            count,
            sending,
        }),
        _ => Ok(see_other(&format!("/sending/{id}"))),
    }
}

/// Throws it away, if it is what was shown.
pub(crate) async fn dismiss(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Confirmed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    super::read(&office, &id).await?;
    let removed = office.desk().dismiss_unsent(&id, posted.form.count).await?;
    if removed == 0 {
        // It goes on again, or something else failed meanwhile: the sending itself tells.
        return Ok(see_other(&format!("/sending/{id}")));
    }
    page(&DismissedPage {
        shell: shell(&client, &visit, "/sent"),
        banner: Banner::new(
            Tone::Success,
            format!("送信できなかったもの{removed}件を、一覧から消しました。"),
        ),
    })
}

impl UnsentSending {
    async fn all(office: &Office, mut jobs: Vec<Job>) -> Result<Vec<Self>, PageError> {
        for job in &mut jobs {
            job.lines.retain(JobLine::is_unsent);
        }
        let shown = jobs.iter().flat_map(|job| job.lines.iter().take(MOST));
        let names = office.known_names_of(shown.map(|line| line.partner)).await;
        let ledger = office.desk().ledger().clone();
        let read = office.in_book(move |book| {
            let mut read = Vec::with_capacity(jobs.len());
            for mut job in jobs {
                let all = job.lines.len();
                let is_uncertain = job.lines.iter().any(is_uncertain);
                job.lines.truncate(MOST);
                let abouts = many::abouts(book, &ledger, &job)?;
                read.push((job, abouts, all.saturating_sub(MOST), is_uncertain));
            }
            Ok(read)
        });
        let sendings = read.await?.into_iter();
        let sendings = sendings.map(|(job, abouts, more, is_uncertain)| {
            let lines = job.lines.into_iter().zip(abouts);
            Self {
                id: job.id,
                begun_at: show::moment(job.begun_at),
                lines: lines
                    .map(|(line, about)| UnsentLine::of(line, about, &names))
                    .collect(),
                more,
                is_uncertain,
            }
        });
        Ok(sendings.collect())
    }
}

/// Whether it may be at the platform all the same.
fn is_uncertain(line: &JobLine) -> bool {
    line.state == LineState::Cancelled && line.message.is_some()
}

impl UnsentLine {
    fn of(
        line: JobLine,
        (kind, month): (String, String),
        names: &BTreeMap<OfficeNumber, String>,
    ) -> Self {
        let name = names.get(&line.partner).map_or("", |name| &**name);
        Self {
            partner: show::office(name, line.partner),
            about: format!("{kind}・{month}"),
            why: match line.state {
                LineState::Failed { what, .. } => what,
                _ => "送信を取りやめました。".to_owned(),
            },
        }
    }
}
