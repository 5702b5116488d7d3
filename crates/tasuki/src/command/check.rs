//! `tasuki check`: ファイルの確認.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use tasuki_terms::SpecVersion;

use super::given::Given;
use crate::cli::{HELP, version};
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit, Format};

mod excerpt;
mod grouping;
mod json;
mod sarif;
mod scan;
mod strangers;
mod text;
mod unit;

use unit::{CheckedUnit, Verdict, check_unit};

/// ファイルが標準仕様のとおりかを、送信せずに確認します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki check [オプション] <パス>...",
    after_help = "\
連番と送信元、送信先が同じファイルを、1つの送信単位として確認します。
標準仕様のファイルではないもの（PDF など）は確認しません。
誤りがあれば終了コードは1、注意だけなら0です。

例: tasuki check 出力フォルダー
    tasuki check UPPLAN_202504_….CSV UPSIKYU_202504_….CSV UPHOSOKU_202504_….CSV"
)]
pub(crate) struct Typed {
    /// ファイル、フォルダー、または標準入力（-）
    #[arg(value_name = "パス", required = true, help_heading = "指定")]
    paths: Vec<PathBuf>,

    /// この版であることも確認します（v3 または v4.1）
    #[arg(long = "as", value_name = "版", value_parser = version, help_heading = "オプション")]
    demanded: Option<SpecVersion>,

    /// 標準入力から読むファイルの名前
    #[arg(long, value_name = "ファイル名", help_heading = "オプション")]
    name: Option<String>,
}

/// What was checked.
#[derive(Debug)]
struct Checked {
    /// The sending units, in the order of their sequences.
    units: Vec<CheckedUnit>,
    /// The files that are none of the standard.
    ignored: Vec<PathBuf>,
}

/// Checks.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let given = Given::to_check(&typed.paths, typed.name.as_deref())?;
    if given.files.is_empty() {
        return Err(Refusal::wrong_use(
            "use.nothing-to-check",
            "確認するファイルがありません。",
            "標準仕様のCSVファイル、またはそのフォルダーを指定してください。",
        )
        .into());
    }
    let units = grouping::group(given.files)
        .iter()
        .map(|files| check_unit(files, typed.demanded))
        .collect::<Result<_, _>>()?;
    let checked = Checked {
        units,
        ignored: given.left_out,
    };
    match args.format {
        Format::Text | Format::Csv => output.data(&text::text(&checked, output.paint()))?,
        Format::Json => output.json(&json::json(&checked))?,
        Format::Sarif => output.json(&sarif::log(&checked))?,
    }
    Ok(match checked.verdict() {
        Verdict::Error => Exit::Refused,
        Verdict::Warning | Verdict::Ok => Exit::Done,
    })
}

impl Checked {
    /// The worst of the units.
    fn verdict(&self) -> Verdict {
        let verdicts = self.units.iter().map(CheckedUnit::verdict);
        verdicts.max().unwrap_or(Verdict::Ok)
    }
}
