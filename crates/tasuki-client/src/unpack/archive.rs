//! ZIP archives that are unpacked in memory, within limits. `fuzz/src/uploads.rs` reads this file, too.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// How many times as large as the archive they may be: CSV files of the standard come to some 30.
const MOST_TIMES: u64 = 200;
/// Small archives may be of any ratio.
pub(crate) const SMALL: u64 = 1024 * 1024;

/// What the archives of one request may still hold together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Budget {
    /// Entries, with folders.
    pub(crate) files: usize,
    /// Bytes of the files, unpacked.
    pub(crate) bytes: u64,
}

impl Budget {
    /// That of a request before its first archive.
    pub(crate) const FULL: Self = Self {
        files: 500,
        bytes: 64 * 1024 * 1024,
    };
}

/// A file of an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// Its name, without folders.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

/// Why an archive is not unpacked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum CannotUnpack {
    /// It is none, or damaged.
    #[error("the archive cannot be read")]
    Unreadable,
    /// It needs a password.
    #[error("the archive needs a password")]
    Encrypted,
    /// It holds too many files.
    #[error("the archives hold too many files")]
    TooMany,
    /// Its files are too large.
    #[error("the files of the archive are too large")]
    TooLarge,
}

impl CannotUnpack {
    /// What happened and what to do, in Japanese.
    pub(crate) const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Unreadable => (
                "ZIPファイルの中を読み取れません。",
                "「すべて展開」をしてから、展開されたファイルを選んでください。",
            ),
            Self::Encrypted => (
                "パスワード付きのZIPファイルは、読み取れません。",
                "「すべて展開」をしてから、展開されたファイルを選んでください。",
            ),
            Self::TooMany => (
                "ZIPファイルの中のファイルが多すぎます。",
                "「すべて展開」をしてから、送信するファイルだけを選んでください。",
            ),
            Self::TooLarge => (
                "ZIPファイルの中のファイルが大きすぎます。",
                "「すべて展開」をしてから、送信するファイルだけを選んでください。",
            ),
        }
    }
}

/// The files of an archive, under their names without folders.
///
/// Folders, and what systems add by themselves, are left out. Whatever the archive says of sizes,
/// what is read is counted, and taken from `budget` also where the archive is refused.
pub(crate) fn unpack(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Entry>, CannotUnpack> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| CannotUnpack::Unreadable)?;
    let entries = budget.files.checked_sub(archive.len());
    budget.files = entries.ok_or(CannotUnpack::TooMany)?;
    let size = bytes.len() as u64;
    let mut most = size.saturating_mul(MOST_TIMES).max(SMALL);
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let file = match archive.by_index(index) {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(
                zip::result::ZipError::PASSWORD_REQUIRED,
            )) => return Err(CannotUnpack::Encrypted),
            Err(_) => return Err(CannotUnpack::Unreadable),
        };
        let path = name_of(file.name_raw());
        let Some(name) = file_name(&path).filter(|_| file.is_file()) else {
            continue;
        };
        let mut read = Vec::new();
        let result = file.take(most.min(budget.bytes) + 1).read_to_end(&mut read);
        let length = read.len() as u64;
        let left = (most.checked_sub(length), budget.bytes.checked_sub(length));
        budget.bytes = left.1.unwrap_or(0);
        result.map_err(|_| CannotUnpack::Unreadable)?;
        let (Some(rest), Some(_)) = left else {
            return Err(CannotUnpack::TooLarge);
        };
        most = rest;
        files.push(Entry { name, bytes: read });
    }
    Ok(files)
}

/// A name as UTF-8 or, as the Explorer of Windows writes it, in MS932.
pub(super) fn name_of(raw: &[u8]) -> String {
    match str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(raw).0.into_owned(),
    }
}

/// The last part of a path; none for what systems add by themselves.
fn file_name(path: &str) -> Option<String> {
    let is_added = path.split(['/', '\\']).any(|part| part == "__MACOSX");
    let name = path.rsplit(['/', '\\']).next()?;
    let is_hidden = name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini";
    (!is_added && !is_hidden && !name.is_empty()).then(|| name.to_owned())
}
