//! `tasuki compare`: 突合.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use tasuki_standard::compare;
use tasuki_standard::compare::Comparison;
use tasuki_terms::FileKind;

use super::sides::Side;
use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit, Format};

mod csv;
mod text;

/// 予定と実績を突き合わせ、違いを表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki compare [オプション] <予定> <実績>",
    after_help = "\
実績の送信元が提供するサービスを比べます。違いがあっても終了コードは0です。
予定のフォルダーに利用者補足情報（UPHOSOKU）があれば、氏名も表示します。
--format csv で、表計算ソフト用のCSV（UTF-8）を出力します。
例: tasuki compare 予定フォルダー UPJSK_….CSV
    tasuki compare --format csv UPPLAN_….CSV UPJSK_….CSV > 突合.csv"
)]
pub(crate) struct Typed {
    /// 予定のファイル（UPPLAN）、またはそのフォルダー
    #[arg(value_name = "予定", display_order = 1, help_heading = "指定")]
    plan: PathBuf,

    /// 実績のファイル（UPJSK）、またはそのフォルダー
    #[arg(value_name = "実績", display_order = 2, help_heading = "指定")]
    actual: PathBuf,

    /// 一致した明細も表示します
    #[arg(long, help_heading = "オプション")]
    all: bool,
}

/// Compares.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let comparison = comparison(typed, output)?;
    match args.format {
        Format::Json => output.json(&comparison)?,
        Format::Csv => output.csv(&csv::csv(&comparison))?,
        Format::Text | Format::Sarif => output.data(&text::text(&comparison, typed.all))?,
    }
    Ok(Exit::Done)
}

fn comparison(typed: &Typed, output: &mut Output) -> Result<Comparison, Refusal> {
    let planned = Side::open(&typed.plan)?;
    let delivered = Side::open(&typed.actual)?;
    planned.tell_left_out(output);
    delivered.tell_left_out(output);
    let plan = planned.only(FileKind::UsePlan)?;
    let actual = delivered.only(FileKind::UseActual)?;
    let mut comparison = compare(&plan, &actual)?;
    if let Some(supplement) = planned.beside(plan.name(), FileKind::UserSupplement)? {
        comparison.name_users(&supplement);
    }
    Ok(comparison)
}

#[cfg(test)]
mod tests;
