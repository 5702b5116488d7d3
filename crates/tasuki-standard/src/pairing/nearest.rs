//! Nearest pairs on a line.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A point: where it is, which one it is of those of its side there, its side, and its index.
type Point = (i64, usize, Side, usize);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Side {
    Left,
    Right,
}

/// Pairs points of the left with points of the right, given by place and index: the two that are
/// nearest to each other first, of equally near ones those that come first on the line. As many
/// pairs come out as the smaller side has points.
///
/// The nearest two of different sides are always neighbours, so that only neighbours are looked at.
pub(super) fn nearest(left: &[(i64, usize)], right: &[(i64, usize)]) -> Vec<(usize, usize)> {
    if let ([(_, left)], [(_, right)]) = (left, right) {
        return vec![(*left, *right)];
    }
    if left.is_empty() || right.is_empty() {
        return Vec::new();
    }
    let mut points = ranked(left, Side::Left);
    points.extend(ranked(right, Side::Right));
    points.sort_unstable();
    let mut free: BTreeMap<usize, Point> = points.into_iter().enumerate().collect();
    let mut waiting: BinaryHeap<_> = (free.iter().zip(free.iter().skip(1)))
        .filter_map(|(one, next)| candidate(one, next))
        .collect();
    let mut pairs = Vec::new();
    while let Some(Reverse((_, one, next))) = waiting.pop() {
        if !free.contains_key(&one) || !free.contains_key(&next) {
            continue;
        }
        if let (Some(one), Some(next)) = (free.remove(&one), free.remove(&next)) {
            pairs.push(match one.2 {
                Side::Left => (one.3, next.3),
                Side::Right => (next.3, one.3),
            });
        }
        let before = free.range(..one).next_back();
        let behind = free.range(next..).next();
        if let (Some(before), Some(behind)) = (before, behind) {
            waiting.extend(candidate(before, behind));
        }
    }
    pairs
}

/// How far two neighbours are from each other, if they are of different sides.
fn candidate(
    one: (&usize, &Point),
    next: (&usize, &Point),
) -> Option<Reverse<(u64, usize, usize)>> {
    let distance = next.1.0.abs_diff(one.1.0);
    (one.1.2 != next.1.2).then_some(Reverse((distance, *one.0, *next.0)))
}

/// Points of a side, numbered at each place, so that those of both sides at one place alternate.
fn ranked(points: &[(i64, usize)], side: Side) -> Vec<Point> {
    let mut seen: BTreeMap<i64, usize> = BTreeMap::new();
    points
        .iter()
        .map(|&(at, index)| {
            let rank = seen.entry(at).or_default();
            *rank += 1;
            (at, *rank, side, index)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(places: &[i64]) -> Vec<(i64, usize)> {
        places.iter().copied().zip(0..).collect()
    }

    #[test]
    fn the_nearest_two_are_paired_first() {
        for (left, right, expected) in [
            (&[][..], &[5][..], &[][..]),
            (&[1, 29], &[28], &[(1, 0)]),
            (&[540, 900], &[910, 530], &[(0, 1), (1, 0)]),
            (&[10, 20], &[15], &[(0, 0)]),
            (&[7, 7, 7], &[7, 7], &[(0, 0), (1, 1)]),
            (&[0, 10], &[9, 30], &[(1, 0), (0, 1)]),
        ] {
            assert_eq!(
                nearest(&at(left), &at(right)),
                expected,
                "{left:?} {right:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_what_looking_at_all_pairs_gives(
            left in prop::collection::vec(0i64..40, 0..8),
            right in prop::collection::vec(0i64..40, 0..8),
        ) {
            let found = nearest(&at(&left), &at(&right));
            prop_assert_eq!(found.len(), left.len().min(right.len()));
            let distance = |(l, r): &(usize, usize)| left[*l].abs_diff(right[*r]);
            let mut left_free: Vec<_> = (0..left.len()).collect();
            let mut right_free: Vec<_> = (0..right.len()).collect();
            for pair in &found {
                let least = left_free.iter()
                    .flat_map(|l| right_free.iter().map(move |r| (*l, *r)))
                    .map(|pair| distance(&pair)).min();
                prop_assert_eq!(Some(distance(pair)), least);
                left_free.retain(|l| *l != pair.0);
                right_free.retain(|r| *r != pair.1);
            }
        }

        #[test]
        fn sides_may_be_exchanged(
            left in prop::collection::vec(0i64..20, 0..8),
            right in prop::collection::vec(0i64..20, 0..8),
        ) {
            let (mut there, mut back) = (nearest(&at(&left), &at(&right)), nearest(&at(&right), &at(&left)));
            back = back.into_iter().map(|(r, l)| (l, r)).collect();
            there.sort_unstable();
            back.sort_unstable();
            prop_assert_eq!(there, back);
        }
    }
}
