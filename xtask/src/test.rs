//! All that must hold before a change lands, quickest answers first.

#[expect(clippy::disallowed_types, reason = "these tasks have no tokio")]
use std::time::Instant;

use anyhow::Context as _;

use crate::{chaos, check, deploy, fuzz, layers, run, tidy, tools, workspace};

/// One thing that must hold.
type Step = (&'static str, fn() -> anyhow::Result<()>);

const STEPS: &[Step] = &[
    ("tools", tools::install),
    ("format", || {
        cargo(&["fmt", "--all", "--check"])?;
        cargo(&["fmt", "--manifest-path", FUZZ, "--check"])
    }),
    ("clippy", clippy),
    ("deny", || {
        run::wait_for(tools::cargo_deny(&["check", "licenses", "bans", "sources"]))
    }),
    ("layers", || check::all("layers", layers::faults)),
    ("tidy", || check::all("tidy", tidy::faults)),
    ("scripts", scripts),
    ("deploy", deploy::check),
    ("tests", tests),
    ("tests on PostgreSQL and S3", tests_on_servers),
    ("doc tests", || cargo(&["test", "--workspace", "--doc"])),
    ("documentation", documentation),
    ("chaos", chaos::check),
    ("fuzz", || fuzz::run(&[])),
];

/// Which tests run on PostgreSQL and S3, too: those of the store, and all of the platform.
const ON_SERVERS: &str = "package(tasuki-store) + (package(tasuki-server) & binary(it))";

/// The fuzz targets are a package of their own.
const FUZZ: &str = "fuzz/Cargo.toml";

/// Runs the steps in their order, and stops at the first that fails.
#[expect(clippy::disallowed_types, reason = "these tasks have no tokio")]
pub(crate) fn run() -> anyhow::Result<()> {
    let begin = Instant::now();
    for (name, step) in STEPS {
        run::say(format_args!("── {name}"))?;
        let begin = Instant::now();
        let done = step();
        let seconds = begin.elapsed().as_secs_f32();
        done.with_context(|| format!("{name} failed after {seconds:.1} s"))?;
        run::say(format_args!("── {name}: {seconds:.1} s"))?;
    }
    let seconds = begin.elapsed().as_secs_f32();
    run::say(format_args!(
        "── all {} steps passed: {seconds:.1} s",
        STEPS.len()
    ))
}

fn clippy() -> anyhow::Result<()> {
    let all = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    cargo(&all)?;
    // Without the fuzzer itself, and where the crates have been looked at already.
    let fuzz = [
        "clippy",
        "--manifest-path",
        FUZZ,
        "--no-default-features",
        "--target-dir",
        "target",
        "--",
        "-D",
        "warnings",
    ];
    cargo(&fuzz)
}

/// The scripts of the pages keep to the types that their comments tell.
fn scripts() -> anyhow::Result<()> {
    let options = [
        "--noEmit",
        "--allowJs",
        "--checkJs",
        "--strict",
        "--target",
        "es2023",
        "--module",
        "esnext",
        "--moduleDetection",
        "force",
    ];
    let mut files = Vec::new();
    for folder in [
        "crates/tasuki-ui/assets/js",
        "crates/tasuki-client/assets/js",
        "crates/tasuki-server/assets/js",
    ] {
        for entry in fs_err::read_dir(workspace::root().join(folder))? {
            files.push(entry?.path());
        }
    }
    let mut command = tools::script_check(&options);
    command.args(files);
    run::wait_for(command)
}

fn tests() -> anyhow::Result<()> {
    if tools::has_nextest() {
        cargo(&["nextest", "run", "--workspace"])
    } else {
        cargo(&["test", "--workspace", "--lib", "--bins", "--tests"])
    }
}

/// The tests that rest on records and contents, once more.
fn tests_on_servers() -> anyhow::Result<()> {
    if tools::has_nextest() {
        return on_servers(&["nextest", "run", "--workspace", "-E", ON_SERVERS]);
    }
    on_servers(&["test", "-p", "tasuki-store", "--lib"])?;
    on_servers(&["test", "-p", "tasuki-server", "--test", "it"])
}

fn on_servers(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = run::cargo(arguments);
    command.env("TASUKI_TEST_RECORDS", "postgres");
    command.env("TASUKI_TEST_CONTENTS", "s3");
    run::wait_for(command)
}

fn documentation() -> anyhow::Result<()> {
    let mut command = run::cargo(&["doc", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    run::wait_for(command)
}

fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    run::wait_for(run::cargo(arguments))
}
