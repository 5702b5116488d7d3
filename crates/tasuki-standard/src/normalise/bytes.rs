//! A file as a whole: its end and its encoding.

use std::borrow::Cow;

use crate::RawTable;
use crate::ms932::{self, Replaced, Substitution, UnwritableCharacter};

/// The bytes without what stands behind the last line for no reason: zero bytes, and the end mark
/// (1A) of old systems.
pub(super) fn without_padding(bytes: &[u8]) -> &[u8] {
    let padding = bytes
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, 0 | 0x1A))
        .count();
    bytes
        .get(..bytes.len().saturating_sub(padding))
        .unwrap_or_default()
}

/// The text without its byte order marks, if the bytes are UTF-8.
///
/// Pairs of half-width kana can look like two-byte characters of UTF-8, so without a mark only text
/// with longer ones counts; the check asks the same.
pub(super) fn as_utf8(bytes: &[u8]) -> Option<&str> {
    let text = str::from_utf8(bytes).ok()?;
    let inside = text.trim_start_matches('\u{FEFF}');
    let is_marked = inside.len() < text.len();
    (is_marked || text.chars().any(|c| c >= '\u{800}')).then_some(inside)
}

/// A text in MS932.
pub(super) struct InMs932 {
    pub(super) bytes: Vec<u8>,
    /// The characters for which others were written, each with its place in the text.
    pub(super) replaced: Vec<(Spot, Replaced)>,
}

/// Where a character stands in a text of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Spot {
    /// The line that its field begins on.
    pub(super) line: u32,
    /// The index of its field in the record.
    pub(super) field: usize,
}

/// Writes a text of records in MS932, or tells the characters that it lacks.
pub(super) fn in_ms932(
    text: &str,
    substitution: Substitution,
) -> Result<InMs932, Vec<(Spot, UnwritableCharacter)>> {
    match ms932::encode_allowing(text, substitution) {
        Ok(encoded) => Ok(InMs932 {
            bytes: encoded.bytes,
            replaced: spots(text, encoded.replaced, |one| one.at),
        }),
        Err(refused) => Err(spots(text, refused.characters, |one| one.at)),
    }
}

/// The characters, in their order, with the fields in which they stand.
fn spots<T>(text: &str, characters: Vec<T>, at: impl Fn(&T) -> usize) -> Vec<(Spot, T)> {
    if characters.is_empty() {
        return Vec::new();
    }
    let table = RawTable::read(text.as_bytes());
    let mut fields = table
        .records()
        .flat_map(|record| record.fields().enumerate().collect::<Vec<_>>())
        .map(|(index, field)| {
            let spot = Spot {
                line: field.line,
                field: index,
            };
            (spot, field.offset + field.raw.len())
        })
        .peekable();
    let mut offsets = text.char_indices().map(|(offset, _)| offset).enumerate();
    let mut found = Vec::with_capacity(characters.len());
    for character in characters {
        let wanted = at(&character);
        let offset = offsets
            .find(|(index, _)| *index == wanted)
            .map_or(text.len(), |(_, offset)| offset);
        while fields.next_if(|(_, end)| *end <= offset).is_some() {}
        let spot = fields.peek().map(|(spot, _)| *spot).unwrap_or_default();
        found.push((spot, character));
    }
    found
}

/// The text of a field with CR LF for every line break; neither byte is ever part of a character.
pub(super) fn with_crlf(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut rest = raw.iter().peekable();
    let mut written = Vec::with_capacity(raw.len());
    while let Some(&byte) = rest.next() {
        match byte {
            b'\r' => {
                rest.next_if(|next| **next == b'\n');
                written.extend(b"\r\n");
            }
            b'\n' => written.extend(b"\r\n"),
            other => written.push(other),
        }
    }
    if written == raw {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_only_at_the_end() {
        assert_eq!(without_padding(b"a\0b\r\n\0\0\x1A\0"), b"a\0b\r\n");
        assert_eq!(without_padding(b"\0"), b"");
        assert_eq!(without_padding(b"a"), b"a");
    }

    #[test]
    fn utf_8_is_told_by_its_mark_or_by_long_characters() {
        assert_eq!(as_utf8("1,例".as_bytes()), Some("1,例"));
        assert_eq!(as_utf8(b"\xEF\xBB\xBF1,2"), Some("1,2"));
        assert_eq!(as_utf8(b"1,2"), None);
        assert_eq!(as_utf8(b"\xC2\xB1"), None);
        assert_eq!(as_utf8(b"\x97\xE1\x91\xE8"), None);
    }

    #[test]
    fn characters_are_told_with_their_fields() {
        let text = "1,\"例\n𠮷,〜\",3\r\n4,𠮷\n";
        let spot = |line, field| Spot { line, field };
        let refused = in_ms932(text, Substitution::Refuse).err().unwrap();
        let spots: Vec<_> = refused.iter().map(|(spot, _)| *spot).collect();
        assert_eq!(spots, [spot(1, 1), spot(3, 1)]);
        let written = in_ms932(text, Substitution::Allow).ok().unwrap();
        let spots: Vec<_> = written
            .replaced
            .iter()
            .map(|(spot, one)| (*spot, one.from))
            .collect();
        assert_eq!(
            spots,
            [(spot(1, 1), '𠮷'), (spot(1, 1), '〜'), (spot(3, 1), '𠮷')]
        );
    }

    #[test]
    fn all_line_breaks_become_cr_lf() {
        assert_eq!(
            &*with_crlf(b"a\nb\rc\r\nd\r\r\n"),
            b"a\r\nb\r\nc\r\nd\r\n\r\n"
        );
        assert!(matches!(with_crlf(b"a\r\nb"), Cow::Borrowed(_)));
    }
}
