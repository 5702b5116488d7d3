//! The project's own tasks: `cargo xtask help` lists them.

mod chaos;
mod check;
mod deploy;
mod fuzz;
mod layers;
mod run;
mod screenshots;
mod test;
mod tidy;
mod tools;
mod upgrade;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test             all that must hold before a change lands; installs what it needs
cargo xtask layers           does each crate use only lower layers?
cargo xtask tidy             lints, names and the glossary
cargo xtask deploy           are the files of deploy/ well made?
cargo xtask rules            writes docs/rules: a page for each rule of the check
cargo xtask quality [--dev]  how well questions are answered and searches hit
cargo xtask screenshots [TEST…]
                             takes the pictures of docs/screenshots anew
cargo xtask fuzz [--seconds N] [TARGET…]
                             whatever the bytes are, it holds: 12 s for each target of fuzz/
cargo xtask chaos [--minutes N] [--engine sqlite|postgres] [--seed S]
                             breaks a platform in every way under load, and checks it
cargo xtask chaos torn       cuts the last records of a store at every byte
cargo xtask upgrade [COMMIT] lets a program of an earlier version and this one be one platform
cargo xtask bench <what> …   measures, in a release build; `bench exchange --help` tells more
cargo xtask help             this text";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["test"] => test::run(),
        ["layers"] => check::all("layers", layers::faults),
        ["deploy"] => deploy::check(),
        ["tidy"] => check::all("tidy", tidy::faults),
        ["rules"] => run::rules(),
        ["quality", how @ ..] => run::quality(how),
        ["screenshots", only @ ..] => screenshots::run(only),
        ["fuzz", how @ ..] => fuzz::run(how),
        ["chaos", how @ ..] => chaos::run(how),
        ["upgrade", commit @ ..] if commit.len() < 2 => upgrade::run(commit),
        ["bench", what @ ..] if !what.is_empty() => run::bench(what),
        ["help" | "--help" | "-h"] => run::say(HELP),
        _ => return run::misused(HELP),
    };
    run::end(done)
}
