//! Files that are no CSV files at all, though their names say so.

use std::io::Read as _;

use tasuki_desk::Fault;
use tasuki_exchange::TOLD_WITHIN;
use tasuki_standard::{Place, Severity};

use super::unit::{CheckedFile, CheckedUnit, Problem};
use crate::command::given::GivenFile;
use crate::refusal::Refusal;

/// The files that are no CSV files at all, though their names say so.
pub(super) fn strangers(sources: &[GivenFile]) -> Result<Vec<Problem>, Refusal> {
    let mut found = Vec::new();
    for source in sources {
        let mut head = Vec::new();
        let mut file = source.open()?.take(TOLD_WITHIN as u64);
        file.read_to_end(&mut head)
            .map_err(|error| source.unreadable(error))?;
        found.extend(Fault::no_csv(&source.name, &head).map(|fault| Problem {
            rule: fault.code(),
            sample_code: "E_ENCODING",
            severity: Severity::Error,
            place: Place::file(&source.name),
            path: source.path.clone(),
            value: None,
            what: fault.what(),
            hint: fault.hint(),
            count: 1,
            more_lines: Vec::new(),
            excerpt: None,
        }));
    }
    Ok(found)
}

impl CheckedUnit {
    /// Files of which some are no CSV files at all: the others are nothing without them.
    pub(super) fn unchecked(sources: &[GivenFile], problems: Vec<Problem>) -> Self {
        let file = |source: &GivenFile| CheckedFile {
            name: source.name.clone(),
            path: source.path.clone(),
            parsed: source.parsed.clone(),
            records: None,
            is_checked: problems.iter().any(|one| one.path == source.path),
        };
        let files = sources.iter().map(file).collect();
        Self {
            errors: u32::try_from(problems.len()).unwrap_or(u32::MAX),
            problems,
            ..Self::named(sources, files)
        }
    }
}
