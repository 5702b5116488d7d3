//! Every rule has a set in `testdata/rules` that breaks it, and nothing else breaks there.

use std::collections::BTreeSet;

use crate::test_sets::{TestSet, sets_of};
use crate::{Rule, check_files};

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
        assert!(found.contains(&rule), "{rule}");
    }
    let left: Vec<_> = sets.iter().map(|one| &one.name).collect();
    assert!(left.is_empty(), "sets of no rule: {left:?}");
}

fn broken(files: &[(String, Vec<u8>)]) -> BTreeSet<Rule> {
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let findings = check_files(&files).findings;
    findings.iter().map(|finding| finding.rule).collect()
}
