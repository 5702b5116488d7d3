//! What was changed, for people.

use tasuki_standard::{Place, Repair, ReplacedCharacter};

use crate::show::{escaped, masked};

/// What was put right.
pub(crate) fn repaired(repair: &Repair) -> String {
    let change = match (&repair.before, &repair.after) {
        // Of a file as a whole nothing but its name has a value.
        (Some(_), Some(after)) if repair.place.line.is_none() => format!(" →「{after}」"),
        (Some(before), Some(after)) => format!("「{before}」→「{after}」"),
        _ => String::new(),
    };
    let times = times(repair.count, &repair.more_lines);
    change_at(
        "修正",
        &repair.place,
        &format!("{change}{times}"),
        repair.what,
    )
}

/// The values that are told of what was put right.
pub(crate) fn values_of(repairs: &[Repair]) -> impl Iterator<Item = &str> {
    let both = repairs.iter().flat_map(|one| [&one.before, &one.after]);
    both.flatten().map(String::as_str)
}

/// The character that was replaced.
pub(crate) fn replaced(one: &ReplacedCharacter) -> String {
    let times = times(one.count, &one.more_lines);
    let (change, what) = match one.to {
        Some(to) => (
            format!("「{}」→「{to}」", one.from),
            "Shift-JIS（MS932）にない文字を置き換えました。",
        ),
        None => (
            format!("（U+{:04X}）", u32::from(one.from)),
            "字体を選ぶための文字（異体字セレクタ）を除きました。",
        ),
    };
    change_at("置換", &one.place, &format!("{change}{times}"), what)
}

/// One change: a word for it, where, what stands there, and what was done.
pub(crate) fn change(
    word: &str,
    place: &Place,
    value: Option<&str>,
    (count, more_lines): (u32, &[u32]),
    what: &str,
) -> String {
    let value = value.map_or_else(String::new, |value| format!("「{value}」"));
    let times = times(count, more_lines);
    change_at(word, place, &format!("{value}{times}"), what)
}

fn change_at(word: &str, place: &Place, change: &str, what: &str) -> String {
    let place = escaped(&place.to_string());
    format!("[{word}] {place}{}\n       {what}", masked(change))
}

/// How often besides, and where.
fn times(count: u32, more_lines: &[u32]) -> String {
    let more = count.saturating_sub(1);
    if more == 0 {
        return String::new();
    }
    let lines: Vec<_> = more_lines.iter().map(ToString::to_string).collect();
    if lines.is_empty() {
        return format!("（ほか{more}か所）");
    }
    let and_so_on = if lines.len() < usize::try_from(more).unwrap_or(usize::MAX) {
        "など"
    } else {
        ""
    };
    format!("（ほか{more}か所：{}行目{and_so_on}）", lines.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_is_told_with_the_next_lines() {
        assert_eq!(times(1, &[]), "");
        assert_eq!(times(3, &[]), "（ほか2か所）");
        assert_eq!(times(3, &[4, 9]), "（ほか2か所：4、9行目）");
        assert_eq!(times(9, &[4, 9]), "（ほか8か所：4、9行目など）");
    }
}
