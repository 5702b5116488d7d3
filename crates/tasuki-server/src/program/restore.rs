//! Bringing a backup back to where a platform keeps its records and contents.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tasuki_pki::Anchors;
use tasuki_store::{Contents, ContentsPlace, DatabasePlace, Records};

use super::backup::{CONTENTS, RECORDS, copy_contents, sync};
use super::failure::{Code, Failure, failed};
use super::proofs::{self, Found};
use crate::settings::Settings;

/// What a file or folder is called beside its place while it is not yet whole and looked at.
const BEGUN: &str = ".restoring";

/// Copies a backup, looks at every proof in the copy, and puts it in its place. Nothing comes there
/// where anything does not hold, and nothing that is there is replaced.
pub(super) async fn restore(settings: &Settings, from: &Path) -> Result<Found, Failure> {
    let store = &settings.store;
    let places = store.records.file().zip(store.contents.folder());
    let (records, contents) = places.ok_or_else(|| Failure::of(Code::RestoreElsewhere))?;
    if !from.join(RECORDS).is_file() || !from.join(CONTENTS).is_dir() {
        return Err(Failure::of(Code::RestoreSource));
    }
    if is_taken(records, contents).map_err(failed(Code::RestoreFailed))? {
        return Err(Failure::of(Code::RestoreOccupied));
    }
    let begun = Begun {
        records: beside(records),
        contents: beside(contents),
    };
    begun.clear().map_err(failed(Code::RestoreFailed))?;
    let found = begun.fill(settings, from).await;
    let found = found.map_err(failed(Code::RestoreFailed))?;
    if found.faulty == 0 {
        let put = begun.put(from, records, contents);
        put.map_err(failed(Code::RestoreFailed))?;
    }
    begun.clear().map_err(failed(Code::RestoreFailed))?;
    Ok(found)
}

/// Whether there is anything that a copy would replace, or mix with.
fn is_taken(records: &Path, contents: &Path) -> io::Result<bool> {
    let files = ["", "-wal", "-shm"].map(|end| with_end(records, end));
    if files.iter().any(|file| file.exists()) {
        return Ok(true);
    }
    match fs_err::read_dir(contents) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A copy that is not in its place yet.
struct Begun {
    /// A folder with records that are only looked at.
    records: PathBuf,
    contents: PathBuf,
}

impl Begun {
    /// Removes what this or an earlier try left.
    fn clear(&self) -> io::Result<()> {
        for folder in [&self.records, &self.contents] {
            match fs_err::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Copies, and looks at all of it.
    async fn fill(&self, settings: &Settings, from: &Path) -> anyhow::Result<Found> {
        fs_err::create_dir_all(&self.records)?;
        fs_err::create_dir_all(&self.contents)?;
        copy_contents(&from.join(CONTENTS), &self.contents)?;
        // Looking needs this program's schema, and writes beside the file.
        let looked_at = self.records.join(RECORDS);
        fs_err::copy(from.join(RECORDS), &looked_at)?;
        let place = DatabasePlace::from(looked_at);
        Records::migrate(&place).await?;
        let records = Records::open(&place).await?;
        let contents = ContentsPlace::from(self.contents.clone());
        let contents = Contents::open(&contents, "restore", settings.store.segment_bytes)?;
        let anchors = anchors(settings)?;
        Ok(proofs::check(&records, &contents, &anchors).await?)
    }

    /// Puts it in its place, the records last: without them there is no platform.
    fn put(&self, from: &Path, records: &Path, contents: &Path) -> io::Result<()> {
        if contents.exists() {
            fs_err::remove_dir(contents)?;
        }
        fs_err::rename(&self.contents, contents)?;
        let copy = self.records.join("whole.db");
        fs_err::copy(from.join(RECORDS), &copy)?;
        sync(&copy)?;
        fs_err::rename(&copy, records)?;
        [contents, records]
            .into_iter()
            .filter_map(Path::parent)
            .filter(|folder| !folder.as_os_str().is_empty())
            .try_for_each(sync)
    }
}

/// Whom the platform's own proofs are held against.
pub(super) fn anchors(settings: &Settings) -> anyhow::Result<Anchors> {
    let pem = fs_err::read_to_string(&settings.keys.authority)?;
    Anchors::from_pem(&pem).context("keys.authority")
}

fn beside(place: &Path) -> PathBuf {
    with_end(place, BEGUN)
}

fn with_end(place: &Path, end: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(end);
    name.into()
}
