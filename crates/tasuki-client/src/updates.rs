//! Whether there is a newer version of this program: the operator's support site is asked at the log-in
//! and once a day. What was told is in the book, so that it is known without the platform, too; so is
//! where the site is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tasuki_desk::{Book, BookError, DeskError, ListedRelease};
use tasuki_terms::Timestamp;
use tokio::task::AbortHandle;

use crate::answer::Told;
use crate::client::Client;
use crate::office::Office;

mod update;

pub(crate) use update::{State, Update};

/// How long it is waited after a look that went well, and after one that did not.
const DAY: Duration = Duration::from_hours(24);
const AGAIN: Duration = Duration::from_hours(1);

/// The names of the settings in the book.
const SUPPORT: &str = "support.address";
const OLDEST: &str = "update.oldest";
const NEWEST: &str = "update.newest";
const LOOKED_AT: &str = "update.looked_at";

/// What is known of versions, and who asks for them.
#[derive(Default)]
pub(crate) struct Updates {
    known: Mutex<Known>,
    task: Mutex<Option<AbortHandle>>,
}

/// What is known of versions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Known {
    /// Where the support site is, without a slash at its end.
    support: Option<String>,
    /// The oldest version that the operator still serves.
    oldest: Option<String>,
    /// The newest for this computer's system.
    newest: Option<ListedRelease>,
    /// When the site told it.
    looked_at: Option<Timestamp>,
    /// Why the last look failed.
    failed: Option<Told>,
}

impl Updates {
    /// Where the support site is, as far as anybody has told since the program's start, or before the log-in.
    pub(crate) fn support(&self) -> Option<String> {
        self.known().support.clone()
    }

    /// Where the help desk is asked.
    pub(crate) fn contact(&self) -> Option<String> {
        self.support().map(|support| format!("{support}/contact"))
    }

    /// How it stands.
    pub(crate) fn state(&self) -> State {
        State::of(&self.known())
    }

    /// A newer version, if one is known.
    pub(crate) fn update(&self) -> Option<Update> {
        Update::of(&self.known())
    }

    /// Asks no more.
    pub(crate) fn rest(&self) {
        self.replace(None);
    }

    fn replace(&self, task: Option<AbortHandle>) {
        let mut kept = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *kept, task) {
            before.abort();
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins to ask for an office that has just been opened. What its book knows is known at once.
pub(crate) async fn begin(client: &Arc<Client>, office: &Arc<Office>) {
    match office.in_book(Known::read).await {
        Ok(known) => *client.updates.known() = known,
        Err(error) => tracing::warn!(code = error.code(), "known versions are not read"),
    }
    let (of, office) = (Arc::clone(client), Arc::clone(office));
    let task = tokio::spawn(async move {
        loop {
            let pause = match look(&of, &office).await {
                Ok(()) => DAY,
                Err(told) => {
                    tracing::info!(code = told.code, "newer versions are not asked for");
                    of.updates.known().failed = Some(told);
                    AGAIN
                }
            };
            tokio::time::sleep(pause).await;
        }
    });
    client.updates.replace(Some(task.abort_handle()));
}

/// One look. Nobody waits for it.
async fn look(client: &Client, office: &Office) -> Result<(), Told> {
    let asked = ask_platform(client, office).await;
    let Some(support) = client.updates.support() else {
        // A platform without a site has told so.
        return asked.map_err(|error| Told::from(&error));
    };
    let newest = office.desk().newest_release(&support).await;
    let newest = newest.map_err(|error| Told {
        code: error.code().to_owned(),
        what: error.what().to_owned(),
        hint: error.hint().to_owned(),
    })?;
    let known = {
        let mut known = client.updates.known();
        known.newest = newest;
        known.looked_at = Some(client.tools.clock.now());
        known.failed = None;
        known.clone()
    };
    keep(office, known).await;
    Ok(())
}

/// Where the site is, and which versions are served, where the platform tells it. It may be asked later: what
/// it told before is still known.
async fn ask_platform(client: &Client, office: &Office) -> Result<(), DeskError> {
    let about = office.desk().platform().about().await?;
    let known = {
        let mut known = client.updates.known();
        // An address of another kind would be no site to open.
        known.support = about.support.filter(|url| url.starts_with("https://"));
        known.oldest = about.client.oldest;
        known.clone()
    };
    keep(office, known).await;
    Ok(())
}

async fn keep(office: &Office, known: Known) {
    let kept = office.in_book(move |book| known.write(book)).await;
    if let Err(error) = kept {
        tracing::warn!(code = error.code(), "known versions are not kept");
    }
}

impl Known {
    fn read(book: &Book) -> Result<Self, BookError> {
        let newest = book.setting(NEWEST)?;
        let looked_at = book.setting(LOOKED_AT)?;
        Ok(Self {
            support: book.setting(SUPPORT)?,
            oldest: book.setting(OLDEST)?,
            // What another version of this program wrote is asked for anew.
            newest: newest.and_then(|text| serde_json::from_str(&text).ok()),
            looked_at: looked_at.and_then(|text| text.parse().ok()),
            failed: None,
        })
    }

    fn write(&self, book: &Book) -> Result<(), BookError> {
        let newest = self.newest.as_ref();
        let newest = newest.and_then(|newest| serde_json::to_string(newest).ok());
        let looked_at = self.looked_at.map(|at| at.to_string());
        for (name, value) in [
            (SUPPORT, &self.support),
            (OLDEST, &self.oldest),
            (NEWEST, &newest),
            (LOOKED_AT, &looked_at),
        ] {
            book.set_setting(name, value.as_deref())?;
        }
        Ok(())
    }
}
