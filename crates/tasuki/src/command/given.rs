//! Files that are named on the command line, alone or as a folder.

use std::path::{Path, PathBuf};

use tasuki_standard::{FileName, Table, read_table};
use tasuki_terms::{FileKind, MediaType};

use crate::Exit;
use crate::failure::Refusal;

/// A file of the standard that was named, or stands in a folder that was named.
#[derive(Debug)]
pub(super) struct Given {
    path: PathBuf,
    name: String,
}

impl Given {
    /// What the name says, if it is one of the standard.
    pub(super) fn file_name(&self) -> Option<FileName> {
        FileName::parse(&self.name).ok()
    }

    /// Reads the file, in which nothing may be wrong.
    pub(super) fn table(&self) -> Result<Table, Refusal> {
        let bytes = fs_err::read(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let reading = read_table(&self.name, &bytes);
        reading.table.ok_or_else(|| Refusal {
            code: "given.findings",
            what: format!("{}に誤りがあるため、比べることができません。", self.name),
            hint: "次の内容を確認し、介護ソフトから出力し直してください。".to_owned(),
            report: Some(Box::new(reading.report)),
            exit: Exit::Refused,
        })
    }
}

/// A path that was named, and the files of the standard that it stands for.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    is_folder: bool,
    files: Vec<Given>,
}

impl Source {
    /// The file at a path, or the CSV files in the folder at a path, in the order of their names.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        let metadata = fs_err::metadata(path).map_err(|error| unreadable(path, &error))?;
        let mut source = Self {
            path: path.to_owned(),
            is_folder: metadata.is_dir(),
            files: Vec::new(),
        };
        if !source.is_folder {
            let name = path.file_name().unwrap_or_default();
            source.files.push(Given {
                name: name.to_string_lossy().into_owned(),
                path: path.to_owned(),
            });
            return Ok(source);
        }
        for entry in fs_err::read_dir(path).map_err(|error| unreadable(path, &error))? {
            let entry = entry.map_err(|error| unreadable(path, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if MediaType::of_name(&name) == Some(MediaType::Csv) {
                source.files.push(Given {
                    name,
                    path: entry.path(),
                });
            }
        }
        source.files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(source)
    }

    /// The files; at least one.
    pub(super) fn files(&self) -> Result<&[Given], Refusal> {
        if self.files.is_empty() {
            return Err(self.lacks("標準仕様のCSVファイル"));
        }
        Ok(&self.files)
    }

    /// The only file of a kind. A file that was named itself is taken as it is.
    pub(super) fn only(&self, kind: FileKind) -> Result<&Given, Refusal> {
        let is_of = |file: &&Given| file.file_name().is_some_and(|name| name.kind == kind);
        let found: Vec<_> = (self.files.iter())
            .filter(|file| !self.is_folder || is_of(file))
            .collect();
        match found.as_slice() {
            [file] => Ok(file),
            [] => Err(self.lacks(&format!("{}（{kind}_….CSV）", kind.name()))),
            several => {
                let names: Vec<_> = several.iter().map(|file| file.name.as_str()).collect();
                Err(Refusal {
                    code: "given.several",
                    what: format!(
                        "「{}」に{}のファイルが{}個あります（{}）。",
                        self.path.display(),
                        kind.name(),
                        names.len(),
                        names.join("、")
                    ),
                    hint: "比べるファイルを1つ指定してください。".to_owned(),
                    report: None,
                    exit: Exit::WrongUse,
                })
            }
        }
    }

    /// The file of a kind that was sent together with another one.
    pub(super) fn beside(&self, other: &FileName, kind: FileKind) -> Option<&Given> {
        self.files.iter().find(|file| {
            (file.file_name()).is_some_and(|name| {
                name.kind == kind
                    && (name.sequence, name.sender, name.receiver)
                        == (other.sequence, other.sender, other.receiver)
            })
        })
    }

    fn lacks(&self, what: &str) -> Refusal {
        Refusal {
            code: "given.none",
            what: format!("「{}」に{what}がありません。", self.path.display()),
            hint: "ファイルまたはフォルダーの指定をご確認ください。".to_owned(),
            report: None,
            exit: Exit::WrongUse,
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Refusal {
    let what = match error.kind() {
        std::io::ErrorKind::NotFound => format!("「{}」が見つかりません。", path.display()),
        _ => format!("「{}」を読み取れません（{error}）。", path.display()),
    };
    Refusal {
        code: "given.unreadable",
        what,
        hint: "ファイルまたはフォルダーの指定をご確認ください。".to_owned(),
        report: None,
        exit: Exit::WrongUse,
    }
}
