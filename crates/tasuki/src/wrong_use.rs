//! What was typed wrongly, for people.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong with what was typed, and what to do.
pub(crate) fn text(error: &clap::Error) -> String {
    let told = |kind| error.get(kind).map(plain).unwrap_or_default();
    let argument = told(ContextKind::InvalidArg);
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
            "「{}」は{argument}に指定できません。指定できるのは{}です。",
            told(ContextKind::InvalidValue),
            told(ContextKind::ValidValue)
        ),
        ErrorKind::UnknownArgument => format!("「{argument}」というオプションはありません。"),
        ErrorKind::InvalidSubcommand => format!(
            "「{}」というコマンドはありません。",
            told(ContextKind::InvalidSubcommand)
        ),
        ErrorKind::MissingRequiredArgument => format!("{argument}を指定してください。"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "コマンドを指定してください。".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            let other = told(ContextKind::PriorArg);
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
    format!("{what}\n使い方は tasuki --help でご確認ください。")
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
    use clap::Parser as _;

    use super::*;
    use crate::Args;

    #[test]
    fn everything_that_can_be_typed_wrongly_is_told_in_japanese() {
        let typed = [
            "tasuki",
            "tasuki sned",
            "tasuki inbox --sttae x",
            "tasuki inbox --state 読了",
            "tasuki inbox --limit",
            "tasuki inbox --limit 5 --limit 6",
            "tasuki inbox --limit 5 --all",
            "tasuki inbox --format xml",
            "tasuki withdraw",
            "tasuki withdraw 12",
            "tasuki receive",
            "tasuki send --to 12 a.pdf",
            "tasuki outbox more",
        ];
        let told: Vec<String> = typed
            .iter()
            .map(|typed| {
                let error = Args::try_parse_from(typed.split(' ')).unwrap_err();
                format!("$ {typed}\n{}", text(&error))
            })
            .collect();
        insta::assert_snapshot!(told.join("\n\n"));
    }
}
