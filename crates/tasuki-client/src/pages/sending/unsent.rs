//! What is left of sendings that are over, and how one gets rid of it: what was not sent
//! (送信できなかったもの), and what was not sent because the same was sent before (送信済みと同じもの).

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{Job, JobLine, Left, LineState};
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Banner, Shell, Tone};

use super::many;
use crate::address::{Path, Query};
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

/// All that is left so, by sending, newest first.
#[derive(Default)]
pub(crate) struct Unsent {
    /// Whether it was not sent because the same was sent before.
    pub(crate) is_same: bool,
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
    /// None where it is the same for all that stands beside it.
    pub(crate) why: Option<String>,
}

#[derive(Template)]
#[template(path = "sending/dismiss.html")]
struct DismissPage {
    shell: Shell,
    count: usize,
    is_same: bool,
    sending: UnsentSending,
}

#[derive(Template)]
#[template(path = "sending/dismissed.html")]
struct DismissedPage {
    shell: Shell,
    banner: Banner,
}

/// What is meant: what was not sent, or what is the same as was sent before.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    is_same: bool,
}

/// What was shown when somebody was asked, and how many messages.
#[derive(Deserialize)]
pub(crate) struct Confirmed {
    #[serde(default)]
    is_same: bool,
    count: usize,
}

const fn left(is_same: bool) -> Left {
    if is_same {
        Left::SentBefore
    } else {
        Left::Unsent
    }
}

/// All of it, as far as it is told. Nobody is asked: it stands on pages that are there at once.
pub(crate) async fn all(office: &Office, left: Left) -> Result<Unsent, PageError> {
    let mut jobs = office.in_book(move |book| book.jobs_left(left)).await?;
    let count = jobs.iter().map(|job| job.left(left)).sum();
    let more = jobs.len().saturating_sub(MOST_SENDINGS);
    jobs.truncate(MOST_SENDINGS);
    Ok(Unsent {
        is_same: left == Left::SentBefore,
        count,
        sendings: UnsentSending::all(office, jobs, left).await?,
        more,
    })
}

/// Asks whether what is left of a sending shall be thrown away.
pub(crate) async fn ask(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let job = super::read(&office, &id).await?;
    let left = left(asked.is_same);
    let count = job.left(left);
    let mut sendings = UnsentSending::all(&office, vec![job.clone()], left).await?;
    match sendings.pop() {
        Some(sending) if !job.is_open() && count > 0 => page(&DismissPage {
            shell: shell(&client, &visit, "/sent"),
            count,
            is_same: asked.is_same,
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
    let Confirmed { is_same, count } = posted.form;
    let removed = office.desk().dismiss(&id, left(is_same), count).await?;
    if removed == 0 {
        // It goes on again, or something else failed meanwhile: the sending itself tells.
        return Ok(see_other(&format!("/sending/{id}")));
    }
    let what = if is_same {
        "送信済みと同じもの"
    } else {
        "送信できなかったもの"
    };
    page(&DismissedPage {
        shell: shell(&client, &visit, "/sent"),
        banner: Banner::new(
            Tone::Success,
            format!("{what}{removed}件を、一覧から消しました。"),
        ),
    })
}

impl UnsentSending {
    async fn all(office: &Office, mut jobs: Vec<Job>, left: Left) -> Result<Vec<Self>, PageError> {
        for job in &mut jobs {
            job.lines.retain(|line| left.takes(line));
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
                    .map(|(line, about)| UnsentLine::of(line, about, left, &names))
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
        left: Left,
        names: &BTreeMap<OfficeNumber, String>,
    ) -> Self {
        let name = names.get(&line.partner).map_or("", |name| &**name);
        Self {
            partner: show::office(name, line.partner),
            about: format!("{kind}・{month}"),
            why: match (left, line.state) {
                (Left::SentBefore, _) => None,
                (_, LineState::Failed { what, .. }) => Some(what),
                _ => Some("送信を取りやめました。".to_owned()),
            },
        }
    }
}
