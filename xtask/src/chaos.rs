//! Breaks a platform in every way, and checks that it keeps what it promised: docs/reliability.md.

use anyhow::ensure;

use crate::{run, tools, workspace};

/// What runs before a change lands.
const RUNS: [&str; 2] = [
    "--minutes 3 --engine sqlite --seed 1",
    "--minutes 1 --engine postgres --seed 1 --processes 2",
];

/// One run, `[--minutes N] [--engine sqlite|postgres] [--seed S] …`, `torn [--every N]`, or
/// `upgrade --earlier PROGRAM`.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    tools::install_for_chaos()?;
    build()?;
    match arguments {
        ["torn", how @ ..] => call("torn", how),
        ["upgrade", how @ ..] => call("upgrade", how),
        how => call("run", how),
    }
}

/// The runs that must hold before a change lands.
pub(crate) fn check() -> anyhow::Result<()> {
    build()?;
    for how in RUNS {
        call("run", &how.split(' ').collect::<Vec<_>>())?;
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
