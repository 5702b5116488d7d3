//! The sets of files below `testdata`: `testdata/standard/README.md` tells their form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde::Deserialize;

/// A set: its name, what `set.toml` says, and its files.
pub(crate) struct TestSet {
    pub(crate) name: String,
    pub(crate) set: Set,
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// `set.toml`: what a set shows, how its files are written, and what a check must say.
#[derive(Deserialize)]
pub(crate) struct Set {
    pub(crate) expect_errors: BTreeSet<String>,
    pub(crate) expect_warnings: BTreeSet<String>,
    #[serde(default)]
    expect_notes: BTreeSet<String>,
    /// The code of the rule that the set is there for.
    pub(crate) shows: Option<String>,
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

impl Set {
    /// What a check must say, by the names of [`Rule::vocabulary`](crate::Rule::vocabulary).
    pub(crate) fn expected(&self) -> impl Iterator<Item = &String> {
        let doubts = self.expect_warnings.iter().chain(&self.expect_notes);
        self.expect_errors.iter().chain(doubts)
    }
}

/// The sets of a folder below `testdata`, in the order of their names.
pub(crate) fn sets_of(folder: &str) -> Vec<TestSet> {
    let mut sets: Vec<_> = fs_err::read_dir(testdata(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    sets.sort();
    sets.iter().map(|path| load(path)).collect()
}

/// A folder below `testdata`.
pub(crate) fn testdata(folder: &str) -> PathBuf {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    testdata.join(folder)
}

/// The set in a folder.
pub(crate) fn load(path: &Path) -> TestSet {
    let set: Set = toml::from_str(&fs_err::read_to_string(path.join("set.toml")).unwrap()).unwrap();
    let mut names: Vec<_> = fs_err::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".utf8.csv").map(str::to_owned))
        .collect();
    names.sort();
    for name in set.files.keys() {
        assert!(names.contains(name), "{}: no file {name}", path.display());
    }
    let plain = Options::default();
    let mut files: Vec<_> = names
        .iter()
        .map(|name| {
            let source = fs_err::read_to_string(path.join(format!("{name}.utf8.csv"))).unwrap();
            let options = set.files.get(name).unwrap_or(&plain);
            (format!("{name}.CSV"), written(&source, options))
        })
        .collect();
    let base64 = base64::engine::general_purpose::STANDARD;
    for (name, content) in &set.images {
        files.push((name.clone(), base64.decode(content).unwrap()));
    }
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    TestSet { name, set, files }
}

fn written(source: &str, options: &Options) -> Vec<u8> {
    let eol = options.eol.as_deref().unwrap_or("\r\n");
    let text = source.replace("\r\n", "\n").replace('\n', eol);
    let in_ms932 = |text: &str| crate::ms932::encode(text).unwrap().bytes;
    let mut bytes = match options.encoding.as_deref() {
        Some("utf-8") => text.into_bytes(),
        _ => in_ms932(&text),
    };
    for (find, with) in &options.patch {
        let find = in_ms932(find);
        let at = bytes
            .windows(find.len())
            .position(|window| window == find)
            .unwrap();
        let with: Vec<u8> = with
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        bytes.splice(at..at + find.len(), with);
    }
    bytes
}
