//! The two sides that `compare` and `diff` compare: each a file or a folder.

use std::path::{Path, PathBuf};

use tasuki_standard::{FileName, Table, read_table};
use tasuki_terms::{FileKind, MediaType};

use super::given::{Given, GivenFile, Place, named_place};
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show;

/// A path that was named, and the files of the standard that it stands for.
#[derive(Debug)]
pub(super) struct Side {
    path: PathBuf,
    is_folder: bool,
    given: Given,
}

impl Side {
    /// The file at a path, whatever its name, or the files in the folder at a path, in the order of
    /// their names.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        let is_folder = named_place(path)? == Place::Folder;
        let given = if is_folder {
            Given::in_folder(path)?
        } else {
            Given::only(path)
        };
        Ok(Self {
            path: path.to_owned(),
            is_folder,
            given,
        })
    }

    /// Tells people what stands in the folder and was left out.
    pub(super) fn tell_left_out(&self, output: &mut Output) {
        self.given.tell_left_out(output);
    }

    /// The tables of all files but images; at least one.
    pub(super) fn tables(&self) -> Result<Vec<Table>, Refusal> {
        let is_table = |file: &&GivenFile| {
            !self.is_folder || MediaType::of_name(&file.name) == Some(MediaType::Csv)
        };
        let files: Vec<_> = self.given.files.iter().filter(is_table).collect();
        if files.is_empty() {
            return Err(self.lacks("標準仕様のCSVファイル"));
        }
        files.into_iter().map(table).collect()
    }

    /// The table of the only file of a kind. A file that was named itself is taken as it is.
    pub(super) fn only(&self, kind: FileKind) -> Result<Table, Refusal> {
        let is_of = |file: &&GivenFile| file.parsed.as_ref().is_some_and(|name| name.kind == kind);
        let found: Vec<_> = (self.given.files.iter())
            .filter(|file| !self.is_folder || is_of(file))
            .collect();
        match found.as_slice() {
            [file] => table(file),
            [] => Err(self.lacks(&format!("{}（{kind}_….CSV）", kind.name()))),
            several => {
                let names: Vec<_> = several
                    .iter()
                    .map(|file| file.name.clone().into())
                    .collect();
                Err(Refusal::wrong_use(
                    "given.several",
                    format!(
                        "「{}」に{}のファイルが{}個あります（{}）。",
                        show::path(&self.path),
                        kind.name(),
                        names.len(),
                        show::paths(&names)
                    ),
                    "比べるファイルを1つ指定してください。",
                ))
            }
        }
    }

    /// The table of a kind that was sent together with another one.
    pub(super) fn beside(
        &self,
        other: &FileName,
        kind: FileKind,
    ) -> Result<Option<Table>, Refusal> {
        let parties = |name: &FileName| (name.sequence, name.sender, name.receiver);
        let found = self.given.files.iter().find(|file| {
            (file.parsed.as_ref())
                .is_some_and(|name| name.kind == kind && parties(name) == parties(other))
        });
        found.map(table).transpose()
    }

    fn lacks(&self, what: &str) -> Refusal {
        Refusal::wrong_use(
            "given.none",
            format!("「{}」に{what}がありません。", show::path(&self.path)),
            "ファイルまたはフォルダーの指定をご確認ください。",
        )
    }
}

/// The table of a file, in which nothing may be wrong.
fn table(file: &GivenFile) -> Result<Table, Refusal> {
    let reading = read_table(&file.name, &file.read()?);
    reading.table.ok_or_else(|| {
        Refusal::refused(
            "given.findings",
            format!(
                "{}に誤りがあるため、比べることができません。",
                show::escaped(&file.name)
            ),
            "次の内容を確認し、介護ソフトから出力し直してください。",
        )
        .with_report(reading.report)
    })
}
