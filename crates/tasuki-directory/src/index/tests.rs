//! Answers beside those of looking at each office.

use std::sync::LazyLock;

use super::*;
use crate::{InventedOffice, OpenDataRow, invented_offices};

mod map;
mod partners;

fn offices(count: usize) -> Vec<InventedOffice> {
    invented_offices(11).take(count).collect()
}

/// An index in which every tenth office has joined.
fn index(offices: &[InventedOffice]) -> DirectoryIndex {
    let mut builder = DirectoryBuilder::default();
    for row in offices.iter().flat_map(InventedOffice::rows) {
        builder.add(&row).unwrap();
    }
    let mut index = builder.build();
    for office in offices.iter().step_by(10) {
        assert!(index.set_participation(office.number, Some(joined())));
    }
    index
}

fn joined() -> Participation {
    Participation {
        since: Date::constant(2026, 4, 1),
        reads: None,
    }
}

fn all() -> Page {
    Page {
        skip: 0,
        size: usize::MAX,
    }
}

fn numbers(index: &DirectoryIndex, ids: &[OfficeId]) -> BTreeSet<OfficeNumber> {
    ids.iter()
        .map(|id| index.office(*id).unwrap().number)
        .collect()
}

/// The numbers of the offices of which something holds.
fn those(
    offices: &[InventedOffice],
    holds: impl Fn(&InventedOffice) -> bool,
) -> BTreeSet<OfficeNumber> {
    let those = offices.iter().filter(|office| holds(office));
    those.map(|office| office.number).collect()
}

#[test]
fn an_office_is_told_as_it_was_added() {
    let offices = offices(300);
    let index = index(&offices);
    assert_eq!(index.len(), offices.len());
    for (place, office) in offices.iter().enumerate() {
        let found = index.office(index.find(office.number).unwrap()).unwrap();
        assert_eq!((found.number, found.name), (office.number, &*office.name));
        assert_eq!(found.kana, office.kana);
        assert_eq!(found.address, office.address);
        assert_eq!(found.place, office.place);
        assert_eq!(&*found.municipality.name, office.municipality);
        let services: BTreeSet<_> = office.services.iter().collect();
        assert_eq!(found.services.iter().collect::<BTreeSet<_>>(), services);
        assert_eq!(found.participation.is_some(), place % 10 == 0);
    }
    assert_eq!(index.find("9999999999".parse().unwrap()), None);
    assert_eq!(index.office(OfficeId(300)), None);
}

#[test]
fn offices_join_and_leave() {
    let offices = offices(20);
    let mut index = index(&offices);
    let only_joined = Filter {
        only_joined: true,
        ..Filter::default()
    };
    let total = |index: &DirectoryIndex| index.list(&only_joined, Order::Region, all()).total;
    assert_eq!(total(&index), 2);
    assert!(index.set_participation(offices[1].number, Some(joined())));
    assert_eq!(total(&index), 3);
    assert!(index.set_participation(offices[1].number, None));
    assert_eq!(total(&index), 2);
    assert!(!index.set_participation("9999999999".parse().unwrap(), None));
}

#[test]
fn rows_of_one_number_are_one_office() {
    let office = &offices(1)[0];
    let row = |code: &str, place: Option<Place>| OpenDataRow {
        service: code.parse().unwrap(),
        place,
        ..office.rows().next().unwrap()
    };
    let place = Place::new(139_000_000, 35_000_000).ok();
    let mut builder = DirectoryBuilder::default();
    for row in [row("43", None), row("11", place), row("43", None)] {
        builder.add(&row).unwrap();
    }
    let index = builder.build();
    let found = index.office(index.find(office.number).unwrap()).unwrap();
    let services: Vec<&str> = found.services.iter().map(ServiceType::as_str).collect();
    assert_eq!((services, found.place), (vec!["11", "43"], place));
    assert_eq!(kind_of(found.services), OfficeKind::CareManagement);
}

#[test]
fn municipalities_that_the_map_does_not_know_are_taken_in() {
    let mut offices = offices(3);
    offices[0].municipality = "見本新市";
    let index = index(&offices);
    let filter = Filter {
        prefecture: Some(offices[0].prefecture),
        municipality: Some("見本新市".to_owned()),
        ..Filter::default()
    };
    let found = index.list(&filter, Order::Region, all());
    assert_eq!(numbers(&index, &found.offices), [offices[0].number].into());
    let counts = index.counts(&filter);
    let counted = counts.iter().find(|count| count.count == 1).unwrap();
    let last = counted.towns.last().unwrap();
    assert_eq!((&*last.municipality.name, last.count), ("見本新市", 1));
}

#[test]
fn filters_choose_what_they_say() {
    let offices = offices(2_000);
    let index = index(&offices);
    let list = |filter: &Filter| {
        let listing = index.list(filter, Order::Region, all());
        assert_eq!(listing.total, listing.offices.len());
        let counted: usize = index.counts(filter).iter().map(|count| count.count).sum();
        assert_eq!(counted, listing.total);
        numbers(&index, &listing.offices)
    };
    let day_care = "15".parse().unwrap();
    let of_day_care = Filter {
        services: [day_care].into(),
        ..Filter::default()
    };
    assert_eq!(
        list(&of_day_care),
        those(&offices, |office| office.services.contains(&day_care))
    );
    for kind in OfficeKind::ALL {
        let of_kind = Filter {
            kind: Some(kind),
            ..Filter::default()
        };
        assert_eq!(
            list(&of_kind),
            those(&offices, |office| kind_of(&office.services) == kind)
        );
    }
    let tokyo = "13".parse().unwrap();
    let of_tokyo = Filter {
        prefecture: Some(tokyo),
        ..Filter::default()
    };
    assert_eq!(
        list(&of_tokyo),
        those(&offices, |office| office.prefecture == tokyo)
    );
    assert_eq!(index.counts(&Filter::default()).len(), 47);
    let unplaced = index.without_place(&Filter::default());
    assert_eq!(
        numbers(&index, &unplaced),
        those(&offices, |office| office.place.is_none())
    );
}

#[test]
fn words_are_found_in_name_kana_and_number() {
    let offices = offices(1_000);
    let index = index(&offices);
    let search = |words: &str| {
        let words = words.to_owned();
        let filter = Filter {
            words,
            ..Filter::default()
        };
        numbers(&index, &index.list(&filter, Order::Region, all()).offices)
    };
    let has = |text: &'static str| those(&offices, |office| office.kana.contains(text));
    assert!(!has("ヒマワリ").is_empty());
    for spelled in ["ひまわり", "ヒマワリ", "ﾋﾏﾜﾘ", " ひまわり　"] {
        assert_eq!(search(spelled), has("ヒマワリ"), "{spelled}");
    }
    let both = those(&offices, |office| {
        office.kana.contains("ヒマワリ") && office.name.contains("架空")
    });
    assert_eq!(search("架空 ひまわり"), both);
    let number = offices[5].number;
    assert_eq!(search(number.as_str()), [number].into());
    let (head, rest) = number.as_str().split_at(3);
    for typed in [
        format!("{head}-{rest}"),
        format!("{head}－{rest}"),
        format!(" {head} {rest}"),
    ] {
        assert_eq!(search(&typed), [number].into(), "{typed}");
    }
    let part = number.as_str().split_at(4).1;
    assert_eq!(
        search(part),
        those(&offices, |office| office.number.as_str().contains(part))
    );
    assert_eq!(search("存在しない言葉"), BTreeSet::new());
    assert_eq!(search("・ 　").len(), 1_000);
}

#[test]
fn the_nearest_of_many_are_the_nearest_of_all() {
    let offices = offices(8_000);
    let index = index(&offices);
    let places: Vec<Place> = offices.iter().filter_map(|office| office.place).collect();
    for from in places.iter().step_by(1_500) {
        let order = Order::Distance(*from);
        let first = Page { skip: 20, size: 30 };
        let page = index.list(&Filter::default(), order, first);
        assert_eq!(page.total, offices.len());
        let way = |id: &OfficeId| Some(from.metres_to(index.office(*id)?.place?));
        let shown: Vec<f64> = page.offices.iter().filter_map(way).collect();
        let mut all: Vec<f64> = places.iter().map(|place| from.metres_to(*place)).collect();
        all.sort_by(f64::total_cmp);
        assert_eq!(shown, all[20..50]);
    }
}

#[test]
fn lists_are_in_order_and_pages_join() {
    let offices = offices(1_000);
    let index = index(&offices);
    let from = offices.iter().find_map(|office| office.place).unwrap();
    for order in [Order::Region, Order::Distance(from)] {
        let whole = index.list(&Filter::default(), order, all()).offices;
        let page = |skip| index.list(&Filter::default(), order, Page { skip, size: 300 });
        let pages: Vec<OfficeId> = [0, 300, 600, 900, 1200]
            .map(page)
            .into_iter()
            .flat_map(|page| page.offices)
            .collect();
        assert_eq!(pages, whole);
        let key = |id: &OfficeId| {
            let office = index.office(*id).unwrap();
            let way = office
                .place
                .map_or(f64::INFINITY, |place| from.metres_to(place));
            let town = office.municipality;
            match order {
                Order::Region | Order::First(_) => {
                    (0.0, Some((town.prefecture, town.code, office.kana)))
                }
                Order::Distance(_) => (way, None),
            }
        };
        assert!(whole.is_sorted_by_key(key));
    }
    let beyond = Page {
        skip: usize::MAX,
        size: 10,
    };
    assert_eq!(
        index
            .list(&Filter::default(), Order::Distance(from), beyond)
            .offices,
        []
    );
}

/// Some offices and their index, for tests that ask often.
static SOME: LazyLock<(Vec<InventedOffice>, DirectoryIndex)> = LazyLock::new(|| {
    let offices = offices(600);
    let index = index(&offices);
    (offices, index)
});

#[test]
fn words_are_found_in_addresses_too() {
    let offices = offices(2_000);
    let index = index(&offices);
    let found = |words: &str| {
        let filter = Filter {
            words: words.to_owned(),
            ..Filter::default()
        };
        numbers(&index, &index.list(&filter, Order::Region, all()).offices)
    };
    let office = &offices[0];
    let whole = format!(
        "{}{}{}",
        office.prefecture.name(),
        office.municipality,
        office.address
    );
    assert!(found(&whole).contains(&office.number), "{whole}");
    let town = those(&offices, |one| one.municipality == office.municipality);
    assert!(found(office.municipality).is_superset(&town));
}

#[test]
fn a_prefecture_may_come_first() {
    let offices = offices(2_000);
    let index = index(&offices);
    let last: tasuki_terms::Prefecture = "27".parse().unwrap();
    let ours = those(&offices, |one| one.prefecture == last);
    let listing = index.list(&Filter::default(), Order::First(last), all());
    assert_eq!(listing.total, offices.len());
    let (first, others) = listing.offices.split_at(ours.len());
    assert_eq!(numbers(&index, first), ours);
    assert!(others.is_sorted());
    let page = Page {
        skip: ours.len() - 1,
        size: 2,
    };
    let page = index.list(&Filter::default(), Order::First(last), page);
    assert_eq!(page.offices, [first[ours.len() - 1], others[0]]);
}
