//! Offices as pages show them.

use tasuki_directory::{Office, OfficeId, Place};
use tasuki_terms::{ServiceType, written_day, written_moment};

use crate::directory::Held;
use crate::platform::Platform;

/// For when the directory tells what it tells.
pub(super) struct Fresh {
    /// Who takes part.
    pub(super) members: String,
    /// Where names and addresses come from, and when they were taken in; none where there are none.
    pub(super) source: Option<String>,
}

impl Fresh {
    pub(super) fn of(held: &Held, is_monthly: bool) -> Self {
        let members = if is_monthly {
            let day = written_day(tasuki_terms::day_in_japan(held.as_of));
            format!("{day}現在（毎月1日に更新）")
        } else {
            format!("{}現在", written_moment(held.as_of))
        };
        let source = held.imported_at.map(|at| {
            if held.is_invented {
                return "試用のための架空の事業所".to_owned();
            }
            let day = written_day(tasuki_terms::day_in_japan(at));
            format!("{day}に取り込んだ介護サービス情報公表システムの公表データ")
        });
        Self { members, source }
    }
}

/// An office in a list.
pub(super) struct Line {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) services: String,
    pub(super) address: String,
    /// Since when it takes part; none where it does not.
    pub(super) since: Option<String>,
    /// How far it is, where that was asked.
    pub(super) way: Option<String>,
}

impl Line {
    pub(super) fn of(held: &Held, id: OfficeId, from: Option<Place>) -> Option<Self> {
        let office = held.index.office(id)?;
        Some(Self {
            number: office.number.to_string(),
            name: office.name.to_owned(),
            services: services(office.services),
            address: address(&office),
            since: office.participation.map(|one| written_day(one.since)),
            way: from
                .zip(office.place)
                .map(|(from, to)| way(from.metres_to(to))),
        })
    }
}

/// The names of services; the code of one that has none.
pub(super) fn services(services: &[ServiceType]) -> String {
    let name = |one: &ServiceType| one.name().map_or_else(|| one.to_string(), str::to_owned);
    services.iter().map(name).collect::<Vec<_>>().join("、")
}

/// The whole address.
pub(super) fn address(office: &Office<'_>) -> String {
    let town = office.municipality;
    format!("{}{}{}", town.prefecture.name(), town.name, office.address)
}

/// A way as people say it.
fn way(metres: f64) -> String {
    if metres < 1_000.0 {
        format!("約{:.0}m", (metres / 10.0).round() * 10.0)
    } else {
        format!("約{:.1}km", metres / 1_000.0)
    }
}

/// Whether the platform's directory is a monthly one.
pub(super) fn is_monthly(platform: &Platform) -> bool {
    platform.directory.is_monthly()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_told_in_round_numbers() {
        assert_eq!(way(4.0), "約0m");
        assert_eq!(way(126.0), "約130m");
        assert_eq!(way(1_260.0), "約1.3km");
    }
}
