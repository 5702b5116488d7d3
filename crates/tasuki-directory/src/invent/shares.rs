//! How many offices there are of each kind.

use tasuki_terms::Prefecture;

use crate::Municipality;

/// People in each prefecture, in thousands, by code: 国勢調査 令和2年 (1 October 2020), together 126,146.
/// Offices are where people are.
const PEOPLE: [u32; 47] = [
    5225, 1238, 1211, 2302, 960, 1068, 1833, 2867, 1933, 1939, 7345, 6284, 14048, 9237, 2201, 1035,
    1133, 767, 810, 2048, 1979, 3633, 7542, 1770, 1414, 2578, 8838, 5465, 1324, 923, 553, 671,
    1888, 2800, 1342, 720, 950, 1335, 692, 5135, 811, 1312, 1738, 1124, 1070, 1588, 1467,
];

/// Offices of each kind of service: 令和5年度 介護事業経営実態調査, 母集団数 (社会保障審議会 介護給付費分科会
/// 第214回 資料4).
pub(super) const SERVICES: &[(&str, u32)] = &[
    ("11", 28_949),
    ("12", 1_530),
    ("13", 10_310),
    ("14", 4_157),
    ("15", 21_179),
    ("16", 7_032),
    ("17", 6_262),
    ("21", 9_826),
    ("43", 33_749),
    ("71", 146),
    ("76", 783),
];

/// The part of a prefecture.
pub(super) fn of_prefecture(prefecture: Prefecture) -> u32 {
    let place = usize::from(prefecture.number()) - 1;
    PEOPLE.get(place).copied().unwrap_or_default()
}

/// The part of a municipality within its prefecture, guessed from its name; none for a city whose wards
/// stand beside it.
pub(super) fn of_town(town: &Municipality) -> Option<u32> {
    let is_city_of_wards = |known: &Municipality| {
        known.name.len() > town.name.len()
            && known.name.starts_with(&*town.name)
            && known.prefecture == town.prefecture
            && known.name.ends_with('区')
    };
    if town.name.ends_with('市') && crate::municipalities().iter().any(is_city_of_wards) {
        return None;
    }
    match town.name.chars().next_back() {
        Some('区') => Some(14),
        Some('市') => Some(8),
        Some('町') => Some(2),
        _ => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_add_up_to_the_census() {
        assert_eq!(PEOPLE.iter().sum::<u32>(), 126_146);
    }

    #[test]
    fn wards_stand_for_their_city() {
        let part = |name: &str| {
            let mut towns = crate::municipalities().iter();
            of_town(towns.find(|town| &*town.name == name).unwrap())
        };
        assert_eq!(part("札幌市"), None);
        assert_eq!(part("札幌市中央区"), Some(14));
        assert_eq!(part("小樽市"), Some(8));
    }
}
