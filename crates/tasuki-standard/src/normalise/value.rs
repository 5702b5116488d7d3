//! One value of an item that is no free text.

use tasuki_terms::half_width_sign;

use super::RepairKind;
use crate::{Field, FieldType};

/// A value that can be put right, and how.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Righted {
    pub(super) value: String,
    pub(super) kinds: Vec<RepairKind>,
}

/// Puts a value right, if it is wrong and what it means is beyond doubt. A value that is right, or
/// that stays wrong whatever is done, is left alone.
pub(super) fn right(field: &Field, value: &str) -> Option<Righted> {
    if value.is_empty() || field.unused || is_right(field, value) {
        return None;
    }
    let narrow = half_width(value);
    let hyphened = ascii_hyphens(&narrow);
    let mut kinds = Vec::new();
    if narrow != value {
        kinds.push(RepairKind::FullWidth);
    }
    if is_right(field, &hyphened) {
        if hyphened != narrow {
            kinds.push(RepairKind::Hyphen);
        }
        return Some(Righted {
            value: hyphened,
            kinds,
        });
    }
    let joined = joined(field.field_type, &hyphened).filter(|joined| is_right(field, joined))?;
    kinds.push(RepairKind::Separators);
    Some(Righted {
        value: joined,
        kinds,
    })
}

/// Whether a value that is not empty has the length, form and code of its item.
fn is_right(field: &Field, value: &str) -> bool {
    let length = value.chars().count();
    let fits = match (field.exact, field.max_len) {
        (Some(exact), _) => length == exact,
        (None, Some(most)) => length <= field.accept_len.unwrap_or(most).max(most),
        (None, None) => true,
    };
    let is_number = !field.number_as_text || FieldType::Digits.accepts(value);
    fits && is_number
        && field.field_type.accepts(value)
        && field.codes.is_none_or(|codes| codes.contains_key(value))
}

/// The text with full-width ASCII (U+FF01 to U+FF5E) as ASCII.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            // These would need quotation marks, or are looked at apart.
            '＂' | '，' | '－' => c,
            _ => half_width_sign(c),
        })
        .collect()
}

/// The text with whatever people type for a hyphen as a hyphen: in a code it can mean nothing else.
fn ascii_hyphens(text: &str) -> String {
    const HYPHENS: [char; 10] = [
        '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}',
        '\u{30FC}', '\u{FF0D}', '\u{FF70}',
    ];
    text.replace(HYPHENS, "-")
}

/// A date, month or time without its separators, with zeros where they are wanted.
fn joined(form: FieldType, text: &str) -> Option<String> {
    use FieldType as F;
    let (separators, widths): (&[char], &[usize]) = match form {
        F::Date | F::DateOrZero => (&['/', '-', '.'], &[4, 2, 2]),
        F::YearMonth | F::YearMonthOrZero => (&['/', '-', '.'], &[4, 2]),
        F::Hhmm | F::HhmmOr9999 => (&[':'], &[2, 2]),
        _ => return None,
    };
    let separator = text.chars().find(|c| separators.contains(c))?;
    let mut parts = text.split(separator);
    let mut joined = String::with_capacity(8);
    for width in widths {
        let part = parts.next()?;
        // A year of two digits could be one of an era.
        let shortest = if *width == 4 { 4 } else { 1 };
        if !(shortest..=*width).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let zeros = width.saturating_sub(part.len());
        joined.extend(std::iter::repeat_n('0', zeros));
        joined.push_str(part);
    }
    parts.next().is_none().then_some(joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tasuki_terms::{FileKind, SpecVersion};

    use super::*;
    use crate::layout;

    fn field(kind: FileKind, id: &str) -> &'static Field {
        layout(SpecVersion::V4_1, kind)
            .unwrap()
            .field(id)
            .unwrap()
            .1
    }

    #[test]
    fn what_is_beyond_doubt_is_put_right_and_nothing_else() {
        use FileKind::{CarePlan3, PreventionPlanAnnex, UseAnnex, UsePlan, UserSupplement};
        use RepairKind::{FullWidth, Hyphen, Separators};
        type Case = (
            FileKind,
            &'static str,
            &'static str,
            Option<(&'static str, &'static [RepairKind])>,
        );
        let cases: &[Case] = &[
            (UsePlan, "service_date", "20250401", None),
            (
                UsePlan,
                "service_date",
                "2025/04/01",
                Some(("20250401", &[Separators])),
            ),
            (
                UsePlan,
                "service_date",
                "2025-4-1",
                Some(("20250401", &[Separators])),
            ),
            (
                UsePlan,
                "service_date",
                "２０２５／０４／０１",
                Some(("20250401", &[FullWidth, Separators])),
            ),
            (
                UsePlan,
                "service_date",
                "２０２５－０４－０１",
                Some(("20250401", &[FullWidth, Separators])),
            ),
            (UsePlan, "service_date", "2025/04-01", None),
            (UsePlan, "service_date", "2025/02/30", None),
            (UsePlan, "service_date", "04/01/2025", None),
            (UsePlan, "service_date", "25/04/01", None),
            (UsePlan, "service_date", "R7/04/01", None),
            (UsePlan, "service_date", "2025/04/01 0:00", None),
            (
                UsePlan,
                "target_ym",
                "2025/4",
                Some(("202504", &[Separators])),
            ),
            (UsePlan, "target_ym", "2025/04/01", None),
            (UsePlan, "start_time", "9:00", Some(("0900", &[Separators]))),
            (
                UsePlan,
                "start_time",
                "０９：００",
                Some(("0900", &[FullWidth, Separators])),
            ),
            (UsePlan, "start_time", "25:00", None),
            (
                UsePlan,
                "insured_no",
                "Ｈ１２３４５６７８９",
                Some(("H123456789", &[FullWidth])),
            ),
            (UsePlan, "insured_no", "１２３", None),
            (
                UsePlan,
                "tais_code",
                "00001－000010",
                Some(("00001-000010", &[Hyphen])),
            ),
            (
                UsePlan,
                "tais_code",
                "０００01ー000010",
                Some(("00001-000010", &[FullWidth, Hyphen])),
            ),
            (UsePlan, "tais_code", "00001000010", None),
            (UsePlan, "over_30_days", "０", Some(("0", &[FullWidth]))),
            (UsePlan, "over_30_days", "２", None),
            (UsePlan, "units", "−120", Some(("-120", &[Hyphen]))),
            (
                UseAnnex,
                "unit_price",
                "１１．４０",
                Some(("11.40", &[FullWidth])),
            ),
            (
                UserSupplement,
                "postal_code",
                "100−9999",
                Some(("100-9999", &[Hyphen])),
            ),
            (
                UserSupplement,
                "phone",
                "０３－００００－０１０１",
                Some(("03-0000-0101", &[FullWidth, Hyphen])),
            ),
            (UserSupplement, "phone", "０３，０４", None),
            (CarePlan3, "weekday", "月", None),
            (
                PreventionPlanAnnex,
                "need_no",
                "１",
                Some(("1", &[FullWidth])),
            ),
            (PreventionPlanAnnex, "need_no", "Ａ", None),
        ];
        for (kind, id, value, expected) in cases {
            let righted = right(field(*kind, id), value);
            let righted = righted
                .as_ref()
                .map(|one| (one.value.as_str(), one.kinds.as_slice()));
            assert_eq!(righted, *expected, "{id} {value}");
        }
    }

    proptest! {
        #[test]
        fn what_was_put_right_stays(value in "[0-9０-９/:.－-]{1,12}") {
            for (kind, id) in [(FileKind::UsePlan, "service_date"), (FileKind::UsePlan, "start_time"),
                (FileKind::UsePlan, "tais_code"), (FileKind::UseAnnex, "unit_price")] {
                if let Some(righted) = right(field(kind, id), &value) {
                    prop_assert!(!righted.kinds.is_empty());
                    prop_assert_eq!(right(field(kind, id), &righted.value), None);
                }
            }
        }
    }
}
