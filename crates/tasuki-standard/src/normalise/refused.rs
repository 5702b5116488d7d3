//! What cannot be put right and is not found by the check.

use super::bytes::Spot;
use crate::more_lines::again;
use crate::ms932::UnwritableCharacter;
use crate::{Finding, Layout, Place, Rule};

/// The characters of a file that MS932 lacks: told once for each item.
pub(super) fn outside_ms932(
    given: &str,
    layout: Option<&Layout>,
    characters: &[(Spot, UnwritableCharacter)],
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (spot, one) in characters {
        let mut place = Place {
            line: Some(spot.line),
            ..Place::file(given)
        };
        if let Some(field) = layout.and_then(|layout| layout.fields.get(spot.field)) {
            place = place.in_field(field);
        }
        let known = findings
            .iter_mut()
            .find(|known| known.place.column_no == place.column_no);
        if let Some(known) = known {
            again(&mut known.count, &mut known.more_lines, Some(spot.line));
            continue;
        }
        let item = place
            .column_name
            .clone()
            .unwrap_or_else(|| "ファイル".to_owned());
        let code = format!("U+{:04X}", u32::from(one.character));
        findings.push(
            Finding::new(
                Rule::TEXT_UNWRITABLE,
                place,
                format!("{item}に、Shift-JIS（MS932）で書けない文字があります。"),
                "介護ソフトで別の文字（かなや、標準の字体）に直してください。異体字の置き換えを許可すると書ける場合があります。",
            )
            .showing_code(code),
        );
    }
    findings
}

/// A name of V3 over records of V4.1, for which nobody knows the service types.
pub(super) fn services_unknown(given: &str) -> Finding {
    Finding::new(
        Rule::VERSION_OTHER_THAN_NAME,
        Place::file(given),
        "ファイル名はV3の形ですが、中のデータはV4.1です。サービス種類コードがデータから決まらないため、V4.1のファイル名にできません。"
            .to_owned(),
        "送信元と送信先のサービス種類コード（例 43と11）を指定してください。",
    )
}
