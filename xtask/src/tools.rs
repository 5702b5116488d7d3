//! Programs that the tests need beside cargo.

mod deploying;
mod npm;
mod python;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::{run, workspace};

/// Programs, and the Debian packages that bring them.
const PROGRAMS: &[(&str, &str)] = &[
    ("openssl", "openssl"),
    // Tells what text a PDF has.
    ("pdftotext", "poppler-utils"),
    // Makes pictures of pages small.
    ("pngquant", "pngquant"),
    // Pages are tested in a real browser; npm brings what looks for barriers in them.
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("npm", "npm"),
    // Mail is tried with a mail server that pip brings.
    ("python3", "python3"),
    ("pip3", "python3-pip"),
    // What stands before several platforms, and what starts one.
    ("haproxy", "haproxy"),
    ("systemd-analyze", "systemd"),
    // Platforms get slow and failing disks, and a wrong clock.
    ("strace", "strace"),
    ("faketime", "faketime"),
    // libFuzzer is written in C++.
    ("c++", "g++"),
];

/// What the records are tried on, too, and the Debian package that brings it. Its programs are in no
/// folder where programs are looked for.
const ENGINES: &[(&str, &str)] = &[("/usr/lib/postgresql", "postgresql")];

/// What pages need to be Japanese, and the Debian packages that bring it: a font, without which they
/// are full of boxes, and Chromium's own words, such as those in fields for files.
const JAPANESE: &[(&str, &str)] = &[
    (
        "/usr/share/fonts/truetype/bizud-gothic/BIZUDPGothic-Regular.ttf",
        "fonts-morisawa-bizud-gothic",
    ),
    ("/usr/lib/chromium/locales/ja.pak", "chromium-l10n"),
];

/// Programs of cargo, and the versions that are installed where there are none.
const CARGO_PROGRAMS: &[(&str, &str)] = &[("deny", "0.20.2"), ("fuzz", "0.13.2")];

/// Installs what is missing.
pub(crate) fn install() -> anyhow::Result<()> {
    install_those(|_| true)?;
    npm::install(&folder())?;
    python::install(&folder())
}

/// Installs what is missing of that which the tests of pages need: no programs of cargo, which take
/// minutes.
pub(crate) fn install_for_pages() -> anyhow::Result<()> {
    install_those(|program| !CARGO_PROGRAMS.iter().any(|(cargo, _)| *cargo == program))?;
    npm::install(&folder())?;
    python::install(&folder())
}

/// A call of the compiler that checks the types of the pages' scripts.
pub(crate) fn script_check(arguments: &[&str]) -> Command {
    let mut command = run::at_root("node");
    let compiler = npm::folder(&folder()).join("node_modules/typescript/bin/tsc");
    command.arg(compiler).args(arguments);
    command
}

/// Installs what is missing of that which fuzzing needs.
pub(crate) fn install_for_fuzzing() -> anyhow::Result<()> {
    install_those(|program| ["c++", "fuzz"].contains(&program))
}

/// Installs what is missing of that which breaking a platform needs.
pub(crate) fn install_for_chaos() -> anyhow::Result<()> {
    install_those(|program| ["strace", "faketime", "engines"].contains(&program))
}

/// Installs what is missing of that which drawing pages needs.
pub(crate) fn install_for_browsing() -> anyhow::Result<()> {
    install_those(|program| ["chromium", "chromedriver", "japanese"].contains(&program))
}

/// Installs what is missing of that which looks at the files of `deploy/`.
pub(crate) fn install_for_deploying() -> anyhow::Result<()> {
    let programs = ["haproxy", "systemd-analyze", "npm", "python3", "pip3"];
    install_those(|program| programs.contains(&program))?;
    python::install(&folder())?;
    deploying::install(&folder())
}

/// A call of Helm.
pub(crate) fn helm() -> Command {
    run::at_root(deploying::helm(&folder()))
}

/// A call of the program that checks rules of Prometheus.
pub(crate) fn promtool() -> Command {
    run::at_root(deploying::promtool(&folder()))
}

/// A call of a program that pip brought.
pub(crate) fn python_program(name: &str) -> Command {
    let python = python::folder(&folder());
    let mut command = run::at_root(python.join("bin").join(name));
    command.env("PYTHONPATH", python);
    command
}

fn install_those(wanted: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    let mut missing: Vec<_> = PROGRAMS
        .iter()
        .filter(|(program, _)| wanted(program) && !is_there(program))
        .map(|(_, package)| *package)
        .collect();
    for (what, files) in [("japanese", JAPANESE), ("engines", ENGINES)] {
        let files = files.iter().filter(|_| wanted(what));
        let not_there = files.filter(|(file, _)| !Path::new(file).exists());
        missing.extend(not_there.map(|(_, package)| *package));
    }
    if !missing.is_empty() {
        let how = || format!("install these first: {}", missing.join(" "));
        apt_get(&["update"]).with_context(how)?;
        let options = ["install", "--yes", "--no-install-recommends"];
        apt_get(&[&options[..], &missing].concat()).with_context(how)?;
    }
    for (name, version) in CARGO_PROGRAMS {
        if wanted(name) && !run::works(cargo_program(name, &["--version"])) {
            let program = format!("cargo-{name}");
            // They look at little: what builds quickly is quick enough.
            let what = [
                "install",
                "--debug",
                &program,
                "--version",
                version,
                "--locked",
            ];
            let mut install = run::cargo(&what);
            install.arg("--root").arg(folder());
            run::wait_for(install)?;
        }
    }
    Ok(())
}

/// A call of cargo-deny.
pub(crate) fn cargo_deny(arguments: &[&str]) -> Command {
    cargo_program("deny", arguments)
}

/// A call of cargo-fuzz.
pub(crate) fn cargo_fuzz(arguments: &[&str]) -> Command {
    cargo_program("fuzz", arguments)
}

/// A call of a program of cargo: our own, or the one that the developer has.
fn cargo_program(name: &str, arguments: &[&str]) -> Command {
    let file = format!("cargo-{name}{}", std::env::consts::EXE_SUFFIX);
    let own = folder().join("bin").join(file);
    let mut command = if own.exists() {
        run::at_root(own)
    } else {
        run::cargo(&[name])
    };
    command.args(arguments);
    command
}

/// Is cargo-nextest there? It is quicker, and its reports are better, but nothing depends on it.
pub(crate) fn has_nextest() -> bool {
    run::works(run::cargo(&["nextest", "--version"]))
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).any(|folder| folder.join(&file).is_file())
}

fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(arguments);
    run::wait_for(command)
}

/// Where tools of our own are installed.
fn folder() -> PathBuf {
    workspace::root().join("target").join("tools")
}
