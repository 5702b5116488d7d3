//! Which offices are asked for.

use std::collections::BTreeSet;

use tasuki_standard::search_form;
use tasuki_terms::{OfficeKind, OfficeNumber, Prefecture, ServiceType};

use super::partners::is_gap;
use super::{DirectoryIndex, Entry, kind_of};
use crate::PlaneBox;
use crate::open_data::plain;

/// Which offices are asked for (絞り込み); the default asks for all.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Filter {
    /// With at least one of these services; all where it is empty.
    pub services: BTreeSet<ServiceType>,
    /// Of one side of the exchange.
    pub kind: Option<OfficeKind>,
    /// On the system.
    pub only_joined: bool,
    /// In a prefecture.
    pub prefecture: Option<Prefecture>,
    /// In a municipality of that prefecture, by its name.
    pub municipality: Option<String>,
    /// On a part of the map; who has no place is on none.
    pub within: Option<PlaneBox>,
    /// With these words, in part, in number, name, kana or whole address, whatever their width, case or kana.
    pub words: String,
}

/// A filter that was prepared for an index: each question of an office is a look into a table.
pub(super) struct Chosen {
    sets: Vec<bool>,
    towns: Vec<bool>,
    only_joined: bool,
    within: Option<PlaneBox>,
    /// The offices with the words; none where there are no words.
    found: Option<Vec<u32>>,
}

/// The most words that are looked for.
const MOST_WORDS: usize = 8;

impl DirectoryIndex {
    pub(super) fn chosen(&self, filter: &Filter) -> Chosen {
        let has_service = |set: &Vec<ServiceType>| {
            let services = &filter.services;
            services.is_empty() || set.iter().any(|service| services.contains(service))
        };
        let is_of_kind =
            |set: &Vec<ServiceType>| filter.kind.is_none_or(|kind| kind == kind_of(set));
        let sets = self.sets.iter();
        let sets = sets.map(|set| has_service(set) && is_of_kind(set));
        let towns = self.towns.iter().map(|town| {
            filter
                .prefecture
                .is_none_or(|asked| asked == town.prefecture)
                && filter
                    .municipality
                    .as_ref()
                    .is_none_or(|asked| **asked == *town.name)
        });
        // A number may be typed with signs between its parts: 137-000-0001.
        let asked = whole_number(&filter.words).unwrap_or_else(|| filter.words.clone());
        let words = asked.split_whitespace().map(search_form);
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        Chosen {
            sets: sets.collect(),
            towns: towns.collect(),
            only_joined: filter.only_joined,
            within: filter.within,
            found: (!words.is_empty()).then(|| self.texts.search.with(&words)),
        }
    }

    /// Hands on each office that is asked for, in the order of the index.
    pub(super) fn each_chosen(&self, chosen: &Chosen, mut each: impl FnMut(u32, &Entry)) {
        let mut visit = |id: u32, entry: &Entry| {
            if chosen.has(entry) {
                each(id, entry);
            }
        };
        match &chosen.found {
            None => {
                for (id, entry) in (0..).zip(&self.entries) {
                    visit(id, entry);
                }
            }
            Some(found) => {
                for id in found {
                    if let Some(entry) = self.entries.get(*id as usize) {
                        visit(*id, entry);
                    }
                }
            }
        }
    }
}

/// The office number that is all of a text, whatever stands between its parts.
fn whole_number(text: &str) -> Option<String> {
    let bare: String = plain(text).chars().filter(|sign| !is_gap(*sign)).collect();
    let number: OfficeNumber = bare.parse().ok()?;
    bare.starts_with(|sign: char| sign.is_ascii_digit())
        .then(|| number.to_string())
}

impl Chosen {
    fn has(&self, entry: &Entry) -> bool {
        let is_set = |table: &[bool], place: usize| table.get(place).copied().unwrap_or_default();
        (entry.has_joined || !self.only_joined)
            && is_set(&self.sets, entry.set as usize)
            && is_set(&self.towns, usize::from(entry.town))
            && self.within.is_none_or(|within| within.contains(entry.at()))
    }
}
