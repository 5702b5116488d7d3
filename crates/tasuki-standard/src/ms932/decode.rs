//! MS932 to text.

use encoding_rs::SHIFT_JIS;

/// Text read from MS932, and what was wrong with the bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Decoded {
    /// The text. Bytes that mean nothing are U+FFFD, characters of the user-defined area are
    /// U+E000 to U+E757.
    pub text: String,
    /// What was wrong, in the order of the bytes.
    pub faults: Vec<Fault>,
}

/// Bytes that are not allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The place of the first byte, counted from 0.
    pub offset: usize,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong with bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// The code means no character; codes of one byte have zero as their high byte.
    Undecodable {
        /// The code.
        code: u16,
    },
    /// A character of the user-defined area F040 to F9FC (外字), which means something else at
    /// every office.
    UserDefined {
        /// The code.
        code: u16,
    },
}

impl FaultKind {
    /// The code, as people find it in tables: `F040`.
    pub fn code(self) -> String {
        match self {
            Self::Undecodable { code } if code < 0x100 => format!("{code:02X}"),
            Self::Undecodable { code } | Self::UserDefined { code } => format!("{code:04X}"),
        }
    }
}

/// Reads MS932.
pub fn decode(bytes: &[u8]) -> Decoded {
    match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
        // Characters of the private area begin with EE in UTF-8; 80 is none in MS932.
        Some(text) if !text.bytes().any(|b| b == 0xEE) && !text.contains('\u{80}') => Decoded {
            text: text.into_owned(),
            faults: Vec::new(),
        },
        _ => decode_one_by_one(bytes),
    }
}

fn decode_one_by_one(bytes: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    let mut offset = 0;
    while let Some(&lead) = bytes.get(offset) {
        let trail = bytes
            .get(offset + 1)
            .copied()
            .filter(|trail| is_lead(lead) && is_trail(*trail));
        let width = 1 + usize::from(trail.is_some());
        let code = trail.map_or(u16::from(lead), |trail| u16::from_be_bytes([lead, trail]));
        let character = bytes
            .get(offset..offset + width)
            .and_then(|piece| SHIFT_JIS.decode_without_bom_handling_and_without_replacement(piece));
        if let Some(character) = trail.and_then(|trail| user_defined(lead, trail)) {
            decoded.text.push(character);
            decoded.faults.push(Fault {
                offset,
                kind: FaultKind::UserDefined { code },
            });
        } else if let Some(character) = character.filter(|text| text != "\u{80}") {
            decoded.text.push_str(&character);
        } else {
            decoded.text.push(char::REPLACEMENT_CHARACTER);
            decoded.faults.push(Fault {
                offset,
                kind: FaultKind::Undecodable { code },
            });
        }
        offset += width;
    }
    decoded
}

const fn is_lead(byte: u8) -> bool {
    matches!(byte, 0x81..=0x9F | 0xE0..=0xFC)
}

const fn is_trail(byte: u8) -> bool {
    matches!(byte, 0x40..=0x7E | 0x80..=0xFC)
}

/// F040 to F9FC are ten rows of 188, in the order of U+E000 to U+E757.
fn user_defined(lead: u8, trail: u8) -> Option<char> {
    if !matches!(lead, 0xF0..=0xF9) {
        return None;
    }
    let row = u32::from(lead - 0xF0);
    let column = u32::from(trail - 0x40) - u32::from(trail > 0x7F);
    char::from_u32(0xE000 + row * 188 + column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_people_are_read() {
        let bytes = b"\xFB\xFC \xED\x95\x8E\x71 \xB6\xC5";
        assert_eq!(decode(bytes).text, "髙 﨑子 ｶﾅ");
        assert_eq!(decode(bytes).faults, []);
    }

    #[test]
    fn the_user_defined_area_is_told_with_its_places() {
        let decoded = decode(b"a\xF0\x40\xF0\x7E\xF0\x80\xF9\xFCb");
        assert_eq!(decoded.text, "a\u{E000}\u{E03E}\u{E03F}\u{E757}b");
        let told: Vec<_> = decoded
            .faults
            .iter()
            .map(|fault| (fault.offset, fault.kind.code()))
            .collect();
        let expected = [(1, "F040"), (3, "F07E"), (5, "F080"), (7, "F9FC")];
        assert_eq!(told, expected.map(|(at, code)| (at, code.to_owned())));
    }

    #[test]
    fn the_formula_agrees_with_the_decoder() {
        for lead in 0xF0..=0xF9 {
            for trail in (0x40..=0x7E).chain(0x80..=0xFC) {
                let expected = SHIFT_JIS
                    .decode_without_bom_handling_and_without_replacement(&[lead, trail])
                    .and_then(|text| text.chars().next());
                assert_eq!(user_defined(lead, trail), expected);
            }
        }
    }

    #[test]
    fn bytes_that_mean_nothing_are_told_with_their_places() {
        let decoded = decode(b"ab\x85\x40\xFD\x80\x81\x20\x81");
        let told: Vec<_> = decoded
            .faults
            .iter()
            .map(|fault| (fault.offset, fault.kind.code()))
            .collect();
        let expected = [(2, "8540"), (4, "FD"), (5, "80"), (6, "81"), (8, "81")];
        assert_eq!(told, expected.map(|(at, code)| (at, code.to_owned())));
        assert_eq!(decoded.text, "ab\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}");
    }

    proptest! {
        #[test]
        fn the_quick_way_and_the_slow_way_agree(bytes: Vec<u8>) {
            let decoded = decode(&bytes);
            let slowly = decode_one_by_one(&bytes);
            prop_assert_eq!(decoded, slowly);
        }
    }
}
