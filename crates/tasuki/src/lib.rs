//! The office's program `tasuki`: without a command it opens the client's pages
//! ([`tasuki_client`]), with one it sends, lists, receives, verifies.
//!
//! What was typed is parsed in [`cli`](Args), one file under `command/` does each command with a
//! [`tasuki_desk::Desk`], and `show/` turns values into what people read. Results go to the standard
//! output, everything else to the standard error; `--format json` is for other programs.

mod ask;
mod cli;
mod command;
mod exit;
mod failure;
mod finding_json;
mod output;
mod refusal;
mod show;
mod wrong_use;

use std::ffi::OsString;

use clap::error::ErrorKind;

pub use cli::{Args, Format};
pub use exit::Exit;

use output::Output;

/// Runs the program with what was typed, the program's name first.
pub async fn run(typed: impl IntoIterator<Item = OsString>) -> Exit {
    let mut output = Output::default();
    let typed: Vec<OsString> = typed.into_iter().collect();
    let args = match Args::parse_typed(&typed) {
        Ok(args) => args,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            let told = output.data(error.render().to_string().trim_end());
            return output.end(told);
        }
        Err(error) => {
            let refusal = wrong_use::refusal(&error, &typed);
            return failure::tell(refusal.into(), wrong_use::format(&typed), &mut output);
        }
    };
    let done = command::run(&args, &mut output).await;
    match done {
        Ok(exit) => exit,
        Err(failure) => failure::tell(failure, args.format, &mut output),
    }
}
