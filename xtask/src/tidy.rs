//! Rules that no lint of the compiler knows.

mod glossary;
mod romaji;
pub(crate) mod rust;

use std::collections::BTreeSet;

use anyhow::Context as _;

use crate::workspace;
use glossary::Glossary;

/// Every breach of: all crates have the workspace's lints; no Japanese in Latin letters among
/// identifiers; the glossary and the code know the same words.
pub(crate) fn faults() -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for package in workspace::packages()? {
        let manifest = fs_err::read_to_string(&package.manifest_path)?;
        if !has_workspace_lints(&manifest).with_context(|| package.name.clone())? {
            faults.push(format!("{}: no `[lints] workspace = true`", package.name));
        }
    }

    let mut known = BTreeSet::new();
    for folder in ["crates", "xtask"] {
        for file in workspace::rust_files(folder)? {
            let mut identifiers = BTreeSet::new();
            rust::collect_identifiers(rust::tokens(&file)?, &mut identifiers);
            for name in identifiers.iter().filter(|name| romaji::is_romaji(name)) {
                let file = workspace::shown(&file);
                faults.push(format!("{file}: `{name}` is Japanese in Latin letters"));
            }
            if folder == "crates" {
                known.append(&mut identifiers);
            }
        }
    }

    let terms = workspace::root().join("crates/tasuki-terms/src/lib.rs");
    let exported = rust::exported_types(rust::tokens(&terms)?);
    let glossary = fs_err::read_to_string(workspace::root().join("GLOSSARY.md"))?;
    faults.extend(Glossary::parse(&glossary).faults(&known, &exported));
    Ok(faults)
}

fn has_workspace_lints(manifest: &str) -> anyhow::Result<bool> {
    let manifest: toml::Table = manifest.parse()?;
    let lints = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"));
    Ok(lints.and_then(toml::Value::as_bool) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lints_must_be_the_workspaces() {
        assert!(has_workspace_lints("[lints]\nworkspace = true").unwrap());
        assert!(has_workspace_lints("lints.workspace = true").unwrap());
        for manifest in [
            "",
            "[lints]\nworkspace = false",
            "[lints.rust]\na = \"warn\"",
        ] {
            assert!(!has_workspace_lints(manifest).unwrap(), "{manifest}");
        }
        assert!(has_workspace_lints("[lints").is_err());
    }
}
