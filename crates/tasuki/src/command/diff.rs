//! `tasuki diff`: 変更点.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use tasuki_standard::diff;
use tasuki_standard::diff::Difference;

use super::sides::Side;
use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit, Format};

mod csv;
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
    let difference = difference(typed, output)?;
    match args.format {
        Format::Json => output.json(&difference)?,
        Format::Csv => output.csv(&csv::csv(&difference))?,
        Format::Text | Format::Sarif => output.data(&text::text(&difference))?,
    }
    Ok(Exit::Done)
}

fn difference(typed: &Typed, output: &mut Output) -> Result<Difference, Refusal> {
    let previous = Side::open(&typed.previous)?;
    let current = Side::open(&typed.current)?;
    previous.tell_left_out(output);
    if typed.previous != typed.current {
        current.tell_left_out(output);
    }
    Ok(diff(&previous.tables()?, &current.tables()?)?)
}

#[cfg(test)]
mod tests;
