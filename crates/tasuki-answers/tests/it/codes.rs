//! Every error that people can see is explained: the codes of the whole workspace stand in the
//! sources of its crates, where this looks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

use fs_err as fs;
use tasuki_answers::ErrorEntry;

/// Of repairs, which are no errors: `tasuki normalise` tells what it put right.
const REPAIRS: &str = "repair.";

/// Codes of one word.
const WORDS: [&str; 2] = ["internal", "usage"];

/// How codes stand in sources.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Way {
    /// All in the body of such a function.
    Function(&'static str),
    /// The one in quotation marks behind this, as where a command refuses.
    Behind(&'static str),
    /// The one of a constant.
    Constant(&'static str),
}

/// All ways, with how many codes each finds at least: one that finds fewer reads no longer what it
/// was made for.
const WAYS: [(Way, usize); 9] = [
    (Way::Function("fn code("), 180),
    (Way::Function("fn row(self)"), 20),
    (Way::Behind("wrong_use("), 2),
    (Way::Behind("refused("), 5),
    (Way::Behind("our_fault("), 1),
    (Way::Constant("const UNREACHABLE"), 1),
    (Way::Constant("const SENT_BEFORE"), 1),
    (Way::Constant("const NO_CSV"), 1),
    (Way::Constant("const OTHER_VERSION"), 1),
];

/// What begins the tests in a file.
const TESTS: &str = "#[cfg(test)]\nmod tests {";

#[test]
fn every_code_is_explained_and_every_explained_code_is_there() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeMap::new();
    visit(&crates, &mut found);
    for (way, least) in WAYS {
        let codes = found.get(&way).map_or(0, BTreeSet::len);
        assert!(codes >= least, "{way:?} finds {codes} codes");
    }
    let codes: BTreeSet<String> = found.into_values().flatten().collect();
    for code in [
        "certificate.expired",
        "use.no-such-path",
        "sites.none",
        "usage",
        "directory.parameter",
        "check.other-version",
        "contact.malformed",
    ] {
        assert!(codes.contains(code), "{code}");
    }

    let explained = ErrorEntry::embedded().unwrap();
    let explained: BTreeSet<String> = explained.into_iter().map(|entry| entry.code).collect();
    let missing: Vec<_> = codes
        .iter()
        .filter(|code| !code.starts_with(REPAIRS) && !explained.contains(*code))
        .collect();
    assert!(missing.is_empty(), "not in docs/errors: {missing:?}");
    let rules = fs::read_to_string(crates.join("tasuki-standard/data/rules.toml")).unwrap();
    let stale: Vec<_> = explained
        .iter()
        .filter(|code| !codes.contains(*code) && !rules.contains(&format!("[\"{code}\"]")))
        .collect();
    assert!(stale.is_empty(), "no error has these codes: {stale:?}");
}

/// The codes of the sources in a folder, by the way in which they were found.
type Found = BTreeMap<Way, BTreeSet<String>>;

fn visit(path: &Path, found: &mut Found) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !matches!(name, "tests" | "target" | "examples") {
                visit(&path, found);
            }
        } else if path.extension() == Some(OsStr::new("rs")) && name != "tests.rs" {
            let source = fs::read_to_string(&path).unwrap();
            let (code, _) = source.split_once(TESTS).unwrap_or((&source, ""));
            for (way, _) in WAYS {
                let codes = codes_of(way, code).map(str::to_owned);
                found.entry(way).or_default().extend(codes);
            }
        }
    }
}

fn codes_of(way: Way, source: &str) -> impl Iterator<Item = &str> {
    let (Way::Function(mark) | Way::Behind(mark) | Way::Constant(mark)) = way;
    let places = source.split(mark).skip(1);
    let words = places.flat_map(move |after| {
        let (text, most) = match way {
            Way::Function(_) => (body(after), usize::MAX),
            // What follows is a code, or nothing of ours.
            Way::Behind(_) if !after.trim_start().starts_with('"') => ("", 0),
            Way::Behind(_) | Way::Constant(_) => (after, 1),
        };
        text.split('"').skip(1).step_by(2).take(most)
    });
    words.filter(|word| is_code(word))
}

/// The body of a function that begins here: up to the brace that closes its first one.
fn body(after: &str) -> &str {
    let mut depth = 0_usize;
    for (place, sign) in after.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 1 => return after.get(..place).unwrap_or_default(),
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    after
}

fn is_code(word: &str) -> bool {
    let is_sign = |sign| matches!(sign, 'a'..='z' | '0'..='9' | '.' | '-');
    WORDS.contains(&word) || word.contains('.') && word.chars().all(is_sign)
}
