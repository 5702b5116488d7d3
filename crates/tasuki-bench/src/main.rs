//! Measures: `cargo xtask bench exchange`, `ledger`, `standard`, `client` and `directory`.
//!
//! For `exchange` and `ledger` the platform runs as a process of its own, with the defaults and the logging of
//! `tasuki-server serve` ([`tasuki_server::program`] is what both call), so that its processor time
//! and memory can be told from those of the clients. The clients run on the same cores and have
//! real certificates and sessions.

mod bars;
mod client;
mod directory;
mod exchange;
mod ledger;
mod load;
mod million;
mod scenario;
mod sealing;
mod site;
mod standard;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measures what the exchange does on this machine.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask bench")]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Whole cycles of sending, listing, downloading and confirming against a real platform.
    Exchange(exchange::Options),
    /// The check of a large file, beside decoding and splitting alone.
    Standard(standard::Options),
    /// A national month of records: lists and sends beside those of a platform that has none.
    Ledger(ledger::Options),
    /// The office's program: its start, a list of ten thousand messages, its memory.
    Client(client::Options),
    /// The support site with all offices of Japan: pages, views of the map, memory.
    Directory(directory::Options),
    /// Checks one file and tells the memory it took.
    #[command(hide = true)]
    CheckFile { file: PathBuf },
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return tasuki_server::program::main();
    }
    let done = match Args::parse().what {
        What::Exchange(options) => block_on(exchange::run(&options)),
        What::Ledger(options) => block_on(ledger::run(&options)),
        What::Client(options) => block_on(client::run(&options)),
        What::Directory(options) => block_on(directory::run(&options)),
        What::Standard(options) => standard::run(&options),
        What::CheckFile { file } => standard::check_file(&file),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn block_on(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

/// Tells whoever measures.
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn say(text: impl std::fmt::Display) {
    println!("{text}");
}
