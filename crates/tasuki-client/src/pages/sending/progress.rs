//! How far a job is, for the script of its page.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::{many, one, read};
use crate::address::Path;
use crate::answer::PageError;
use crate::client::Client;
use crate::pages::opened;
use crate::sending::{Count, Now, Standing};

/// How far a job is.
#[derive(Serialize)]
pub(crate) struct Progress {
    /// Whether the page is to be loaded anew: it goes on no more.
    is_over: bool,
    /// What happens, in words.
    words: String,
    /// How much of the message under way has gone out.
    percent: u8,
    /// How many messages there are, and how many came to an end.
    all: usize,
    ended: usize,
    /// For each message its place, and what its mark says.
    lines: Vec<(u32, &'static str, String)>,
}

/// Tells it.
pub(crate) async fn read_progress(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Json<Progress>, PageError> {
    let office = opened(&client)?;
    let job = read(&office, &id).await?;
    let now = client.runs.now(&id);
    let count = Count::of(&job);
    let lines = job.lines.iter().map(|line| {
        let tag = many::state(line, now.as_ref());
        (line.place, tag.tone.class(), tag.label)
    });
    Ok(Json(Progress {
        is_over: Standing::of(&job, now.as_ref()) != Standing::GoesOn,
        words: now.as_ref().map(one::words).unwrap_or_default(),
        percent: now.as_ref().map_or(0, |now: &Now| one::percent(now)),
        all: count.all,
        ended: count.over(),
        lines: lines.collect(),
    }))
}
