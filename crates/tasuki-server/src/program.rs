//! The commands of `tasuki-server`. What operators read is Japanese; logs are English.

mod admin;
mod args;
mod backup;
mod doctor;
mod failure;
mod logs;
mod place;
mod proofs;
mod restore;
mod serve;
mod wrong_use;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use tasuki_store::Records;

use crate::settings::Settings;
use args::{Args, Command, Format};
use failure::{Code, Failure, failed, of_store};

pub use wrong_use::text as wrong_use;

/// How long threads that wait for a disk or a server may go on when all else has ended.
const BLOCKED: Duration = Duration::from_secs(2);

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(told) if told.use_stderr() => {
            return failed(Code::Usage)(anyhow::Error::msg(wrong_use::text(&told)))
                .tell(wrong_use::format(std::env::args_os()));
        }
        // The help or the version, which was asked for.
        Err(told) => told.exit(),
    };
    let format = args.format;
    // What is written here, others shall not read.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(error.into()));
    let done = runtime.and_then(|runtime| {
        let done = runtime.block_on(run(args));
        // What blocks a thread cannot be broken off, and is not waited for without an end.
        runtime.shutdown_timeout(BLOCKED);
        done
    });
    match done {
        Ok(code) => code,
        Err(failure) => failure.tell(format),
    }
}

async fn run(args: Args) -> Result<ExitCode, Failure> {
    if !matches!(args.command, Command::Serve) {
        logs::start(None).map_err(|error| Failure::internal(error.into()))?;
    }
    match args.command {
        Command::Serve => Box::pin(serve::run(&args.settings)).await?,
        Command::Migrate => {
            let settings = Settings::read(&args.settings)?;
            Records::migrate(&settings.store.records)
                .await
                .map_err(|error| {
                    failed(of_store(&error).unwrap_or(Code::DatabaseMigrate))(error)
                })?;
            let json = serde_json::json!({ "migrated": settings.store.records.to_string() });
            print(args.format, &json, "データベースを最新の形式にしました。");
        }
        Command::Check => {
            Settings::read(&args.settings)?.check_files()?;
            let json = serde_json::json!({ "settings": args.settings, "ok": true });
            print(
                args.format,
                &json,
                "設定ファイルに誤りはなく、そこに書かれたファイルもそろっています。",
            );
        }
        Command::Doctor => return Ok(Box::pin(doctor::run(&args.settings, args.format)).await),
        Command::Admin(admin) => admin::run(*admin, &args.settings, args.format).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a result. Whoever reads it may have gone, as `head` does.
fn print(format: Format, json: &serde_json::Value, text: &str) {
    let mut out = std::io::stdout();
    let _gone = match format {
        Format::Text => writeln!(out, "{text}"),
        Format::Json => writeln!(out, "{json}"),
    };
}
