//! A nation (全国) at a scale: who there is, who writes to whom, how much, and when.
//!
//! All of it is made of a seed alone. The figures come from surveys of the field: 36,000
//! care-management offices (居宅介護支援事業所) and 180,000 others; a care-management office writes to
//! 28–39 service offices (half of them to at most 15–23, none to more than 240) and serves 64–70
//! people (half of them at most 35, none more than 765); a care-management office knows about six
//! times as many offices as a service office does, but one that rents equipment (福祉用具貸与) is
//! known to many; 60 % of a month's messages go out on six working days.

mod calendar;
mod draw;
mod letter;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::Serialize;
use tasuki_directory::{InventedOffice, invented_offices};
use tasuki_measure::figures::usize_to_f64;
use tasuki_standard::generate::Chance;

pub(crate) use calendar::{Arrivals, Calendar, Play, peak_rate};
pub(crate) use draw::Draw;
pub(crate) use letter::{CLASSES, LetterPlan, class_of};

/// Care-management offices of the whole country.
pub(crate) const MANAGERS: f64 = 36_000.0;
/// Service offices of the whole country.
pub(crate) const SERVICES: f64 = 180_000.0;
/// Messages of a month between a care-management office and a partner: plans (予定) with their
/// changes and care plans (計画書) one way, actuals (実績) with their corrections the other.
pub(crate) const PLANS: f64 = 1.6;
/// See [`PLANS`].
pub(crate) const ACTUALS: f64 = 1.2;

/// Half of the care-management offices write to no more partners.
const PARTNERS: Spread = Spread {
    median: 19.0,
    sigma: 1.0,
    most: 240,
};
/// Half of them serve no more people.
const PEOPLE: Spread = Spread {
    median: 35.0,
    sigma: 1.14,
    most: 765,
};
/// How much of an office's size shows in both.
const TOGETHER: f64 = 0.8;
/// One partner in so many is of another prefecture.
const ELSEWHERE: u32 = 20;
/// How often a partner is drawn anew that is known already, before another prefecture is asked.
const DRAWS: u32 = 40;
/// An office that rents equipment is drawn so many times as often as another.
const RENTING: usize = 6;

/// A log-normal distribution of counts.
struct Spread {
    median: f64,
    sigma: f64,
    most: u32,
}

impl Spread {
    /// The count for a normal deviate: at least one.
    fn count(&self, deviate: f64) -> u32 {
        draw::rounded((self.sigma * deviate).exp() * self.median).clamp(1, self.most)
    }
}

/// Who takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// 居宅介護支援: plans.
    Manager,
    /// Every other: delivers.
    Service,
}

/// An office of the nation.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) office: InventedOffice,
    pub(crate) kind: Kind,
    /// Whom a care-management office serves; none of a service office.
    pub(crate) people: u32,
}

/// A care-management office and one to which it writes, by their places among the offices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pair {
    pub(crate) manager: usize,
    pub(crate) service: usize,
    /// About how many people they share.
    pub(crate) people: u32,
}

/// Everybody, and who writes to whom.
#[derive(Clone, Debug)]
pub(crate) struct Nation {
    pub(crate) members: Vec<Member>,
    pub(crate) pairs: Vec<Pair>,
    /// Offices that nobody of the nation writes to.
    pub(crate) spare: Vec<InventedOffice>,
}

/// What is told of a nation.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Facts {
    pub(crate) managers: usize,
    pub(crate) services: usize,
    pub(crate) prefectures: usize,
    pub(crate) pairs: usize,
    pub(crate) partners: Middle,
    pub(crate) people: Middle,
    /// Messages of a whole month, on the average.
    pub(crate) messages: f64,
}

/// The mean, the median and the greatest of many counts.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Middle {
    pub(crate) mean: f64,
    pub(crate) median: f64,
    pub(crate) most: u32,
}

impl Middle {
    pub(crate) fn of(mut counts: Vec<u32>) -> Self {
        counts.sort_unstable();
        let sum: f64 = counts.iter().copied().map(f64::from).sum();
        let at = |place: usize| counts.get(place).copied().map_or(0.0, f64::from);
        let half = counts.len() / 2;
        Self {
            mean: sum / usize_to_f64(counts.len().max(1)),
            median: if counts.len().is_multiple_of(2) {
                f64::midpoint(at(half.saturating_sub(1)), at(half))
            } else {
                at(half)
            },
            most: counts.last().copied().unwrap_or_default(),
        }
    }
}

impl Nation {
    /// A nation of `scale` times the whole country, at least one office of each kind, with `spare`
    /// more offices.
    pub(crate) fn new(seed: u64, scale: f64, spare: usize) -> Self {
        let wanted = |all: f64| draw::rounded(all * scale).max(1);
        let (mut managers, mut services) = (wanted(MANAGERS), wanted(SERVICES));
        let mut draw = Draw::new(Chance::new(seed ^ 0x004E_4154_494F_4E53));
        let mut members = Vec::new();
        let mut more = Vec::new();
        for office in invented_offices(seed) {
            let kind = kind(&office);
            let left = match kind {
                Kind::Manager => &mut managers,
                Kind::Service => &mut services,
            };
            if *left > 0 {
                *left -= 1;
                members.push(Member {
                    office,
                    kind,
                    people: 0,
                });
            } else if more.len() < spare {
                more.push(office);
            } else if managers == 0 && services == 0 {
                break;
            }
        }
        let pairs = pairs(&mut members, &mut draw);
        Self {
            members,
            pairs,
            spare: more,
        }
    }

    pub(crate) fn facts(&self) -> Facts {
        let of = |kind| self.members.iter().filter(move |one| one.kind == kind);
        let mut partners = vec![0_u32; self.members.len()];
        for pair in &self.pairs {
            if let Some(count) = partners.get_mut(pair.manager) {
                *count += 1;
            }
        }
        let known = partners.into_iter().zip(&self.members);
        let known = known.filter(|(_, member)| member.kind == Kind::Manager);
        let prefectures: BTreeSet<_> = self
            .members
            .iter()
            .map(|one| one.office.prefecture.number())
            .collect();
        Facts {
            managers: of(Kind::Manager).count(),
            services: of(Kind::Service).count(),
            prefectures: prefectures.len(),
            pairs: self.pairs.len(),
            partners: Middle::of(known.map(|(count, _)| count).collect()),
            people: Middle::of(of(Kind::Manager).map(|one| one.people).collect()),
            messages: usize_to_f64(self.pairs.len()) * (PLANS + ACTUALS),
        }
    }
}

fn kind(office: &InventedOffice) -> Kind {
    if office.services.iter().any(|one| one.as_str() == "43") {
        Kind::Manager
    } else {
        Kind::Service
    }
}

/// Gives each care-management office its people and its partners.
fn pairs(members: &mut [Member], draw: &mut Draw) -> Vec<Pair> {
    let mut everywhere = Vec::new();
    let mut here: Vec<Vec<usize>> = vec![Vec::new(); 48];
    for (place, member) in members.iter().enumerate() {
        if member.kind == Kind::Service {
            let rents = member.office.services.iter().any(|s| s.as_str() == "17");
            let times = if rents { RENTING } else { 1 };
            everywhere.extend(std::iter::repeat_n(place, times));
            let prefecture = usize::from(member.office.prefecture.number());
            if let Some(here) = here.get_mut(prefecture) {
                here.extend(std::iter::repeat_n(place, times));
            }
        }
    }
    let services = members.iter().filter(|one| one.kind == Kind::Service);
    let services = services.count();
    let mut pairs = Vec::new();
    for (manager, member) in members.iter_mut().enumerate() {
        if member.kind != Kind::Manager {
            continue;
        }
        let size = draw.normal();
        let partners = PARTNERS.count(size);
        let rest = (1.0 - TOGETHER * TOGETHER).sqrt();
        member.people = PEOPLE.count(TOGETHER * size + rest * draw.normal());
        let near = here.get(usize::from(member.office.prefecture.number()));
        let near = near.map_or(&[][..], Vec::as_slice);
        let wanted = usize::try_from(partners).map_or(services, |wanted| wanted.min(services));
        let chosen = partners_of(wanted, (near, &everywhere), draw);
        for service in chosen {
            pairs.push(Pair {
                manager,
                service,
                people: letter::shared_people(member.people, partners, draw),
            });
        }
    }
    pairs
}

/// So many different offices, most of them near.
fn partners_of(
    wanted: usize,
    (near, everywhere): (&[usize], &[usize]),
    draw: &mut Draw,
) -> BTreeSet<usize> {
    let mut chosen = BTreeSet::new();
    while chosen.len() < wanted {
        let from = if draw.chance.once_in(ELSEWHERE) {
            everywhere
        } else {
            near
        };
        let mut drawn = (0..DRAWS).filter_map(|_| draw.chance.pick(from).copied());
        if let Some(new) = drawn.find(|place| !chosen.contains(place)) {
            chosen.insert(new);
            continue;
        }
        // Nearly all of the prefecture are partners already.
        let mut drawn = (0..DRAWS).filter_map(|_| draw.chance.pick(everywhere).copied());
        let new = drawn.find(|place| !chosen.contains(place));
        let left = || everywhere.iter().copied().find(|one| !chosen.contains(one));
        match new.or_else(left) {
            Some(new) => {
                chosen.insert(new);
            }
            None => break,
        }
    }
    chosen
}
