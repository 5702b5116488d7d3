//! Whom something is about.

use tasuki_standard::CareRecipient;

/// A heading: `■ 0000000101 例題 花子`.
pub(crate) fn person(user: &CareRecipient) -> String {
    let name = user.name.as_ref().map(|name| format!(" {name}"));
    format!("■ {}{}", user.insured_no, name.unwrap_or_default())
}

/// Cells of a spreadsheet: 保険者番号, 被保険者番号, 氏名.
pub(crate) fn person_cells(user: &CareRecipient) -> [String; 3] {
    [
        user.insurer_no.clone(),
        user.insured_no.clone(),
        user.name.clone().unwrap_or_default(),
    ]
}
