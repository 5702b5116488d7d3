//! Chance that is the same in every run.

use std::ops::Range;

/// Pseudo-random numbers (SplitMix64): the same seed gives the same ones.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Chance of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number of a range; its start, where it is empty.
    pub const fn within(&mut self, range: &Range<u64>) -> u64 {
        let width = range.end.saturating_sub(range.start);
        match self.number().checked_rem(width) {
            Some(rest) => range.start + rest,
            None => range.start,
        }
    }

    /// Bytes that no compression makes shorter.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend(self.number().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}
