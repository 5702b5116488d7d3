//! Every rule has a set in `testdata/rules` that breaks it, and nothing else breaks there.

use std::collections::BTreeSet;

use crate::read::borrowed;
use crate::test_sets::{TestSet, sets_of};
use crate::{NormaliseOptions, Rule, check_files, normalise};

#[test]
fn every_rule_has_a_set_that_breaks_it_and_nothing_else_breaks_there() {
    let mut sets = sets_of("rules");
    for rule in Rule::ALL.iter().copied() {
        let at = sets.iter().position(|one| one.name == rule.code());
        let at = at.unwrap_or_else(|| panic!("no set testdata/rules/{rule}"));
        let TestSet { set, files, .. } = sets.swap_remove(at);
        assert_eq!(set.shows.as_deref(), Some(rule.code()));
        assert!(
            set.expected().any(|name| name == rule.vocabulary()),
            "{rule}"
        );

        let expected: BTreeSet<_> = set.expected().map(String::as_str).collect();
        let found = broken(&files);
        let names: BTreeSet<_> = found.iter().map(|one| one.vocabulary()).collect();
        assert_eq!(names, expected, "{rule}");
        // A character that cannot be written shows only when it is written.
        let shows = match rule {
            Rule::TEXT_UNWRITABLE => not_put_right(&files).contains(&rule),
            _ => found.contains(&rule),
        };
        assert!(shows, "{rule}");
    }
    let left: Vec<_> = sets.iter().map(|one| &one.name).collect();
    assert!(left.is_empty(), "sets of no rule: {left:?}");
}

fn not_put_right(files: &[(String, Vec<u8>)]) -> BTreeSet<Rule> {
    let refused = normalise(&borrowed(files), NormaliseOptions::default()).unwrap_err();
    let findings = refused.report.findings.iter();
    findings.map(|finding| finding.rule).collect()
}

fn broken(files: &[(String, Vec<u8>)]) -> BTreeSet<Rule> {
    let findings = check_files(&borrowed(files)).findings;
    findings.iter().map(|finding| finding.rule).collect()
}
