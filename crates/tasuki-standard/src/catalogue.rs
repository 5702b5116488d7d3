//! What is told of the rules: `data/rules.toml`.
//!
//! It is parsed when the first entry is asked for; tests prove that it parses, and that every rule
//! has its entry, its page in `docs/rules` and a set in `testdata/rules` that breaks it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use tasuki_terms::FileKind;

use crate::Rule;

mod page;

pub use page::{RULE_INDEX, rule_index, rule_page, rule_pages};

/// What is told of a [`Rule`], in Japanese.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RuleEntry {
    /// What must hold, in one line.
    pub title: String,
    /// What is looked at.
    pub checks: String,
    /// What goes wrong otherwise, at the office that receives.
    pub why: String,
    /// What the office does about it.
    pub office: String,
    /// What the maker of its software does about it.
    pub vendor: String,
    /// An example that is right.
    pub good: String,
    /// An example that is wrong.
    pub bad: String,
    /// Where the standard says so; 推定 where it does not.
    pub source: String,
    /// The kinds of files it is for; none means all.
    #[serde(default)]
    pub kinds: Vec<FileKind>,
    /// What is wrong, as the sentence of a finding; empty where it depends on what was found.
    #[serde(default)]
    pub what: String,
    /// The same where something is there again that may be there once, and not missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// What to do, as the sentence of a finding; empty where it depends on what was found.
    #[serde(default)]
    pub hint: String,
}

impl Rule {
    /// What is told of it.
    ///
    /// ```
    /// use tasuki_standard::Rule;
    ///
    /// let entry = Rule::RECORD_6_1.entry();
    /// assert!(entry.what.contains("TAISコード"));
    /// ```
    pub fn entry(self) -> &'static RuleEntry {
        ENTRIES.get(self.code()).unwrap_or(&NONE)
    }

    /// The rule of a code, or of the name that sample sets use if no other rule has the same. Letters
    /// may be large or small.
    ///
    /// ```
    /// use tasuki_standard::Rule;
    ///
    /// assert_eq!(Rule::by_code("6-1"), Some(Rule::RECORD_6_1));
    /// assert_eq!(Rule::by_code("r_hos-3"), Some(Rule::RECORD_HOS_3));
    /// assert_eq!(Rule::by_code("E_FILENAME"), None);
    /// ```
    pub fn by_code(code: &str) -> Option<Self> {
        let own = |rule: &Self| rule.code().eq_ignore_ascii_case(code);
        if let Some(rule) = Self::ALL.iter().copied().find(own) {
            return Some(rule);
        }
        let mut named = Self::by_vocabulary(code);
        named.next().filter(|_| named.next().is_none())
    }

    /// The rules whose findings sample sets give this name, such as `E_FILENAME`.
    pub fn by_vocabulary(name: &str) -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(move |rule| rule.vocabulary().eq_ignore_ascii_case(name))
    }
}

const DATA: &str = include_str!("../data/rules.toml");

type Entries = BTreeMap<String, RuleEntry>;

fn entries() -> Result<Entries, toml::de::Error> {
    toml::from_str(DATA)
}

/// Empty if the embedded data were malformed, which a test excludes.
static ENTRIES: LazyLock<Entries> = LazyLock::new(|| entries().unwrap_or_default());

/// The entry of a rule that has none, which a test excludes.
static NONE: LazyLock<RuleEntry> = LazyLock::new(RuleEntry::default);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Whether the sentences of the rule's findings are always the same.
    fn has_sentences(rule: Rule) -> bool {
        let between_files = [
            "unit.orphan",
            "unit.no-supplement",
            "unit.image-missing",
            "unit.image-unused",
        ];
        rule.vocabulary().starts_with("R_") || between_files.contains(&rule.code())
    }

    #[test]
    fn the_embedded_data_are_well_formed() {
        let entries = entries().unwrap();
        for code in entries.keys() {
            assert!(Rule::by_code(code).is_some(), "no rule {code}");
        }
    }

    #[test]
    fn no_text_of_a_rule_is_missing_or_reads_unfinished() {
        for rule in Rule::ALL.iter().copied() {
            let entry = rule.entry();
            for text in [&entry.checks, &entry.why, &entry.office, &entry.vendor] {
                assert!(text.ends_with('。'), "{rule}: {text}");
                assert!(!text.contains("。。"), "{rule}: {text}");
            }
            assert!(
                entry.title.ends_with(['と', '）']),
                "{rule}: {}",
                entry.title
            );
            assert!(!entry.title.contains(['\n', '|', '。']), "{rule}");
            assert_ne!(entry.good.trim(), "", "{rule}");
            assert_ne!(entry.bad.trim(), "", "{rule}");
            assert_ne!(entry.good, entry.bad, "{rule}");
            let known = ["標準仕様 V4.1 ", "推定（標準仕様に明文なし）"];
            assert!(
                known.iter().any(|one| entry.source.starts_with(one)),
                "{rule}"
            );
        }
    }

    #[test]
    fn titles_tell_the_rules_apart() {
        let titles: BTreeSet<_> = Rule::ALL.iter().map(|rule| &rule.entry().title).collect();
        assert_eq!(titles.len(), Rule::ALL.len());
    }

    #[test]
    fn rules_of_records_and_between_files_have_their_sentences() {
        for rule in Rule::ALL.iter().copied() {
            let entry = rule.entry();
            for text in [&entry.what, &entry.hint] {
                assert_eq!(text.ends_with('。'), has_sentences(rule), "{rule}: {text}");
                assert_eq!(text.is_empty(), !has_sentences(rule), "{rule}: {text}");
            }
        }
    }

    #[test]
    fn codes_are_found_however_they_are_written() {
        for rule in Rule::ALL.iter().copied() {
            assert_eq!(Rule::by_code(rule.code()), Some(rule));
            assert_eq!(Rule::by_code(&rule.code().to_uppercase()), Some(rule));
            assert!(Rule::by_vocabulary(&rule.vocabulary().to_lowercase()).any(|one| one == rule));
        }
        assert_eq!(Rule::by_code("w_eol"), Some(Rule::FILE_LINE_ENDS));
        assert_eq!(Rule::by_code(""), None);
        assert_eq!(Rule::by_code("6-99"), None);
    }
}
