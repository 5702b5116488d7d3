//! What was found in files, the same wherever it was found.

use std::collections::BTreeSet;

use tasuki_standard::{CheckReport, Finding, Place, Severity};

use super::{Paint, escaped};

/// What `tasuki_standard` writes for a character that cannot be shown.
const MASK: &str = "□";
/// What is shown for it. `□` takes one column on some terminals and two on others (it is of ambiguous
/// width, UAX #11), so that marks below a line would stand beside their item; this takes two on all.
const SHOWN_MASK: &str = "＊";

/// A finding as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) severity: Severity,
    pub(crate) rule: &'a str,
    /// The file, as people know it.
    pub(crate) file: String,
    pub(crate) place: &'a Place,
    /// What stands there, if no line shows it.
    pub(crate) value: Option<&'a str>,
    /// The line and the marks below it, if they are shown.
    pub(crate) lines: Vec<String>,
    pub(crate) what: &'a str,
    pub(crate) hint: &'a str,
    /// How many equal ones it stands for, and the lines of the next few.
    pub(crate) times: (u32, &'a [u32]),
}

impl<'a> Shown<'a> {
    /// A finding without its line.
    pub(crate) fn of(finding: &'a Finding) -> Self {
        Self {
            severity: finding.severity,
            rule: finding.rule.code(),
            file: finding.place.file.clone(),
            place: &finding.place,
            value: finding.value.as_deref(),
            lines: Vec::new(),
            what: &finding.what,
            hint: &finding.hint,
            times: (finding.count, &finding.more_lines),
        }
    }

    /// The text; with `explain`, where its rule is explained.
    pub(crate) fn text(&self, explain: bool, paint: Paint) -> String {
        let head = format!("{}[{}]", self.severity.name(), self.rule);
        let head = in_colour(self.severity, &head, paint);
        let mut lines = vec![
            format!("{head} {}", masked(self.what)),
            format!("  {}", self.place()),
        ];
        lines.extend_from_slice(&self.lines);
        lines.push(format!("  → {}", escaped(self.hint)));
        lines.extend(self.more().map(|more| format!("  {more}")));
        if explain {
            let pointer = format!("詳しくは tasuki explain {}", self.rule);
            lines.push(format!("  {}", paint.faint(&pointer)));
        }
        lines.join("\n")
    }

    /// `folder/UPPLAN_….CSV:3 No.16 TAISコード`.
    fn place(&self) -> String {
        let place = self.place;
        [
            Some(escaped(&self.file)),
            place.line.map(|line| format!(":{line}")),
            place.column_no.map(|no| format!(" No.{no}")),
            place.column_name.as_ref().map(|name| format!(" {name}")),
            self.value.map(|value| format!("「{}」", masked(value))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// `（ほか3件: 5、8、12行目）`.
    fn more(&self) -> Option<String> {
        let (count, more_lines) = self.times;
        let others = count.checked_sub(1).filter(|others| *others > 0)?;
        let lines: Vec<String> = more_lines.iter().map(u32::to_string).collect();
        let told = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let rest = if told < others { "…" } else { "" };
        Some(if lines.is_empty() {
            format!("（ほか{others}件）")
        } else {
            format!("（ほか{others}件: {}行目{rest}）", lines.join("、"))
        })
    }
}

/// What the check of files found, one after the other, and how many errors and warnings.
pub(crate) fn findings(report: &CheckReport) -> String {
    let mut explained = BTreeSet::new();
    let mut blocks: Vec<String> = report
        .findings
        .iter()
        .map(|one| Shown::of(one).text(explained.insert(one.rule), Paint::Plain))
        .collect();
    let kept = report.findings.iter().map(|one| one.count);
    let found = [report.errors, report.warnings, report.notes];
    blocks.extend(hidden(found, kept).map(hidden_text));
    let values = report
        .findings
        .iter()
        .filter_map(|one| one.value.as_deref());
    blocks.extend(legend(values).map(str::to_owned));
    if report.errors > 0 || report.warnings > 0 {
        blocks.push(counts(report.errors, report.warnings));
    }
    blocks.join("\n\n")
}

/// What the masks of values mean (`tasuki_standard::shape`).
pub(crate) const LEGEND: &str =
    "個人情報は伏せて表示しています: # 数字、@ 英字、* 半角カナ、＊ そのほか";

/// The legend, where one of the values has masks.
pub(crate) fn legend<'a>(mut values: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let is_mask = |c: char| matches!(c, '#' | '@' | '*' | '＊' | '□');
    values
        .any(|value| value.contains(is_mask))
        .then_some(LEGEND)
}

/// How many of what was found are not among those that are kept, of which each stands for as many
/// as `kept` says; `None` if all are.
pub(crate) fn hidden(found: [u32; 3], kept: impl Iterator<Item = u32>) -> Option<u32> {
    let found = found.into_iter().fold(0, u32::saturating_add);
    let kept = kept.fold(0, u32::saturating_add);
    found.checked_sub(kept).filter(|hidden| *hidden > 0)
}

/// That some findings are not shown.
pub(crate) fn hidden_text(hidden: u32) -> String {
    format!("ほかに{hidden}件あります（件数が多いため省略しました）。")
}

/// `誤り2件、注意1件`.
pub(crate) fn counts(errors: u32, warnings: u32) -> String {
    match (errors, warnings) {
        (0, warnings) => format!("注意{warnings}件"),
        (errors, 0) => format!("誤り{errors}件"),
        (errors, warnings) => format!("誤り{errors}件、注意{warnings}件"),
    }
}

/// In the colour of a severity.
pub(crate) fn in_colour(severity: Severity, text: &str, paint: Paint) -> String {
    match severity {
        Severity::Error => paint.error(text),
        Severity::Warning => paint.warning(text),
        Severity::Note => paint.note(text),
    }
}

/// A value or a line as it is shown, with masks of a width that all terminals agree on.
pub(crate) fn masked(text: &str) -> String {
    escaped(&text.replace(MASK, SHOWN_MASK))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasuki_standard::check_files;

    const NAME: &str = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";

    #[test]
    fn findings_are_told_with_place_value_and_what_to_do() {
        let text = "202407,139999,例題作子,202504\r\n202407,,0000000101,202504\r\n";
        let bytes = tasuki_standard::ms932::encode(text).unwrap().bytes;
        let report = check_files(&[(NAME, bytes.as_slice()), ("a\x1B[2J.CSV", b"")]);
        insta::assert_snapshot!(findings(&report));
    }

    #[test]
    fn what_is_left_out_is_counted_by_what_the_kept_stand_for() {
        assert_eq!(hidden([300, 2, 0], [4, 250].into_iter()), Some(48));
        assert_eq!(hidden([3, 0, 1], [3, 1].into_iter()), None);
    }
}
