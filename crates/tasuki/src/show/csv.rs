//! Tables for spreadsheets.

/// A table as CSV (RFC 4180), in UTF-8 with a byte order mark, by which spreadsheets know it.
#[derive(Debug)]
pub(crate) struct Csv {
    text: String,
}

impl Csv {
    /// A table with this heading.
    pub(crate) fn new(heading: &[&str]) -> Self {
        let mut csv = Self {
            text: "\u{FEFF}".to_owned(),
        };
        csv.row(heading.iter().copied().map(str::to_owned));
        csv
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<_> = cells
            .into_iter()
            .map(|cell| quoted(&inert(&cell)))
            .collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }

    /// The text, with the line end behind the last row.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Texts come from other offices: what a spreadsheet would take as a formula gets an apostrophe in
/// front. Numbers, also negative ones, stay as they are.
fn inert(cell: &str) -> String {
    let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts && cell.parse::<i64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed_and_never_formulas() {
        let mut csv = Csv::new(&["氏名", "差"]);
        for cells in [
            ["例題, 花子", "-3"],
            ["\"A\"型\n手すり", "0"],
            ["=HYPERLINK(1)", "-"],
            ["@SUM", "+1"],
        ] {
            csv.row(cells.map(str::to_owned));
        }
        assert_eq!(
            csv.text(),
            "\u{FEFF}氏名,差\r\n\"例題, 花子\",-3\r\n\"\"\"A\"\"型\n手すり\",0\r\n\
             '=HYPERLINK(1),'-\r\n'@SUM,+1\r\n"
        );
    }
}
