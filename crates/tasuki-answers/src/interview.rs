//! Interviews with offices (インタビュー): files of `docs/interviews`, which are part of the program.
//!
//! Offices and people in them are invented; each says so.

use jiff::civil::Date;
use serde::Deserialize;

use crate::file::{self, FileFault, Files};
use crate::markdown::Markdown;

/// An interview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interview {
    /// Names it, and its path.
    pub id: String,
    /// What stands above it.
    pub title: String,
    /// What it tells, in a sentence or two.
    pub summary: String,
    /// Whom it is with: the name of an office that does not exist.
    pub office: String,
    /// What the office does, such as 居宅介護支援.
    pub service: String,
    /// The day on which it was last held against the product.
    pub updated: Date,
    /// Questions and answers.
    pub body: Markdown,
    /// Its place among all interviews.
    order: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    summary: String,
    office: String,
    service: String,
    order: u16,
    updated: Date,
}

const FILES: Files = include!(concat!(env!("OUT_DIR"), "/interviews.rs"));

/// What each interview says of itself.
const INVENTED: &str = "架空";

impl Interview {
    /// The interviews of this program, in their order. A test makes sure that they can be read.
    pub fn embedded() -> Result<Vec<Self>, FileFault> {
        Self::read_all(FILES.iter().copied())
    }

    /// Reads interviews, each given as id and text of its file, and puts them in their order.
    pub fn read_all<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Vec<Self>, FileFault> {
        let mut interviews = files
            .into_iter()
            .map(|(id, text)| Self::read(id, text))
            .collect::<Result<Vec<_>, FileFault>>()?;
        interviews.sort_by(|one, other| (one.order, &one.id).cmp(&(other.order, &other.id)));
        Ok(interviews)
    }

    fn read(id: &str, text: &str) -> Result<Self, FileFault> {
        let (front, body): (Front, Markdown) = file::read(id, text)?;
        if !front.office.contains(INVENTED) || !body.text().contains(INVENTED) {
            let (file, what) = (id.to_owned(), "that it is invented (架空)".to_owned());
            return Err(FileFault::Missing { file, what });
        }
        Ok(Self {
            id: id.to_owned(),
            title: front.title,
            summary: front.summary,
            office: front.office,
            service: front.service,
            updated: front.updated,
            body,
            order: front.order,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_interviews_are_whole() {
        let interviews = Interview::embedded().unwrap();
        assert!(interviews.len() >= 3);
        for one in &interviews {
            assert!(one.body.headings().count() >= 3, "{}", one.id);
            assert!(one.summary.ends_with('。'), "{}", one.id);
        }
    }

    #[test]
    fn an_interview_says_that_it_is_invented() {
        let front = "title = \"一\"\nsummary = \"二。\"\noffice = \"みほん\"\nservice = \"訪問介護\"\norder = 1\nupdated = \"2026-11-22\"";
        let text = format!("+++\n{front}\n+++\n\nはい。\n");
        let fault = Interview::read_all([("one", &*text)]).unwrap_err();
        assert!(matches!(fault, FileFault::Missing { .. }));
    }
}
