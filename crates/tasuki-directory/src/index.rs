//! All offices in memory.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_standard::is_planning;
use tasuki_terms::{Date, OfficeKind, OfficeNumber, ServiceType, SpecVersion};

use crate::{Municipality, Place, Point};

mod builder;
mod filter;
mod gathered;
mod list;
mod map;
mod partners;
#[cfg(test)]
mod tests;
mod texts;

pub use builder::{DirectoryBuilder, DirectoryFull};
pub use filter::Filter;
pub use gathered::Gathered;
pub(crate) use gathered::Room;
pub use list::{Listing, Order, Page, PrefectureCount, TownCount};
pub use map::{Cluster, MapView, Marker};
pub use partners::{PartnerLine, PartnerOutcome, TooManyPartners};

use texts::Columns;

/// All care offices, in memory (事業所の索引): by prefecture, municipality and kana.
///
/// [`DirectoryBuilder`] makes one. Questions are answered by going through all offices: a quarter of a
/// million of them are some megabytes, and no tree has to be kept true when an office joins.
#[derive(Debug)]
pub struct DirectoryIndex {
    entries: Vec<Entry>,
    /// Ids, by number.
    by_number: Vec<OfficeId>,
    towns: Vec<Municipality>,
    /// Each different set of services once.
    sets: Vec<Vec<ServiceType>>,
    texts: Columns,
    participations: BTreeMap<OfficeId, Participation>,
}

/// What is looked at for every office.
#[derive(Clone, Copy, Debug)]
struct Entry {
    number: OfficeNumber,
    set: u32,
    town: u16,
    has_joined: bool,
    place: Option<Place>,
    /// Where it lies in the map's plane; no numbers without a place.
    point: [f32; 2],
}

impl Entry {
    /// Where it lies in the map's plane; no numbers without a place.
    fn at(&self) -> Point {
        let [x, y] = self.point.map(f64::from);
        Point { x, y }
    }
}

/// An office within one index; another index counts anew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OfficeId(u32);

impl OfficeId {
    /// Where it stands in columns.
    const fn place(self) -> usize {
        self.0 as usize
    }
}

/// How an office takes part in the system (利用状況).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Participation {
    /// Since when.
    pub since: Date,
    /// The newest edition of the standard that its software reads, where it is known.
    pub reads: Option<SpecVersion>,
}

/// On which side of the exchange an office with these services is, as the map tells them apart (凡例):
/// who makes plans is care management, whatever else it offers.
pub fn kind_of(services: &[ServiceType]) -> OfficeKind {
    if services.iter().copied().any(is_planning) {
        OfficeKind::CareManagement
    } else {
        OfficeKind::Service
    }
}

/// An office as a page shows it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Office<'a> {
    /// Its number.
    pub number: OfficeNumber,
    /// Its name.
    pub name: &'a str,
    /// Its name in katakana without spaces; may be empty.
    pub kana: &'a str,
    /// What it offers, by code.
    pub services: &'a [ServiceType],
    /// Where it is.
    pub municipality: &'a Municipality,
    /// Its address behind the municipality; may be empty.
    pub address: &'a str,
    /// Telephone; may be empty.
    pub phone: &'a str,
    /// Who runs it; may be empty.
    pub corporation: &'a str,
    /// Its address in the web; may be empty.
    pub url: &'a str,
    /// Its place, if it is known.
    pub place: Option<Place>,
    /// How it takes part in the system; none where it does not.
    pub participation: Option<Participation>,
}

impl DirectoryIndex {
    /// How many offices there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The office of that number.
    pub fn find(&self, number: OfficeNumber) -> Option<OfficeId> {
        let number_of = |id: &OfficeId| Some(self.entries.get(id.place())?.number);
        let found = self
            .by_number
            .binary_search_by_key(&Some(number), number_of)
            .ok()?;
        self.by_number.get(found).copied()
    }

    /// An office; none where the id is of another index.
    pub fn office(&self, id: OfficeId) -> Option<Office<'_>> {
        let entry = self.entries.get(id.place())?;
        let kana = self.texts.search.at(id.place()).rsplit(' ').next();
        Some(Office {
            number: entry.number,
            name: self.texts.names.at(id.place()),
            kana: kana.unwrap_or_default(),
            services: self.services(entry),
            municipality: self.towns.get(usize::from(entry.town))?,
            address: self.texts.addresses.at(id.place()),
            phone: self.texts.phones.at(id.place()),
            corporation: self.texts.corporations.at(id.place()),
            url: self.texts.urls.at(id.place()),
            place: entry.place,
            participation: self.participations.get(&id).copied(),
        })
    }

    /// The kinds of service that offices have.
    pub fn services_offered(&self) -> BTreeSet<ServiceType> {
        self.sets.iter().flatten().copied().collect()
    }

    /// Says that an office has joined or left the system; false where there is none of that number.
    pub fn set_participation(
        &mut self,
        number: OfficeNumber,
        participation: Option<Participation>,
    ) -> bool {
        let found = self.find(number);
        let entry = found.and_then(|id| Some((id, self.entries.get_mut(id.place())?)));
        let Some((id, entry)) = entry else {
            return false;
        };
        entry.has_joined = participation.is_some();
        match participation {
            Some(participation) => self.participations.insert(id, participation),
            None => self.participations.remove(&id),
        };
        true
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        let entries = self.entries.capacity() * size_of::<Entry>();
        let ids = self.by_number.capacity() * size_of::<OfficeId>();
        self.texts.bytes() + entries + ids + self.towns.capacity() * size_of::<Municipality>()
    }

    fn services(&self, entry: &Entry) -> &[ServiceType] {
        self.sets.get(entry.set as usize).map_or(&[], |set| set)
    }
}
