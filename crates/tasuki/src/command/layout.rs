//! `tasuki layout`: 標準仕様の項目.

use clap::Args as ClapArgs;
use tasuki_standard::{Layout, layout};
use tasuki_terms::{FileKind, SpecVersion};

use crate::cli::{HELP, version};
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit, Format};

mod json;
mod search;
mod text;

use search::Search;

/// 標準仕様のファイルの項目を表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki layout [オプション] [種類]",
    after_help = "\
種類は、ファイル名の先頭（UPPLAN など）または呼び名（第6表、予定 など）です。
種類を指定しなければ、種類の一覧を表示します。

例: tasuki layout UPPLAN
    tasuki layout 第7表 --as v3"
)]
pub(crate) struct Typed {
    /// ファイルの種類
    #[arg(value_name = "種類", help_heading = "指定")]
    kind: Option<String>,

    /// 標準仕様の版（v3 または v4.1、指定がなければ v4.1）
    #[arg(long = "as", value_name = "版", value_parser = version, help_heading = "オプション")]
    spec: Option<SpecVersion>,
}

/// Shows a layout, or the kinds.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let Some(kind) = &typed.kind else {
        let specs = typed
            .spec
            .map_or_else(|| SpecVersion::ALL.to_vec(), |spec| vec![spec]);
        match args.format {
            Format::Json => output.json(&json::kinds(&specs))?,
            Format::Text | Format::Sarif | Format::Csv => output.data(&text::kinds(&specs))?,
        }
        return Ok(Exit::Done);
    };
    let layout = find(kind, typed.spec.unwrap_or(SpecVersion::V4_1))?;
    match args.format {
        Format::Json => output.json(&json::layout(layout))?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&text::layout(layout))?,
    }
    Ok(Exit::Done)
}

/// The layout that somebody asked for.
fn find(typed: &str, spec: SpecVersion) -> Result<&'static Layout, Refusal> {
    const LIST: &str = "種類の一覧は tasuki layout で表示できます。";
    let kind = match search::kind(typed) {
        Search::Found(kind) => kind,
        Search::Nothing => {
            return Err(Refusal::wrong_use(
                "use.unknown-kind",
                format!("「{typed}」という種類のファイルはありません。"),
                LIST,
            ));
        }
        Search::Several(kinds) => {
            return Err(Refusal::wrong_use(
                "use.ambiguous-kind",
                format!("「{typed}」に当てはまる種類が{}つあります。", kinds.len()),
                format!(
                    "次のいずれかを指定してください。\n{}",
                    text::candidates(&kinds)
                ),
            ));
        }
    };
    layout(spec, kind).ok_or_else(|| match kind {
        FileKind::PreventionUserImage => Refusal::wrong_use(
            "use.no-layout",
            format!(
                "{}（{kind}）は画像（JPEG）で、項目はありません。",
                kind.name()
            ),
            LIST,
        ),
        _ => Refusal::wrong_use(
            "use.no-layout",
            format!(
                "{}（{kind}）は{}にはないファイルです。",
                kind.name(),
                spec.name()
            ),
            "--as v4.1 を指定するか、--as を外してください。",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_layout_is_wrong_use() {
        let code = |typed, spec| find(typed, spec).unwrap_err().code;
        let v4 = SpecVersion::V4_1;
        assert_eq!(code("請求", v4), "use.unknown-kind");
        assert_eq!(code("第6表", v4), "use.ambiguous-kind");
        assert_eq!(code("UPKIHON_IMAGE", v4), "use.no-layout");
        assert_eq!(code("UP3KYO", SpecVersion::V3), "use.no-layout");
        assert_eq!(find("UP3KYO", v4).unwrap().kind, FileKind::CarePlan3);
    }
}
