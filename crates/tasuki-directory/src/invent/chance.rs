//! Chance that a seed decides.

/// A sequence of numbers that look random, by `SplitMix64` (Steele, Lea and Flood 2014): quick, and the
/// same everywhere. Not for secrets.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The upper half of a product with a number of 32 bits is below the other factor.
        let drawn = u128::from(self.next()) * u128::from(end);
        u32::try_from(drawn >> 64).unwrap_or_default()
    }

    /// One of several, each with its weight; none where there is none.
    pub(super) fn weighted<T>(
        &mut self,
        from: impl Iterator<Item = T> + Clone,
        weight: impl Fn(&T) -> u32,
    ) -> Option<T> {
        let all = from.clone().map(|one| weight(&one)).sum();
        let mut left = self.below(all);
        let mut from = from;
        from.find(|one| match left.checked_sub(weight(one)) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })
    }
}
