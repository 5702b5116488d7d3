//! `tasuki explain`: 検査の規則の説明.

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_standard::{Rule, RuleEntry, Severity};
use tasuki_terms::half_width;

use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::show::fields;
use crate::{Args, Exit, Format};

/// 検査の規則を説明します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki explain [オプション] [規則]",
    after_help = "\
規則は、検査の結果に表示されるコードです。
指定しなければ、すべての規則の一覧を表示します。

例: tasuki explain 6-1"
)]
pub(crate) struct Typed {
    /// 規則のコード（6-1、field.required など）
    #[arg(value_name = "規則", value_parser = named, help_heading = "指定")]
    rule: Option<Named>,
}

/// The rules of a code: one of its own, or all that sample sets call so.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Named(Vec<Rule>);

#[derive(Serialize)]
struct RulesJson {
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
struct RuleJson {
    code: &'static str,
    sample_code: &'static str,
    severity: Severity,
    group: &'static str,
    entry: &'static RuleEntry,
}

/// Explains.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let rules = match &typed.rule {
        Some(Named(rules)) => rules.as_slice(),
        None => Rule::ALL,
    };
    match args.format {
        Format::Json => output.json(&RulesJson::of(rules))?,
        Format::Text | Format::Sarif | Format::Csv => output.data(&text(rules))?,
    }
    Ok(Exit::Done)
}

/// Everything about one rule, or a list of several.
fn text(rules: &[Rule]) -> String {
    match rules {
        [rule] => one(*rule),
        _ => list(rules),
    }
}

fn one(rule: Rule) -> String {
    let entry = rule.entry();
    let severity = rule.severity();
    let about = fields(&[
        (
            "重大度",
            format!("{}（{}）", severity.name(), severity.meaning()),
        ),
        ("対象", rule.subject()),
        ("根拠", entry.source.clone()),
        ("検査見本での名前", rule.vocabulary().to_owned()),
    ]);
    let mut parts = vec![format!("{rule}  {}\n{about}", entry.title)];
    for (heading, text) in [
        ("調べること", &entry.checks),
        ("理由", &entry.why),
        ("直し方（事業所の方）", &entry.office),
        ("直し方（介護ソフトの開発者の方）", &entry.vendor),
        ("正しい例", &entry.good),
        ("誤りの例", &entry.bad),
    ] {
        let lines: Vec<_> = text.lines().map(|line| format!("  {line}")).collect();
        parts.push(format!("{heading}\n{}", lines.join("\n")));
    }
    parts.join("\n\n")
}

fn list(rules: &[Rule]) -> String {
    let mut parts = Vec::new();
    for (name, of_group) in Rule::groups() {
        let lines: Vec<_> = of_group
            .iter()
            .filter(|rule| rules.contains(rule))
            .map(|rule| {
                let severity = rule.severity().name();
                (rule.code(), format!("{severity}  {}", rule.entry().title))
            })
            .collect();
        if !lines.is_empty() {
            parts.push(format!("{name}\n{}", fields(&lines)));
        }
    }
    parts.push("規則の説明は tasuki explain <規則> で表示します。".to_owned());
    parts.join("\n\n")
}

impl RulesJson {
    fn of(rules: &[Rule]) -> Self {
        let rules = rules.iter().map(|rule| RuleJson {
            code: rule.code(),
            sample_code: rule.vocabulary(),
            severity: rule.severity(),
            group: rule.group(),
            entry: rule.entry(),
        });
        Self {
            rules: rules.collect(),
        }
    }
}

/// 規則, by its code or by the name that sample sets use.
fn named(typed: &str) -> Result<Named, String> {
    let typed = half_width(typed);
    let rules = match Rule::by_code(&typed) {
        Some(rule) => vec![rule],
        None => Rule::by_vocabulary(&typed).collect(),
    };
    if rules.is_empty() {
        return Err(unknown(&typed));
    }
    Ok(Named(rules))
}

/// That there is no such rule, and which codes look like it.
fn unknown(typed: &str) -> String {
    const MOST: usize = 4;
    let typed = typed.to_ascii_lowercase();
    let mut near: Vec<_> = Rule::ALL
        .iter()
        .map(|rule| (distance(&typed, rule.code()), rule.code()))
        .filter(|_| !typed.is_empty())
        .filter(|(steps, code)| steps * 2 <= code.len() || code.contains(&*typed))
        .collect();
    near.sort_unstable();
    let near: Vec<_> = near.into_iter().take(MOST).map(|(_, code)| code).collect();
    let list = "規則の一覧は tasuki explain で表示します。";
    if near.is_empty() {
        return format!("そのような規則はありません。{list}");
    }
    format!(
        "そのような規則はありません。近いものは {} です。{list}",
        near.join("、")
    )
}

/// How many letters must be put in, taken out or changed to make one text of the other.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (at, wanted) in from.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((left_above, above), found) in row.iter().zip(row.iter().skip(1)).zip(to.chars()) {
            let left = next.last().copied().unwrap_or_default();
            let changed = left_above + usize::from(wanted != found);
            next.push(changed.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::wrong_use;

    #[test]
    fn one_rule_is_told_whole() {
        insta::assert_snapshot!(text(&[Rule::RECORD_6_9]));
    }

    #[test]
    fn all_rules_are_listed_by_what_they_are_about() {
        insta::assert_snapshot!(text(Rule::ALL));
    }

    #[test]
    fn a_rule_in_json() {
        insta::assert_json_snapshot!(RulesJson::of(&[Rule::RECORD_6_1]));
    }

    #[test]
    fn rules_are_found_by_either_name() {
        let rule = |typed| named(typed).map(|found| found.0);
        assert_eq!(rule("FIELD.required"), Ok(vec![Rule::FIELD_REQUIRED]));
        assert_eq!(rule("r_6-1"), Ok(vec![Rule::RECORD_6_1]));
        assert_eq!(rule("６－１"), Ok(vec![Rule::RECORD_6_1]));
        assert_eq!(rule("Ｆｉｅｌｄ．required"), Ok(vec![Rule::FIELD_REQUIRED]));
        assert_eq!(rule("E_FILENAME").unwrap().len(), 5);
    }

    #[test]
    fn the_distance_counts_letters() {
        for (from, to, steps) in [
            ("", "abc", 3),
            ("abc", "", 3),
            ("hos-1", "hos-1", 0),
            ("hos1", "hos-1", 1),
            ("6-1", "7-1", 1),
            ("requierd", "required", 2),
        ] {
            assert_eq!(distance(from, to), steps, "{from} {to}");
        }
    }

    #[test]
    fn an_unknown_rule_is_wrong_use_and_near_ones_are_named() {
        let told: Vec<_> = ["field.requierd", "hos1", "required", "6-99", "例", ""]
            .into_iter()
            .map(|typed| {
                let words = ["tasuki", "explain", typed].map(OsString::from);
                let error = Args::parse_typed(&words).unwrap_err();
                format!(
                    "$ tasuki explain {typed}\n{}",
                    wrong_use::refusal(&error, &words).text()
                )
            })
            .collect();
        insta::assert_snapshot!(told.join("\n\n"));
    }
}
