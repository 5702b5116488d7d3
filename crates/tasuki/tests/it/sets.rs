//! The sample sets of `testdata/standard`, written as files that the program reads.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use serde::Deserialize;
use tasuki_standard::ms932;

/// `set.toml`: how files are written, and what a check must say.
#[derive(Deserialize)]
struct Set {
    expect_errors: BTreeSet<String>,
    expect_warnings: BTreeSet<String>,
    #[serde(default)]
    files: BTreeMap<String, Options>,
    #[serde(default)]
    images: BTreeMap<String, String>,
}

/// Deliberate faults of a file.
#[derive(Deserialize, Default)]
struct Options {
    encoding: Option<String>,
    eol: Option<String>,
    #[serde(default)]
    patch: Vec<(String, String)>,
}

/// A folder with files, in which the program runs.
pub(crate) struct Folder {
    dir: tempfile::TempDir,
}

/// Exit code, standard output and standard error.
pub(crate) type Told = (Option<i32>, String, String);

impl Folder {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder with the files of one set.
    pub(crate) fn of(set: &str) -> Self {
        let folder = Self::new();
        folder.add(set, "");
        folder
    }

    /// Adds the files of a set, in a folder of their own.
    pub(crate) fn add(&self, set: &str, inside: &str) {
        for (name, bytes) in files(set) {
            self.write(Path::new(inside).join(name), &bytes);
        }
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.dir.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, bytes).unwrap();
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What stands in a folder of it, sorted.
    pub(crate) fn names(&self, inside: &str) -> Vec<String> {
        let entries = fs_err::read_dir(self.path(inside)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(crate) fn told(&self, typed: &[&str]) -> Told {
        self.fed(typed, b"")
    }

    /// What the program says when its standard input is `input`.
    pub(crate) fn fed(&self, typed: &[&str], input: &[u8]) -> Told {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tasuki"))
            .args(typed)
            .current_dir(self.dir.path())
            .env("TASUKI_PROFILE", self.dir.path().join("no-profile"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whoever refuses at once may not read.
        let _written = child.stdin.take().unwrap().write_all(input);
        let Output {
            status,
            stdout,
            stderr,
        } = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code(), text(stdout), text(stderr))
    }
}

/// The names of all sets.
pub(crate) fn all() -> Vec<String> {
    let entries = fs_err::read_dir(root()).unwrap();
    let mut sets: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    sets.sort();
    sets
}

/// The codes of the errors and of the warnings of a set.
pub(crate) fn expected(set: &str) -> [BTreeSet<String>; 2] {
    let told = read(set);
    [told.expect_errors, told.expect_warnings]
}

fn read(set: &str) -> Set {
    let told = fs_err::read_to_string(root().join(set).join("set.toml"));
    toml::from_str(&told.unwrap()).unwrap()
}

/// The files of a set.
pub(crate) fn files(set: &str) -> Vec<(String, Vec<u8>)> {
    let dir = root().join(set);
    let set = read(set);
    let mut files = Vec::new();
    for entry in fs_err::read_dir(&dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".utf8.csv") else {
            continue;
        };
        let source = fs_err::read_to_string(entry.path()).unwrap();
        let plain = Options::default();
        let options = set.files.get(name).unwrap_or(&plain);
        files.push((format!("{name}.CSV"), written(&source, options)));
    }
    let base64 = base64::engine::general_purpose::STANDARD;
    for (name, content) in set.images {
        files.push((name, base64.decode(content).unwrap()));
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/standard")
}

fn written(source: &str, options: &Options) -> Vec<u8> {
    let eol = options.eol.as_deref().unwrap_or("\r\n");
    let text = source.replace("\r\n", "\n").replace('\n', eol);
    let in_ms932 = |text: &str| ms932::encode(text).unwrap().bytes;
    let mut bytes = match options.encoding.as_deref() {
        Some("utf-8") => text.into_bytes(),
        _ => in_ms932(&text),
    };
    for (find, with) in &options.patch {
        let find = in_ms932(find);
        let mut windows = bytes.windows(find.len());
        let at = windows.position(|window| window == find).unwrap();
        let with: Vec<u8> = with
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        bytes.splice(at..at + find.len(), with);
    }
    bytes
}
