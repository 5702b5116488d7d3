//! Breaks a platform in every way while offices work with it, and checks that nothing was lost.
//!
//! `plan` says what goes wrong and when, a function of a seed; `ground` brings the platform up and
//! does it, with `line` (the network), `calls`, `clock` and the servers of `tasuki-engines`. `offices`
//! send and receive meanwhile and note all that they were told in `history`; `found` asks the
//! platform afterwards, and `model` compares both. `torn` cuts the last records of a store at every
//! byte; `upgrade` lets an earlier program work beside this one. docs/reliability.md says what is promised and what was seen.

mod args;
mod calls;
mod clock;
mod conduct;
mod found;
mod ground;
mod history;
mod line;
mod model;
mod offices;
mod plan;
mod tell;
mod torn;
mod upgrade;

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};

/// Runs the program. As `tasuki-chaos serve` or `doctor` it is the platform, for a process of its own.
pub fn main() -> ExitCode {
    let first = std::env::args().nth(1);
    if matches!(first.as_deref(), Some("serve" | "doctor")) {
        return tasuki_server::program::main();
    }
    let args = Args::parse();
    let done = block_on(async {
        match args.command {
            Command::Run(asked) => conduct::run(&asked).await,
            Command::Torn(asked) => torn::run(&asked).await,
            Command::Upgrade(asked) => Box::pin(upgrade::run(&asked)).await,
        }
    });
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(violations) => {
            complain(format_args!("{violations} violations"));
            ExitCode::FAILURE
        }
        Err(error) => {
            complain(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn block_on(work: impl Future<Output = anyhow::Result<usize>>) -> anyhow::Result<usize> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()?
        .block_on(work)
}

/// Tells whoever runs it. Whoever reads it may have gone, as `head` does.
fn say(text: impl Display) {
    let _gone = writeln!(std::io::stdout(), "{text}");
}

fn complain(text: impl Display) {
    let _gone = writeln!(std::io::stderr(), "{text}");
}
