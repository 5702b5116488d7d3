//! The load: a nation of invented offices plays its month against a platform.
//!
//! `nation` says who there is, who writes to whom, how much and when: pure functions of a seed.
//! `ground` brings a platform up, or finds one that runs, and enters the offices there; `play` lets
//! them send and receive as the calendar says and checks every message; `phases` holds what it
//! took, `report` tells it. `idle` measures what it costs to wait for news, `hostile` what attacks do
//! to others. docs/load.md says how to read the figures.

mod args;
mod failure;
mod ground;
mod hostile;
mod idle;
mod nation;
mod offices;
mod phases;
mod play;
mod report;
mod run;

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use failure::{Doing as _, Failure};

/// Runs the program. As `tasuki-load serve` it is the platform, for a process of its own.
pub fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return tasuki_server::program::main();
    }
    let done = match Args::try_parse() {
        Ok(args) => run(args.command),
        Err(told) if told.use_stderr() => {
            Err(Failure::Usage(tasuki_server::program::wrong_use(&told)))
        }
        // The help or the version, which was asked for.
        Err(told) => told.exit(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where nobody listens to this either, it is lost.
            let _written = writeln!(std::io::stderr(), "{}", failure.text());
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Offices(asked) => {
            let written = offices::write(&asked.out, asked.count, asked.seed)
                .doing("事業所のファイルを書き込めません。出力先と空き容量を確認してください。")?;
            say(format_args!(
                "架空の事業所 {} か所（{} 行、{} ファイル）を {} に作成しました。",
                written.offices,
                written.lines,
                written.files,
                asked.out.display()
            ));
            Ok(())
        }
        Command::Nation(asked) => block_on(run::nation(&asked)),
        Command::Idle(asked) => block_on(idle::run(&asked)),
        Command::Hostile(asked) => block_on(hostile::run(&asked)),
    }
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .doing("処理を始められません。")?
        .block_on(work)
}

/// Tells whoever measures. Whoever reads it may have gone, as `head` does.
fn say(text: impl Display) {
    let _gone = writeln!(std::io::stdout(), "{text}");
}
