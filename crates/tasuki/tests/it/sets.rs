//! The sample sets of `testdata/standard`, written as files that the program reads.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::load::{TestSet, load, sets_of, testdata};

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
    let sets = sets_of("standard").into_iter();
    sets.map(|set| set.name).collect()
}

/// The codes of the errors and of the warnings of a set.
pub(crate) fn expected(set: &str) -> [BTreeSet<String>; 2] {
    let told = read(set).set;
    [told.expect_errors, told.expect_warnings]
}

/// The files of a set, by name.
pub(crate) fn files(set: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = read(set).files;
    files.sort();
    files
}

fn read(name: &str) -> TestSet {
    load(&testdata("standard").join(name))
}
