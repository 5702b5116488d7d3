//! What a value says, without what the standard leaves to its writer.

use std::borrow::Cow;

use super::{Field, FieldType};

impl Field {
    /// Whether it holds a number, so that `1` and `01` say the same. Digits of a fixed length are a
    /// code, of which every zero counts.
    pub fn is_number(&self) -> bool {
        match self.field_type {
            FieldType::Digits | FieldType::Int | FieldType::Seq | FieldType::Decimal => {
                self.exact.is_none()
            }
            FieldType::FreeText => self.number_as_text,
            _ => false,
        }
    }

    /// The plain form of a value: two values of the item say the same if their plain forms are
    /// equal. Numbers have no zeros in front, and line ends in text are LF (項目長 asks for no zeros,
    /// and which line end stands in text is not stated). Everything else counts as it is written.
    pub(crate) fn plain<'v>(&self, value: &'v str) -> Cow<'v, str> {
        let number = self.is_number().then(|| Number::of(value.as_bytes()));
        if let Some(number) = number.flatten() {
            let digits = str::from_utf8(number.digits).unwrap_or(value);
            return match number.sign {
                b"" => Cow::Borrowed(digits),
                _ => Cow::Owned(format!("-{digits}")),
            };
        }
        match self.field_type {
            FieldType::FreeText if value.contains('\r') => {
                Cow::Owned(value.replace("\r\n", "\n").replace('\r', "\n"))
            }
            _ => Cow::Borrowed(value),
        }
    }
}

/// A number as it is written, without zeros in front.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Number<'v> {
    /// `-`, or nothing; zero has no sign.
    pub(crate) sign: &'static [u8],
    /// The digits, perhaps with a point among them.
    pub(crate) digits: &'v [u8],
}

impl<'v> Number<'v> {
    /// The number that a value is, if it is one.
    pub(crate) fn of(value: &'v [u8]) -> Option<Self> {
        let unsigned = value.strip_prefix(b"-");
        let digits = unsigned.unwrap_or(value);
        let (whole, part) = match digits.iter().position(|byte| *byte == b'.') {
            Some(point) => (digits.get(..point)?, Some(digits.get(point + 1..)?)),
            None => (digits, None),
        };
        let are_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        if !are_digits(whole) || !part.is_none_or(are_digits) {
            return None;
        }
        let zeros = whole.iter().take_while(|byte| **byte == b'0').count();
        // Of nothing but zeros the last one stays.
        let digits = digits.get(zeros.min(whole.len() - 1)..)?;
        let is_zero = digits.iter().all(|byte| matches!(byte, b'0' | b'.'));
        let sign: &[u8] = if unsigned.is_some() && !is_zero {
            b"-"
        } else {
            b""
        };
        Some(Self { sign, digits })
    }
}

#[cfg(test)]
mod tests {
    use tasuki_terms::{FileKind, SpecVersion};

    use crate::layout;

    /// The plain form of a value of an item.
    fn plain(kind: FileKind, id: &str, value: &str) -> String {
        let layout = layout(SpecVersion::V4_1, kind).unwrap();
        layout.field(id).unwrap().1.plain(value).into_owned()
    }

    #[test]
    fn zeros_before_a_number_do_not_count() {
        for (value, same) in [
            ("007", "7"),
            ("0", "0"),
            ("000", "0"),
            ("-05", "-5"),
            ("-00", "0"),
            ("", ""),
            ("-", "-"),
            ("09.50", "9.50"),
            ("0.50", "0.50"),
            ("10", "10"),
            ("99999999999999999999999", "99999999999999999999999"),
            ("0x", "0x"),
        ] {
            assert_eq!(plain(FileKind::UsePlan, "units", value), same, "{value}");
        }
    }

    #[test]
    fn numbers_are_numbers_however_the_annex_calls_them() {
        let number_as_text = plain(FileKind::PreventionPlanAnnex, "need_no", "01");
        assert_eq!(number_as_text, "1");
        assert_eq!(plain(FileKind::CarePlan2, "need_no", "01"), "1");
        assert_eq!(plain(FileKind::UseAnnex, "unit_price", "09.50"), "9.50");
    }

    #[test]
    fn every_zero_of_a_code_counts() {
        assert_eq!(plain(FileKind::UsePlan, "start_time", "0900"), "0900");
        assert_eq!(
            plain(FileKind::UsePlan, "insured_no", "0000000101"),
            "0000000101"
        );
        assert_eq!(plain(FileKind::UsePlan, "satellite_no", "01"), "01");
    }

    #[test]
    fn every_line_end_in_text_is_the_same() {
        for value in ["一\r\n二", "一\r二", "一\n二"] {
            assert_eq!(plain(FileKind::CarePlan2, "need", value), "一\n二");
        }
    }
}
