//! Every error that people can see is explained: the codes of the whole workspace stand in the sources
//! of its crates, where this looks for them.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use fs_err as fs;
use tasuki_answers::ErrorEntry;

/// Of repairs, which are no errors: `tasuki normalise` tells what it put right.
const REPAIRS: &str = "repair.";

/// Before each code in its quotation marks, where a command refuses.
const REFUSALS: [&str; 3] = ["wrong_use(", "refused(", "our_fault("];

/// Codes with a name of their own.
const CONSTANTS: [&str; 3] = ["const UNREACHABLE", "const SENT_BEFORE", "const NO_CSV"];

/// What begins the tests in a file.
const TESTS: &str = "#[cfg(test)]\nmod tests {";

#[test]
fn every_code_is_explained_and_every_explained_code_is_there() {
    let mut codes = BTreeSet::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    visit(&crates, &mut codes);
    assert!(codes.contains("certificate.expired") && codes.contains("use.no-such-path"));

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

fn visit(path: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !matches!(name, "tests" | "target" | "examples") {
                visit(&path, codes);
            }
        } else if path.extension() == Some(OsStr::new("rs")) && name != "tests.rs" {
            let source = fs::read_to_string(&path).unwrap();
            let (code, _) = source.split_once(TESTS).unwrap_or((&source, ""));
            codes_of(code, codes);
        }
    }
}

fn codes_of(source: &str, codes: &mut BTreeSet<String>) {
    for function in ["fn code(", "fn row(self)"] {
        for after in source.split(function).skip(1) {
            let mut words = body(after).split('"').skip(1).step_by(2);
            codes.extend(
                words
                    .by_ref()
                    .filter(|word| is_code(word))
                    .map(str::to_owned),
            );
        }
    }
    for refusal in REFUSALS {
        for after in source.split(refusal).skip(1) {
            let word = after.trim_start().strip_prefix('"');
            let word = word.and_then(|word| word.split('"').next());
            codes.extend(word.filter(|word| is_code(word)).map(str::to_owned));
        }
    }
    for constant in CONSTANTS {
        if let Some((_, after)) = source.split_once(constant) {
            codes.extend(after.split('"').nth(1).map(str::to_owned));
        }
    }
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
    word == "internal" || word.contains('.') && word.chars().all(is_sign)
}
