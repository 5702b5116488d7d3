//! What a check found, for people.

use std::collections::BTreeSet;

use tasuki_desk::Fault;

use super::Checked;
use super::excerpt::{Excerpt, UNREADABLE};
use super::unit::{CheckedFile, CheckedUnit, OTHER_VERSION, Problem, Verdict};
use crate::show::{
    self, LEGEND, Paint, Shown, Table, counts, end_of_line, hidden_text, in_colour, legend, masked,
    padded, start_of_line, width,
};

/// How many columns a line of a file may take.
const WIDEST: usize = 72;
/// How many of them its item may take.
const WIDEST_ITEM: usize = 40;

/// Findings, then units and files, then the verdict.
pub(super) fn text(checked: &Checked, paint: Paint) -> String {
    let mut blocks = Vec::new();
    let mut explained = BTreeSet::from([OTHER_VERSION, Fault::NO_CSV]);
    for unit in &checked.units {
        for one in &unit.problems {
            let explain = explained.insert(one.rule);
            blocks.push(problem(one, explain, paint));
        }
        blocks.extend(unit.hidden().map(hidden_text));
    }
    let problems = || checked.units.iter().flat_map(|unit| &unit.problems);
    if problems().any(|one| one.excerpt.is_some()) {
        let legend = format!("{LEGEND}（{UNREADABLE}は読めない文字）");
        blocks.push(paint.faint(&legend));
    } else {
        let values = problems().filter_map(|one| one.value.as_deref());
        blocks.extend(legend(values).map(|legend| paint.faint(legend)));
    }
    blocks.extend(checked.units.iter().map(|one| unit(one, paint)));
    if !checked.ignored.is_empty() {
        let names = checked
            .ignored
            .iter()
            .map(|path| format!("  {}", show::path(path)));
        blocks.push(format!(
            "標準仕様のファイルではないため、確認していません:\n{}",
            names.collect::<Vec<_>>().join("\n")
        ));
    }
    blocks.push(verdict(checked, paint));
    blocks.join("\n\n")
}

/// One finding.
fn problem(problem: &Problem, explain: bool, paint: Paint) -> String {
    let lines = match (problem.place.line, &problem.excerpt) {
        (Some(line), Some(excerpt)) => {
            let line = excerpt.span.map_or(line, |span| span.start_line);
            source_lines(line, excerpt, problem, paint)
        }
        _ => Vec::new(),
    };
    let shown = Shown {
        severity: problem.severity,
        rule: problem.rule,
        file: problem.path.to_string_lossy().into_owned(),
        place: &problem.place,
        value: problem.value.as_deref().filter(|_| lines.is_empty()),
        lines,
        what: &problem.what,
        hint: &problem.hint,
        times: (problem.count, &problem.more_lines),
    };
    shown.text(explain, paint)
}

/// The line with its number, and a line that points to the item.
fn source_lines(line: u32, excerpt: &Excerpt, problem: &Problem, paint: Paint) -> Vec<String> {
    let number = line.to_string();
    let bar = paint.faint("|");
    let gutter = |number: &str| format!("  {} {bar} ", padded(number, width(&line.to_string())));
    let Some(item) = &excerpt.item else {
        let text = start_of_line(&masked(&excerpt.before), WIDEST);
        return vec![format!("{}{text}", gutter(&paint.faint(&number)))];
    };
    let [before, item, after] = [&excerpt.before, item, &excerpt.after].map(|text| masked(text));
    let item = start_of_line(&item, WIDEST_ITEM);
    let room = WIDEST.saturating_sub(width(&item));
    let before = end_of_line(&before, room - width(&after).min(room / 2));
    let after = start_of_line(&after, room - width(&before));
    let value = problem.value.as_ref().map(|value| masked(value));
    let label = value.filter(|value| !item.contains(value.as_str()));
    let label = label.map_or_else(String::new, |value| format!(" {value}"));
    let carets = format!("{}{label}", carets(&item));
    let carets = in_colour(problem.severity, &carets, paint);
    vec![
        format!("{}{before}{item}{after}", gutter(&paint.faint(&number))),
        format!("{}{}{carets}", gutter(""), " ".repeat(width(&before))),
    ]
}

/// Marks below an item; below what cannot be read, if it is that.
fn carets(item: &str) -> String {
    let some_unreadable = item.contains(UNREADABLE);
    let marks: String = item
        .chars()
        .map(|c| {
            let marked = !some_unreadable || c == UNREADABLE;
            let mark = if marked { "^" } else { " " };
            mark.repeat(width(c.encode_utf8(&mut [0; 4])))
        })
        .collect();
    match marks.trim_end() {
        "" => "^".to_owned(),
        marks => marks.to_owned(),
    }
}

/// A unit and its files.
fn unit(unit: &CheckedUnit, paint: Paint) -> String {
    let judged = match unit.verdict() {
        Verdict::Ok => paint.right("問題なし"),
        Verdict::Warning => paint.warning(&counts(unit.errors, unit.warnings)),
        Verdict::Error => paint.error(&counts(unit.errors, unit.warnings)),
    };
    let head = match &unit.name {
        None => "連番が分からないファイル".to_owned(),
        Some(name) => {
            let office = |number, service: Option<_>| {
                service.map_or_else(
                    || format!("{number}"),
                    |service| format!("{number}（{service}）"),
                )
            };
            let parts = [
                format!("連番 {}", name.sequence),
                unit.unit
                    .map_or_else(String::new, |unit| show::unit(unit).to_owned()),
                show::month(unit.month),
                format!(
                    "{} → {}",
                    office(name.sender, name.sender_service),
                    office(name.receiver, name.receiver_service)
                ),
            ];
            parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("  ")
        }
    };
    let mut table = Table::new(&["ファイル", "種類", "版", "レコード"]);
    unit.files.iter().for_each(|one| table.row(file(one)));
    let files: Vec<_> = table
        .text()
        .lines()
        .map(|line| format!("  {line}"))
        .collect();
    format!("{head}: {judged}\n{}", files.join("\n"))
}

fn file(file: &CheckedFile) -> [String; 4] {
    let records = match file.records {
        Some(count) => count.to_string(),
        None if file.is_checked => "―".to_owned(),
        None => "未確認".to_owned(),
    };
    match &file.parsed {
        Some(name) => [
            name.kind.to_string(),
            name.kind.name().to_owned(),
            name.spec.name().to_owned(),
            records,
        ],
        None => [
            file.name.clone(),
            "不明".to_owned(),
            "不明".to_owned(),
            records,
        ],
    }
}

fn verdict(checked: &Checked, paint: Paint) -> String {
    let sum = |of: fn(&CheckedUnit) -> u32| {
        let counts = checked.units.iter().map(of);
        counts.fold(0_u32, u32::saturating_add)
    };
    let (errors, warnings) = (sum(|one| one.errors), sum(|one| one.warnings));
    let files = || checked.units.iter().flat_map(|unit| &unit.files);
    let looked_at = files().filter(|file| file.is_checked).count();
    let left = match files().count() - looked_at {
        0 => String::new(),
        left => format!(
            "CSVファイルではないものがあるため、同じ送信単位のほかのファイル{left}個は確認していません。"
        ),
    };
    let looked = format!(
        "送信単位{}件、ファイル{looked_at}個を確認しました。{left}",
        checked.units.len()
    );
    let judged = match checked.verdict() {
        Verdict::Ok => paint.right("問題は見つかりませんでした。"),
        Verdict::Warning => paint.warning(&format!(
            "誤りはありません。注意が{warnings}件ありますので、ご確認ください。"
        )),
        Verdict::Error => {
            let warnings = match warnings {
                0 => String::new(),
                _ => format!("、注意が{warnings}件"),
            };
            paint.error(&format!(
                "誤りが{errors}件{warnings}あります。誤りを直してから送信してください。"
            ))
        }
    };
    format!("{looked}{judged}")
}

#[cfg(test)]
mod tests;
