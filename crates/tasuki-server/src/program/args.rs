//! What can be typed.

mod admin;
mod ca;
mod certificate;
mod directory;
mod office;
mod operator;
mod release;
mod sites;
mod value;

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

pub(super) use admin::Admin;
pub(super) use ca::Ca;
pub(super) use certificate::Certificate;
pub(super) use directory::Directory;
pub(super) use office::Office;
pub(super) use operator::Operator;
pub(super) use release::Release;
pub(super) use sites::Sites;

/// The help of the program and of each command, in Japanese.
const HELP: &str = "{about}\n使い方: {usage}\n\n{all-args}{after-help}\n";

const EXIT_CODES: &str = "\
終了コード:   0  正常に終了しました
              1  確認で問題が見つかりました、または受け付けられませんでした
              2  指定または設定に誤りがあります
             70  処理に失敗しました";

/// ケアプランデータ連携基盤を運用します。
#[derive(Debug, Parser)]
#[command(
    name = "tasuki-server",
    version,
    help_template = HELP,
    override_usage = "tasuki-server [オプション] <コマンド>",
    after_help = EXIT_CODES,
    subcommand_help_heading = "コマンド",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = 0,
    color = clap::ColorChoice::Never
)]
pub(super) struct Args {
    /// 設定ファイル
    #[arg(
        long,
        global = true,
        value_name = "ファイル",
        default_value = "tasuki-server.toml",
        hide_default_value = true,
        help_heading = "共通のオプション"
    )]
    pub(super) settings: PathBuf,

    /// 結果の形式（text または json）
    #[arg(
        long,
        global = true,
        value_name = "形式",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "共通のオプション"
    )]
    pub(super) format: Format,

    /// この説明を表示します
    #[arg(
        long,
        short = 'h',
        global = true,
        action = ArgAction::Help,
        help_heading = "共通のオプション"
    )]
    help: Option<bool>,

    /// バージョンを表示します
    #[arg(long, short = 'V', action = ArgAction::Version, help_heading = "共通のオプション")]
    version: Option<bool>,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 連携基盤を動かします（終了は Ctrl-C または SIGTERM）。
    #[command(help_template = HELP, override_usage = "tasuki-server serve [オプション]")]
    Serve,
    /// データベースを最新の形式にします。
    #[command(help_template = HELP, override_usage = "tasuki-server migrate [オプション]")]
    Migrate,
    /// 設定ファイルと、そこに書かれた鍵などのファイルを確認します。
    #[command(help_template = HELP, override_usage = "tasuki-server check [オプション]")]
    Check,
    /// データベース、証明書、サイト、メールなどを実際に確認します。
    #[command(help_template = HELP, override_usage = "tasuki-server doctor [オプション]")]
    Doctor,
    /// 連携基盤の作成、事業所・証明書・サイトの管理などを行います。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Admin(Box<Admin>),
}

#[cfg(test)]
mod tests;
