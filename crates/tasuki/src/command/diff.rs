//! `tasuki diff`: 変更点.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use tasuki_standard::diff::{DiffError, Difference};
use tasuki_standard::{Table, diff};

use super::given::{Given, Source};
use crate::cli::HELP;
use crate::failure::{Failure, Refusal};
use crate::output::Output;
use crate::{Args, Exit, Format};

mod text;

/// 変更前と変更後のファイルを比べ、変更点を表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki diff [オプション] <変更前> <変更後>",
    after_help = "\
計画書、予定、実績などの同じ種類のファイルを、利用者と行ごとに比べます。
行の順序、CSVバージョン、作成年月日の違いは表示しません。
変更点があっても終了コードは0です。
--format csv で、表計算ソフト用のCSV（UTF-8）を出力します。
例: tasuki diff 4月の予定_初回 4月の予定_変更
    tasuki diff UPPLAN_…102000.CSV UPPLAN_…174500.CSV"
)]
pub(crate) struct Typed {
    /// 変更前のファイル、またはそのフォルダー
    #[arg(value_name = "変更前", display_order = 1, help_heading = "指定")]
    previous: PathBuf,

    /// 変更後のファイル、またはそのフォルダー
    #[arg(value_name = "変更後", display_order = 2, help_heading = "指定")]
    current: PathBuf,
}

/// Tells what has changed.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let difference = difference(typed)?;
    match args.format {
        Format::Json => output.json(&difference)?,
        Format::Csv => output.csv(&text::csv(&difference))?,
        Format::Text | Format::Sarif => output.data(&text::text(&difference))?,
    }
    Ok(Exit::Done)
}

fn difference(typed: &Typed) -> Result<Difference, Refusal> {
    diff(&tables(&typed.previous)?, &tables(&typed.current)?).map_err(|error| refusal(&error))
}

fn tables(path: &Path) -> Result<Vec<Table>, Refusal> {
    let source = Source::open(path)?;
    source.files()?.iter().map(Given::table).collect()
}

fn refusal(error: &DiffError) -> Refusal {
    Refusal {
        code: error.code(),
        what: error.what(),
        hint: error.hint().to_owned(),
        report: None,
        exit: Exit::WrongUse,
    }
}

#[cfg(test)]
mod tests;
