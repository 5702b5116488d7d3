//! `tasuki conformance verify`: 出力と事例の比較.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_standard::Place;
use tasuki_standard::conformance::{Case, Comparison, Difference, DifferenceKind};

use crate::cli::HELP;
use crate::command::given::{Given, visible};
use crate::command::rewrite::borrowed;
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show;
use crate::{Args, Exit, Format};

/// 介護ソフトが出力したファイルを、事例と項目ごとに比べます。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki conformance verify [オプション] <フォルダー>",
    after_help = "\
フォルダーの中の、名前が事例の番号で始まるフォルダー（例 D2-01）を比べます。
--case を付けると、その事例だけを、指定したフォルダーのファイルと比べます。
行の順序、連番、作成年月日など、比べないものは事例集の README.md にあります。

例: tasuki conformance verify --case D2-01 出力したフォルダー"
)]
pub(crate) struct Typed {
    /// 介護ソフトが出力したファイルのフォルダー
    #[arg(value_name = "フォルダー", help_heading = "指定")]
    folder: PathBuf,

    /// 比べる事例の番号
    #[arg(long, value_name = "番号", help_heading = "オプション")]
    case: Option<String>,
}

/// What became of a case.
struct Compared<'a> {
    case: &'a Case,
    /// `None` if the case may not be sent, so that there is nothing to compare.
    comparison: Option<Comparison>,
}

#[derive(Serialize)]
struct VerifiedJson<'a> {
    cases: Vec<ComparedJson<'a>>,
    equal: usize,
    different: usize,
    not_compared: usize,
}

#[derive(Serialize)]
struct ComparedJson<'a> {
    case: String,
    title: &'static str,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
}

/// How many differences of a case are shown.
const MOST_SHOWN: usize = 50;

/// Compares.
pub(super) fn run(
    args: &Args,
    typed: &Typed,
    cases: &[Case],
    output: &mut Output,
) -> Result<Exit, Failure> {
    let mut compared = Vec::new();
    for (case, folder) in chosen(typed, cases)? {
        let given = Given::exported(&folder)?;
        let mut found = Vec::with_capacity(given.files.len());
        for file in given.files {
            let bytes = file.read()?;
            found.push((file.name, bytes));
        }
        compared.push(Compared {
            case,
            comparison: case.compare(&borrowed(&found)),
        });
    }
    match args.format {
        Format::Json => output.json(&json(&compared))?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&text(&compared))?,
    }
    let different = compared.iter().any(|one| one.result() == "different");
    Ok(if different { Exit::Refused } else { Exit::Done })
}

/// The cases to compare, and where the files of each are.
fn chosen<'a>(typed: &Typed, cases: &'a [Case]) -> Result<Vec<(&'a Case, PathBuf)>, Refusal> {
    let folders = folders(&typed.folder)?;
    let of = |case: &Case| {
        let id = case.id();
        let is_named = |folder: &&PathBuf| {
            let name = folder.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.split('-').take(2).eq(id.split('-')))
        };
        folders.iter().find(is_named).cloned()
    };
    if let Some(wanted) = &typed.case {
        let id = wanted.to_ascii_uppercase();
        let case = cases
            .iter()
            .find(|case| case.id() == id || case.folder().eq_ignore_ascii_case(wanted))
            .ok_or_else(|| {
                Refusal::wrong_use(
                    "conformance.unknown-case",
                    format!("「{}」という事例はありません。", show::escaped(wanted)),
                    "事例の番号は、事例集の README.md で確認してください（例 D2-01）。",
                )
            })?;
        let folder = of(case).unwrap_or_else(|| typed.folder.clone());
        return Ok(vec![(case, folder)]);
    }
    let chosen: Vec<_> = cases
        .iter()
        .filter_map(|case| Some((case, of(case)?)))
        .collect();
    if chosen.is_empty() {
        return Err(Refusal::wrong_use(
            "conformance.no-case",
            format!(
                "事例の番号で始まるフォルダーがありません（{}）。",
                show::path(&typed.folder)
            ),
            "出力したファイルを D2-01 のような名前のフォルダーに置くか、--case で事例を指定してください。",
        ));
    }
    Ok(chosen)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let mut folders = visible(folder)?;
    folders.retain(|path| path.is_dir());
    Ok(folders)
}

impl Compared<'_> {
    fn result(&self) -> &'static str {
        match &self.comparison {
            Some(comparison) if comparison.is_equal() => "equal",
            Some(_) => "different",
            None => "not_compared",
        }
    }

    fn text(&self) -> String {
        let about = format!("{} {}", self.case.id(), self.case.title);
        let Some(comparison) = &self.comparison else {
            return format!("{about}：対象外です（受け付けられない事例です）");
        };
        if comparison.is_equal() {
            return format!("{about}：一致しました");
        }
        if !comparison.report.may_be_sent() {
            let findings = show::findings(&comparison.report);
            return format!("{about}：誤りがあるため比べられません\n\n{findings}");
        }
        let all = &comparison.differences;
        let mut lines = vec![format!("{about}：{}か所が違います", all.len())];
        lines.extend(all.iter().take(MOST_SHOWN).map(difference));
        if all.len() > MOST_SHOWN {
            lines.push(format!("  ほかに{}か所あります。", all.len() - MOST_SHOWN));
        }
        lines.join("\n")
    }
}

/// One difference: where, what is expected, and what was found.
fn difference(one: &Difference) -> String {
    let place = Place {
        file: one.file.clone(),
        line: one.line,
        column_no: one.column_no,
        column_name: one.column_name.clone(),
        offset: None,
    };
    let text = match one.kind {
        DifferenceKind::Value => show::escaped(&place.to_string()),
        kind => show::escaped(&format!("{}：{place}", kind.name())),
    };
    let shown = |value: &String| show::masked(&value.replace('\n', "⏎"));
    match one.kind {
        DifferenceKind::Value | DifferenceKind::Name => {
            let of = |value: &Option<String>| value.as_ref().map(shown).unwrap_or_default();
            format!(
                "  {text}\n    事例「{}」\n    出力「{}」",
                of(&one.expected),
                of(&one.found)
            )
        }
        _ => match one.expected.as_ref().or(one.found.as_ref()) {
            Some(row) => format!("  {text}\n    {}", shown(row)),
            None => format!("  {text}"),
        },
    }
}

fn count(compared: &[Compared<'_>], result: &str) -> usize {
    compared.iter().filter(|one| one.result() == result).count()
}

fn text(compared: &[Compared<'_>]) -> String {
    let mut lines: Vec<_> = compared.iter().map(Compared::text).collect();
    lines.push(format!(
        "一致 {}件、相違 {}件、対象外 {}件",
        count(compared, "equal"),
        count(compared, "different"),
        count(compared, "not_compared")
    ));
    lines.join("\n")
}

fn json<'a>(compared: &'a [Compared<'a>]) -> VerifiedJson<'a> {
    VerifiedJson {
        cases: compared
            .iter()
            .map(|one| ComparedJson {
                case: one.case.id(),
                title: one.case.title,
                result: one.result(),
                comparison: one.comparison.as_ref(),
            })
            .collect(),
        equal: count(compared, "equal"),
        different: count(compared, "different"),
        not_compared: count(compared, "not_compared"),
    }
}

#[cfg(test)]
mod tests;
