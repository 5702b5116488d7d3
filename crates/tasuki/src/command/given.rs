//! Files that are named on the command line, alone or as a folder. No profile is needed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tasuki_standard::FileName;
use tasuki_terms::FileKind;

use crate::output::Output;
use crate::refusal::Refusal;
use crate::show;

mod file;

pub(super) use file::GivenFile;

/// What was typed for the standard input.
const STDIN: &str = "-";

/// What was found where somebody pointed.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// The files of the standard: folders in the order in which they were typed, their files sorted.
    pub(super) files: Vec<GivenFile>,
    /// All others.
    pub(super) left_out: Vec<PathBuf>,
    seen: BTreeSet<PathBuf>,
}

/// What is taken from a folder.
#[derive(Clone, Copy, Debug)]
struct Reach {
    /// Which names.
    takes: fn(&str) -> bool,
    /// Whether also from the folders in it.
    is_deep: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    File,
    Folder,
}

impl Given {
    /// Files, all files of folders and of the folders in them, and the standard input, whose name is
    /// `name`. Every CSV counts, since its name may be what is wrong.
    pub(super) fn to_check(paths: &[PathBuf], name: Option<&str>) -> Result<Self, Refusal> {
        const ALL: Reach = Reach {
            takes: is_meant,
            is_deep: true,
        };
        let mut given = Self::default();
        let input = standard_input(paths, name)?;
        given.files.extend(input.map(GivenFile::standard_input));
        for path in paths.iter().filter(|path| !is_stdin(path)) {
            match place(path)? {
                Place::Folder => given.add_folder(path, ALL)?,
                Place::File => given.add_file(path, ALL.takes)?,
            }
        }
        Ok(given)
    }

    /// Files, and files of folders whose names begin as those of the standard. Of files that were
    /// named every CSV counts.
    pub(super) fn to_rewrite(paths: &[PathBuf]) -> Result<Self, Refusal> {
        let mut given = Self::default();
        for path in paths {
            match named_place(path)? {
                Place::Folder => given.add_folder(path, Reach::BEGUN)?,
                Place::File => given.add_file(path, FileName::is_meant_by)?,
            }
        }
        Ok(given)
    }

    /// One file, whatever its name.
    pub(super) fn only(path: &Path) -> Self {
        Self {
            files: vec![GivenFile::new(path.to_owned())],
            ..Self::default()
        }
    }

    /// Files of a folder whose names begin as those of the standard.
    pub(super) fn in_folder(folder: &Path) -> Result<Self, Refusal> {
        let mut given = Self::default();
        given.add_folder(folder, Reach::BEGUN)?;
        Ok(given)
    }

    /// Every CSV of a folder, and its images of the standard.
    pub(super) fn exported(folder: &Path) -> Result<Self, Refusal> {
        let reach = Reach {
            takes: FileName::is_meant_by,
            is_deep: false,
        };
        let mut given = Self::default();
        given.add_folder(folder, reach)?;
        Ok(given)
    }

    /// Tells people what was left out, if anything was.
    pub(super) fn tell_left_out(&self, output: &mut Output) {
        if !self.left_out.is_empty() {
            output.note(&format!(
                "標準仕様のファイルではないため、対象にしませんでした（{}）。",
                show::paths(&self.left_out)
            ));
        }
    }

    /// Adds a file, but only once.
    fn add_file(&mut self, path: &Path, takes: fn(&str) -> bool) -> Result<(), Refusal> {
        if !self.is_new(path)? {
            return Ok(());
        }
        let file = GivenFile::new(path.to_owned());
        if takes(&file.name) {
            self.files.push(file);
        } else {
            self.left_out.push(file.path);
        }
        Ok(())
    }

    /// Adds the files of a folder, sorted.
    fn add_folder(&mut self, folder: &Path, reach: Reach) -> Result<(), Refusal> {
        if !self.is_new(folder)? {
            return Ok(());
        }
        for path in visible(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            match place(&path) {
                Ok(Place::Folder) if reach.is_deep => self.add_folder(&path, reach)?,
                Ok(Place::Folder) => {}
                Ok(Place::File) => self.add_file(&path, reach.takes)?,
                Err(refusal) if (reach.takes)(&name) => return Err(refusal),
                Err(_) => self.left_out.push(path),
            }
        }
        Ok(())
    }

    fn is_new(&mut self, path: &Path) -> Result<bool, Refusal> {
        let real = fs_err::canonicalize(path).map_err(|error| Refusal::unreadable(path, error))?;
        Ok(self.seen.insert(real))
    }
}

impl Reach {
    const BEGUN: Self = Self {
        takes: begins_as_one,
        is_deep: false,
    };
}

/// What a path leads to that was typed where the standard input is of no use.
pub(super) fn named_place(path: &Path) -> Result<Place, Refusal> {
    if is_stdin(path) {
        return Err(Refusal::wrong_use(
            "use.no-standard-input",
            "このコマンドは標準入力（-）から読み込めません。",
            "ファイルまたはフォルダーを指定してください。",
        ));
    }
    place(path)
}

/// Refuses whatever is no file.
pub(super) fn refuse_unless_file(path: &Path) -> Result<(), Refusal> {
    match named_place(path)? {
        Place::File => Ok(()),
        Place::Folder => Err(Refusal::wrong_use(
            "use.folder",
            format!("「{}」はフォルダーです。", show::path(path)),
            "フォルダーの中のファイルを指定してください。",
        )),
    }
}

/// Refuses what might let its reader wait for ever, and leaves it to others to tell what is missing.
pub(super) fn refuse_special(path: &Path) -> Result<(), Refusal> {
    if path.exists() {
        place(path)?;
    }
    Ok(())
}

/// What a path leads to. Whatever gives its bytes only once, or never ends, is refused: opening it
/// might wait for ever.
fn place(path: &Path) -> Result<Place, Refusal> {
    let metadata = fs_err::metadata(path).map_err(|error| Refusal::unreadable(path, error))?;
    if metadata.is_dir() {
        Ok(Place::Folder)
    } else if metadata.is_file() {
        Ok(Place::File)
    } else {
        Err(Refusal::wrong_use(
            "use.no-file",
            format!(
                "「{}」は、ファイルでもフォルダーでもありません（パイプ、ソケット、デバイスなど）。",
                show::path(path)
            ),
            "保存されているファイル、またはフォルダーを指定してください。",
        ))
    }
}

/// What stands in a folder, sorted. Names with a point in front belong to the system, not to the
/// office.
pub(super) fn visible(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let told = |error| Refusal::unreadable(folder, error);
    let mut inside = Vec::new();
    for entry in fs_err::read_dir(folder).map_err(told)? {
        let entry = entry.map_err(told)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            inside.push(entry.path());
        }
    }
    inside.sort();
    Ok(inside)
}

/// The name of the standard input, if it is among the paths.
fn standard_input<'a>(
    paths: &[PathBuf],
    name: Option<&'a str>,
) -> Result<Option<&'a str>, Refusal> {
    match (paths.iter().any(|path| is_stdin(path)), name) {
        (true, None) => Err(Refusal::wrong_use(
            "use.input-without-name",
            "標準入力のファイル名が分かりません。",
            "--name でファイル名を指定してください（例 --name UPPLAN_202504_….CSV）。",
        )),
        (false, Some(_)) => Err(Refusal::wrong_use(
            "use.name-without-input",
            "--name は標準入力（-）のファイル名です。",
            "パスに - を指定するか、--name を外してください。",
        )),
        (_, name) => Ok(name),
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// Whether a file is meant as one of the standard: every CSV, and also if only its extension is wrong.
fn is_meant(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    FileName::is_meant_by(name) || FileName::parse(&format!("{stem}.CSV")).is_ok()
}

/// Whether a file is meant as one of the standard by more than its extension: folders also hold other
/// tables.
fn begins_as_one(name: &str) -> bool {
    let first = name.split('_').next().unwrap_or_default();
    let mut kinds = FileKind::ALL.into_iter();
    FileName::is_meant_by(name)
        && name.contains('_')
        && kinds.any(|kind| {
            let code = kind.as_str();
            code.split('_')
                .next()
                .is_some_and(|code| code.eq_ignore_ascii_case(first))
        })
}

#[cfg(test)]
mod tests;
