//! A record whose items can be told apart, as bytes.

use crate::layout::Number;
use crate::layout::rules::bit;
use crate::split::Span;
use crate::{Field, Layout};

/// A record while its bytes are there.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// Its bytes, and those behind it.
    pub(super) bytes: &'a [u8],
    /// Its place in the file.
    pub(super) offset: usize,
    pub(super) fields: &'a [Span],
    /// The line it begins on.
    pub(super) line: u32,
}

/// Where an item of a record stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Spot {
    pub(super) offset: usize,
    pub(super) line: u32,
}

/// Some items of a record that together tell what it is about.
pub(super) struct Key {
    items: Vec<KeyItem>,
}

struct KeyItem {
    at: usize,
    is_number: bool,
}

impl Key {
    pub(super) fn new(layout: &Layout, items: &[usize]) -> Self {
        let is_number = |at: usize| layout.fields.get(at).is_some_and(Field::is_number);
        let items = items.iter().map(|at| KeyItem {
            at: *at,
            is_number: is_number(*at),
        });
        Self {
            items: items.collect(),
        }
    }

    /// The items, one bit each.
    pub(super) fn bits(&self) -> u128 {
        self.items.iter().fold(0, |bits, item| bits | bit(item.at))
    }

    /// The items.
    pub(super) fn items(&self) -> impl Iterator<Item = usize> {
        self.items.iter().map(|item| item.at)
    }
}

impl<'a> Row<'a> {
    /// Where an item stands.
    pub(super) fn spot(&self, item: usize) -> Spot {
        self.spot_of(self.fields.get(item).map_or(0, |field| field.start()))
    }

    /// Where a byte stands, counted from the record's first.
    pub(super) fn spot_of(&self, at: usize) -> Spot {
        let before = self.bytes.get(..at).unwrap_or_default();
        let mut lines = 0_u32;
        for end in memchr::memchr2_iter(b'\n', b'\r', before) {
            // Each LF ends a line, and each CR that none follows.
            let is_end = before.get(end) == Some(&b'\n') || before.get(end + 1) != Some(&b'\n');
            lines = lines.saturating_add(u32::from(is_end));
        }
        Spot {
            offset: self.offset + at,
            line: self.line.saturating_add(lines),
        }
    }

    /// What stands in a field, with its quotation marks.
    pub(super) fn raw(&self, item: usize) -> &'a [u8] {
        let span = self.fields.get(item);
        span.and_then(|span| self.bytes.get(span.start()..span.end()))
            .unwrap_or_default()
    }

    /// What a field holds. Doubled quotation marks, which no code has, stay doubled.
    pub(super) fn value(&self, item: usize) -> &'a [u8] {
        let raw = self.raw(item);
        match raw {
            [b'"', inside @ .., b'"'] => inside,
            _ => raw,
        }
    }

    /// A number for the values of some items together: equal for values that say the same (`1` and
    /// `01` of a number), and with all likelihood for no others.
    pub(super) fn hash(&self, key: &Key) -> u64 {
        let mut hash = Fnv::default();
        for item in &key.items {
            self.add(item, &mut hash);
        }
        hash.finish()
    }

    /// A smaller number of the same kind for the value of one item of a key; zero if it has fewer.
    pub(super) fn hash_of(&self, key: &Key, at: usize) -> u32 {
        let Some(item) = key.items.get(at) else {
            return 0;
        };
        let mut hash = Fnv::default();
        self.add(item, &mut hash);
        u32::try_from(hash.finish() & u64::from(u32::MAX)).unwrap_or_default()
    }

    fn add(&self, item: &KeyItem, hash: &mut Fnv) {
        let value = self.value(item.at);
        let number = item.is_number.then(|| Number::of(value)).flatten();
        match number {
            Some(Number { sign, digits }) => {
                if !sign.is_empty() {
                    hash.add(sign);
                }
                hash.add(digits);
            }
            None => hash.add(value),
        }
    }

    /// A number for one short value.
    pub(super) fn number(value: &[u8]) -> u64 {
        let mut hash = Fnv::default();
        hash.add(value);
        hash.finish()
    }
}

/// Two rounds of FNV-1a over words, folded: quick for short keys, and the same on every machine.
struct Fnv(u64, u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        // The length tells where a value ends, and the zeros apart from those that fill up.
        let last = rest
            .iter()
            .rev()
            .fold(0, |last, byte| last << 8 | u64::from(*byte));
        self.word(last);
        self.0 ^= bytes.len() as u64;
    }

    const fn word(&mut self, word: u64) {
        const PRIME: u64 = 0x0000_0100_0000_01B3;
        self.0 = (self.0 ^ word).wrapping_mul(PRIME).rotate_left(29);
        self.1 = (self.1.rotate_left(31) ^ word).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    }

    const fn finish(&self) -> u64 {
        let mixed = (self.0 ^ self.1.rotate_left(17)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        mixed ^ (mixed >> 33)
    }
}
