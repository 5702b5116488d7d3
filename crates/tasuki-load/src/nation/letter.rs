//! How large messages are.

use super::draw::rounded;
use super::{Draw, Pair};

/// Bytes of a person's plan or actual: 60 rows of 第6表 of 150 bytes, and a third as much of 第7表
/// and the rest.
const PERSON: u32 = 12_000;
/// Of a person's services, on the average, so many are with one partner and the next.
const SERVICES_A_PERSON: f64 = 2.4;
/// One message in so many carries a scan.
const SCAN: u32 = 6;
/// A scan has at least so many bytes, and at most twice as many.
const SCAN_BYTES: u32 = 1_000_000;
/// The most that one message may hold.
const MOST: u32 = 10_000_000;
/// Every message has about so many bytes at least.
const LEAST: u32 = 4_000;

/// Sizes of which sealed parts are made before the clock starts: each half as large again as the one
/// before.
pub(crate) const CLASSES: [u32; 21] = [
    4_000, 6_000, 9_000, 13_500, 20_250, 30_375, 45_561, 68_340, 102_510, 153_765, 230_646,
    345_969, 518_952, 778_428, 1_167_642, 1_751_463, 2_627_193, 3_940_788, 5_911_182, 8_866_773,
    10_000_000,
];

/// The place of the class that comes nearest.
pub(crate) fn class_of(bytes: u32) -> usize {
    let distances = CLASSES.iter().map(|class| class.abs_diff(bytes));
    let nearest = distances.enumerate().min_by_key(|(_, distance)| *distance);
    nearest.map_or(0, |(place, _)| place)
}

/// A message that is to be sent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct LetterPlan {
    /// Seconds after the start at which it is meant to go out.
    pub(crate) at: f64,
    /// Who sends it and whom it is for, by their places among the offices.
    pub(crate) sender: usize,
    pub(crate) receiver: usize,
    /// Bytes of its files.
    pub(crate) bytes: u32,
}

impl LetterPlan {
    /// A message of a pair: a plan, or the answer to one.
    pub(crate) fn of(at: f64, pair: Pair, is_plan: bool, draw: &mut Draw) -> Self {
        let (sender, receiver) = if is_plan {
            (pair.manager, pair.service)
        } else {
            (pair.service, pair.manager)
        };
        Self {
            at,
            sender,
            receiver,
            bytes: bytes(pair.people, draw),
        }
    }
}

fn bytes(people: u32, draw: &mut Draw) -> u32 {
    let tables = rounded(f64::from(people * PERSON) * (0.3 * draw.normal()).exp());
    let scan = if draw.chance.once_in(SCAN) {
        SCAN_BYTES + draw.chance.below(SCAN_BYTES)
    } else {
        0
    };
    tables.saturating_add(scan).clamp(LEAST, MOST)
}

/// How many of its people an office shares with one of its partners.
pub(super) fn shared_people(people: u32, partners: u32, draw: &mut Draw) -> u32 {
    let mean = f64::from(people) * SERVICES_A_PERSON / f64::from(partners.max(1));
    rounded(mean * (0.5 * draw.normal()).exp()).clamp(1, people.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_go_up_to_the_limit_and_are_never_far() {
        assert!(CLASSES.is_sorted());
        assert_eq!(CLASSES.last(), Some(&MOST));
        for bytes in (LEAST..MOST).step_by(7_919) {
            let class = CLASSES[class_of(bytes)];
            let ratio = f64::from(class) / f64::from(bytes);
            assert!((0.79..1.26).contains(&ratio), "{bytes} → {class}");
        }
    }
}
