//! `tasuki normalise`: 標準仕様の形に直す.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_standard::{NormaliseOptions, Normalised, Repair, ReplacedCharacter, normalise};

use super::rewrite::{Rewriting, borrowed, repaired, replaced, values_of};
use super::save::save;
use crate::cli::HELP;
use crate::failure::Failure;
use crate::finding_json::FindingJson;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show::{self, legend};
use crate::{Args, Exit, Format};

/// 標準仕様と書き方が違うファイルを、標準仕様の形に直します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki normalise [オプション] --to <フォルダー> <ファイル>…",
    after_help = "\
1件で送信するファイルをまとめて指定します。元のファイルは変えません。
直したところはすべて表示し、直せない誤りがあれば何も保存しません。
例: tasuki normalise --to 修正後 出力フォルダー/*.csv"
)]
pub(crate) struct Typed {
    #[command(flatten)]
    rewriting: Rewriting,
}

#[derive(Serialize)]
struct NormalisedJson<'a> {
    files: Vec<String>,
    repairs: &'a [Repair],
    replaced: &'a [ReplacedCharacter],
    findings: Vec<FindingJson>,
}

/// Normalises.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let files = typed.rewriting.read(output)?;
    let options = NormaliseOptions {
        services: typed.rewriting.services(),
        substitution: typed.rewriting.substitution(),
    };
    let normalised = normalise(&borrowed(&files), options).map_err(Refusal::from)?;
    let paths = save(&typed.rewriting.to, &normalised.files)?;
    if args.format == Format::Json {
        output.json(&NormalisedJson {
            files: paths
                .iter()
                .map(|path| path.display().to_string())
                .collect(),
            repairs: &normalised.repairs,
            replaced: &normalised.replaced,
            findings: FindingJson::all(&normalised.report),
        })?;
    } else {
        output.data(&text(&normalised, &paths))?;
    }
    Ok(Exit::Done)
}

fn text(normalised: &Normalised, paths: &[PathBuf]) -> String {
    let done = if normalised.repairs.is_empty() {
        "直すところはありませんでした"
    } else {
        "標準仕様の形に直しました"
    };
    let mut lines = vec![format!(
        "{}個のファイルを保存しました（{done}）。",
        paths.len()
    )];
    lines.extend(paths.iter().map(|path| format!("  {}", show::path(path))));
    lines.extend(normalised.repairs.iter().map(repaired));
    lines.extend(normalised.replaced.iter().map(replaced));
    lines.extend(legend(values_of(&normalised.repairs)).map(str::to_owned));
    if !normalised.report.findings.is_empty() {
        lines.push(String::new());
        lines.push(show::findings(&normalised.report));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use tasuki_standard::ms932::Substitution;

    use super::*;

    /// Actuals as another program may write them.
    const NAME: &str = "UPJSK_202504_1370000002_1370000001_20250502173000.csv";
    const TEXT: &str = "\u{FEFF}202410,139999,０000000101,20250502,202504,1370000001,𠮷田 作子,244,,2025/04/01,,0900,0930,1,111111,,,,,1370000002,\"架空訪問介護\",,0,1370000002,\n\
        202410,139999,0000000101,20250502,202504,1370000001,例題 作子,244,,2025/04/02,,0900,0930,1,111111,,,,,1370000002,\"架空訪問介護\",,0,1370000002,\n";

    #[test]
    fn what_was_put_right_is_shown() {
        let options = NormaliseOptions {
            substitution: Substitution::Allow,
            ..NormaliseOptions::default()
        };
        let normalised = normalise(&[(NAME, TEXT.as_bytes())], options).unwrap();
        let paths = [PathBuf::from("修正後").join(&normalised.files[0].0)];
        insta::assert_snapshot!(text(&normalised, &paths));
        insta::assert_json_snapshot!(NormalisedJson {
            files: Vec::new(),
            repairs: &normalised.repairs[..2],
            replaced: &normalised.replaced,
            findings: Vec::new(),
        });
    }

    #[test]
    fn nothing_to_put_right_is_said_too() {
        let name = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";
        let files = [(name, &b"202407,139999,0000000101,202504\r\n"[..])];
        let normalised = normalise(&files, NormaliseOptions::default()).unwrap();
        insta::assert_snapshot!(text(&normalised, &[PathBuf::from(name)]));
    }
}
