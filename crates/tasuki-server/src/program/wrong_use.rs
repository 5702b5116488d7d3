//! What was typed wrongly, for people.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Format;

/// Arguments of which nothing is repeated: a secret that should not be there may be in it.
const PLACES: [&str; 2] = ["--records", "--contents"];

/// What is wrong with what was typed, in Japanese.
pub fn text(error: &clap::Error) -> String {
    let told = |kind| error.get(kind).map(plain).unwrap_or_default();
    let argument = named(&told(ContextKind::InvalidArg));
    let value = told(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::ValueValidation => {
            let reason = error.source().map_or_else(String::new, ToString::to_string);
            if PLACES.iter().any(|place| argument.contains(place)) {
                return format!("{argument}に指定できない値です。{reason}");
            }
            format!("「{value}」は{argument}に指定できません。{reason}")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{argument}の値を指定してください。")
        }
        ErrorKind::InvalidValue => format!(
            "「{value}」は{argument}に指定できません。指定できるのは {} です。",
            told(ContextKind::ValidValue)
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
        ErrorKind::ArgumentConflict => format!("{argument}を2回指定することはできません。"),
        ErrorKind::TooManyValues => format!("「{value}」は{argument}に指定できません。"),
        ErrorKind::InvalidUtf8 => "指定に読み取れない文字があります。".to_owned(),
        _ => "指定に誤りがあります。".to_owned(),
    }
}

/// The format that was asked for by what could not be read as a whole.
pub(super) fn format(typed: impl IntoIterator<Item = OsString>) -> Format {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let is_json = |pair: &[OsString]| pair == ["--format", "json"];
    if typed.windows(2).any(is_json) || typed.iter().any(|word| word == "--format=json") {
        Format::Json
    } else {
        Format::Text
    }
}

/// Arguments as people name them: 「事業所番号」, 「--to フォルダー」, without the signs of a usage line.
fn named(arguments: &str) -> String {
    let each = arguments.split('、').filter(|one| !one.is_empty());
    let named = each.map(|one| format!("「{}」", one.replace(['<', '>'], "")));
    named.collect()
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
    use crate::program::args::Args;

    #[test]
    fn everything_that_can_be_typed_wrongly_is_told_in_japanese() {
        let typed = [
            "tasuki-server",
            "tasuki-server sreve",
            "tasuki-server admin",
            "tasuki-server check --fast",
            "tasuki-server check --format xml",
            "tasuki-server check --settings",
            "tasuki-server check more",
            "tasuki-server admin setup --exchange here",
            "tasuki-server admin setup --pki-url https://pki.example.jp",
            "tasuki-server admin office add 12 a --service 43",
            "tasuki-server admin office add 1370000001 a --service ZZ",
            "tasuki-server admin office add 1370000001 a",
            "tasuki-server admin office add 1370000001 a --service 43 --user C1 --password-file p",
            "tasuki-server admin office add 1370000001 a --service 43 --user KJ137000000101",
            "tasuki-server admin office add 1370000001 a --service 43 --app-user K --app-password-file p",
            "tasuki-server admin certificate revoke 4a --reason stolen",
            "tasuki-server admin ca revoke 4a --reason lost --root-passphrase-file p",
            "tasuki-server admin operator add hanako --role boss --password-file p",
            "tasuki-server admin operator add hanako --password-file p --password-file q",
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

    #[test]
    fn the_format_is_known_before_all_is_read() {
        for (typed, expected) in [
            ("tasuki-server sreve --format json", Format::Json),
            ("tasuki-server --format=json sreve", Format::Json),
            ("tasuki-server sreve --format text json", Format::Text),
        ] {
            let words = typed.split(' ').map(OsString::from);
            assert_eq!(format(words), expected, "{typed}");
        }
    }
}
