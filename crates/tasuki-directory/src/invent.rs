//! Invented offices of the shape of the open data, spread over Japan as people are.

use tasuki_terms::{OfficeNumber, Prefecture, ServiceType};

use crate::{Municipality, OpenDataRow, Outline, Place, municipalities, outlines};

mod chance;
mod shares;
mod words;

use chance::weighted;
use tasuki_standard::generate::Chance;

/// An office that does not exist (架空の事業所).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InventedOffice {
    /// Its number; no other invented office has it.
    pub number: OfficeNumber,
    /// What it offers: one to three kinds.
    pub services: Vec<ServiceType>,
    /// Its prefecture.
    pub prefecture: Prefecture,
    /// Its municipality's code.
    pub region_code: &'static str,
    /// Its municipality's name.
    pub municipality: &'static str,
    /// Its name, which begins with 見本 or 架空.
    pub name: String,
    /// Its name in kana.
    pub kana: String,
    /// Its address behind the municipality.
    pub address: String,
    /// Where it is; one in fifty does not tell.
    pub place: Option<Place>,
}

/// Endless invented offices; the same seed gives the same ones. Of ten thousand or more each prefecture
/// has a part near its part of the population.
pub fn invented_offices(seed: u64) -> impl Iterator<Item = InventedOffice> {
    let mut chance = Chance::new(seed);
    let grounds: Vec<Ground> = outlines().iter().map(ground).collect();
    (0_u32..).filter_map(move |serial| one(serial, &mut chance, &grounds))
}

/// The first line of each file of the open data, with its byte order mark and end.
pub fn csv_header() -> String {
    const HEADINGS: [&str; 24] = [
        "都道府県コード又は市町村コード",
        "No",
        "都道府県名",
        "市区町村名",
        "事業所名",
        "事業所名カナ",
        "サービスの種類",
        "住所",
        "方書（ビル名等）",
        "緯度",
        "経度",
        "電話番号",
        "FAX番号",
        "法人番号",
        "法人の名称",
        "事業所番号",
        "利用可能曜日",
        "利用可能曜日特記事項",
        "定員",
        "URL",
        "高齢者の方と障害者の方が同時一体的に利用できるサービス",
        "介護保険の通常の指定基準を満たしている",
        "障害福祉の通常の指定基準を満たしている",
        "備考",
    ];
    format!("\u{feff}{}\r\n", HEADINGS.join(","))
}

impl InventedOffice {
    /// The office as the reader of open data would tell it, once for each of its services.
    pub fn rows(&self) -> impl Iterator<Item = OpenDataRow> {
        self.services.iter().map(|service| OpenDataRow {
            number: self.number,
            service: *service,
            prefecture: self.prefecture,
            municipality: self.municipality.to_owned(),
            name: self.name.clone(),
            kana: self.kana.clone(),
            address: self.address.clone(),
            place: self.place,
            phone: String::new(),
            corporation: words::corporation(self.number),
            url: String::new(),
        })
    }

    /// Its line in the file of one of its services.
    pub fn csv_line(&self, service: ServiceType) -> String {
        let degrees = |degrees: fn(Place) -> f64| {
            self.place
                .map_or(String::new(), |place| format!("{:.6}", degrees(place)))
        };
        let prefecture = self.prefecture.name();
        format!(
            "{},{},{prefecture},{},{},{},{},{prefecture}{}{},,{},{},000-000-0000,,,{},{},\"月,火,水,木,金\",,,,,,,\r\n",
            self.region_code,
            self.number,
            self.municipality,
            self.name,
            self.kana,
            service.name().unwrap_or_default(),
            self.municipality,
            self.address,
            degrees(Place::latitude),
            degrees(Place::longitude),
            words::corporation(self.number),
            self.number,
        )
    }
}

/// A prefecture with its municipalities, each with its part: wards instead of the cities that have some.
struct Ground {
    prefecture: Prefecture,
    outline: &'static Outline,
    towns: Vec<(&'static Municipality, u32)>,
}

fn ground(outline: &'static Outline) -> Ground {
    let prefecture = outline.prefecture();
    let all = municipalities().iter();
    let here = all.filter(|town| town.prefecture == prefecture);
    Ground {
        prefecture,
        outline,
        towns: here
            .filter_map(|town| Some((town, shares::of_town(town)?)))
            .collect(),
    }
}

fn one(serial: u32, chance: &mut Chance, grounds: &[Ground]) -> Option<InventedOffice> {
    let of_ground = |ground: &&Ground| shares::of_prefecture(ground.prefecture);
    let ground = weighted(chance, grounds.iter(), of_ground)?;
    let prefecture = ground.prefecture;
    let (town, _) = weighted(chance, ground.towns.iter(), |(_, weight)| *weight)?;
    let services = services(chance);
    let main = *services.first()?;
    let (name, kana) = words::name(serial, main, chance);
    let number = format!("{prefecture}7{serial:07}").parse().ok()?;
    Some(InventedOffice {
        number,
        services,
        prefecture,
        region_code: town.code?,
        municipality: &town.name,
        name,
        kana,
        address: format!(
            "見本町{}-{}-{}",
            chance.below(9) + 1,
            chance.below(30) + 1,
            chance.below(30) + 1
        ),
        place: town
            .place
            .filter(|_| chance.below(50) > 0)
            .map(|middle| near(middle, ground.outline, chance)),
    })
}

/// One kind of service, and with one office in five one or two more.
fn services(chance: &mut Chance) -> Vec<ServiceType> {
    let more = match chance.below(20) {
        0 => 2,
        1..=3 => 1,
        _ => 0,
    };
    let mut services = Vec::new();
    for _ in 0..=more {
        let drawn = weighted(chance, shares::SERVICES.iter(), |(_, weight)| *weight);
        let service = drawn.and_then(|(code, _)| code.parse().ok());
        services.extend(service.filter(|service| !services.contains(service)));
    }
    services
}

/// A place within some kilometres, on land where the town itself is: four of five draws of a sum gather
/// near the middle, as towns do.
fn near(middle: Place, outline: &Outline, chance: &mut Chance) -> Place {
    let mut drawn = || {
        let mut offset = || {
            let sum: u32 = (0..4).map(|_| chance.below(25_000)).sum();
            i32::try_from(sum).map_or(0, |sum| sum - 50_000)
        };
        let (east, north) = (offset(), offset());
        middle.moved(east, north).ok()
    };
    if !outline.contains(middle) {
        return middle;
    }
    let mut tries = (0..8).filter_map(|_| drawn());
    tries
        .find(|place| outline.contains(*place))
        .unwrap_or(middle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_same_seed_gives_the_same_offices() {
        let first = |seed| invented_offices(seed).take(50).collect::<Vec<_>>();
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
    }

    #[test]
    fn offices_look_invented_and_have_numbers_of_their_own() {
        let offices: Vec<_> = invented_offices(3).take(3000).collect();
        let numbers: BTreeSet<_> = offices.iter().map(|office| office.number).collect();
        assert_eq!(numbers.len(), offices.len());
        for office in &offices {
            assert!(office.name.starts_with("見本") || office.name.starts_with("架空"));
            assert_eq!(Prefecture::of(office.number), Some(office.prefecture));
            assert!(office.address.starts_with("見本町"));
            assert!((1..=3).contains(&office.services.len()));
        }
        let unplaced = offices
            .iter()
            .filter(|office| office.place.is_none())
            .count();
        assert!((20..120).contains(&unplaced), "{unplaced}");
    }

    #[test]
    fn prefectures_have_their_part() {
        let mut counts = BTreeMap::new();
        for office in invented_offices(5).take(20_000) {
            *counts.entry(office.prefecture.to_string()).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 47);
        // 14,048 and 553 of 126,146 thousand people: 2,227 and 88 of 20,000 offices.
        assert!((2_000..2_450).contains(&counts["13"]), "{}", counts["13"]);
        assert!((50..130).contains(&counts["31"]), "{}", counts["31"]);
    }
}
