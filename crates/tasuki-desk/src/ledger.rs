//! The ledger: what the office sent and received, with its receipts, one folder a message.
//!
//! ```text
//! ledger/
//!   sent/<id>/envelope                   what was sent, whole
//!   sent/<id>/01-accepted.receipt        the receipts, in their order
//!   pending/<id>                         sent, but its receipt has not come yet
//!   given-up/<id>                        the same, but somebody has given it up: it waits no more
//!   accepted/<data>                      the id under which this data was accepted last
//!   received/<id>/manifest               what was received
//!   received/<id>/01-accepted.receipt
//!   received/<id>/envelope.part          a download that has not ended
//!   received/<id>/envelope               what was received, whole; sealed as it came
//!   received/<id>/lock                   held by the run of the program that receives it
//!   received/<id>/placement.json         which files were written where
//! ```
//!
//! Every file is written whole or not at all. The folder of a message can be copied and verified
//! anywhere (`tasuki verify`).

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use tasuki_seal::{ReceiptKind, split_envelope};
use tasuki_terms::{Digest, MessageId};

use crate::durable::{self, Access};

mod waiting;

const ENVELOPE: &str = "envelope";
const MANIFEST: &str = "manifest";
const PART: &str = "envelope.part";
const REFUSED: &str = "refused.json";
const PLACEMENT: &str = "placement.json";
const EXTENSION: &str = "receipt";

/// The ledger of an office.
#[derive(Clone, Debug)]
pub struct Ledger {
    dir: PathBuf,
}

/// Which of the two parts of the ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    /// Sent messages.
    Sent,
    /// Received messages.
    Received,
}

impl Side {
    /// Its name in folders and tables.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }
}

/// What names a draft, so that it is recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DraftNames {
    /// Of all that it says: sent again, it is the same message.
    pub(crate) whole: Digest,
    /// Of its data alone (see [`CheckedDraft`](crate::CheckedDraft)): who sends it again is asked.
    pub(crate) data: Digest,
}

/// The folder of one message.
#[derive(Clone, Debug)]
pub struct MessageFolder {
    dir: PathBuf,
}

impl Ledger {
    /// The ledger in the folder `dir`, which is made when something is written.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The folder of a message.
    pub fn message(&self, side: Side, id: MessageId) -> MessageFolder {
        MessageFolder {
            dir: self.dir.join(side.as_str()).join(id.to_string()),
        }
    }

    /// The messages of which the whole envelope is kept.
    pub(crate) fn copies(&self, side: Side) -> io::Result<Vec<MessageId>> {
        let mut ids = Vec::new();
        let entries = match fs_err::read_dir(self.dir.join(side.as_str())) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ids),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let name = entry?.file_name();
            let id = name
                .to_str()
                .and_then(|name| MessageId::from_str(name).ok());
            ids.extend(id.filter(|id| self.message(side, *id).has_envelope()));
        }
        ids.sort();
        Ok(ids)
    }

    /// Saves a sealed message before it is sent. `draft` names what was to be sent, so that the
    /// same draft is recognised when it is sent again.
    pub(crate) fn begin(
        &self,
        id: MessageId,
        envelope: &[u8],
        draft: DraftNames,
    ) -> io::Result<()> {
        let folder = self.message(Side::Sent, id);
        folder.write(ENVELOPE, envelope)?;
        let pending = self.pending_folder();
        durable::create_folder(&pending, Access::Usual)?;
        durable::write(
            &pending.join(id.to_string()),
            draft.to_string().as_bytes(),
            Access::Usual,
        )
    }

    /// Notes that a sent message was accepted, and with which data.
    pub(crate) fn accept(&self, id: MessageId) -> io::Result<()> {
        if let Some(draft) = self.draft_of(id)? {
            let folder = self.accepted_folder();
            durable::create_folder(&folder, Access::Usual)?;
            let id = id.to_string();
            durable::write(
                &folder.join(draft.data.to_string()),
                id.as_bytes(),
                Access::Usual,
            )?;
        }
        self.end(id)
    }

    /// The message as which a draft's data was accepted last.
    pub(crate) fn accepted(&self, data: Digest) -> io::Result<Option<MessageId>> {
        let kept = durable::read(&self.accepted_folder().join(data.to_string()))?;
        let kept = kept.and_then(|id| String::from_utf8(id).ok());
        Ok(kept.and_then(|id| id.parse().ok()))
    }

    /// Notes that nothing is left to do for a sent message.
    pub(crate) fn end(&self, id: MessageId) -> io::Result<()> {
        let name = id.to_string();
        durable::remove(&self.pending_folder().join(&name))?;
        durable::remove(&self.given_up_folder().join(name))
    }

    /// Removes a message that was never sent.
    pub(crate) fn forget(&self, id: MessageId) -> io::Result<()> {
        self.end(id)?;
        match fs_err::remove_dir_all(self.message(Side::Sent, id).path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    fn accepted_folder(&self) -> PathBuf {
        self.dir.join("accepted")
    }

    fn pending_folder(&self) -> PathBuf {
        self.dir.join("pending")
    }

    fn given_up_folder(&self) -> PathBuf {
        self.dir.join("given-up")
    }
}

impl MessageFolder {
    /// A folder anywhere, such as a copy.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// The whole envelope, where it is kept.
    pub fn envelope(&self) -> io::Result<Option<Vec<u8>>> {
        durable::read(&self.dir.join(ENVELOPE))
    }

    /// The signed manifest, alone or from the envelope.
    pub fn manifest(&self) -> io::Result<Option<Vec<u8>>> {
        if let Some(manifest) = durable::read(&self.dir.join(MANIFEST))? {
            return Ok(Some(manifest));
        }
        Ok(self.envelope()?.and_then(|envelope| {
            let (manifest, _) = split_envelope(&envelope).ok()?;
            Some(manifest.to_vec())
        }))
    }

    /// The signed receipts, oldest first, with the names of their files.
    pub fn receipts(&self) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
        let mut paths = Vec::new();
        match fs_err::read_dir(&self.dir) {
            Ok(entries) => {
                for entry in entries {
                    let path = entry?.path();
                    if path.extension().is_some_and(|found| found == EXTENSION) {
                        paths.push(path);
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        paths.sort();
        paths
            .into_iter()
            .map(|path| fs_err::read(&path).map(|der| (path, der)))
            .collect()
    }

    /// The signed receipts of the steps before the one of `kind`, oldest first.
    pub(crate) fn receipts_before(&self, kind: ReceiptKind) -> io::Result<Vec<Vec<u8>>> {
        let before = |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str());
            let place = name.and_then(|name| name.split('-').next()?.parse::<u8>().ok());
            place.is_some_and(|found| found < place_of(kind))
        };
        let receipts = self.receipts()?.into_iter();
        Ok(receipts
            .filter(|(path, _)| before(path))
            .map(|(_, der)| der)
            .collect())
    }

    /// One receipt.
    pub fn receipt(&self, kind: ReceiptKind) -> io::Result<Option<Vec<u8>>> {
        durable::read(&self.dir.join(receipt_name(kind)))
    }

    /// Saves a receipt. What is there already stays: a receipt once given never changes.
    pub(crate) fn save_receipt(&self, kind: ReceiptKind, der: &[u8]) -> io::Result<()> {
        let name = receipt_name(kind);
        if self.dir.join(&name).exists() {
            return Ok(());
        }
        self.write(&name, der)
    }

    /// Saves the signed manifest.
    pub(crate) fn save_manifest(&self, der: &[u8]) -> io::Result<()> {
        if self.dir.join(MANIFEST).exists() {
            return Ok(());
        }
        self.write(MANIFEST, der)
    }

    /// Saves why the platform refused the message.
    pub(crate) fn save_refusal(&self, problem: &[u8]) -> io::Result<()> {
        self.write(REFUSED, problem)
    }

    /// Whether the whole envelope is kept.
    pub(crate) fn has_envelope(&self) -> bool {
        self.dir.join(ENVELOPE).exists()
    }

    /// Whether the platform refused the message for good.
    pub(crate) fn is_refused(&self) -> bool {
        self.dir.join(REFUSED).exists()
    }

    /// Keeps a whole download as the own copy.
    pub(crate) fn keep_part(&self) -> io::Result<()> {
        fs_err::OpenOptions::new()
            .write(true)
            .open(self.part())?
            .sync_all()?;
        let envelope = self.dir.join(ENVELOPE);
        fs_err::rename(self.part(), &envelope)?;
        durable::sync_folder_of(&envelope)
    }

    /// Takes the own copy for the download, where there is none.
    pub(crate) fn reuse_envelope(&self) -> io::Result<()> {
        if self.has_envelope() && !self.part().exists() {
            fs_err::rename(self.dir.join(ENVELOPE), self.part())?;
        }
        Ok(())
    }

    /// Where the download of the envelope grows.
    pub(crate) fn part(&self) -> PathBuf {
        self.dir.join(PART)
    }

    /// The journal of written files.
    pub(crate) fn placement(&self) -> io::Result<Option<Vec<u8>>> {
        durable::read(&self.dir.join(PLACEMENT))
    }

    /// Saves the journal of written files.
    pub(crate) fn save_placement(&self, journal: &[u8]) -> io::Result<()> {
        self.write(PLACEMENT, journal)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        durable::create_folder(&self.dir, Access::Usual)?;
        durable::write(&self.dir.join(name), bytes, Access::Usual)
    }
}

/// The file name of a receipt: its place in the order, and its state.
fn receipt_name(kind: ReceiptKind) -> String {
    format!("{:02}-{}.{EXTENSION}", place_of(kind), kind.state())
}

/// The place of a receipt in the order.
const fn place_of(kind: ReceiptKind) -> u8 {
    match kind {
        ReceiptKind::Accepted => 1,
        ReceiptKind::Fetched | ReceiptKind::Withdrawn | ReceiptKind::Expired => 2,
        ReceiptKind::Opened => 3,
    }
}

#[cfg(test)]
mod tests;
