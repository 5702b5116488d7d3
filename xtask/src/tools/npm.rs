//! Packages of the npm registry, for tests alone: `xtask/npm` says which.

use std::path::{Path, PathBuf};

use crate::{run, workspace};

const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// Where they are installed.
pub(super) fn folder(tools: &Path) -> PathBuf {
    tools.join("npm")
}

/// Installs exactly those of the lock file, where it is not done yet.
pub(super) fn install(tools: &Path) -> anyhow::Result<()> {
    let wanted = workspace::root().join("xtask").join("npm");
    let folder = folder(tools);
    // npm writes this file last.
    let is_done = folder.join("node_modules/.package-lock.json").exists();
    if is_done && is_same(&wanted, &folder)? {
        return Ok(());
    }
    fs_err::create_dir_all(&folder)?;
    for file in FILES {
        fs_err::copy(wanted.join(file), folder.join(file))?;
    }
    let mut npm = run::at_root("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder);
    run::wait_for(npm)
}

fn is_same(wanted: &Path, folder: &Path) -> anyhow::Result<bool> {
    for file in FILES {
        let there = folder.join(file);
        if !there.exists() || fs_err::read(wanted.join(file))? != fs_err::read(there)? {
            return Ok(false);
        }
    }
    Ok(true)
}
