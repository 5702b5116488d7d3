//! What was not sent to its end (送信の途中), as the first page tells it.

use tasuki_desk::JobWork;

use crate::answer::PageError;
use crate::client::Client;
use crate::office::Office;
use crate::sending::{Count, Standing};
use crate::show;

/// A sending that goes on, or waits for somebody.
pub(crate) struct OpenSending {
    pub(crate) id: String,
    pub(crate) goes_on: bool,
    pub(crate) text: String,
}

/// All of them.
pub(crate) async fn open(client: &Client, office: &Office) -> Result<Vec<OpenSending>, PageError> {
    let jobs = office.in_book(tasuki_desk::Book::open_jobs).await?;
    let sendings = || jobs.iter().filter(|job| job.work == JobWork::Send);
    // The first page waits for nobody.
    let names = sendings().filter_map(|job| match &*job.lines {
        [line] => Some(line.partner),
        _ => None,
    });
    let names = office.known_names_of(names).await;
    let mut open = Vec::new();
    for job in sendings() {
        let Count { all, done, .. } = Count::of(job);
        let begun = show::moment(job.begun_at);
        let text = match &*job.lines {
            [line] => {
                let name = names.get(&line.partner).map_or("", |name| &**name);
                let partner = show::office(name, line.partner);
                format!("{begun}に始めた、{partner}への送信です。")
            }
            _ => format!("{begun}に始めた一括送信です。{all}件のうち{done}件が済んでいます。"),
        };
        let now = client.runs.now(&job.id);
        open.push(OpenSending {
            id: job.id.clone(),
            goes_on: Standing::of(job, now.as_ref()) == Standing::GoesOn,
            text,
        });
    }
    Ok(open)
}
