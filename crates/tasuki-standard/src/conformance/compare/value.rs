//! Values as they are compared.

use crate::table::Record;
use crate::{Field, FileName, Table};

/// Items that differ from export to export.
const VOLATILE: &[&str] = &[
    "csv_version",
    "created_on",
    "document_created_on",
    "weekly_plan_created_on",
    "identifier",
    "input_person_code",
];

/// Whether an item is compared.
pub(super) fn is_compared(field: &Field) -> bool {
    !field.unused && !VOLATILE.contains(&field.id.as_str())
}

/// The plain form of a value; of an image's name, the sequence does not count either, since every
/// export has its own.
pub(super) fn plain(field: &Field, value: &str) -> String {
    if field.id == "family_image_file" {
        return image(value);
    }
    field.plain(value).into_owned()
}

/// The name of an image without its sequence.
fn image(value: &str) -> String {
    match FileName::parse(value) {
        Ok(name) => {
            let (start, end) = value
                .rsplit_once(name.sequence.as_str())
                .unwrap_or((value, ""));
            format!("{start}{}", end.to_lowercase())
        }
        Err(_) => value.to_owned(),
    }
}

/// The values of some items of a record, as they are compared.
pub(super) fn values(table: &Table, record: &Record, ids: &[&str]) -> Vec<String> {
    ids.iter()
        .map(|id| {
            let found = table.layout().field(id);
            found.map_or_else(String::new, |(at, field)| {
                plain(field, record.value(at).unwrap_or_default())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_image_the_sequence_does_not_count() {
        let name = "UPKIHON_IMAGE_1370000006_46_13A0000007_A2_20250325090100_0001.jpg";
        let later = "UPKIHON_IMAGE_1370000006_46_13A0000007_A2_20250401120000_0001.JPG";
        let other = "UPKIHON_IMAGE_1370000006_46_13A0000007_A2_20250401120000_0002.jpg";
        assert_eq!(image(name), image(later));
        assert_ne!(image(name), image(other));
        assert_eq!(image("family.jpg"), "family.jpg");
    }
}
