//! What the fuzzers begin with, beside the sample sets of the standard.

use std::path::Path;

use anyhow::Context as _;

use crate::workspace;

/// Golden files that a target begins with, by the beginning and the end of their names, and
/// the letter by which the target chooses what reads them (`choose` in `fuzz/src/input.rs`).
struct Given {
    target: &'static str,
    letter: char,
    begins: &'static str,
    ends: &'static str,
}

const fn given(
    target: &'static str,
    letter: char,
    begins: &'static str,
    ends: &'static str,
) -> Given {
    Given {
        target,
        letter,
        begins,
        ends,
    }
}

const GIVEN: &[Given] = &[
    given("seal", 'a', "receipt-", ".der"),
    given("seal", 'b', "envelope", ".bin"),
    given("seal", 'c', "manifest", ".json"),
    given("seal", 'd', "receipt-", ".json"),
    given("seal", 'e', "receipt-", ".der"),
    given("seal", 'f', "container-", ".bin"),
    given("seal", 'g', "envelope", ".bin"),
    given("seal", 'h', "", ".cert.der"),
    given("seal", 'i', "", ".key.der"),
    given("pki", 'a', "", ".cert.der"),
    given("pki", 'b', "", ".pem"),
    given("pki", 'g', "", ".key.der"),
];

const GOLDEN: &str = "testdata/seal";

/// The folder beside the golden files with what must be refused.
const REFUSED: &str = "refused";

/// Questions that people asked, one in a line, before a tab.
const QUESTIONS: &str = "testdata/quality/dev.tsv";

/// Puts them into `fuzz/target/seeds`: what stands in `fuzz/seeds`, golden files, and questions.
pub(super) fn write() -> anyhow::Result<()> {
    let root = workspace::root();
    let to = root.join("fuzz/target/seeds");
    for target in files(&root.join("fuzz/seeds"))? {
        let folder = to.join(&target);
        fs_err::create_dir_all(&folder)?;
        let from = root.join("fuzz/seeds").join(&target);
        for name in files(&from)? {
            fs_err::copy(from.join(&name), folder.join(&name))?;
        }
    }
    for one in GIVEN {
        let folder = to.join(one.target);
        fs_err::create_dir_all(&folder)?;
        for from in [root.join(GOLDEN), root.join(GOLDEN).join(REFUSED)] {
            for name in files(&from)? {
                if name.starts_with(one.begins) && name.ends_with(one.ends) {
                    let letter = one.letter.to_string().into_bytes();
                    let bytes = [letter, fs_err::read(from.join(&name))?].concat();
                    fs_err::write(folder.join(format!("{}-{name}", one.letter)), bytes)?;
                }
            }
        }
    }
    let asked = fs_err::read_to_string(root.join(QUESTIONS))?;
    for (place, line) in asked.lines().enumerate() {
        let question = line.split('\t').next().unwrap_or_default();
        let seed = to.join("words").join(format!("asked-{place}"));
        fs_err::write(seed, format!("a{question}"))?;
    }
    Ok(())
}

/// The names in a folder.
fn files(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let name = entry?.file_name().into_string();
        names.push(name.ok().context("a name is not UTF-8")?);
    }
    names.sort_unstable();
    Ok(names)
}
