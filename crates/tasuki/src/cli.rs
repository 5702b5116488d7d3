//! What can be typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::command::{
    account, certificate, check, client, compare, conformance, convert, diff, explain, generate,
    inbox, layout, normalise, outbox, partners, receive, send, verify, watch, withdraw,
};

mod overview;
mod value;

pub(crate) use value::{
    kind, message_id, month, office, page_size, sequence, service_type, state, thumbprint, user,
    version,
};

/// The help of the program and of each command, in Japanese.
pub(crate) const HELP: &str = "{about}\n使い方: {usage}\n\n{all-args}{after-help}\n";

/// ケアプランデータを、相手の事業所と安全に送受信します。
#[derive(Debug, Parser)]
#[command(
    name = "tasuki",
    version,
    help_template = HELP,
    override_usage = "tasuki [オプション] [コマンド]（コマンドを省くと画面を開きます）",
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

    /// クライアントのパスワードを1行目に書いたファイル
    #[arg(
        long,
        global = true,
        value_name = "ファイル",
        env = "TASUKI_UNLOCK_FILE",
        hide_env = true,
        help_heading = "共通のオプション"
    )]
    pub(crate) unlock_file: Option<PathBuf>,

    /// 結果の形式
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

    #[command(flatten)]
    pub(crate) client: client::Typed,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
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
    Partners(partners::Typed),
    Account(account::Typed),
    Verify(verify::Typed),
    Watch(watch::Typed),
    Certificate(certificate::Typed),
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

impl Format {
    /// The formats in which a command writes its results.
    pub(crate) fn of_command(name: &str) -> &'static [Self] {
        match name {
            "check" => &[Self::Text, Self::Json, Self::Sarif],
            "compare" | "diff" => &[Self::Text, Self::Json, Self::Csv],
            _ => &[Self::Text, Self::Json],
        }
    }

    /// As it is typed.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Csv => "csv",
        }
    }
}

/// `text、json または csv`.
pub(crate) fn choice(formats: &[Format]) -> String {
    let names: Vec<_> = formats.iter().map(|format| format.as_str()).collect();
    match names.split_last() {
        Some((last, others)) => format!("{} または {last}", others.join("、")),
        None => String::new(),
    }
}

impl Command {
    /// As it is typed.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::Inbox(_) => "inbox",
            Self::Receive(_) => "receive",
            Self::Outbox(_) => "outbox",
            Self::Withdraw(_) => "withdraw",
            Self::Partners(_) => "partners",
            Self::Account(_) => "account",
            Self::Verify(_) => "verify",
            Self::Watch(_) => "watch",
            Self::Certificate(_) => "certificate",
            Self::Explain(_) => "explain",
            Self::Check(_) => "check",
            Self::Layout(_) => "layout",
            Self::Compare(_) => "compare",
            Self::Diff(_) => "diff",
            Self::Normalise(_) => "normalise",
            Self::Convert(_) => "convert",
            Self::Generate(_) => "generate",
            Self::Conformance(_) => "conformance",
        }
    }
}

impl Args {
    /// Reads what was typed, the program's name first.
    pub(crate) fn parse_typed<T: Into<OsString> + Clone>(
        typed: impl IntoIterator<Item = T>,
    ) -> Result<Self, clap::Error> {
        let mut command = definition();
        let told = command.try_get_matches_from_mut(typed);
        told.and_then(|matches| Self::from_arg_matches(&matches))
            .map_err(|error| error.format(&mut command))
    }

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

/// All that can be typed, with the formats of each command in its help. With what the profile is
/// unlocked, and where it is looked for, stand in the help of the program alone, which is an overview.
pub(crate) fn definition() -> clap::Command {
    const PROFILE: &str = "profile";
    const FORMAT: &str = "format";
    const UNLOCK: &str = "unlock_file";
    const HELP: &str = "help";
    let program = Args::command();
    let of = |id| {
        let mut all = program.get_arguments();
        all.find(|one| one.get_id() == id).cloned()
    };
    let all = [PROFILE, FORMAT, UNLOCK, HELP].map(of);
    let [Some(profile), Some(format), Some(unlock), Some(help)] = all else {
        return program;
    };
    let unlock = unlock.hide(true);
    let told = |formats| format!("結果の形式（{}）", choice(formats));
    let of_all = format.clone().help(told(Format::of_command("")));
    let program = program.mut_subcommands(|command| {
        let formats = Format::of_command(command.get_name());
        command
            .arg(profile.clone())
            .arg(help.clone())
            .arg(format.clone().help(told(formats)))
            .arg(unlock.clone())
    });
    program
        .mut_arg(PROFILE, |one| one.help(overview::PROFILE))
        .mut_arg(FORMAT, |_| of_all)
        .mut_arg(HELP, |one| one.help(overview::HELP))
        .mut_arg("version", |one| one.hide(true))
        .help_template(overview::template())
}

#[cfg(test)]
mod tests;
