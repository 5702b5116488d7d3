//! `tasuki` without a command: 連携クライアント.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use clap::Args as ClapArgs;
use tasuki_client::{Log, Offices, Plan, StartError, Started};
use tasuki_desk::Tools;

use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit};

/// How the pages are shown.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "画面のオプション")]
pub(crate) struct Typed {
    /// ブラウザーを開かず、アドレスを表示します
    #[arg(long)]
    pub(crate) no_browser: bool,

    /// 画面を表示するポート
    #[arg(long, value_name = "番号")]
    pub(crate) port: Option<u16>,

    /// はじめての設定で示す、連携基盤のアドレス
    #[arg(
        long,
        value_name = "アドレス",
        env = "TASUKI_PLATFORM",
        hide_env = true
    )]
    platform: Option<String>,
}

/// Shows the pages until somebody ends them.
pub(crate) async fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let typed = &args.client;
    let tools = Tools::default();
    let log = Log::new(&args.profile_dir(), Arc::clone(&tools.clock));
    log.listen();
    let plan = Plan {
        profile: args.profile_dir(),
        port: typed.port,
        platform: typed.platform.clone(),
        received: received(),
        offices: offices(args),
        log: Some(log),
        tools,
    };
    let running = match tasuki_client::start(plan)
        .await
        .map_err(|error| refusal(&error))?
    {
        Started::There(address) => {
            output.note("連携クライアントはすでに起動しています。その画面を開きます。");
            show(typed, &address, output)?;
            return Ok(Exit::Done);
        }
        Started::Here(running) => running,
    };
    show(typed, &running.address(), output)?;
    let ended = running.ended(interrupted()).await;
    ended.map_err(|source| {
        Refusal::our_fault(
            "client.ended",
            "連携クライアントが途中で終了しました。",
            source,
        )
    })?;
    Ok(Exit::Done)
}

/// Opens the browser, or tells the address.
fn show(typed: &Typed, address: &str, output: &mut Output) -> Result<(), Failure> {
    if !typed.no_browser && open(address) {
        output.note("ブラウザーで連携クライアントを開きました。終了するには、画面の「終了」を押すか、ここで Ctrl+C を押してください。");
        return Ok(());
    }
    output.note("次のアドレスをブラウザーで開いてください（1回だけ使えます）。");
    Ok(output.data(address)?)
}

/// Whether the usual browser was asked to open a page.
fn open(address: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .is_ok()
}

/// Waits for Ctrl+C or, on Unix, for the request to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = ended.recv() => {}
                _pressed = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _pressed = tokio::signal::ctrl_c().await;
}

/// Where received files go unless somebody says otherwise.
fn received() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    home.join("ケアプランデータ").join("受信")
}

/// Where further offices are, unless a profile was named: then it is alone.
fn offices(args: &Args) -> Option<Offices> {
    let first = args.profile_dir();
    args.profile.is_none().then(|| Offices {
        others: first.join("offices"),
        first,
    })
}

fn refusal(error: &StartError) -> Failure {
    Refusal::wrong_use(error.code(), error.what(), error.hint()).into()
}
