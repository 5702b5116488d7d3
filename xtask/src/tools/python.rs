//! Packages of the Python index, for tests alone: `xtask/python` says which.

use std::path::{Path, PathBuf};

use crate::{run, workspace};

const FILE: &str = "requirements.txt";

/// Where they are installed.
pub(super) fn folder(tools: &Path) -> PathBuf {
    tools.join("python")
}

/// Installs those of the file, where it is not done yet.
pub(super) fn install(tools: &Path) -> anyhow::Result<()> {
    let wanted = workspace::root().join("xtask").join("python").join(FILE);
    let folder = folder(tools);
    let done = folder.join(FILE);
    if done.exists() && fs_err::read(&wanted)? == fs_err::read(&done)? {
        return Ok(());
    }
    fs_err::create_dir_all(&folder)?;
    let mut pip = run::at_root("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--upgrade"])
        .arg("--target")
        .arg(&folder)
        .arg("--requirement")
        .arg(&wanted);
    run::wait_for(pip)?;
    // Written last: now it is done.
    fs_err::copy(wanted, done)?;
    Ok(())
}
