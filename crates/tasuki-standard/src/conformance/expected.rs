//! `expected.toml`: what a check must say about a case.

use serde::Serialize;
use tasuki_terms::{SendingUnit, SpecVersion};

use super::{Case, Class, Verdict};
use crate::Severity;

/// What stands in the file.
#[derive(Serialize)]
struct ExpectedToml<'a> {
    case: String,
    title: &'a str,
    spec: SpecVersion,
    unit: SendingUnit,
    class: Class,
    verdict: Verdict,
    errors: Vec<&'a str>,
    warnings: Vec<&'a str>,
    files: Vec<&'a str>,
}

impl Case {
    /// The text of its `expected.toml`: verdict, and the names of the faults (see
    /// [`Rule::vocabulary`](crate::Rule::vocabulary)).
    pub fn expected_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&ExpectedToml {
            case: self.id(),
            title: self.title,
            spec: self.spec,
            unit: self.unit,
            class: self.class,
            verdict: self.verdict(),
            errors: self.faults(Severity::Error),
            warnings: self.faults(Severity::Warning),
            files: self.files.iter().map(|(name, _)| name.as_str()).collect(),
        })
    }

    /// The names of the faults of a severity, as `expected.toml` tells them.
    pub fn faults(&self, severity: Severity) -> Vec<&'static str> {
        let mut names: Vec<_> = self
            .rules
            .iter()
            .filter(|rule| rule.severity() == severity)
            .map(|rule| rule.vocabulary())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
