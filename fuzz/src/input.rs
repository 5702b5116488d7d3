//! What the bytes of the fuzzer mean.

use std::cell::Cell;

/// Names of files, a line each: those of the sample sets, and some that go with them.
const NAMES: &str = include_str!("../names.txt");

/// What stands between two files.
const SEPARATOR: &[u8] = b"\x1C\x1C";

/// More files than any sending unit of the sample sets has.
const MOST_FILES: usize = 8;

/// Four bytes of choices, then files: each the number of its line in `names.txt` (a byte) and its
/// bytes. `tasuki-standard/examples/fuzz_seeds.rs` writes the same form.
pub(crate) struct Input<'a> {
    pub(crate) choices: [u8; 4],
    pub(crate) files: Vec<(&'static str, &'a [u8])>,
}

impl<'a> Input<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (choices, mut rest) = bytes.split_first_chunk()?;
        let mut files = Vec::new();
        while files.len() < MOST_FILES && !rest.is_empty() {
            let end = rest
                .windows(SEPARATOR.len())
                .position(|window| window == SEPARATOR);
            let (file, behind) = rest.split_at(end.unwrap_or(rest.len()));
            rest = behind.get(SEPARATOR.len()..).unwrap_or_default();
            if let Some((number, bytes)) = file.split_first() {
                files.push((name(*number)?, bytes));
            }
        }
        Some(Self {
            choices: *choices,
            files,
        })
    }
}

/// A name by its number; numbers that are too high begin again.
fn name(number: u8) -> Option<&'static str> {
    NAMES.lines().cycle().nth(number.into())
}

/// Bytes cut into pieces whose lengths are those of the list, over and over.
pub(crate) fn pieces<'a>(bytes: &'a [u8], lengths: &[u8]) -> impl Iterator<Item = &'a [u8]> {
    let rest = Cell::new(bytes);
    lengths.iter().cycle().map_while(move |length| {
        let all = rest.get();
        // Short pieces cut records, long ones show what is carried over whole records.
        let length = match usize::from(*length) {
            short @ ..200 => short + 1,
            long => (long - 190) * 100,
        };
        let (piece, behind) = all.split_at(length.min(all.len()));
        rest.set(behind);
        (!piece.is_empty()).then_some(piece)
    })
}

/// One of some parsers, by the first byte, and the bytes behind it. Letters choose from `a` on, so
/// that what a fuzzer begins with can be written as text.
pub(crate) fn choose<'a, T: Copy>(bytes: &'a [u8], all: &[T]) -> Option<(T, &'a [u8])> {
    let (choice, rest) = bytes.split_first()?;
    let place = usize::from(choice.wrapping_sub(b'a')).checked_rem(all.len())?;
    Some((*all.get(place)?, rest))
}
