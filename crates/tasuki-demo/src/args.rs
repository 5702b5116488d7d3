//! What can be typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;
use tasuki_terms::{ServiceMonth, Timestamp};

use crate::calendar;
use crate::lang::Lang;

/// The month from which V4.1 of the standard is used.
const FIRST_MONTH: (i16, i8) = (2025, 4);

/// 架空の町を起動し、ひと月分のケアプランデータを送受信します。
///
/// Brings an invented town up on this machine and plays one month of care plan data in it.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "tasuki-demo",
    version,
    override_usage = "cargo demo -- [OPTIONS]",
    term_width = 80,
    verbatim_doc_comment
)]
pub(crate) struct Args {
    /// 一巡したら終了します（すべて正しい場合だけ、終了コード0）
    /// End after the round trip; 0 only if everything held
    #[arg(long, verbatim_doc_comment)]
    pub(crate) once: bool,

    /// 町を置くフォルダー（省略時は一時フォルダー、終了時に削除）
    /// Folder of the town (default: a temporary one, removed at the end)
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub(crate) folder: Option<PathBuf>,

    /// 乱数の種：同じ種からは同じデータができます（省略時は1）
    /// The same seed gives the same data (default: 1)
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        hide_default_value = true,
        verbatim_doc_comment
    )]
    pub(crate) seed: u64,

    /// サービス提供年月（省略時は来月）
    /// Service month (default: the coming one)
    #[arg(long, value_name = "YYYY-MM", value_parser = month, verbatim_doc_comment)]
    pub(crate) month: Option<ServiceMonth>,

    /// 運用者の確認コード（6桁）を、その鍵から表示して終了します
    /// Show an operator's one-time password, made of its key, and end
    #[arg(long, value_name = "KEY", verbatim_doc_comment)]
    pub(crate) code: Option<String>,

    /// 表示する言語（省略時は環境変数 LANG などによります）
    /// Language (default: by LANG and the like)
    #[arg(
        long,
        value_name = "ja|en",
        value_enum,
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    pub(crate) lang: Option<Lang>,
}

impl Args {
    /// What was typed; whoever typed something wrong is told so, and the program ends.
    pub(crate) fn typed() -> Self {
        Self::parse_from(without_separator(std::env::args_os()))
    }

    /// The language: what was typed, or that of the environment.
    pub(crate) fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(|| {
            Lang::of_locale(["LC_ALL", "LC_MESSAGES", "LANG"].map(std::env::var_os))
        })
    }

    /// The service month: what was typed, or the one after the month of `now` in Japan.
    pub(crate) fn month(&self, now: Timestamp) -> anyhow::Result<ServiceMonth> {
        self.month.map_or_else(|| calendar::coming_month(now), Ok)
    }
}

/// `cargo demo` ends with `--` itself, so that `cargo demo --once` and `cargo demo -- --once` are
/// the same.
fn without_separator(typed: impl IntoIterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    typed
        .into_iter()
        .enumerate()
        .filter(|(at, one)| !(*at == 1 && one == "--"))
        .map(|(_, one)| one)
}

/// Reads `2026-12` or `202612`.
fn month(typed: &str) -> Result<ServiceMonth, String> {
    let form = || "YYYY-MM".to_owned();
    let digits = match typed.split_once('-') {
        Some((year, month)) if year.len() == 4 && month.len() == 2 => format!("{year}{month}"),
        Some(_) => return Err(form()),
        None => typed.to_owned(),
    };
    let month: ServiceMonth = digits.parse().map_err(|_| form())?;
    if (month.year(), month.month()) < FIRST_MONTH {
        return Err("V4.1: 2025-04 以降 / 2025-04 or later".to_owned());
    }
    Ok(month)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn what_is_typed_is_consistent() {
        Args::command().debug_assert();
        let args = Args::try_parse_from(["demo", "--once", "--lang", "ja", "--seed", "7"]).unwrap();
        assert!(args.once);
        assert_eq!((args.lang(), args.seed), (Lang::Ja, 7));
    }

    #[test]
    fn the_separator_of_cargo_may_be_doubled() {
        for typed in [&["demo", "--once"][..], &["demo", "--", "--once"]] {
            let typed = without_separator(typed.iter().map(OsString::from));
            assert!(Args::try_parse_from(typed).unwrap().once);
        }
    }

    #[test]
    fn months_are_read_as_people_write_them() {
        assert_eq!(month("2026-12"), month("202612"));
        assert_eq!(month("2025-04").unwrap().to_string(), "202504");
        for wrong in ["2025-03", "2026-13", "2026-1", "12", "2026/12", ""] {
            assert!(month(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn help_fits_a_terminal() {
        let help = Args::command().render_long_help().to_string();
        for line in help.lines() {
            assert!(crate::width::width(line) <= 80, "{line}");
        }
    }
}
