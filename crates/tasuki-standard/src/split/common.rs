//! What two records have in common.

/// How many bytes are looked at together.
const BLOCK: usize = 16;

/// How many bytes are the same at the beginning, of `most`. What lies behind those may be looked at,
/// too.
pub(super) fn common_start(old: &[u8], new: &[u8], most: usize) -> usize {
    let old = old.get(..most.next_multiple_of(BLOCK)).unwrap_or(old);
    let (old_blocks, _) = old.as_chunks::<BLOCK>();
    let (new_blocks, _) = new.as_chunks::<BLOCK>();
    let mut common = 0;
    for (old, new) in old_blocks.iter().zip(new_blocks) {
        let difference = u128::from_le_bytes(*old) ^ u128::from_le_bytes(*new);
        if difference != 0 {
            let same = difference.trailing_zeros() / 8;
            return most.min(common + same as usize);
        }
        common += BLOCK;
    }
    // Only at the end of all bytes is less left than a block.
    let old = old.get(common..).unwrap_or_default();
    let new = new.get(common..).unwrap_or_default();
    let same = old.iter().zip(new).take_while(|(old, new)| old == new);
    most.min(common + same.count())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_counts_like_byte_by_byte(
            bytes in "[ab]{0,60}",
            differs_at in 0_usize..60,
            behind in "[ab]{0,20}",
            most in 0_usize..60,
        ) {
            let old = bytes.into_bytes();
            let mut new = old.clone();
            if let Some(byte) = new.get_mut(differs_at) {
                *byte = b'c';
            }
            new.extend(behind.bytes());
            let same = old.iter().zip(&new).take(most).take_while(|(old, new)| old == new);
            prop_assert_eq!(common_start(&old, &new, most), same.count());
        }
    }
}
