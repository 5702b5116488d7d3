//! The town in which all is measured: made once, copied for each measurement.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use tasuki_engines::Keeping;
use tasuki_server::Settings;
use tasuki_store::DatabasePlace;
use tasuki_terms::SystemClock;
use tasuki_testing::{ContentsPlan, RecordsPlan, Town, TownOffice, TownPlan};

use crate::exchange::Engine;

/// More than any office asks for: the limit of the rate is looked up, but not reached.
const REQUESTS_PER_SECOND: u32 = 1_000_000;

/// A platform with offices that does not run, as a pattern.
pub(crate) struct Site {
    scratch: PathBuf,
    settings: Settings,
    pub(crate) offices: Vec<TownOffice>,
    /// Goes last, and the servers of its engines with it.
    town: Town,
}

impl Site {
    /// Makes a platform and `offices` offices in `scratch`, which is emptied.
    pub(crate) async fn found(
        scratch: &Path,
        engine: Engine,
        offices: u32,
    ) -> anyhow::Result<Self> {
        clear(scratch)?;
        fs_err::create_dir_all(scratch)?;
        let (records, contents) = match engine {
            Engine::Sqlite => (RecordsPlan::File, ContentsPlan::Folder),
            Engine::Postgres => (
                RecordsPlan::Postgres(Keeping::Durably),
                ContentsPlan::Bucket(Keeping::Durably),
            ),
        };
        let plan = TownPlan {
            records,
            contents,
            ..TownPlan::default()
        };
        let folder = scratch.join("town");
        let mut town = Town::found(&folder, plan, Arc::new(SystemClock)).await?;
        let mut moved_in = Vec::new();
        for place in 1..=offices {
            let number = format!("137{place:07}");
            let name = format!("計測事業所{place}");
            // Care managers (居宅介護支援) and home helps (訪問介護) by turns: they write to each other.
            let service = if place % 2 == 1 { "43" } else { "11" };
            moved_in.push(town.office(&number, &name, &[service]).await?);
        }
        Ok(Self {
            scratch: scratch.to_owned(),
            settings: town.settings().clone(),
            offices: moved_in,
            town,
        })
    }

    /// The certificate and the key of the platform's TLS.
    pub(crate) fn server_keys(&self) -> (&Path, &Path) {
        let keys = &self.settings.keys;
        (&keys.server_certificate, &keys.server_key)
    }

    /// Copies the pattern to a fresh folder, and gives its settings, for two ports.
    pub(crate) fn copy(&mut self, name: &str) -> anyhow::Result<Fresh> {
        let folder = self.scratch.join(name);
        clear(&folder)?;
        fs_err::create_dir_all(&folder)?;
        let mut settings = self.settings.clone();
        settings.store.records = match self.town.records().copy(&database(name))? {
            Some(database) => database,
            None => copy_file(&settings, &folder.join("records.db"))?,
        };
        if settings.store.contents.folder().is_some() {
            settings.store.contents = folder.join("contents").into();
        }
        let limits = &mut settings.limits;
        let rate = REQUESTS_PER_SECOND.try_into().context("a rate of zero")?;
        limits.requests_per_second = rate;
        limits.requests_burst = rate;
        Ok(Fresh { folder, settings })
    }
}

/// Copies the pattern's file.
fn copy_file(settings: &Settings, to: &Path) -> anyhow::Result<DatabasePlace> {
    let pattern = settings.store.records.file().context("no file")?;
    for end in ["", "-wal"] {
        let from = with_end(pattern, end);
        if from.exists() {
            fs_err::copy(from, with_end(to, end))?;
        }
    }
    Ok(to.to_owned().into())
}

/// What a database is called: letters, digits and lines below only.
fn database(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

impl Drop for Site {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next measurement.
        drop(clear(&self.scratch));
    }
}

/// A platform of its own, copied from the pattern. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Fresh {
    folder: PathBuf,
    pub(crate) settings: Settings,
}

impl Fresh {
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        drop(clear(&self.folder));
    }
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn clear(folder: &Path) -> std::io::Result<()> {
    match fs_err::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
