//! Which files are checked.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use tasuki_standard::FileName;

use crate::failure::Refusal;

/// How many bytes of a file are read at once.
const PIECE: usize = 256 * 1024;
/// What was typed for the standard input.
const STDIN: &str = "-";

/// What was found where somebody pointed.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// The files of the standard, in the order of the paths.
    pub(super) files: Vec<Source>,
    /// All others.
    pub(super) ignored: Vec<PathBuf>,
}

/// A file that is to be checked.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its name, without folders.
    pub(super) name: String,
    /// What its name says, if it is one of the standard.
    pub(super) parsed: Option<FileName>,
    /// Where it is, as it was typed; of the standard input its name.
    pub(super) path: PathBuf,
    /// What the standard input gave, if it is that.
    input: Option<OnceCell<Vec<u8>>>,
}

impl Sources {
    /// Finds the files of files, folders and the standard input, whose name is `name`.
    pub(super) fn find(paths: &[PathBuf], name: Option<&str>) -> Result<Self, Refusal> {
        let mut sources = Self::default();
        let mut seen = BTreeSet::new();
        let stdin = |path: &&PathBuf| path.as_os_str() == STDIN;
        match (paths.iter().filter(stdin).count(), name) {
            (0, None) => {}
            (0, Some(_)) => {
                return Err(Refusal::wrong_use(
                    "use.name-without-input",
                    "--name は標準入力（-）のファイル名です。",
                    "パスに - を指定するか、--name を外してください。",
                ));
            }
            (_, None) => {
                return Err(Refusal::wrong_use(
                    "use.input-without-name",
                    "標準入力のファイル名が分かりません。",
                    "--name でファイル名を指定してください（例 --name UPPLAN_202504_….CSV）。",
                ));
            }
            (_, Some(name)) => sources.files.push(Source::new(name.into(), true)),
        }
        for path in paths.iter().filter(|path| !stdin(path)) {
            sources.add(path, &mut seen)?;
        }
        if sources.files.is_empty() {
            return Err(Refusal::wrong_use(
                "use.nothing-to-check",
                "確認するファイルがありません。",
                "標準仕様のCSVファイル、またはそのフォルダーを指定してください。",
            ));
        }
        Ok(sources)
    }

    /// Adds a file, or all files of a folder and its folders, sorted; each file once.
    fn add(&mut self, path: &Path, seen: &mut BTreeSet<PathBuf>) -> Result<(), Refusal> {
        let told = |error| unreadable(path, &error);
        let real = fs_err::canonicalize(path).map_err(told)?;
        if !seen.insert(real) {
            return Ok(());
        }
        if !fs_err::metadata(path).map_err(told)?.is_dir() {
            let source = Source::new(path.to_owned(), false);
            if is_meant(&source.name) {
                self.files.push(source);
            } else {
                self.ignored.push(source.path);
            }
            return Ok(());
        }
        let entries = fs_err::read_dir(path).map_err(told)?;
        let mut inside = Vec::new();
        for entry in entries {
            let entry = entry.map_err(told)?;
            // Names with a point in front belong to the system, not to the office.
            if !entry.file_name().to_string_lossy().starts_with('.') {
                inside.push(entry.path());
            }
        }
        inside.sort();
        inside.iter().try_for_each(|path| self.add(path, seen))
    }
}

impl Source {
    fn new(path: PathBuf, stdin: bool) -> Self {
        let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self {
            parsed: FileName::parse(&name).ok(),
            name: name.into_owned(),
            path,
            input: stdin.then(OnceCell::new),
        }
    }

    /// Opens it from its beginning. The standard input, which comes only once, is kept.
    pub(super) fn open(&self) -> Result<Box<dyn BufRead + '_>, Refusal> {
        let told = |error| self.unreadable(&error);
        let Some(input) = &self.input else {
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

    /// Why it cannot be checked.
    pub(super) fn unreadable(&self, error: &io::Error) -> Refusal {
        unreadable(&self.path, error)
    }

    /// A file that nobody reads.
    #[cfg(test)]
    pub(super) fn test(path: &str) -> Self {
        Self::new(path.into(), false)
    }
}

/// Whether a file is meant as one of the standard: also if only its extension is wrong.
fn is_meant(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    FileName::is_meant_by(name) || FileName::parse(&format!("{stem}.CSV")).is_ok()
}

fn unreadable(path: &Path, error: &io::Error) -> Refusal {
    let path = path.display();
    if error.kind() == io::ErrorKind::NotFound {
        Refusal::wrong_use(
            "use.no-such-path",
            format!("「{path}」がありません。"),
            "ファイルまたはフォルダーの指定をご確認ください。",
        )
    } else {
        Refusal::wrong_use(
            "use.unreadable",
            format!("「{path}」を読み込めません。"),
            "ファイルを開ける権限があるかご確認ください。",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_searched_in_order_and_each_file_is_found_once() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs_err::create_dir_all(at("b/c")).unwrap();
        for name in ["b/c/2.CSV", "b/1.csv", "a.CSV", "b/z.pdf", "b/.hidden.csv"] {
            fs_err::write(at(name), "").unwrap();
        }
        let found = Sources::find(&[dir.path().into(), at("a.CSV")], None).unwrap();
        let told = |path: &Path| path.strip_prefix(dir.path()).unwrap().display().to_string();
        let files: Vec<_> = found.files.iter().map(|one| told(&one.path)).collect();
        assert_eq!(files, ["a.CSV", "b/1.csv", "b/c/2.CSV"]);
        let ignored: Vec<_> = found.ignored.iter().map(|path| told(path)).collect();
        assert_eq!(ignored, ["b/z.pdf"]);
    }

    #[test]
    fn what_cannot_be_checked_is_wrong_use() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::write(dir.path().join("a.pdf"), "").unwrap();
        let code = |paths: &[&str], name| {
            let paths: Vec<_> = paths.iter().map(|path| dir.path().join(path)).collect();
            Sources::find(&paths, name).unwrap_err().code
        };
        assert_eq!(code(&["nothing.CSV"], None), "use.no-such-path");
        assert_eq!(code(&["a.pdf"], None), "use.nothing-to-check");
        assert_eq!(code(&["a.pdf"], Some("A.CSV")), "use.name-without-input");
        let unnamed = Sources::find(&["-".into()], None).unwrap_err();
        assert_eq!(unnamed.code, "use.input-without-name");
    }
}
