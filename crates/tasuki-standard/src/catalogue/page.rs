//! The pages of the rules for people, in Markdown: `docs/rules`.

use std::fmt::Write as _;

use crate::Rule;

/// The name of the file that lists all rules.
pub const RULE_INDEX: &str = "README.md";

const GENERATED: &str =
    "<!-- crates/tasuki-standard/data/rules.toml から `cargo xtask rules` で作られています。 -->";

/// What the rules are about, by the first part of their codes, in the order of the index.
const GROUPS: &[(&str, &str)] = &[
    ("name", "ファイル名"),
    ("unit", "送信単位（一緒に送信するファイル）"),
    ("file", "ファイル全体"),
    ("csv", "CSVの書き方"),
    ("version", "CSVバージョン"),
    ("text", "文字"),
    ("field", "項目の値"),
    ("hos", "利用者補足情報"),
    ("1ky", "居宅サービス計画書 第1表"),
    ("2ky", "居宅サービス計画書 第2表"),
    ("3ky", "居宅サービス計画書 第3表"),
    ("6", "第6表（サービス利用票）予定・実績"),
    ("dpl", "第6表 予定の削除"),
    ("djs", "第6表 実績の削除"),
    ("7", "第7表（サービス利用票別表）"),
    ("kih", "利用者基本情報"),
];

impl Rule {
    /// What it is about, such as ファイル名 or 第7表; rules of one group share the first part of their
    /// codes.
    pub fn group(self) -> &'static str {
        let first = self.code().split(['.', '-']).next().unwrap_or_default();
        GROUPS
            .iter()
            .find(|(part, _)| *part == first)
            .map_or("", |(_, name)| name)
    }

    /// The rules of all groups, in the order of the index.
    pub fn groups() -> impl Iterator<Item = (&'static str, Vec<Self>)> {
        GROUPS.iter().map(|(_, name)| {
            let rules = Self::ALL.iter().copied();
            (*name, rules.filter(|rule| rule.group() == *name).collect())
        })
    }

    /// The kinds of files it is for, as people read them.
    pub fn subject(self) -> String {
        let kinds = &self.entry().kinds;
        if kinds.is_empty() {
            return "すべてのファイル".to_owned();
        }
        let names: Vec<_> = kinds
            .iter()
            .map(|kind| format!("{}（{kind}）", kind.name()))
            .collect();
        names.join("、")
    }
}

/// The page of a rule.
///
/// ```
/// use tasuki_standard::{Rule, rule_page};
///
/// assert!(rule_page(Rule::RECORD_6_1).contains("## 直し方"));
/// ```
pub fn rule_page(rule: Rule) -> String {
    let entry = rule.entry();
    let (code, severity) = (rule.code(), rule.severity());
    let mut page = format!("{GENERATED}\n\n# {code} {}\n\n", entry.title);
    for (name, value) in [
        (
            "重大度",
            format!("{}（{}）", severity.name(), severity.meaning()),
        ),
        ("対象", rule.subject()),
        ("根拠", entry.source.clone()),
        ("検査見本での名前", format!("`{}`", rule.vocabulary())),
    ] {
        line(&mut page, format_args!("- {name}：{value}"));
    }
    for (heading, text) in [
        ("## 調べること", &entry.checks),
        ("## 理由", &entry.why),
        ("## 直し方\n\n### 事業所の方", &entry.office),
        ("### 介護ソフトの開発者の方", &entry.vendor),
    ] {
        line(&mut page, format_args!("\n{heading}\n\n{text}"));
    }
    line(&mut page, "\n## 例");
    for (name, example) in [("正しい例", &entry.good), ("誤りの例", &entry.bad)] {
        let example = example.trim_end();
        line(
            &mut page,
            format_args!("\n{name}\n\n```text\n{example}\n```"),
        );
    }
    if !entry.what.is_empty() {
        let again = entry.again.as_ref();
        let again = again.map_or_else(String::new, |again| format!("\n>\n> {again}"));
        let (what, hint) = (&entry.what, &entry.hint);
        let shown = format_args!("\n## 検査で表示される文\n\n> {what}{again}\n>\n> {hint}");
        line(&mut page, shown);
    }
    line(
        &mut page,
        format_args!(
            "\n---\n\n[規則の一覧]({RULE_INDEX})・この説明は `tasuki explain {code}` でも表示できます。"
        ),
    );
    page
}

/// The list of all rules, with a link to the page of each.
pub fn rule_index() -> String {
    let mut page = format!(
        "{GENERATED}\n\n# 検査の規則\n\n\
         ケアプランデータ連携標準仕様のファイルを検査するときの規則です。\n\
         重大度が「誤り」のものは直してから送信してください。「注意」のものは送信できますが、確認をお勧めします。\n"
    );
    for (name, rules) in Rule::groups() {
        line(&mut page, format_args!("\n## {name}\n"));
        line(
            &mut page,
            "| コード | 検査見本での名前 | 重大度 | 規則 |\n|---|---|---|---|",
        );
        for rule in rules {
            let code = rule.code();
            let row = format_args!(
                "| [{code}]({code}.md) | `{}` | {} | {} |",
                rule.vocabulary(),
                rule.severity().name(),
                rule.entry().title
            );
            line(&mut page, row);
        }
    }
    page
}

/// All files of `docs/rules`: their names and what they hold.
pub fn rule_pages() -> impl Iterator<Item = (String, String)> {
    let pages = Rule::ALL.iter().copied();
    let pages = pages.map(|rule| (format!("{}.md", rule.code()), rule_page(rule)));
    pages.chain([(RULE_INDEX.to_owned(), rule_index())])
}

fn line(page: &mut String, text: impl std::fmt::Display) {
    // Writing to a text never fails.
    let _written = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    #[test]
    fn docs_rules_holds_the_page_of_every_rule_and_nothing_else() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
        let there: BTreeMap<_, _> = fs_err::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs_err::read_to_string(entry.path()).unwrap())
            })
            .collect();
        let wanted: BTreeMap<_, _> = rule_pages().collect();
        let again = "run `cargo xtask rules`";
        assert!(there.keys().eq(wanted.keys()), "{again}");
        for (name, page) in wanted {
            assert_eq!(there.get(&name), Some(&page), "{name}: {again}");
        }
    }

    #[test]
    fn every_rule_stands_in_one_group() {
        let mut listed: Vec<_> = Rule::groups().flat_map(|(_, rules)| rules).collect();
        assert!(Rule::groups().all(|(_, rules)| !rules.is_empty()));
        listed.sort_unstable();
        let mut all = Rule::ALL.to_vec();
        all.sort_unstable();
        assert_eq!(listed, all);
    }
}
