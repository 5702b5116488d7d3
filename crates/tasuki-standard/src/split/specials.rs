//! The bytes that may mean something to CSV.

/// How many bytes are looked at together: few, since between what two records share is little.
const BLOCK: usize = 8;

/// The places of all bytes below `-`, in order: among them are quotation marks, commas, line ends,
/// and zeros; digits, letters and the bytes of Japanese characters are not.
pub(super) struct Specials<'a> {
    bytes: &'a [u8],
    /// Where the block at hand begins.
    block: usize,
    /// Its places that were not told yet: the highest bit of each byte, the first byte lowest.
    places: u64,
}

impl<'a> Specials<'a> {
    /// Those from the byte `from` on.
    pub(super) fn new(bytes: &'a [u8], from: usize) -> Self {
        Self {
            bytes,
            block: from,
            places: places(bytes, from),
        }
    }

    /// The next place.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.places == 0 {
            self.block += BLOCK;
            if self.block >= self.bytes.len() {
                // It stays there, whatever is asked again.
                self.block = self.bytes.len();
                return None;
            }
            self.places = places(self.bytes, self.block);
        }
        let at = self.block + (self.places.trailing_zeros() / 8) as usize;
        self.places &= self.places - 1;
        Some(at)
    }
}

/// The places in the block that begins at `from`.
#[inline]
fn places(bytes: &[u8], from: usize) -> u64 {
    let rest = bytes.get(from..).unwrap_or_default();
    if let Some(block) = rest.first_chunk() {
        return below_hyphen(*block);
    }
    // None of the bytes that fill up the last block is below the hyphen.
    let mut block = [b'-'; BLOCK];
    for (to, byte) in block.iter_mut().zip(rest) {
        *to = *byte;
    }
    below_hyphen(block)
}

/// The highest bit of each byte that is below `-`.
#[inline]
const fn below_hyphen(block: [u8; BLOCK]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(block);
    // With the highest bit set no byte borrows from the next.
    let not_below = (word | HIGH) - ONES * (b'-' as u64);
    !not_below & !word & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_all_bytes_below_the_hyphen(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            from in 0_usize..300,
        ) {
            let from = from.min(bytes.len());
            let mut specials = Specials::new(&bytes, from);
            let told: Vec<_> = std::iter::from_fn(|| specials.next()).collect();
            let expected: Vec<_> = (from..bytes.len()).filter(|at| bytes[*at] < b'-').collect();
            prop_assert_eq!(told, expected);
            prop_assert_eq!(specials.next(), None);
        }
    }
}
