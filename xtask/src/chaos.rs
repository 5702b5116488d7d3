//! Breaks a platform in every way, and checks that it keeps what it promised: docs/reliability.md.

use anyhow::ensure;

use crate::{run, tools, workspace};

/// What runs before a change lands: minutes, engine, seed.
const RUNS: [[&str; 3]; 2] = [["3", "sqlite", "1"], ["1", "postgres", "1"]];

/// One run, `[--minutes N] [--engine sqlite|postgres] [--seed S] …`, or `torn [--every N]`.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    tools::install_for_chaos()?;
    build()?;
    match arguments {
        ["torn", how @ ..] => call("torn", how),
        how => call("run", how),
    }
}

/// The runs that must hold before a change lands.
pub(crate) fn check() -> anyhow::Result<()> {
    build()?;
    for [minutes, engine, seed] in RUNS {
        let how = ["--minutes", minutes, "--engine", engine, "--seed", seed];
        call("run", &how)?;
    }
    Ok(())
}

/// With the workspace, so that it is built as the tests were.
fn build() -> anyhow::Result<()> {
    let what = ["build", "--workspace", "--bin", "tasuki-chaos"];
    run::wait_for(run::cargo(&what))
}

fn call(what: &str, how: &[&str]) -> anyhow::Result<()> {
    let program = workspace::root().join("target/debug/tasuki-chaos");
    ensure!(program.exists(), "{} is not there", program.display());
    let mut command = run::at_root(program);
    command.arg(what).args(how);
    run::wait_for(command)
}
