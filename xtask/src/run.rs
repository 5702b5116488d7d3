//! Starting programs, and telling the developer.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, ensure};

use crate::{tools, workspace};

/// The exit code of wrong use, as sysexits and this project's programs have it.
const MISUSED: u8 = 2;

/// A call of the cargo that built these tasks, at the root of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = at_root(env!("CARGO"));
    command.args(arguments);
    command
}

/// A call of a program at the root of the workspace.
///
/// What cargo told this program about its own package is not passed on: build scripts that look at
/// these variables would run again for nothing.
pub(crate) fn at_root(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a program and waits for it; its output goes where ours goes.
pub(crate) fn wait_for(mut command: Command) -> anyhow::Result<()> {
    let shown = shown(&command);
    let status = command
        .status()
        .with_context(|| format!("cannot start `{shown}`"))?;
    ensure!(status.success(), "`{shown}` ended with {status}");
    Ok(())
}

/// Does this call of a program succeed? Its output is not shown.
pub(crate) fn works(mut command: Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

/// Measures, in a release build: only there do the numbers mean something.
pub(crate) fn bench(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = cargo(&["run", "--release", "-p", "tasuki-bench", "--"]);
    command.args(arguments);
    if arguments.first() == Some(&"client") {
        tools::install_for_browsing()?;
    }
    if matches!(arguments.first(), Some(&("standard" | "client"))) {
        // The office's program is measured, too.
        wait_for(cargo(&["build", "--release", "-p", "tasuki"]))?;
        command.args(["--program", "target/release/tasuki"]);
    }
    wait_for(command)
}

/// Writes the pages of the rules. The library makes them; it is run rather than used, so that these
/// tasks start without it.
pub(crate) fn rules() -> anyhow::Result<()> {
    wait_for(cargo(&[
        "run",
        "-qp",
        "tasuki-standard",
        "--example",
        "rule_pages",
    ]))?;
    say("docs/rules is written")
}

/// Tells how well questions are answered and searches hit.
pub(crate) fn quality(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = cargo(&["run", "-qp", "tasuki-answers", "--example", "quality", "--"]);
    command.args(arguments);
    wait_for(command)
}

/// Tells the developer.
#[expect(clippy::print_stdout, reason = "a developer reads it")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "so that it is a task like the others"
)]
pub(crate) fn say(text: impl std::fmt::Display) -> anyhow::Result<()> {
    println!("{text}");
    Ok(())
}

/// Tells what is wrong.
#[expect(clippy::print_stderr, reason = "a developer reads it")]
pub(crate) fn complain(text: impl std::fmt::Display) {
    eprintln!("{text}");
}

/// Tells how the program is used.
pub(crate) fn misused(help: &str) -> ExitCode {
    complain(help);
    ExitCode::from(MISUSED)
}

/// Tells why a task failed, and makes that the end of the program.
pub(crate) fn end(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    std::iter::once(program.file_stem().unwrap_or(program.as_os_str()))
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
