//! `tasuki conformance`: 適合確認の事例集.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, Subcommand};
use serde::Serialize;
use tasuki_standard::conformance::{Case, Class, cases, readme};
use tasuki_standard::generate::File;

use super::save::save;
use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show;
use crate::{Args, Exit, Format};

mod verify;

/// 介護ソフトの適合を確かめる事例集を作成し、出力を比べます。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki conformance <フォルダー>\n        tasuki conformance verify [オプション] <フォルダー>",
    subcommand_precedence_over_arg = true,
    subcommand_help_heading = "コマンド",
    disable_help_subcommand = true,
    after_help = "\
事例集の説明は、作成したフォルダーの README.md にあります。

例: tasuki conformance 事例集
    tasuki conformance verify 出力したフォルダー"
)]
pub(crate) struct Typed {
    /// 事例集を作成するフォルダー（空か、まだないもの）
    #[arg(value_name = "フォルダー", help_heading = "指定")]
    folder: Option<PathBuf>,

    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Debug, Subcommand)]
enum Sub {
    Verify(verify::Typed),
}

/// What was written, in JSON.
#[derive(Serialize)]
struct WrittenJson {
    cases: usize,
    valid: usize,
    boundary: usize,
    faulty: usize,
}

/// Writes the kit, or compares with it.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let cases = cases().map_err(Refusal::from)?;
    match (&typed.command, &typed.folder) {
        (Some(Sub::Verify(typed)), None) => verify::run(args, typed, &cases, output),
        (None, Some(folder)) => write(args, folder, &cases, output),
        (Some(_), Some(_)) => Err(Refusal::wrong_use(
            "conformance.folder-and-verify",
            "事例集の作成と確認は、同時には指定できません。",
            "使い方は tasuki conformance --help でご確認ください。",
        )
        .into()),
        (None, None) => Err(Refusal::wrong_use(
            "conformance.no-folder",
            "フォルダーを指定してください。",
            "使い方は tasuki conformance --help でご確認ください。",
        )
        .into()),
    }
}

fn write(args: &Args, folder: &Path, cases: &[Case], output: &mut Output) -> Result<Exit, Failure> {
    if !is_free(folder)? {
        return Err(Refusal::refused(
            "conformance.not-empty",
            format!("フォルダーが空ではありません（{}）。", show::path(folder)),
            "ほかのフォルダーを指定してください。",
        )
        .into());
    }
    save(folder, &kit(cases)?)?;
    let of = |class| cases.iter().filter(|case| case.class == class).count();
    let written = WrittenJson {
        cases: cases.len(),
        valid: of(Class::Valid),
        boundary: of(Class::Boundary),
        faulty: of(Class::Faulty),
    };
    match args.format {
        Format::Json => output.json(&written)?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&format!(
            "事例集を{}に作成しました（正常 {}件、境界 {}件、異常 {}件）。\n使い方は README.md をご覧ください。",
            show::path(folder),
            written.valid,
            written.boundary,
            written.faulty
        ))?,
    }
    Ok(Exit::Done)
}

/// All files of the kit, with the folders of their cases.
fn kit(cases: &[Case]) -> Result<Vec<File>, Refusal> {
    let mut files = vec![("README.md".to_owned(), readme(cases).into_bytes())];
    for case in cases {
        let expected = case.expected_toml().map_err(|error| {
            Refusal::our_fault(
                "conformance.failed",
                "事例集を作成できませんでした。",
                error,
            )
        })?;
        let own = [("expected.toml".to_owned(), expected.into_bytes())];
        let of_case = case.files.iter().cloned().chain(own);
        files.extend(of_case.map(|(name, bytes)| (format!("{}/{name}", case.folder()), bytes)));
    }
    Ok(files)
}

/// Whether nothing stands in the way of a new kit.
fn is_free(folder: &Path) -> Result<bool, Refusal> {
    let told = |error| Refusal::unreadable(folder, error);
    if !fs_err::exists(folder).map_err(told)? {
        return Ok(true);
    }
    let mut entries = fs_err::read_dir(folder).map_err(told)?;
    Ok(entries.next().is_none())
}
