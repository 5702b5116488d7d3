//! The directory of all care offices, from the command line.

use std::sync::Arc;

use tasuki_directory::{RowFinding, invented_offices};
use tasuki_terms::SystemClock;

use crate::program::args::{Directory, Format};
use crate::program::failure::Failure;
use crate::program::print;
use crate::registry::ImportedFile;
use crate::setup::{COMMAND_LINE, Setup};

/// Which of the endless invented offices they are.
const SEED: u64 = 1;

pub(super) async fn run(command: Directory, setup: &Setup, format: Format) -> Result<(), Failure> {
    let registry = setup.registry(Arc::new(SystemClock)).await?;
    match command {
        Directory::Import { files } => {
            let imported = registry.import_directory(&files, COMMAND_LINE).await?;
            let json = imported.iter().map(as_json).collect();
            let text: Vec<String> = imported.iter().map(as_text).collect();
            print(format, &serde_json::Value::Array(json), &text.join("\n"));
        }
        Directory::Invent {
            offices,
            prefectures,
        } => {
            let wanted = |known| prefectures.is_empty() || prefectures.contains(&known);
            let invented = invented_offices(SEED)
                .filter(|office| wanted(office.prefecture))
                .take(offices);
            registry.invent_directory(invented, COMMAND_LINE).await?;
            let json = serde_json::json!({ "offices": offices });
            let text = format!("架空の事業所を{offices}件作成しました。");
            print(format, &json, &text);
        }
    }
    Ok(())
}

fn as_text(file: &ImportedFile) -> String {
    let report = &file.report;
    let mut lines = vec![format!(
        "{}: {}行を取り込みました。取り込まなかった行は{}行です。",
        file.name, report.accepted, report.rejected
    )];
    lines.extend(report.findings.iter().map(line));
    if report.more_findings > 0 {
        lines.push(format!("  ほかに{}件あります。", report.more_findings));
    }
    lines.join("\n")
}

fn line(finding: &RowFinding) -> String {
    let RowFinding { line, column, code } = finding;
    let column = column.map_or(String::new(), |column| format!("「{}」", column.heading()));
    let (what, hint) = (code.what(), code.what_to_do());
    format!("  {line}行目{column}: {what}{hint}（{code}）")
}

fn as_json(file: &ImportedFile) -> serde_json::Value {
    let report = &file.report;
    let findings = report.findings.iter().map(|finding| {
        serde_json::json!({
            "line": finding.line,
            "column": finding.column.map(tasuki_directory::Column::heading),
            "code": finding.code.to_string(),
            "rejects": finding.code.rejects(),
        })
    });
    serde_json::json!({
        "file": file.name,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "findings": findings.collect::<Vec<_>>(),
        "more_findings": report.more_findings,
    })
}
