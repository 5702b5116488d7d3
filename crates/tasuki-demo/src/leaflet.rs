//! The attachment (添付ファイル): a small PDF of one page.

use std::fmt::Write as _;

/// The name of the file.
pub(crate) const NAME: &str = "ご案内（見本）.pdf";

/// A valid PDF that says that it is invented. The same bytes every time.
pub(crate) fn pdf() -> Vec<u8> {
    let text = "BT /F1 18 Tf 72 760 Td (Tasuki demonstration leaflet) Tj 0 -28 Td \
                /F1 11 Tf (Offices, people and services of this town are invented.) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut body = "%PDF-1.4\n".to_owned();
    let mut places = "0000000000 65535 f \n".to_owned();
    for (object, number) in objects.iter().zip(1..) {
        put(&mut places, format_args!("{:010} 00000 n \n", body.len()));
        put(
            &mut body,
            format_args!("{number} 0 obj\n{object}\nendobj\n"),
        );
    }
    let (count, table) = (objects.len() + 1, body.len());
    put(
        &mut body,
        format_args!(
            "xref\n0 {count}\n{places}trailer\n<< /Size {count} /Root 1 0 R >>\n\
             startxref\n{table}\n%%EOF\n"
        ),
    );
    body.into_bytes()
}

/// Writing to a text cannot fail.
fn put(text: &mut String, more: std::fmt::Arguments<'_>) {
    let _written = text.write_fmt(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_places_points_to_the_objects() {
        let pdf = String::from_utf8(pdf()).unwrap();
        let (_, table) = pdf.rsplit_once("startxref\n").unwrap();
        let table: usize = table.lines().next().unwrap().parse().unwrap();
        let mut lines = pdf.get(table..).unwrap().lines();
        assert_eq!(lines.next(), Some("xref"));
        assert_eq!(lines.next(), Some("0 6"));
        let places = lines.skip(1).take(5);
        for (line, number) in places.zip(1..) {
            assert_eq!(line.len(), 19, "{line:?}");
            let place: usize = line.get(..10).unwrap().parse().unwrap();
            let object = pdf.get(place..).unwrap();
            assert!(object.starts_with(&format!("{number} 0 obj\n")));
        }
    }
}
