//! Whether bytes are text, without reading it.

use std::sync::LazyLock;

use super::decode;

/// How many bytes are looked at together while they are ASCII.
const WORD: usize = 8;

/// One bit for each code of two bytes that means a character and is no 外字.
static CHARACTERS: LazyLock<Box<[u64]>> = LazyLock::new(|| {
    let mut characters = vec![0; 1 << 10].into_boxed_slice();
    for lead in (0x81..=0x9F).chain(0xE0..=0xFC) {
        for trail in (0x40..=0x7E).chain(0x80..=0xFC) {
            if decode(&[lead, trail]).faults.is_empty() {
                let code = usize::from(u16::from_be_bytes([lead, trail]));
                if let Some(bits) = characters.get_mut(code / 64) {
                    *bits |= 1 << (code % 64);
                }
            }
        }
    }
    characters
});

/// Tells whether [`decode`] finds nothing wrong with the bytes.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let characters = &**CHARACTERS;
    let mut rest = bytes;
    loop {
        while let Some((word, behind)) = rest.split_first_chunk::<WORD>()
            && word.is_ascii()
        {
            rest = behind;
        }
        match rest {
            [] => return true,
            [0..0x80 | 0xA1..=0xDF, behind @ ..] => rest = behind,
            [lead, trail, behind @ ..] => {
                let code = usize::from(u16::from_be_bytes([*lead, *trail]));
                let bits = characters.get(code / 64).copied().unwrap_or_default();
                if bits >> (code % 64) & 1 == 0 {
                    return false;
                }
                rest = behind;
            }
            [_] => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_agrees_with_the_decoder_for_every_code() {
        for lead in 0..=0xFF {
            assert_eq!(
                is_text(&[lead]),
                decode(&[lead]).faults.is_empty(),
                "{lead:02X}"
            );
            for trail in 0..=0xFF {
                let bytes = [lead, trail];
                assert_eq!(
                    is_text(&bytes),
                    decode(&bytes).faults.is_empty(),
                    "{bytes:02X?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_decoder(bytes: Vec<u8>, text in "[a-zァ-ヶ髙ｱ-ﾝ①]{0,40}") {
            prop_assert_eq!(is_text(&bytes), decode(&bytes).faults.is_empty());
            let mut both = super::super::encode(&text).unwrap().bytes;
            both.extend(&bytes);
            prop_assert_eq!(is_text(&both), decode(&both).faults.is_empty());
        }
    }
}
