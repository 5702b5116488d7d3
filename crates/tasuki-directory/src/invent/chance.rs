//! Chance with weights.

use tasuki_standard::generate::Chance;

/// One of several, each with its weight; none where there is none.
pub(super) fn weighted<T>(
    chance: &mut Chance,
    from: impl Iterator<Item = T> + Clone,
    weight: impl Fn(&T) -> u32,
) -> Option<T> {
    let all = from.clone().map(|one| weight(&one)).sum();
    let mut left = chance.below(all);
    let mut from = from;
    from.find(|one| match left.checked_sub(weight(one)) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    })
}
