//! `tasuki convert`: 版の変換.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_standard::{Added, Conversion, Converted, Loss, Repair, ReplacedCharacter, convert};
use tasuki_terms::{Sequence, ServiceMonth, SpecVersion};

use super::rewrite::{Rewriting, borrowed, change, repaired, replaced, values_of};
use super::save::save;
use crate::cli::{HELP, sequence, version};
use crate::failure::Failure;
use crate::finding_json::FindingJson;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show::{self, legend};
use crate::{Args, Exit, Format};

/// ファイルを標準仕様の別の版（V3、V4.1）に変換します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki convert [オプション] --as <版> --to <フォルダー> <ファイル>…",
    after_help = "\
1件で送信するファイルをまとめて指定します。元のファイルは変えません。
引き継げない値はすべて表示します。計画書をV4.1にするには第3表も指定します。
例: tasuki convert --as v3 --to 変換後 出力フォルダー/*.CSV"
)]
pub(crate) struct Typed {
    #[command(flatten)]
    rewriting: Rewriting,

    /// 変換後の版（v3 または v4.1）
    #[arg(long = "as", value_name = "版", value_parser = version, help_heading = "オプション")]
    version: SpecVersion,

    /// 変換後のファイル連番（なければ変えません）
    #[arg(long, value_name = "連番", value_parser = sequence, help_heading = "オプション")]
    sequence: Option<Sequence>,
}

#[derive(Serialize)]
struct ConvertedJson<'a> {
    files: Vec<String>,
    version: SpecVersion,
    losses: &'a [Loss],
    added: &'a [Added],
    repairs: &'a [Repair],
    replaced: &'a [ReplacedCharacter],
    #[serde(skip_serializing_if = "Option::is_none")]
    month_of_other_version: Option<ServiceMonth>,
    findings: Vec<FindingJson>,
}

/// Converts.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let files = typed.rewriting.read(output)?;
    let conversion = Conversion {
        to: typed.version,
        services: typed.rewriting.services(),
        sequence: typed.sequence,
        substitution: typed.rewriting.substitution(),
    };
    let converted = convert(&borrowed(&files), &conversion).map_err(Refusal::from)?;
    let paths = save(&typed.rewriting.to, &converted.files)?;
    if args.format == Format::Json {
        output.json(&json(&converted, typed.version, &paths))?;
    } else {
        output.data(&text(&converted, typed.version, &paths))?;
    }
    Ok(Exit::Done)
}

fn json<'a>(
    converted: &'a Converted,
    version: SpecVersion,
    paths: &[PathBuf],
) -> ConvertedJson<'a> {
    ConvertedJson {
        files: paths
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
        version,
        losses: &converted.losses,
        added: &converted.added,
        repairs: &converted.repairs,
        replaced: &converted.replaced,
        month_of_other_version: converted.month_of_other_version,
        findings: FindingJson::all(&converted.report),
    }
}

fn text(converted: &Converted, version: SpecVersion, paths: &[PathBuf]) -> String {
    let mut lines = vec![format!(
        "{}個のファイルを{}に変換して保存しました。",
        paths.len(),
        version.name()
    )];
    lines.extend(paths.iter().map(|path| format!("  {}", show::path(path))));
    if let Some(month) = converted.month_of_other_version {
        let usual = match version {
            SpecVersion::V3 => SpecVersion::V4_1,
            SpecVersion::V4_1 => SpecVersion::V3,
        };
        lines.push(format!(
            "対象年月が{}のデータは、標準仕様では{}で送信します。送信先のソフトが{}を読めることを、送信の前にご確認ください。",
            show::month(Some(month)),
            usual.name(),
            version.name()
        ));
    }
    lines.extend(converted.losses.iter().map(|one| {
        let times = (one.count, one.more_lines.as_slice());
        change("除外", &one.place, one.value.as_deref(), times, one.what)
    }));
    lines.extend(
        converted
            .added
            .iter()
            .map(|one| change("追加", &one.place, one.value.as_deref(), (1, &[]), one.what)),
    );
    lines.extend(converted.repairs.iter().map(repaired));
    lines.extend(converted.replaced.iter().map(replaced));
    let losses = converted
        .losses
        .iter()
        .filter_map(|one| one.value.as_deref());
    let added = converted
        .added
        .iter()
        .filter_map(|one| one.value.as_deref());
    let values = losses.chain(added).chain(values_of(&converted.repairs));
    lines.extend(legend(values).map(str::to_owned));
    if !converted.report.findings.is_empty() {
        lines.push(String::new());
        lines.push(show::findings(&converted.report));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "UPJSK_202504_1370000002_11_1370000001_43_20250502173000.CSV";
    const TEXT: &str = "202407,139999,0000000101,20250502,202504,1370000001,,244,,20250401,,9999,9999,1,171003,00001-000010,,\"A\",,1370000002,,,0,1370000002,\r\n";

    fn converted() -> (Converted, Vec<PathBuf>) {
        let text = TEXT.replace("1370000001,,", "1370000001,A,");
        let files = [(NAME, text.as_bytes())];
        let converted = convert(&files, &Conversion::to(SpecVersion::V3)).unwrap();
        let paths = vec![PathBuf::from("変換後").join(&converted.files[0].0)];
        (converted, paths)
    }

    #[test]
    fn what_was_left_out_is_shown() {
        let (converted, paths) = converted();
        insta::assert_snapshot!(text(&converted, SpecVersion::V3, &paths));
    }

    #[test]
    fn what_was_left_out_in_json() {
        let (converted, paths) = converted();
        let mut json = json(&converted, SpecVersion::V3, &paths);
        json.files.clear();
        insta::assert_json_snapshot!(json);
    }

    #[test]
    fn what_was_added_is_shown() {
        let name = "DLTPLAN_202410_1370000001_1370000002_20240926090500.CSV";
        let mut conversion = Conversion::to(SpecVersion::V4_1);
        conversion.services.receiver = "11".parse().ok();
        let files = [(name, &b"202208,139999,0000000101,202410\r\n"[..])];
        let converted = convert(&files, &conversion).unwrap();
        let paths = [PathBuf::from(&converted.files[0].0)];
        insta::assert_snapshot!(text(&converted, SpecVersion::V4_1, &paths));
    }
}
