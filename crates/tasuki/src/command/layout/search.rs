//! Which kind of file somebody means.

use tasuki_terms::{FileKind, half_width};

/// The kinds that a text may mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Search {
    Found(FileKind),
    /// In the order of the standard.
    Several(Vec<FileKind>),
    Nothing,
}

/// What people also say, and what stands for it in the names.
const ALSO: &[(&str, &str)] = &[
    ("提供票別表", "利用票別表"),
    ("提供票", "利用票"),
    ("居宅サービス計画書", "居宅サービス計画"),
    ("家族図", "画像"),
    ("補足情報", "利用者補足情報"),
];

/// Finds a kind by the first part of the file name, by our English name, by its Japanese name or by
/// a part of it. Deletions are only meant where somebody says so, or where nothing else is.
pub(super) fn kind(typed: &str) -> Search {
    let typed = &half_width(typed);
    let latin = |text: &str| -> String {
        let kept = text.chars().filter(char::is_ascii_alphanumeric);
        kept.map(|c| c.to_ascii_uppercase()).collect()
    };
    let wanted = latin(typed);
    let known = |kind: &FileKind| [kind.to_string(), format!("{kind:?}")];
    if typed.is_ascii() && !wanted.is_empty() {
        let mut kinds = FileKind::ALL.into_iter();
        let found = kinds.find(|kind| known(kind).iter().any(|name| latin(name) == wanted));
        return found.map_or(Search::Nothing, Search::Found);
    }
    let wanted = plain(typed);
    if wanted.is_empty() {
        return Search::Nothing;
    }
    let of = |fits: &dyn Fn(&str) -> bool| -> Vec<FileKind> {
        let kinds = FileKind::ALL.into_iter();
        kinds.filter(|kind| fits(&plain(kind.name()))).collect()
    };
    let exact = of(&|name| name == wanted);
    let all = of(&|name| name.contains(&wanted));
    let kept = all.iter().filter(|kind| !kind.name().contains("削除"));
    let kept: Vec<_> = kept.copied().collect();
    // What the others are annexes of.
    let main = kept.iter().filter(|main| {
        let mut others = kept.iter();
        others.all(|other| other.name().starts_with(main.name()))
    });
    let main: Vec<_> = main.copied().collect();
    for kinds in [exact, main, kept, all] {
        match kinds.as_slice() {
            [] => {}
            [one] => return Search::Found(*one),
            _ => return Search::Several(kinds),
        }
    }
    Search::Nothing
}

/// A name without what people write in different ways.
fn plain(text: &str) -> String {
    let mut plain: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !"第()_・".contains(*c))
        .map(|c| match c {
            '一' => '1',
            '二' => '2',
            '三' => '3',
            _ => c,
        })
        .collect();
    for (also, name) in ALSO {
        if !plain.contains(name) {
            plain = plain.replace(also, name);
        }
    }
    // By itself it means the care plan, whose names have no such word.
    if plain == "計画書" {
        return "計画".to_owned();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_use_their_own_words() {
        let told: Vec<_> = [
            "UPPLAN",
            "upplan",
            "UsePlan",
            "use_plan",
            "UPKIHON_SUB1",
            "第6表",
            "第６表",
            "予定",
            "予定_削除",
            "実績",
            "第7表",
            "別表",
            "利用票別表",
            "提供票",
            "第1表",
            "一表",
            "計画書",
            "支援計画書",
            "利用者基本情報",
            "基本情報",
            "補足",
            "補足情報",
            "画像",
            "削除",
            "請求",
            "",
            "第",
            "UP",
        ]
        .iter()
        .map(|typed| format!("{typed} = {:?}", kind(typed)))
        .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn every_kind_is_found_by_each_of_its_names() {
        for one in FileKind::ALL {
            for name in [one.to_string(), one.name().to_owned(), format!("{one:?}")] {
                assert_eq!(kind(&name), Search::Found(one), "{name}");
            }
        }
    }
}
