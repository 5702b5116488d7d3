//! Messages that are in the ledger without a receipt: those that wait to be sent, and those that somebody
//! has given up, which may be at the platform all the same.

use std::path::Path;
use std::str::FromStr as _;
use std::{fmt, io};

use tasuki_terms::{Digest, MessageId};

use super::{DraftNames, Ledger};
use crate::durable::{self, Access};

impl Ledger {
    /// The messages whose receipt has not come yet, oldest first, with their drafts.
    pub(crate) fn pending(&self) -> io::Result<Vec<(MessageId, Option<DraftNames>)>> {
        unaccepted(&self.pending_folder())
    }

    /// Lets a message wait no more: it is not sent by itself from now on. What was sealed stays, because the
    /// platform may have it.
    pub(crate) fn give_up(&self, id: MessageId) -> io::Result<()> {
        put(id, &self.pending_folder(), &self.given_up_folder())
    }

    /// The message without a receipt that was made of a draft. Where it was given up, it waits again: the same
    /// draft goes under the id under which the platform may have it.
    pub(crate) fn begun_with(&self, whole: Digest) -> io::Result<Option<MessageId>> {
        if let Some(id) = made_of(whole, self.pending()?) {
            return Ok(Some(id));
        }
        let given_up = made_of(whole, unaccepted(&self.given_up_folder())?);
        if let Some(id) = given_up {
            put(id, &self.given_up_folder(), &self.pending_folder())?;
        }
        Ok(given_up)
    }

    /// The draft of a message without a receipt.
    pub(super) fn draft_of(&self, id: MessageId) -> io::Result<Option<DraftNames>> {
        let name = id.to_string();
        let kept = match durable::read(&self.pending_folder().join(&name))? {
            Some(kept) => Some(kept),
            None => durable::read(&self.given_up_folder().join(name))?,
        };
        Ok(kept.and_then(|kept| DraftNames::read(&kept)))
    }
}

/// Notes a message in another folder.
fn put(id: MessageId, from: &Path, to: &Path) -> io::Result<()> {
    durable::create_folder(to, Access::Usual)?;
    let to = to.join(id.to_string());
    match fs_err::rename(from.join(id.to_string()), &to) {
        Ok(()) => durable::sync_folder_of(&to),
        // It does not wait, or waits already.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn made_of(whole: Digest, among: Vec<(MessageId, Option<DraftNames>)>) -> Option<MessageId> {
    let mut among = among.into_iter();
    let found = among.find(|(_, draft)| draft.is_some_and(|draft| draft.whole == whole));
    found.map(|(id, _)| id)
}

/// The messages that are noted in a folder, oldest first, with their drafts.
fn unaccepted(folder: &Path) -> io::Result<Vec<(MessageId, Option<DraftNames>)>> {
    let mut found = Vec::new();
    let entries = match fs_err::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(id) = name
            .to_str()
            .and_then(|name| MessageId::from_str(name).ok())
        else {
            continue;
        };
        // Another run of the program may have ended it meanwhile.
        if let Some(draft) = durable::read(&entry.path())? {
            found.push((id, DraftNames::read(&draft)));
        }
    }
    found.sort_by_key(|(id, _)| *id);
    Ok(found)
}

impl DraftNames {
    /// Reads what [`Display`](fmt::Display) wrote; none where it is damaged.
    fn read(written: &[u8]) -> Option<Self> {
        let (whole, data) = str::from_utf8(written).ok()?.split_once(' ')?;
        Some(Self {
            whole: whole.parse().ok()?,
            data: data.parse().ok()?,
        })
    }
}

/// As it stands in the folder of what waits.
impl fmt::Display for DraftNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.whole, self.data)
    }
}
