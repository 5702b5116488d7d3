//! The conformance kit (適合確認用の事例集): numbered cases that any care software (介護ソフト) can be
//! tried with.
//!
//! [`cases`] gives all of them, of every sending unit (送信単位) in both versions: valid ones, ones at
//! the boundary of what is allowed, and ones with a single fault. Each tells what a check must say
//! ([`Case::rules`]). [`Case::compare`] holds what a software exports after it imported a case
//! against the case itself, item by item.
//!
//! The patterns D1 to D7 are those of the vendor test (ベンダ試験) of the exchange. All people and
//! offices are invented.

use std::collections::BTreeSet;

use serde::Serialize;
use tasuki_terms::{SendingUnit, SpecVersion};

use crate::generate::{File, GenerateError};
use crate::{Rule, Severity};

mod catalogue;
mod compare;
mod edits;
mod expected;
mod pattern;
mod readme;
mod recipe;
#[cfg(test)]
mod tests;

pub use compare::{Comparison, Difference, DifferenceKind};
pub use pattern::Pattern;
pub use readme::readme;

/// One case: files, and what a check must say about them.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Case {
    /// Its pattern.
    pub pattern: Pattern,
    /// Its number within the pattern, from 1. It never changes.
    pub number: u16,
    /// A few English words for the name of its folder.
    pub slug: &'static str,
    /// What it shows, in Japanese.
    pub title: &'static str,
    /// Whether it is valid, at the boundary, or faulty.
    pub class: Class,
    /// The version of the standard.
    pub spec: SpecVersion,
    /// The sending unit.
    pub unit: SendingUnit,
    /// The files.
    pub files: Vec<File>,
    /// The rules that a check must name, each once; none if nothing is wrong.
    pub rules: BTreeSet<Rule>,
}

/// What kind of case it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// As it usually comes (正常).
    Valid,
    /// At the boundary of what is allowed (境界).
    Boundary,
    /// With one fault (異常).
    Faulty,
}

/// What becomes of a case when it is to be sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is wrong.
    Accept,
    /// It may be sent, but somebody should look.
    Warn,
    /// It may not be sent.
    Refuse,
}

/// All cases, in the order of their numbers. They are always the same.
///
/// ```
/// use tasuki_standard::{check_files, conformance};
///
/// let cases = conformance::cases()?;
/// let first = &cases[0];
/// assert_eq!(first.folder(), "D1-01-plan-documents");
/// let files: Vec<_> = first.files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
/// assert!(check_files(&files).may_be_sent());
/// # Ok::<(), tasuki_standard::generate::GenerateError>(())
/// ```
pub fn cases() -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for pattern in Pattern::ALL {
        for (recipe, number) in catalogue::recipes(pattern).into_iter().zip(1..) {
            cases.push(recipe.case(pattern, number)?);
        }
    }
    Ok(cases)
}

impl Case {
    /// Its name: `D2-03`.
    pub fn id(&self) -> String {
        format!("{}-{:02}", self.pattern.as_str(), self.number)
    }

    /// The name of its folder: `D2-03-rented-equipment`.
    pub fn folder(&self) -> String {
        format!("{}-{}", self.id(), self.slug)
    }

    /// What becomes of it.
    pub fn verdict(&self) -> Verdict {
        let has = |severity| self.rules.iter().any(|rule| rule.severity() == severity);
        if has(Severity::Error) {
            Verdict::Refuse
        } else if has(Severity::Warning) {
            Verdict::Warn
        } else {
            Verdict::Accept
        }
    }
}

impl Class {
    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "正常",
            Self::Boundary => "境界",
            Self::Faulty => "異常",
        }
    }
}

impl Verdict {
    /// Its Japanese name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "受付",
            Self::Warn => "注意",
            Self::Refuse => "拒否",
        }
    }
}
