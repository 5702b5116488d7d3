//! Writes what the fuzzers begin with to `fuzz/target/seeds`: the sample sets, in the form that
//! `fuzz/src/input.rs` reads. `cargo xtask fuzz` runs it.
#![expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the sample sets are read as in the tests"
)]

use std::path::Path;

// The name that the module of the sample sets knows it by.
use tasuki_standard::ms932;

#[path = "../src/test_sets/load.rs"]
mod test_sets;

use test_sets::{TestSet, sets_of};

/// Short pieces and long ones; both service types, kanji as they are, to V3.
const CHOICES: [u8; 4] = [3, 60, 0, 7];
const SEPARATOR: &[u8] = b"\x1C\x1C";

fn main() -> Result<(), std::io::Error> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let names = fs_err::read_to_string(fuzz.join("names.txt"))?;
    let names: Vec<_> = names.lines().collect();
    let seeds = fuzz.join("target/seeds");
    if seeds.exists() {
        fs_err::remove_dir_all(&seeds)?;
    }
    for target in ["file_name", "raw", "check", "convert"] {
        fs_err::create_dir_all(seeds.join(target))?;
    }
    for folder in ["standard", "rules"] {
        for TestSet { name, files, .. } in sets_of(folder) {
            let given: Vec<_> = files.iter().map(|(given, _)| given.as_str()).collect();
            fs_err::write(seeds.join("file_name").join(&name), given.join("\n"))?;
            for (given, bytes) in &files {
                let raw = [&CHOICES[..2], bytes].concat();
                fs_err::write(seeds.join("raw").join(format!("{name}-{given}")), raw)?;
            }
            let Some(set) = set(&names, &files) else {
                continue;
            };
            fs_err::write(seeds.join("check").join(&name), with(CHOICES, &set))?;
            let to_v4 = [CHOICES[0] | 8, CHOICES[1], CHOICES[2], CHOICES[3]];
            let to = [("v3", CHOICES), ("v4", to_v4)];
            for (version, choices) in to {
                let seed = seeds.join("convert").join(format!("{name}-{version}"));
                fs_err::write(seed, with(choices, &set))?;
            }
        }
    }
    Ok(())
}

/// The files, if all of their names are in the list.
fn set(names: &[&str], files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let files = files.iter().map(|(given, bytes)| {
        let number = names.iter().position(|name| name == given)?;
        Some([&[u8::try_from(number).ok()?], bytes.as_slice()].concat())
    });
    Some(files.collect::<Option<Vec<_>>>()?.join(SEPARATOR))
}

fn with(choices: [u8; 4], set: &[u8]) -> Vec<u8> {
    [&choices, set].concat()
}
