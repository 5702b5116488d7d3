//! What is known of many keys, in the order in which they come.

/// How many are noted at most; where half of them differ, nothing more is noted.
const MOST: usize = 1 << 20;
/// How many are noted before equal ones are brought together for the first time.
const FIRST: usize = 4096;

/// Values by key. Files are in order, so that a key is mostly noted once; what is noted of it again
/// is joined later.
pub(super) struct Tally<T> {
    noted: Vec<(u64, T)>,
    /// With how many the next joining comes.
    next: usize,
    /// Whether more came than are kept.
    is_full: bool,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self {
            noted: Vec::new(),
            next: FIRST,
            is_full: false,
        }
    }
}

impl<T: Copy> Tally<T> {
    /// Notes a value; `join` makes one of two of the same key, the earlier first.
    pub(super) fn note(&mut self, key: u64, value: T, join: impl FnMut(&mut T, T)) {
        if self.noted.len() >= self.next && !self.is_full {
            self.join(join);
            self.next = (2 * self.noted.len()).clamp(FIRST, MOST);
            // With little room left, each few more would be joined again.
            self.is_full = self.noted.len() > MOST / 2;
        }
        if !self.is_full {
            self.noted.push((key, value));
        }
    }

    /// Brings the values of equal keys together.
    pub(super) fn join(&mut self, mut join: impl FnMut(&mut T, T)) {
        self.noted.sort_by_key(|(key, _)| *key);
        self.noted.dedup_by(|(key, value), (first, joined)| {
            let is_same = key == first;
            if is_same {
                join(joined, *value);
            }
            is_same
        });
    }

    /// Whether a key was noted, or may have come when no more were kept; when all were joined.
    pub(super) fn may_have(&self, key: u64) -> bool {
        let found = self.noted.binary_search_by_key(&key, |(key, _)| *key);
        self.is_full || found.is_ok()
    }

    /// All keys and values.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(u64, T)> {
        self.noted.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_counts_like_a_map(keys in prop::collection::vec(0_u64..50, 0..20_000)) {
            let (mut tally, mut map) = (Tally::default(), BTreeMap::<u64, u32>::new());
            let add = |sum: &mut u32, more| *sum += more;
            for key in keys {
                tally.note(key, 1, add);
                *map.entry(key).or_default() += 1;
            }
            tally.join(add);
            prop_assert!(tally.iter().copied().eq(map.clone()));
            prop_assert_eq!(tally.may_have(7), map.contains_key(&7));
        }
    }

    #[test]
    fn what_no_longer_fits_is_not_said_to_be_missing() {
        let keep = |(): &mut (), ()| {};
        let mut tally = Tally::default();
        // Each comes twice: what is the same takes no place.
        for key in (0..MOST as u64 / 4).cycle().take(2 * MOST) {
            tally.note(key, (), keep);
        }
        tally.join(keep);
        assert!(!tally.may_have(MOST as u64));
        for key in 0..2 * MOST as u64 {
            tally.note(key, (), keep);
        }
        tally.join(keep);
        assert!(tally.may_have(u64::MAX));
    }
}
