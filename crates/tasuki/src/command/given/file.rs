//! One file that was named, or stands in a folder that was named.

use std::cell::OnceCell;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use tasuki_standard::FileName;

use super::{Place, place};
use crate::refusal::Refusal;
use crate::show;

/// How many bytes of a file are read at once.
const PIECE: usize = 256 * 1024;

/// A file that was named, or stands in a folder that was named.
#[derive(Clone, Debug)]
pub(in crate::command) struct GivenFile {
    /// Its name, without folders.
    pub(in crate::command) name: String,
    /// What its name says, if it is one of the standard.
    pub(in crate::command) parsed: Option<FileName>,
    /// Where it is, as it was typed; of the standard input its name.
    pub(in crate::command) path: PathBuf,
    /// What the standard input gave, if it is that.
    input: Option<OnceCell<Vec<u8>>>,
}

impl GivenFile {
    /// The file at a path, whatever its name.
    pub(in crate::command) fn new(path: PathBuf) -> Self {
        let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self {
            parsed: FileName::parse(&name).ok(),
            name: name.into_owned(),
            path,
            input: None,
        }
    }

    /// The standard input, with a name for it.
    pub(super) fn standard_input(name: &str) -> Self {
        Self {
            input: Some(OnceCell::new()),
            ..Self::new(name.into())
        }
    }

    /// Opens it from its beginning. The standard input, which comes only once, is kept.
    pub(in crate::command) fn open(&self) -> Result<Box<dyn BufRead + '_>, Refusal> {
        let told = |error| self.unreadable(error);
        let Some(input) = &self.input else {
            if place(&self.path)? == Place::Folder {
                return Err(told(io::ErrorKind::IsADirectory.into()));
            }
            let file = fs_err::File::open(&self.path).map_err(told)?;
            return Ok(Box::new(BufReader::with_capacity(PIECE, file)));
        };
        if input.get().is_none() {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(told)?;
            // Only this line sets it.
            let _first = input.set(bytes);
        }
        Ok(Box::new(input.get().map_or(&[][..], Vec::as_slice)))
    }

    /// Reads it whole.
    pub(in crate::command) fn read(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let mut file = self.open()?;
        file.read_to_end(&mut bytes)
            .map_err(|error| self.unreadable(error))?;
        Ok(bytes)
    }

    /// Reads it whole, if it has no more than `most` bytes.
    pub(in crate::command) fn read_at_most(&self, most: u64) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        self.open()?
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| self.unreadable(error))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) {
            return Ok(bytes);
        }
        Err(Refusal::refused(
            "file.too-large",
            format!(
                "「{}」が大きすぎます（{}まで）。",
                show::path(&self.path),
                show::size(most)
            ),
            "ファイルをご確認ください。",
        ))
    }

    /// Why it cannot be read.
    pub(in crate::command) fn unreadable(&self, error: io::Error) -> Refusal {
        Refusal::unreadable(&self.path, error)
    }
}
