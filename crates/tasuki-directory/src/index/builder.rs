//! Builds an index from rows.

use std::collections::BTreeMap;

use tasuki_terms::{OfficeNumber, Prefecture, ServiceType};

use super::texts::Columns;
use super::{DirectoryIndex, Entry, OfficeId};
use crate::{Municipality, OpenDataRow, Place, Point, municipalities};

/// Takes rows in any order and makes an index of them (索引の作成).
///
/// Rows of one number are one office: the first gives its name, the first with a place its place, each its
/// service. Branches (サテライト) under the number of their
/// office are not told apart.
#[derive(Default, Debug)]
pub struct DirectoryBuilder {
    drafts: Vec<Draft>,
    ids: BTreeMap<OfficeNumber, u32>,
    services: Vec<(u32, ServiceType)>,
    towns: Towns,
    texts: Columns,
}

#[derive(Clone, Copy, Debug)]
struct Draft {
    number: OfficeNumber,
    town: u16,
    place: Option<Place>,
}

/// There is no room for another office or municipality.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "more than {} offices, or too many names of municipalities",
    DirectoryBuilder::MOST
)]
pub struct DirectoryFull;

impl DirectoryBuilder {
    /// The most offices that an index holds: four times those of Japan.
    pub const MOST: usize = 1_000_000;

    /// Whether a row of this number was added.
    pub fn has(&self, number: OfficeNumber) -> bool {
        self.ids.contains_key(&number)
    }

    /// Adds a row.
    pub fn add(&mut self, row: &OpenDataRow) -> Result<(), DirectoryFull> {
        let id = match self.ids.get(&row.number) {
            Some(id) => *id,
            None => self.add_office(row)?,
        };
        if let Some(draft) = self.drafts.get_mut(id as usize) {
            draft.place = draft.place.or(row.place);
        }
        self.services.push((id, row.service));
        Ok(())
    }

    fn add_office(&mut self, row: &OpenDataRow) -> Result<u32, DirectoryFull> {
        let next = self.drafts.len();
        let id = u32::try_from(next).map_err(|_| DirectoryFull)?;
        if next >= Self::MOST {
            return Err(DirectoryFull);
        }
        let town = self.towns.id(row.prefecture, &row.municipality)?;
        self.drafts.push(Draft {
            number: row.number,
            town,
            place: row.place,
        });
        self.ids.insert(row.number, id);
        self.texts.push(row);
        Ok(id)
    }

    /// The index of all rows, nobody on the system.
    pub fn build(self) -> DirectoryIndex {
        let (sets, set_of) = service_sets(self.services, self.drafts.len());
        let (towns, places) = self.towns.in_order();
        let mut order: Vec<u32> = (0..).zip(&self.drafts).map(|(id, _)| id).collect();
        order.sort_by_cached_key(|id| {
            let draft = self.drafts.get(*id as usize);
            let town = draft.and_then(|draft| places.get(usize::from(draft.town)));
            let searched = self.texts.search.at(*id as usize);
            (
                town,
                searched.rsplit(' ').next(),
                draft.map(|draft| draft.number),
            )
        });
        let entry = |id: &u32| {
            let draft = self.drafts.get(*id as usize)?;
            Some(Entry {
                number: draft.number,
                set: set_of.get(*id as usize).copied()?,
                town: places.get(usize::from(draft.town)).copied()?,
                has_joined: false,
                place: draft.place,
                point: draft.place.map_or([f32::NAN; 2], narrow),
            })
        };
        // `order` is a permutation of the drafts, so each is found.
        let entries: Vec<Entry> = order.iter().filter_map(entry).collect();
        let mut numbers: Vec<(OfficeNumber, OfficeId)> = (0..)
            .zip(&entries)
            .map(|(id, entry)| (entry.number, OfficeId(id)))
            .collect();
        numbers.sort_unstable();
        DirectoryIndex {
            by_number: numbers.into_iter().map(|(_, id)| id).collect(),
            entries,
            towns,
            sets,
            texts: self.texts.in_order(&order),
            participations: BTreeMap::new(),
        }
    }
}

/// Half of the digits are enough: a hundredth of a pixel at the closest view.
#[expect(clippy::cast_possible_truncation, reason = "the plane is small")]
fn narrow(place: Place) -> [f32; 2] {
    let point = Point::of(place);
    [point.x as f32, point.y as f32]
}

/// Each different set of services once, and for each office which it has.
fn service_sets(
    mut services: Vec<(u32, ServiceType)>,
    offices: usize,
) -> (Vec<Vec<ServiceType>>, Vec<u32>) {
    services.sort_unstable();
    services.dedup();
    let mut known: BTreeMap<Vec<ServiceType>, u32> = BTreeMap::new();
    let mut set_of = Vec::with_capacity(offices);
    for of_one in services.chunk_by(|(one, _), (other, _)| one == other) {
        let set: Vec<ServiceType> = of_one.iter().map(|(_, service)| *service).collect();
        let next = known.len();
        // There are fewer sets than offices, whose ids have 32 bits.
        let next = u32::try_from(next).unwrap_or(u32::MAX);
        set_of.push(*known.entry(set).or_insert(next));
    }
    let mut sets: Vec<(u32, Vec<ServiceType>)> =
        known.into_iter().map(|(set, id)| (id, set)).collect();
    sets.sort_unstable();
    (sets.into_iter().map(|(_, set)| set).collect(), set_of)
}

/// The municipalities of the map, and those that only the open data name.
#[derive(Debug)]
struct Towns {
    all: Vec<Municipality>,
    ids: BTreeMap<(Prefecture, Box<str>), u16>,
}

impl Default for Towns {
    /// Those of the map.
    fn default() -> Self {
        let mut towns = Self {
            all: Vec::new(),
            ids: BTreeMap::new(),
        };
        for town in municipalities() {
            // Far fewer than an id can tell apart.
            let _id = towns.add(town.clone());
        }
        towns
    }
}

impl Towns {
    fn id(&mut self, prefecture: Prefecture, name: &str) -> Result<u16, DirectoryFull> {
        let key = (prefecture, name.into());
        match self.ids.get(&key) {
            Some(id) => Ok(*id),
            None => self.add(Municipality {
                prefecture,
                code: None,
                name: key.1,
                kana: "",
                place: None,
            }),
        }
    }

    fn add(&mut self, town: Municipality) -> Result<u16, DirectoryFull> {
        let id = u16::try_from(self.all.len()).map_err(|_| DirectoryFull)?;
        self.ids.insert((town.prefecture, town.name.clone()), id);
        self.all.push(town);
        Ok(id)
    }

    /// By prefecture and code, those without one behind; and where each of the old ids stands now.
    fn in_order(&self) -> (Vec<Municipality>, Vec<u16>) {
        let mut order: Vec<(u16, &Municipality)> = (0..).zip(&self.all).collect();
        order
            .sort_by_key(|(_, town)| (town.prefecture, town.code.is_none(), town.code, &town.name));
        let mut places = vec![0; order.len()];
        for (place, (id, _)) in (0..).zip(&order) {
            if let Some(now) = places.get_mut(usize::from(*id)) {
                *now = place;
            }
        }
        (
            order.into_iter().map(|(_, town)| town.clone()).collect(),
            places,
        )
    }
}
