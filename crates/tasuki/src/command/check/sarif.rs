//! What a check found, as a log of SARIF 2.1.0 (OASIS), for programs that show such logs.

use std::path::{MAIN_SEPARATOR, Path};

use serde::Serialize;
use tasuki_desk::Fault;
use tasuki_standard::{Rule, Severity};

use super::Checked;
use super::unit::{OTHER_VERSION, Problem};

/// What findings name that is no rule of the standard.
const NO_RULES: [(&str, &str); 2] = [
    (OTHER_VERSION, "ファイルは --as で指定した版です。"),
    (
        Fault::NO_CSV,
        "ファイルの内容は、拡張子のとおりCSVファイルです。",
    ),
];

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log with one run.
#[derive(Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<ResultObject<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    language: &'static str,
    rules: Vec<RuleObject>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleObject {
    id: &'static str,
    short_description: Message,
    help_uri: String,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    occurrence_count: u32,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

/// What was found.
pub(super) fn log(checked: &Checked) -> Log<'_> {
    let problems = || checked.units.iter().flat_map(|unit| &unit.problems);
    let rules: Vec<RuleObject> = Rule::ALL
        .iter()
        .filter(|rule| problems().any(|one| one.rule == rule.code()))
        .map(|rule| RuleObject {
            id: rule.code(),
            short_description: Message::new(format!("規則 {rule}（{}）", rule.vocabulary())),
            help_uri: format!("docs/rules/{rule}.md"),
            default_configuration: Configuration {
                level: level(rule.severity()),
            },
        })
        .chain(
            NO_RULES
                .iter()
                .filter(|(id, _)| problems().any(|one| one.rule == *id))
                .map(|(id, text)| no_rule(id, text)),
        )
        .collect();
    let results = problems().map(|problem| result(problem, &rules)).collect();
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            column_kind: "utf16CodeUnits",
            results,
            tool: Tool {
                driver: Driver {
                    name: "tasuki",
                    version: env!("CARGO_PKG_VERSION"),
                    language: "ja",
                    rules,
                },
            },
        }],
    }
}

fn no_rule(id: &'static str, text: &str) -> RuleObject {
    RuleObject {
        id,
        short_description: Message::new(text.to_owned()),
        help_uri: "docs/check.md".to_owned(),
        default_configuration: Configuration { level: "error" },
    }
}

fn result<'a>(problem: &'a Problem, rules: &[RuleObject]) -> ResultObject<'a> {
    let index = rules.iter().position(|rule| rule.id == problem.rule);
    ResultObject {
        rule_id: problem.rule,
        rule_index: index.unwrap_or_default(),
        level: level(problem.severity),
        message: Message::new(format!("{}{}", problem.what, problem.hint)),
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: uri(&problem.path),
                },
                region: region(problem),
            },
        }],
        occurrence_count: problem.count,
    }
}

impl Message {
    const fn new(text: String) -> Self {
        Self { text }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The item, if the finding is about one, or else the line.
fn region(problem: &Problem) -> Option<Region> {
    let span = problem.excerpt.as_ref().and_then(|excerpt| excerpt.span);
    match span {
        Some(span) => Some(Region {
            start_line: span.start_line,
            start_column: Some(span.start_column),
            end_line: (span.end_line != span.start_line).then_some(span.end_line),
            end_column: Some(span.end_column),
        }),
        None => problem.place.line.map(|start_line| Region {
            start_line,
            ..Region::default()
        }),
    }
}

/// A path as a reference (RFC 3986): relative as it was typed, absolute with `file:`.
fn uri(path: &Path) -> String {
    let text = path.to_string_lossy().replace(MAIN_SEPARATOR, "/");
    let root = match (path.is_absolute(), text.starts_with('/')) {
        (true, true) => "file://",
        (true, false) => "file:///",
        (false, _) => "",
    };
    let escaped = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    [root.to_owned()].into_iter().chain(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri(Path::new("a b/例.CSV")), "a%20b/%E4%BE%8B.CSV");
        assert_eq!(uri(Path::new("/out/A_1.CSV")), "file:///out/A_1.CSV");
    }
}
