//! How well questions are answered and searches hit, by the sets of `testdata/quality`.
//!
//! Shared by the test that asserts the bars and by `cargo xtask quality`, which prints the figures.

use anyhow::{Context as _, ensure};
use tasuki_answers::{Document, ErrorEntry, Faq, Interview, Library, Manual, Reply};

/// A question, and the ids of the entries that answer it: none where nothing does.
pub(crate) struct Case {
    pub(crate) asked: &'static str,
    pub(crate) expected: Vec<&'static str>,
}

/// Cases that came out right, of how many, and those that did not.
pub(crate) struct Score {
    pub(crate) right: usize,
    pub(crate) all: usize,
    pub(crate) wrong: Vec<String>,
}

/// The sets that decide.
pub(crate) struct Scores {
    pub(crate) answered: Score,
    pub(crate) refused: Score,
    pub(crate) found: Score,
}

/// What must be reached.
pub(crate) const ANSWERED: f64 = 0.85;
pub(crate) const REFUSED: f64 = 0.90;
pub(crate) const FOUND: f64 = 0.95;

impl Score {
    #[expect(clippy::cast_precision_loss, reason = "some hundred cases")]
    pub(crate) fn share(&self) -> f64 {
        self.right as f64 / self.all as f64
    }
}

/// All that this program tells, as a site has it.
pub(crate) fn library() -> anyhow::Result<Library> {
    let faq = Faq::embedded()?;
    let mut documents: Vec<Document> = faq.entries().iter().map(Document::from).collect();
    for manual in Manual::embedded()? {
        documents.extend(Document::of_manual(&manual));
    }
    documents.extend(ErrorEntry::embedded()?.iter().map(Document::from));
    documents.extend(Interview::embedded()?.iter().map(Document::from));
    Ok(Library::new(documents))
}

/// Reads a set: a case a line, the entries behind a tab, with commas between.
pub(crate) fn cases(set: &'static str) -> anyhow::Result<Vec<Case>> {
    let faq = Faq::embedded()?;
    let lines = set.lines().filter(|line| !line.starts_with('#'));
    let cases = lines.map(|line| {
        let (asked, expected) = line.split_once('\t').unwrap_or((line, ""));
        let expected: Vec<_> = expected.split(',').filter(|id| !id.is_empty()).collect();
        for id in &expected {
            let id = id.parse().context(line)?;
            ensure!(faq.entry(&id).is_some(), "{line}: there is no such entry");
        }
        Ok(Case { asked, expected })
    });
    cases.collect()
}

/// The scores that must be reached; those for questions are of sets kept apart.
pub(crate) fn held_out(library: &Library) -> anyhow::Result<Scores> {
    Ok(Scores {
        answered: answered(library, &cases(HELD_OUT)?),
        refused: refused(library, &cases(UNANSWERABLE)?),
        found: found(library, &cases(SEARCH)?),
    })
}

pub(crate) const HELD_OUT: &str = include_str!("../../../../testdata/quality/held-out.tsv");
pub(crate) const UNANSWERABLE: &str = include_str!("../../../../testdata/quality/unanswerable.tsv");
pub(crate) const SEARCH: &str = include_str!("../../../../testdata/quality/search.tsv");

/// Is one of the expected entries among those that the answer names?
pub(crate) fn answered(library: &Library, cases: &[Case]) -> Score {
    score(cases, |case| match library.ask(case.asked) {
        Reply::Unknown => Err("no answer".to_owned()),
        Reply::Found(answers) | Reply::Near(answers) => {
            let ids: Vec<&str> = answers.iter().map(|document| &*document.id).collect();
            is_among(&case.expected, &ids)
        }
    })
}

/// Is there no answer?
pub(crate) fn refused(library: &Library, cases: &[Case]) -> Score {
    score(cases, |case| match library.ask(case.asked) {
        Reply::Unknown => Ok(()),
        Reply::Found(answers) | Reply::Near(answers) => {
            let ids: Vec<&str> = answers.iter().map(|document| &*document.id).collect();
            Err(format!("{} told", ids.join(" ")))
        }
    })
}

/// Is one of the expected entries among the first three hits?
pub(crate) fn found(library: &Library, cases: &[Case]) -> Score {
    score(cases, |case| {
        let hits = library.search(case.asked, 3);
        let ids: Vec<&str> = hits.iter().map(|hit| &*hit.document.id).collect();
        is_among(&case.expected, &ids)
    })
}

fn is_among(expected: &[&str], ids: &[&str]) -> Result<(), String> {
    if expected.iter().any(|id| ids.contains(id)) {
        Ok(())
    } else {
        Err(format!(
            "{} expected, {} told",
            expected.join(","),
            ids.join(" ")
        ))
    }
}

fn score(cases: &[Case], try_one: impl Fn(&Case) -> Result<(), String>) -> Score {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case.asked, try_one(case).err()?)))
        .collect();
    Score {
        right: cases.len() - wrong.len(),
        all: cases.len(),
        wrong,
    }
}
