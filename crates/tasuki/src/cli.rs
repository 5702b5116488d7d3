//! What can be typed.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use crate::command::{
    check, compare, conformance, convert, diff, explain, generate, inbox, layout, normalise,
    outbox, receive, send, verify, watch, withdraw,
};

mod value;

pub(crate) use value::{
    kind, message_id, month, office, page_size, sequence, service_type, state, version,
};

/// The help of the program and of each command, in Japanese.
pub(crate) const HELP: &str = "{about}\n使い方: {usage}\n\n{all-args}{after-help}\n";

const EXIT_CODES: &str = "\
終了コード:   0  正常に終了しました
              1  受け付けられませんでした、またはファイルに誤りがあります
              2  指定または設定に誤りがあります
             70  ソフトウェアの内部で問題が発生しました
             75  接続できません。時間をおいて再度実行してください
設定フォルダーは --profile、TASUKI_PROFILE、~/.config/tasuki の順に決まります。";

/// ケアプランデータを、相手の事業所と安全に送受信します。
#[derive(Debug, Parser)]
#[command(
    name = "tasuki",
    version,
    help_template = HELP,
    override_usage = "tasuki [オプション] <コマンド>",
    after_help = EXIT_CODES,
    subcommand_help_heading = "コマンド",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = 0,
    color = clap::ColorChoice::Never
)]
pub struct Args {
    /// 設定フォルダー
    #[arg(
        long,
        global = true,
        value_name = "フォルダー",
        env = "TASUKI_PROFILE",
        hide_env = true,
        help_heading = "共通のオプション"
    )]
    pub(crate) profile: Option<PathBuf>,

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
    pub format: Format,

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
    pub(crate) command: Command,
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For other programs.
    Json,
    /// For programs that show what checks of sources found (SARIF 2.1.0).
    Sarif,
    /// For spreadsheets.
    Csv,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Send(send::Typed),
    Inbox(inbox::Typed),
    Receive(receive::Typed),
    Outbox(outbox::Typed),
    Withdraw(withdraw::Typed),
    Verify(verify::Typed),
    Watch(watch::Typed),
    Explain(explain::Typed),
    Check(check::Typed),
    Layout(layout::Typed),
    Compare(compare::Typed),
    Diff(diff::Typed),
    Normalise(normalise::Typed),
    Convert(convert::Typed),
    Generate(generate::Typed),
    Conformance(conformance::Typed),
}

impl Command {
    /// Whether it writes its results in a format. Text and JSON all do.
    pub(crate) const fn writes(&self, format: Format) -> bool {
        match format {
            Format::Text | Format::Json => true,
            Format::Sarif => matches!(self, Self::Check(_)),
            Format::Csv => matches!(self, Self::Compare(_) | Self::Diff(_)),
        }
    }
}

impl Args {
    /// The profile's folder: what was typed, or the usual place.
    pub(crate) fn profile_dir(&self) -> PathBuf {
        match &self.profile {
            Some(dir) => dir.clone(),
            None => std::env::home_dir()
                .unwrap_or_default()
                .join(".config")
                .join("tasuki"),
        }
    }
}

#[cfg(test)]
mod tests;
