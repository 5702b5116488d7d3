//! What was typed wrongly, for people.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{Format, choice, definition};
use crate::refusal::Refusal;
use crate::show::escaped;

/// What is wrong with what was typed, and what to do.
pub(crate) fn refusal(error: &clap::Error, typed: &[OsString]) -> Refusal {
    let command = command(definition(), typed);
    let formats = Format::of_command(command.split(' ').nth(1).unwrap_or_default());
    let told = |kind| error.get(kind).map(plain).unwrap_or_default();
    let argument = named(&told(ContextKind::InvalidArg));
    let what = match error.kind() {
        ErrorKind::ValueValidation => {
            let reason = error.source().map_or_else(String::new, ToString::to_string);
            format!(
                "「{}」は{argument}に指定できません。{reason}",
                told(ContextKind::InvalidValue)
            )
        }
        ErrorKind::InvalidValue if told(ContextKind::InvalidValue).is_empty() => {
            format!("{argument}の値を指定してください。")
        }
        ErrorKind::InvalidValue => format!(
            "「{}」は{argument}に指定できません。指定できるのは {} です。",
            told(ContextKind::InvalidValue),
            // The only option with a list of values.
            choice(formats)
        ),
        ErrorKind::UnknownArgument => format!("{argument}というオプションはありません。"),
        ErrorKind::InvalidSubcommand => format!(
            "「{}」というコマンドはありません。",
            told(ContextKind::InvalidSubcommand)
        ),
        ErrorKind::MissingRequiredArgument => format!("{argument}を指定してください。"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "コマンドを指定してください。".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            let other = named(&told(ContextKind::PriorArg));
            if other.is_empty() || other == argument {
                format!("{argument}を2回指定することはできません。")
            } else {
                format!("{argument}と{other}は同時に指定できません。")
            }
        }
        ErrorKind::TooManyValues => format!(
            "「{}」は{argument}に指定できません。",
            told(ContextKind::InvalidValue)
        ),
        ErrorKind::InvalidUtf8 => "指定に読み取れない文字があります。".to_owned(),
        _ => "指定に誤りがあります。".to_owned(),
    };
    Refusal::wrong_use(
        "usage",
        escaped(&what),
        format!("使い方は {command} --help でご確認ください。"),
    )
}

/// The format that was asked for by what could not be read as a whole.
pub(crate) fn format(typed: &[OsString]) -> Format {
    let is_json = |pair: &[OsString]| pair == ["--format", "json"];
    if typed.windows(2).any(is_json) || typed.iter().any(|word| word == "--format=json") {
        Format::Json
    } else {
        Format::Text
    }
}

/// The command that was typed, as far as it is one: `tasuki conformance verify`.
fn command(mut among: clap::Command, typed: &[OsString]) -> String {
    among.build();
    let mut found = vec![among.get_name().to_owned()];
    let mut words = typed.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix("--") {
            let mut options = among.get_arguments();
            let known = options.find(|one| one.get_long() == Some(option));
            if known.is_some_and(|one| one.get_action().takes_values()) {
                let _value = words.next();
            }
        } else if !word.starts_with('-') {
            let Some(below) = among.find_subcommand(&*word).cloned() else {
                break;
            };
            found.push(below.get_name().to_owned());
            among = below;
        }
    }
    found.join(" ")
}

/// Arguments as people name them: 「規則」, 「--to フォルダー」, without the signs of a usage line.
fn named(arguments: &str) -> String {
    let each = arguments.split('、').filter(|one| !one.is_empty());
    let named: Vec<String> = each
        .map(|one| {
            let name = one.replace("...", "").replace(['[', ']', '<', '>'], "");
            format!("「{name}」")
        })
        .collect();
    named.join("")
}

fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(values) => values.join("、"),
        ContextValue::String(value) => value.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Args;

    #[test]
    fn everything_that_can_be_typed_wrongly_is_told_in_japanese() {
        let typed = [
            "tasuki certificate",
            "tasuki sned",
            "tasuki inbox --sttae x",
            "tasuki inbox --state 読了",
            "tasuki inbox --limit",
            "tasuki inbox --limit 5 --limit 6",
            "tasuki inbox --limit 5 --all",
            "tasuki inbox --format xml",
            "tasuki check --format xml",
            "tasuki withdraw",
            "tasuki withdraw 12",
            "tasuki receive",
            "tasuki send --to 12 a.pdf",
            "tasuki outbox more",
            "tasuki --profile send --format json inbox --limit",
            "tasuki conformance verify --case",
            "tasuki compare 予定\u{1b}[2J",
            "tasuki explain 6-99\u{1b}[2J",
            "tasuki explain nonsense",
            "tasuki certificate request",
        ];
        let told: Vec<String> = typed
            .iter()
            .map(|typed| {
                let words: Vec<OsString> = typed.split(' ').map(Into::into).collect();
                let error = Args::parse_typed(&words).unwrap_err();
                format!("$ {}\n{}", escaped(typed), refusal(&error, &words).text())
            })
            .collect();
        insta::assert_snapshot!(told.join("\n\n"));
    }
}
