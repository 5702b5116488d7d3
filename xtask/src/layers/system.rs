//! Holds crates that promise it to work without an operating system: no files, network, environment,
//! processes, threads or clock of their own, and no library that was not looked at for these.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use crate::tidy::rust;
use crate::workspace::{self, Package};

/// The crates, with the libraries that they may use in production. Of `tasuki-terms` the machine's
/// clock is not used, `jiff` is without its time zones.
const WITHOUT_SYSTEM: &[(&str, &[&str])] = &[
    (
        "tasuki-standard",
        &[
            "encoding_rs",
            "jiff",
            "memchr",
            "serde",
            "tasuki-terms",
            "thiserror",
            "toml",
        ],
    ),
    (
        "tasuki-answers",
        &[
            "icu_normalizer",
            "jiff",
            "pulldown-cmark",
            "serde",
            "thiserror",
            "toml",
        ],
    ),
    // The workbook is written into memory; its features that write files are off.
    (
        "tasuki-savings",
        &["rust_xlsxwriter", "tasuki-terms", "thiserror"],
    ),
    (
        "tasuki-directory",
        &["memchr", "tasuki-standard", "tasuki-terms", "thiserror"],
    ),
];

/// The modules of `std` that ask the operating system.
const MODULES: &[&str] = &["env", "fs", "net", "os", "process", "thread", "time"];

/// What asks it by another name.
const NAMES: &[&str] = &["SystemClock"];

/// Every such use, in tests, too: those read files by `fs_err`, which production code cannot name.
pub(super) fn faults(packages: &[Package]) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for (name, allowed) in WITHOUT_SYSTEM {
        let Some(package) = packages.iter().find(|package| package.name == *name) else {
            faults.push(format!(
                "{name} must work without a system, but is no crate"
            ));
            continue;
        };
        faults.extend(libraries(package, allowed));
        for file in workspace::rust_files(&format!("crates/{name}/src"))? {
            faults.extend(uses(&file, rust::tokens(&file)?));
        }
    }
    Ok(faults)
}

fn libraries<'a>(
    package: &'a Package,
    allowed: &'a [&str],
) -> impl Iterator<Item = String> + use<'a> {
    let used = package.dependencies.iter();
    let used = used.filter(|used| used.kind.as_deref() != Some("dev"));
    used.filter(|used| !allowed.contains(&&*used.name))
        .map(|used| {
            let (package, used) = (&package.name, &used.name);
            format!("{package} must not use {used}: does it work without an operating system?")
        })
}

fn uses(file: &Path, tokens: TokenStream) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    let file = workspace::shown(file);
    found
        .into_iter()
        .map(move |name| format!("{file}: `{name}` asks the operating system"))
}

/// Adds what asks the operating system: `std::fs`, also where it stands in `std::{fmt, fs}`.
fn collect(tokens: TokenStream, into: &mut Vec<String>) {
    let mut in_std = false;
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Punct(colon) if colon.as_char() == ':' => colons += 1,
            TokenTree::Ident(word) => {
                let word = word.to_string();
                if in_std && colons == 2 && MODULES.contains(&&*word) {
                    into.push(format!("std::{word}"));
                } else if NAMES.contains(&&*word) {
                    into.push(word.clone());
                }
                (in_std, colons) = (word == "std", 0);
            }
            TokenTree::Group(group) => {
                if in_std && colons == 2 {
                    let modules = firsts(group.stream());
                    let modules = modules.filter(|word| MODULES.contains(&&**word));
                    into.extend(modules.map(|word| format!("std::{word}")));
                }
                collect(group.stream(), into);
                (in_std, colons) = (false, 0);
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => (in_std, colons) = (false, 0),
        }
    }
}

/// The words with which the parts of a list between commas begin.
fn firsts(list: TokenStream) -> impl Iterator<Item = String> {
    let mut is_first = true;
    list.into_iter().filter_map(move |token| {
        let was_first = std::mem::replace(
            &mut is_first,
            matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ','),
        );
        match token {
            TokenTree::Ident(word) if was_first => Some(word.to_string()),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::workspace::Dependency;

    fn found(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(rust::parse(text).unwrap(), &mut found);
        found
    }

    #[test]
    fn what_asks_the_system_is_found_however_it_is_written() {
        assert_eq!(found("use std::fs;"), ["std::fs"]);
        assert_eq!(
            found("use std::{fmt, time::Instant, thread};"),
            ["std::time", "std::thread"]
        );
        assert_eq!(
            found("fn now() { let at = std::time::Instant::now(); }"),
            ["std::time"]
        );
        assert_eq!(
            found("use tasuki_terms::{Clock, SystemClock};"),
            ["SystemClock"]
        );
    }

    #[test]
    fn what_does_not_is_not() {
        let text = "use std::{fmt, collections::BTreeMap}; /// std::fs\nfn time(env: u8) { std::mem::take(fs); }";
        assert_eq!(found(text), [""; 0]);
    }

    #[test]
    fn libraries_that_nobody_looked_at_are_faults() {
        let used = |name: &str, kind: Option<&str>| Dependency {
            name: name.to_owned(),
            kind: kind.map(str::to_owned),
            path: None,
        };
        let package = Package {
            name: "pure".to_owned(),
            manifest_path: PathBuf::new(),
            dependencies: vec![
                used("serde", None),
                used("fs-err", Some("dev")),
                used("tokio", None),
            ],
        };
        let told: Vec<_> = libraries(&package, &["serde"]).collect();
        assert_eq!(
            told,
            ["pure must not use tokio: does it work without an operating system?"]
        );
    }
}
