//! Telling quickly that a field is right.
//!
//! Nearly all fields of nearly all files are right. So a field is judged by its bytes alone; whatever
//! is not plainly right is left to [`super::field`], which reads it and says what is wrong.

use crate::{Field, FieldType, Presence, ms932};

/// Whether the bytes are plainly right. If so, reading them would find nothing.
pub(super) fn is_right(field: &Field, raw: &[u8]) -> bool {
    if raw.is_empty() {
        return field.unused || field.presence == Presence::Optional;
    }
    if field.field_type == FieldType::FreeText {
        return !field.number_as_text
            && field.max_len.is_none()
            && field.exact.is_none()
            && is_quoted_text(raw)
            && !(field.presence != Presence::Optional && may_be_blank(raw));
    }
    if raw.first() == Some(&b'"') {
        return false;
    }
    if field.unused {
        return raw.is_ascii();
    }
    // All other forms, and all codes, are ASCII.
    let is_long_enough = field.exact.is_none_or(|exact| raw.len() == exact);
    let is_short_enough = field.max_len.is_none_or(|most| raw.len() <= most);
    is_long_enough
        && is_short_enough
        && field
            .fixed
            .as_ref()
            .is_none_or(|fixed| raw == fixed.as_bytes())
        && field.field_type.accepts_bytes(raw)
        && field
            .codes
            .is_none_or(|codes| str::from_utf8(raw).is_ok_and(|code| codes.contains_key(code)))
}

/// Whether a text in quotation marks begins with a space, and may be nothing else.
fn may_be_blank(raw: &[u8]) -> bool {
    matches!(raw, [_, b' ', ..] | [_, 0x81, 0x40, ..])
}

/// Whether a field stands in quotation marks, is not empty, and holds nothing but characters.
fn is_quoted_text(raw: &[u8]) -> bool {
    match raw {
        [b'"', text @ .., b'"'] => !text.is_empty() && ms932::is_text(text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tasuki_terms::{FileKind, SpecVersion};

    use super::*;
    use crate::check::field::check;
    use crate::finding::Place;
    use crate::layout;

    /// Values that are near to right ones.
    fn value() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            "[0-9]{0,12}".prop_map(String::into_bytes),
            "[0-9A-Z.\\-H]{0,12}".prop_map(String::into_bytes),
            "20(2[0-9]|00)[01][0-9]([0-3][0-9])?".prop_map(String::into_bytes),
            "\"[ \u{3000}]?[a-zア-ン髙]{0,6}\""
                .prop_map(|text| ms932::encode(&text).unwrap().bytes),
            "[01]{31}".prop_map(String::into_bytes),
            prop::sample::select(vec!["", "0", "1", "Y", "21", "202407", "9999999999"])
                .prop_map(|text| text.as_bytes().to_vec()),
            any::<Vec<u8>>(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn where_a_field_is_plainly_right_nothing_is_found(
            kind in prop::sample::select(FileKind::ALL.to_vec()),
            value in value(),
        ) {
            let Some(layout) = layout(SpecVersion::V4_1, kind) else { return Ok(()) };
            for field in &layout.fields {
                if is_right(field, &value) {
                    let inside = value.strip_prefix(b"\"").unwrap_or(&value);
                    let inside = inside.strip_suffix(b"\"").unwrap_or(inside);
                    let read = ms932::decode(inside);
                    prop_assert_eq!(&read.faults, &[]);
                    let found = check(field, &read.text, Place::default);
                    prop_assert_eq!(found, None, "{}", field.id);
                }
            }
        }
    }
}
