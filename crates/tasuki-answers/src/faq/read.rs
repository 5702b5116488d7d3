//! One file of the FAQ: front matter in TOML between two lines of `+++`, then the answer.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{Entry, EntryId, FaqFault, PageLink};
use crate::file::front_and_body;
use crate::markdown::Markdown;
use crate::place::Place;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    question: String,
    keywords: Vec<String>,
    asked: Vec<String>,
    sources: Vec<String>,
    #[serde(default, deserialize_with = "ids")]
    related: Vec<EntryId>,
    #[serde(default)]
    pages: Vec<PageLink>,
    updated: Date,
}

pub(super) fn entry(id: EntryId, file: &str) -> Result<Entry, FaqFault> {
    let Some((front, body)) = front_and_body(file) else {
        return Err(FaqFault::NoFrontMatter { id });
    };
    let front: FrontMatter = match toml::from_str(front) {
        Ok(front) => front,
        Err(source) => {
            let source = Box::new(source);
            return Err(FaqFault::FrontMatter { id, source });
        }
    };
    let body = match Markdown::read(body) {
        Ok(body) => body,
        Err(source) => return Err(FaqFault::Body { id, source }),
    };
    let lacks = [
        ("question", front.question.trim().is_empty()),
        ("keywords", is_hollow(&front.keywords)),
        ("asked", is_hollow(&front.asked)),
        ("sources", is_hollow(&front.sources)),
        ("answer", body.blocks().is_empty()),
    ];
    if let Some((what, _)) = lacks.into_iter().find(|(_, lacks)| *lacks) {
        return Err(FaqFault::Empty { id, what });
    }
    Ok(Entry {
        id,
        question: front.question,
        keywords: front.keywords,
        asked: front.asked,
        body,
        related: front.related,
        pages: front.pages,
        sources: front.sources,
        updated: front.updated,
    })
}

fn is_hollow(list: &[String]) -> bool {
    list.is_empty() || list.iter().any(|one| one.trim().is_empty())
}

pub(super) fn place<'de, D: Deserializer<'de>>(text: D) -> Result<Place, D::Error> {
    String::deserialize(text)?.parse().map_err(D::Error::custom)
}

fn ids<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<EntryId>, D::Error> {
    Vec::<String>::deserialize(list)?
        .iter()
        .map(|id| id.parse().map_err(D::Error::custom))
        .collect()
}
