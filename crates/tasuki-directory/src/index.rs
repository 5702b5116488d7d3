//! All offices in memory.

use std::collections::BTreeMap;

use tasuki_terms::{Date, OfficeNumber, ServiceType, SpecVersion};

use crate::{Municipality, Place};

mod builder;
mod filter;
mod list;
mod map;
mod partners;
#[cfg(test)]
mod tests;
mod texts;

pub use builder::{DirectoryBuilder, DirectoryFull};
pub use filter::Filter;
pub use list::{Listing, Order, Page, PrefectureCount, TownCount};
pub use map::{Cluster, MapView, Marker};
pub use partners::{PartnerLine, PartnerOutcome, TooManyPartners};

use texts::Texts;

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
    names: Texts,
    addresses: Texts,
    phones: Texts,
    corporations: Texts,
    urls: Texts,
    /// Number, name and kana in the form in which they are searched, with a space between.
    search: Texts,
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

/// Which side of the exchange an office is on, as the map tells them apart (凡例).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// It makes plans, whatever else it offers (居宅介護支援事業所).
    CareManagement,
    /// It offers services alone (介護サービス事業所).
    Service,
}

impl Group {
    /// Both.
    pub const ALL: [Self; 2] = [Self::CareManagement, Self::Service];

    /// The group of an office with these services: plans are made under 43, 46 and AF.
    pub fn of(services: &[ServiceType]) -> Self {
        let makes_plans = |service: &ServiceType| matches!(service.as_str(), "43" | "46" | "AF");
        if services.iter().any(makes_plans) {
            Self::CareManagement
        } else {
            Self::Service
        }
    }

    /// The words of the legend.
    pub const fn label(self) -> &'static str {
        match self {
            Self::CareManagement => "居宅介護支援事業所",
            Self::Service => "介護サービス事業所",
        }
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
        let kana = self.search.at(id.place()).rsplit(' ').next();
        Some(Office {
            number: entry.number,
            name: self.names.at(id.place()),
            kana: kana.unwrap_or_default(),
            services: self.services(entry),
            municipality: self.towns.get(usize::from(entry.town))?,
            address: self.addresses.at(id.place()),
            phone: self.phones.at(id.place()),
            corporation: self.corporations.at(id.place()),
            url: self.urls.at(id.place()),
            place: entry.place,
            participation: self.participations.get(&id).copied(),
        })
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
        let texts = [
            &self.names,
            &self.addresses,
            &self.phones,
            &self.corporations,
            &self.urls,
            &self.search,
        ];
        let texts: usize = texts.iter().map(|texts| texts.bytes()).sum();
        let entries = self.entries.capacity() * size_of::<Entry>();
        let ids = self.by_number.capacity() * size_of::<OfficeId>();
        texts + entries + ids + self.towns.capacity() * size_of::<Municipality>()
    }

    fn services(&self, entry: &Entry) -> &[ServiceType] {
        self.sets.get(entry.set as usize).map_or(&[], |set| set)
    }

    fn group(&self, entry: &Entry) -> Group {
        Group::of(self.services(entry))
    }
}
