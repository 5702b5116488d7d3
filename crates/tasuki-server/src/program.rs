//! The commands of `tasuki-server`.

mod admin;
mod doctor;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use tasuki_store::Records;
use tasuki_terms::SystemClock;
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;

/// The platform of the care plan exchange (ケアプランデータ連携基盤).
///
/// Exit codes: 0 done, 1 a check failed, 2 wrong use, 70 failed.
#[derive(Parser, Debug)]
#[command(name = "tasuki-server", version)]
struct Args {
    /// The settings file.
    #[arg(
        long,
        global = true,
        default_value = "tasuki-server.toml",
        value_name = "FILE"
    )]
    settings: PathBuf,
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(subcommand)]
    command: Command,
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Run the platform until it is told to end (SIGTERM, Ctrl-C).
    Serve,
    /// Bring the database to this program's version.
    Migrate,
    /// Read the settings and tell whether they can be used; nothing is opened.
    Check,
    /// Try database, contents, certificates and clock.
    Doctor,
    /// Set up a platform, and manage its offices and certificates.
    #[command(subcommand)]
    Admin(admin::Admin),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    runtime
        .block_on(run(args))
        .unwrap_or_else(|error| failed(&error))
}

async fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Serve => serve(Settings::read(&args.settings)?).await?,
        Command::Migrate => {
            Records::migrate(&Settings::read(&args.settings)?.store.records).await?;
        }
        Command::Check => {
            Settings::read(&args.settings)?;
            print(
                args.format,
                &serde_json::json!({ "settings": "ok" }),
                "settings: ok",
            );
        }
        Command::Doctor => return doctor::run(&args.settings, args.format).await,
        Command::Admin(admin) => admin::run(admin, &args.settings, args.format).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let running = crate::start(settings, Arc::new(SystemClock)).await?;
    tracing::info!(exchange = %running.exchange, operations = %running.operations, "listening");
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        told = tokio::signal::ctrl_c() => told?,
    }
    tracing::info!("ending");
    running.stop().await
}

/// Prints a result.
#[expect(clippy::print_stdout, reason = "the result of a command")]
fn print(format: Format, json: &serde_json::Value, text: &str) {
    match format {
        Format::Text => println!("{text}"),
        Format::Json => println!("{json}"),
    }
}

#[expect(clippy::print_stderr, reason = "the operator reads it")]
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("tasuki-server: {error:#}");
    ExitCode::from(70)
}
