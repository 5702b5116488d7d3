//! The commands of `tasuki-server`. What operators read is Japanese; logs are English.

mod admin;
mod args;
mod backup;
mod doctor;
mod failure;
mod wrong_use;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use tasuki_store::Records;
use tasuki_terms::SystemClock;
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;
use crate::sites::Site;
use args::{Args, Command, Format};
use failure::{Code, Failure, failed, of_cause, of_store};

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(told) if told.use_stderr() => {
            return failed(Code::Usage)(anyhow::Error::msg(wrong_use::text(&told)))
                .tell(Format::Text);
        }
        // The help or the version, which was asked for.
        Err(told) => told.exit(),
    };
    let format = args.format;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    // What is written here, others shall not read.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(error.into()));
    match runtime.and_then(|runtime| runtime.block_on(run(args))) {
        Ok(code) => code,
        Err(failure) => failure.tell(format),
    }
}

async fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Serve => serve(Settings::read(&args.settings)?).await?,
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

async fn serve(settings: Settings) -> Result<(), Failure> {
    settings.check_files()?;
    let running = crate::start(settings, Arc::new(SystemClock))
        .await
        .map_err(|error| failed(of_cause(&error).unwrap_or(Code::ServeStart))(error))?;
    let site = |site| running.sites.get(&site).map(tracing::field::display);
    tracing::info!(
        exchange = %running.exchange,
        operations = %running.operations,
        pki = running.pki.map(tracing::field::display),
        claims = site(Site::Claims),
        portal = site(Site::Portal),
        console = site(Site::Console),
        support = site(Site::Support),
        "listening"
    );
    let ended = async {
        let kind = tokio::signal::unix::SignalKind::terminate();
        let mut terminate = tokio::signal::unix::signal(kind)?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            told = tokio::signal::ctrl_c() => told,
        }
    };
    ended
        .await
        .map_err(|error| Failure::internal(error.into()))?;
    tracing::info!("ending");
    running.stop().await.map_err(Failure::internal)
}

/// Prints a result. Whoever reads it may have gone, as `head` does.
fn print(format: Format, json: &serde_json::Value, text: &str) {
    let mut out = std::io::stdout();
    let _gone = match format {
        Format::Text => writeln!(out, "{text}"),
        Format::Json => writeln!(out, "{json}"),
    };
}
