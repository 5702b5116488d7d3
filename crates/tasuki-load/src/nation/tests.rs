//! A nation has the figures of the field.

use super::calendar::DAYS;
use super::*;

const SCALE: f64 = 0.02;

#[test]
fn the_same_seed_gives_the_same_nation() {
    let small = |seed| Nation::new(seed, 0.001, 3);
    assert_eq!(small(1).pairs, small(1).pairs);
    assert_ne!(small(1).pairs, small(2).pairs);
    let calendar = Calendar::new(Play::Month, 500.0, 60.0, 1.0);
    let letters = |seed| Arrivals::new(&small(1), &calendar, seed).collect::<Vec<_>>();
    assert_eq!(letters(1), letters(1));
    assert_ne!(letters(1), letters(2));
}

#[test]
fn offices_are_as_many_as_the_scale_says_and_everywhere() {
    let nation = Nation::new(5, SCALE, 7);
    let facts = nation.facts();
    assert_eq!((facts.managers, facts.services), (720, 3_600));
    assert_eq!(facts.prefectures, 47);
    assert_eq!(nation.spare.len(), 7);
    let numbers: BTreeSet<_> = nation.members.iter().map(|m| m.office.number).collect();
    assert_eq!(numbers.len(), 4_320);
    let spare = |one: &InventedOffice| numbers.contains(&one.number);
    assert!(!nation.spare.iter().any(spare));
}

#[test]
fn partners_and_people_are_those_of_the_surveys() {
    for seed in 1..=3 {
        let facts = Nation::new(seed, SCALE, 0).facts();
        let Middle { mean, median, most } = facts.partners;
        assert!((27.9..=39.0).contains(&mean), "{seed}: partners {mean}");
        assert!((15.5..=23.0).contains(&median), "{seed}: median {median}");
        assert!((192..=240).contains(&most), "{seed}: most {most}");
        let Middle { mean, median, most } = facts.people;
        assert!((58.0..=75.0).contains(&mean), "{seed}: people {mean}");
        assert!((31.0..=39.0).contains(&median), "{seed}: median {median}");
        assert!((400..=765).contains(&most), "{seed}: most {most}");
    }
}

#[test]
fn pairs_are_distinct_and_go_from_managers_to_services_mostly_near() {
    let nation = Nation::new(3, SCALE, 0);
    let mut near = 0;
    let mut known = BTreeSet::new();
    for pair in &nation.pairs {
        let (manager, service) = (&nation.members[pair.manager], &nation.members[pair.service]);
        assert_eq!(manager.kind, Kind::Manager);
        assert_eq!(service.kind, Kind::Service);
        assert!(known.insert((pair.manager, pair.service)));
        near += usize::from(manager.office.prefecture == service.office.prefecture);
    }
    let near = usize_to_f64(near) / usize_to_f64(nation.pairs.len());
    assert!(near > 0.8, "{near}");
}

#[test]
fn the_smallest_nation_has_somebody_to_write_to() {
    let nation = Nation::new(1, 1e-9, 0);
    assert_eq!(nation.members.len(), 2);
    assert_eq!(nation.pairs.len(), 1);
}

#[test]
fn a_month_has_its_messages_and_most_of_them_on_six_days() {
    let nation = Nation::new(3, 0.01, 0);
    let messages = nation.facts().messages;
    // 2.8 to 3.9 million in the whole country; 360 offices have it only about.
    assert!((25_000.0..=42_000.0).contains(&messages), "{messages}");
    let seconds = 210.0;
    let calendar = Calendar::new(Play::Month, messages, seconds, 1.0);
    assert!((calendar.messages() - messages).abs() < 1e-6 * messages);
    let letters: Vec<LetterPlan> = Arrivals::new(&nation, &calendar, 9).collect();
    let count = usize_to_f64(letters.len());
    assert!((count - messages).abs() < 5.0 * messages.sqrt(), "{count}");
    assert!(letters.is_sorted_by(|one, next| one.at <= next.at));
    let day = seconds / usize_to_f64(DAYS);
    let busy = |letter: &&LetterPlan| letter.at < 3.0 * day || letter.at >= seconds - 3.0 * day;
    let busy = usize_to_f64(letters.iter().filter(busy).count()) / count;
    assert!((busy - 0.6).abs() < 0.02, "{busy}");
    assert!(letters.iter().all(|one| (0.0..seconds).contains(&one.at)));
    // Noon is quieter than the hour before.
    let hour = day / usize_to_f64(calendar::HOURS);
    let within = |place: f64| {
        let here = |one: &&LetterPlan| ((one.at % day) / hour).floor().total_cmp(&place).is_eq();
        letters.iter().filter(here).count()
    };
    assert!(within(3.0) * 3 < within(2.0) * 2);
}

#[test]
fn the_peak_is_that_of_the_country_at_its_scale() {
    // 2.8 million messages: 50 to 60 sends a second.
    let rate = peak_rate(2.8e6);
    assert!((50.0..=60.0).contains(&rate), "{rate}");
    let calendar = Calendar::new(Play::Peak, 2.8e4, 100.0, 2.0);
    assert!((calendar.highest() - 2.0 * rate / 100.0).abs() < 1e-9);
    let nation = Nation::new(3, 0.001, 0);
    let calendar = Calendar::new(Play::Peak, 2.8e6, 60.0, 1.0);
    let letters: Vec<LetterPlan> = Arrivals::new(&nation, &calendar, 4).collect();
    let gaps: Vec<f64> = letters
        .windows(2)
        .map(|two| two[1].at - two[0].at)
        .collect();
    let mean = gaps.iter().sum::<f64>() / usize_to_f64(gaps.len());
    let square = gaps
        .iter()
        .map(|gap| (gap - mean) * (gap - mean))
        .sum::<f64>();
    let deviation = (square / usize_to_f64(gaps.len())).sqrt();
    // The deviation of exponential gaps is their mean; a clockwork's would be nothing.
    assert!((mean * rate - 1.0).abs() < 0.06, "{mean}");
    assert!((deviation / mean - 1.0).abs() < 0.1, "{deviation} {mean}");
}

#[test]
fn messages_are_as_large_as_in_the_field() {
    let nation = Nation::new(3, 0.01, 0);
    let calendar = Calendar::new(Play::Month, 20_000.0, 60.0, 1.0);
    let mut sizes: Vec<u32> = Arrivals::new(&nation, &calendar, 1)
        .map(|one| one.bytes)
        .collect();
    sizes.sort_unstable();
    let middle = Middle::of(sizes.clone());
    // 2.8 million of them are about 0.8 TB.
    assert!((200_000.0..400_000.0).contains(&middle.mean), "{middle:?}");
    assert!((40_000.0..120_000.0).contains(&middle.median), "{middle:?}");
    let scans = sizes.iter().filter(|bytes| **bytes > 1_000_000).count();
    let part = usize_to_f64(scans) / usize_to_f64(sizes.len());
    assert!((0.12..0.22).contains(&part), "{part}");
    assert!(*sizes.last().unwrap() <= 10_000_000);
}
