use tasuki_exchange::{Content, OfficeFault, TOLD_WITHIN, content, read_offices};
use tasuki_terms::MediaType;

use crate::input::choose;

// By its file: the crate of the client carries half an operating system.
#[path = "../../crates/tasuki-client/src/unpack/archive.rs"]
#[expect(dead_code, reason = "nobody reads its words here")]
mod unpack;

/// The most characters of a name of an office, and of its address.
const NAME: usize = 100;
const ADDRESS: usize = 200;

/// Files that people choose in their browsers, beside those of the standard: ZIP archives, lists of
/// offices to enrol, and whatever else is told by its bytes.
pub fn uploads(bytes: &[u8]) {
    let parsers: [fn(&[u8]); 3] = [archive, offices, kind];
    if let Some((parser, bytes)) = choose(bytes, &parsers) {
        parser(bytes);
    }
}

/// However an archive lies about its sizes, no more comes out of it than it may, and no name leads
/// anywhere; what it used is taken from what the next one may.
fn archive(bytes: &[u8]) {
    let mut budget = unpack::Budget {
        files: 8,
        bytes: 256 * 1024,
    };
    let before = budget.clone();
    if let Ok(files) = unpack::unpack(bytes, &mut budget) {
        let all: u64 = files.iter().map(|file| file.bytes.len() as u64).sum();
        assert_eq!(before.bytes - all, budget.bytes);
        assert!(files.len() <= before.files - budget.files);
        for file in &files {
            assert!(!file.name.is_empty() && !file.name.contains(['/', '\\']));
            assert!(!file.name.starts_with('.'));
        }
    }
    assert!(budget.files <= before.files && budget.bytes <= before.bytes);
}

/// A list is taken as a whole or refused with a place for each fault.
fn offices(bytes: &[u8]) {
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n'));
    let lines = lines.count() + 1;
    let is_within = |line: usize| (1..=lines).contains(&line);
    match read_offices(bytes) {
        Ok(offices) => {
            assert!(!offices.is_empty());
            for (line, office) in offices {
                assert!(is_within(line));
                assert!(!office.name.is_empty() && office.name.chars().count() <= NAME);
                assert!(office.address.chars().count() <= ADDRESS);
                assert!(!office.service_types.is_empty());
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for OfficeFault { line, column, what } in faults {
                assert!(is_within(line), "{line} of {lines}");
                assert!(!column.name().is_empty() && !what.is_empty());
            }
        }
    }
}

/// What bytes are agrees with one kind of name at most, but for text; what is known to be something
/// else than text is known by its beginning.
fn kind(bytes: &[u8]) {
    let told = content(bytes);
    assert_eq!(told == Content::Empty, bytes.is_empty());
    let agrees = MediaType::ALL
        .into_iter()
        .filter(|named| told.agrees_with(*named));
    let agrees: Vec<_> = agrees.collect();
    match told {
        Content::Is(MediaType::Text) | Content::Empty => {
            assert_eq!(agrees, [MediaType::Csv, MediaType::Text]);
        }
        Content::Is(found) => assert_eq!(agrees, [found]),
        Content::Zip | Content::Office | Content::Unknown => assert!(agrees.is_empty()),
    }
    if told.is_other_kind() {
        assert_eq!(content(bytes.get(..TOLD_WITHIN).unwrap_or(bytes)), told);
    }
}
