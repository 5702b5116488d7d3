//! `tasuki certificate`: 電子証明書.

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::{Args, Exit};

mod authority;
mod facts;
mod install;
mod request;
mod secret;
mod show;

pub(super) use authority::authority;

/// The most bytes of a file with a certificate or a key.
const LARGEST: u64 = 256 * 1024;

/// 電子証明書の発行申請の準備、インストール、確認をします。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki certificate <コマンド>",
    subcommand_help_heading = "コマンド",
    disable_help_subcommand = true,
    after_help = "\
例: tasuki certificate request --user KJ137000000101 --to 申請
    tasuki certificate install KJ137000000101.pem 申請/KJ137000000101.key \\
      --platform https://… --thumbprint <ルート証明書の拇印>
    tasuki certificate show"
)]
pub(crate) struct Typed {
    #[command(subcommand)]
    command: Sub,
}

#[derive(Debug, Subcommand)]
enum Sub {
    Request(request::Typed),
    Install(install::Typed),
    Show(show::Typed),
}

/// Does what was typed.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    match &typed.command {
        Sub::Request(typed) => request::run(args, typed, output),
        Sub::Install(typed) => install::run(args, typed, output),
        Sub::Show(typed) => show::run(args, typed, output).await,
    }
}
