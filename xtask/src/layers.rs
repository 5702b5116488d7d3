//! Holds the crates to their layers.

use std::collections::BTreeMap;

use crate::workspace::{self, Dependency, Package};

mod system;

/// The layer of each crate, lowest first: a crate may use only lower ones.
const LAYERS: &[(&str, u8)] = &[
    ("tasuki-terms", 0),
    ("tasuki-answers", 0),
    ("tasuki-standard", 1),
    ("tasuki-seal", 1),
    ("tasuki-pki", 1),
    ("tasuki-exchange", 1),
    ("tasuki-wire", 1),
    ("tasuki-savings", 1),
    ("tasuki-paper", 2),
    ("tasuki-store", 2),
    ("tasuki-ui", 2),
    ("tasuki-directory", 2),
    ("tasuki-server", 3),
    ("tasuki-desk", 3),
    ("tasuki-client", 4),
    ("tasuki", 5),
    // For tests and measurements alone; they know none of the others.
    ("tasuki-browser", 0),
    ("tasuki-engines", 0),
    // A library of the demo and the measurements; others use it only in their tests.
    ("tasuki-testing", 4),
    // What measurements share.
    ("tasuki-measure", 5),
    ("tasuki-demo", 6),
    ("tasuki-bench", 6),
    ("tasuki-load", 6),
    ("tasuki-chaos", 6),
    ("xtask", 9),
];

/// Every use of a crate that is not lower, every crate without a layer, and what asks the operating
/// system in a crate that works without one.
pub(crate) fn faults() -> anyhow::Result<Vec<String>> {
    let layers = LAYERS.iter().copied().collect();
    let packages = workspace::packages()?;
    let mut faults = faults_among(&packages, &layers);
    faults.extend(system::faults(&packages)?);
    Ok(faults)
}

fn faults_among(packages: &[Package], layers: &BTreeMap<&str, u8>) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        let Some(upper) = layers.get(&*package.name) else {
            faults.push(format!("{} has no layer yet", package.name));
            continue;
        };
        for used in package.dependencies.iter().filter(|used| is_ours(used)) {
            if layers.get(&*used.name).is_none_or(|lower| lower >= upper) {
                faults.push(format!("{} must not use {}", package.name, used.name));
            }
        }
    }
    for layered in layers.keys() {
        if packages.iter().all(|package| package.name != **layered) {
            faults.push(format!("{layered} has a layer, but is no crate"));
        }
    }
    faults
}

/// A use of a crate of this workspace, but for tests.
fn is_ours(used: &Dependency) -> bool {
    used.path.is_some() && used.kind.as_deref() != Some("dev")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn package(name: &str, uses: &[(&str, Option<&str>)]) -> Package {
        let used_by_it = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
            path: Some(String::new()),
        };
        Package {
            name: name.to_owned(),
            manifest_path: PathBuf::new(),
            dependencies: uses.iter().map(used_by_it).collect(),
        }
    }

    #[test]
    fn upward_and_sideways_uses_are_faults() {
        let layers = BTreeMap::from([("low", 0), ("side", 0), ("high", 1), ("gone", 2)]);
        let packages = [
            package("high", &[("low", None)]),
            package("low", &[("high", Some("build")), ("side", None)]),
            package("side", &[("high", Some("dev"))]),
            package("new", &[]),
        ];
        assert_eq!(
            faults_among(&packages, &layers),
            [
                "low must not use high",
                "low must not use side",
                "new has no layer yet",
                "gone has a layer, but is no crate"
            ]
        );
    }
}
