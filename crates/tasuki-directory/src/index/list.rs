//! Lists and counts.

use std::cmp::Ordering;

use tasuki_terms::Prefecture;

use super::{DirectoryIndex, Filter, OfficeId};
use crate::{Municipality, Place};

/// The order of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// By prefecture, municipality and kana.
    #[default]
    Region,
    /// The same, but those of one prefecture before all others.
    First(Prefecture),
    /// The nearest to a place first; offices without a place come last, in the order of regions.
    Distance(Place),
}

/// Which part of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// How many are left out before it.
    pub skip: usize,
    /// How many it shows at most.
    pub size: usize,
}

/// A part of a list (一覧).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    /// How many there are in all.
    pub total: usize,
    /// The page's.
    pub offices: Vec<OfficeId>,
}

/// How many offices a prefecture has (都道府県別の件数).
#[derive(Clone, PartialEq, Debug)]
pub struct PrefectureCount<'a> {
    /// Which.
    pub prefecture: Prefecture,
    /// How many.
    pub count: usize,
    /// Its municipalities, by code, with those that have none.
    pub towns: Vec<TownCount<'a>>,
}

/// How many offices a municipality has (市区町村別の件数).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TownCount<'a> {
    /// Which.
    pub municipality: &'a Municipality,
    /// How many.
    pub count: usize,
}

/// The square of the way to an office, and its id.
type Way = (f64, u32);

fn by_way(one: &Way, other: &Way) -> Ordering {
    one.0.total_cmp(&other.0).then(one.1.cmp(&other.1))
}

/// A way that at least `end` of the offices are not beyond: that of the one in this place among
/// some of them. None where it would spare nothing.
fn bound(ways: &[Way], end: usize) -> Option<f64> {
    /// One in so many is looked at.
    const EACH: usize = 64;
    let mut some: Vec<Way> = ways.iter().step_by(EACH).copied().collect();
    if end >= some.len() {
        return None;
    }
    let (_, (way, _), _) = some.select_nth_unstable_by(end, by_way);
    Some(*way)
}

impl DirectoryIndex {
    /// A page of the offices that are asked for.
    pub fn list(&self, filter: &Filter, order: Order, page: Page) -> Listing {
        let chosen = self.chosen(filter);
        let end = page.skip.saturating_add(page.size);
        match order {
            Order::Region => {
                let mut total = 0;
                let mut offices = Vec::new();
                self.each_chosen(&chosen, |id, _| {
                    if (page.skip..end).contains(&total) {
                        offices.push(OfficeId(id));
                    }
                    total += 1;
                });
                Listing { total, offices }
            }
            Order::First(prefecture) => {
                let is_first = |town: &Municipality| town.prefecture == prefecture;
                let is_first: Vec<bool> = self.towns.iter().map(is_first).collect();
                let (mut ours, mut others) = (Vec::new(), Vec::new());
                self.each_chosen(&chosen, |id, entry| {
                    let is_ours = is_first.get(usize::from(entry.town)).copied();
                    let list = if is_ours.unwrap_or_default() {
                        &mut ours
                    } else {
                        &mut others
                    };
                    list.push(OfficeId(id));
                });
                let total = ours.len() + others.len();
                let offices = ours.into_iter().chain(others);
                let offices = offices.skip(page.skip).take(page.size).collect();
                Listing { total, offices }
            }
            Order::Distance(from) => {
                let mut ways = Vec::new();
                self.each_chosen(&chosen, |id, entry| {
                    let way = entry.place.map_or(f64::INFINITY, |to| from.square_to(to));
                    ways.push((way, id));
                });
                let total = ways.len();
                // Only what comes before the page's end is sorted.
                if let Some(bound) = bound(&ways, end) {
                    ways.retain(|(way, _)| *way <= bound);
                }
                if end < ways.len() {
                    ways.select_nth_unstable_by(end, by_way);
                    ways.truncate(end);
                }
                ways.sort_unstable_by(by_way);
                let shown = ways.into_iter().skip(page.skip);
                Listing {
                    total,
                    offices: shown.map(|(_, id)| OfficeId(id)).collect(),
                }
            }
        }
    }

    /// How many offices that are asked for are in each prefecture and municipality; all 47 are
    /// told.
    pub fn counts(&self, filter: &Filter) -> Vec<PrefectureCount<'_>> {
        let mut counts = vec![0; self.towns.len()];
        self.each_chosen(&self.chosen(filter), |_, entry| {
            if let Some(count) = counts.get_mut(usize::from(entry.town)) {
                *count += 1;
            }
        });
        let towns: Vec<TownCount<'_>> = self
            .towns
            .iter()
            .zip(counts)
            .map(|(municipality, count)| TownCount {
                municipality,
                count,
            })
            .collect();
        towns
            .chunk_by(|one, other| one.municipality.prefecture == other.municipality.prefecture)
            .filter_map(|towns| {
                Some(PrefectureCount {
                    prefecture: towns.first()?.municipality.prefecture,
                    count: towns.iter().map(|town| town.count).sum(),
                    towns: towns.to_vec(),
                })
            })
            .collect()
    }

    /// The offices that are asked for, but cannot be shown on the map: their place is not known.
    pub fn without_place(&self, filter: &Filter) -> Vec<OfficeId> {
        let mut offices = Vec::new();
        self.each_chosen(&self.chosen(filter), |id, entry| {
            if entry.place.is_none() {
                offices.push(OfficeId(id));
            }
        });
        offices
    }
}
