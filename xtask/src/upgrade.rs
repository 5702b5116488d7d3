//! A program of an earlier version beside this one: docs/operations.md promises that processes can be
//! replaced one by one where CHANGELOG does not say otherwise.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::{chaos, run, workspace};

/// The last whose schema is older than this one's, and may go on beside it.
const EARLIER: &str = "94b2e4ad";
/// Where it is laid out and built, within the workspace's folder for what is built.
const FOLDER: &str = "target/earlier";

/// Builds the program of a commit, and lets both work on one PostgreSQL and one bucket.
pub(crate) fn run(commits: &[&str]) -> anyhow::Result<()> {
    let commit = commits.first().copied().unwrap_or(EARLIER);
    let folder = workspace::root().join(FOLDER);
    let program = build(commit, &folder.join("source"), &folder.join("built"))?;
    let program = program.to_str().context("a path that is no UTF-8")?;
    chaos::run(&["upgrade", "--earlier", program])
}

/// Lays the commit out, and gives its `tasuki-server`.
fn build(commit: &str, source: &Path, built: &Path) -> anyhow::Result<PathBuf> {
    if source.exists() {
        fs_err::remove_dir_all(source)?;
    }
    let mut clone = run::at_root("git");
    clone.args(["clone", "--quiet", "--shared", "--no-checkout", "."]);
    clone.arg(source);
    run::wait_for(clone)?;
    let mut checkout = run::at_root("git");
    checkout.arg("-C").arg(source);
    checkout.args(["checkout", "--quiet", "--detach", commit]);
    run::wait_for(checkout)?;
    let mut cargo = run::cargo(&["build", "--package", "tasuki-server", "--bin"]);
    cargo.arg("tasuki-server").arg("--manifest-path");
    cargo.arg(source.join("Cargo.toml"));
    cargo.arg("--target-dir").arg(built);
    run::wait_for(cargo)?;
    Ok(built.join("debug/tasuki-server"))
}
