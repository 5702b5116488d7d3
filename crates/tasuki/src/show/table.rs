//! Tables of text.

use super::escaped;
use super::width::{padded, shortened, width};

/// The widest that a column becomes.
const WIDEST: usize = 36;

/// A table whose columns are aligned, also with full-width text.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with this heading.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            rows: vec![heading.iter().copied().map(str::to_owned).collect()],
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells
            .into_iter()
            .map(|cell| shortened(&escaped(&cell), WIDEST))
            .collect();
        self.rows.push(cells);
    }

    /// Adds a row with a remark behind it, which is not cut.
    pub(crate) fn remarked(&mut self, cells: impl IntoIterator<Item = String>, remark: &str) {
        self.row(cells);
        if let Some(row) = self.rows.last_mut() {
            row.push(escaped(remark));
        }
    }

    /// The text, without a line end behind the last row.
    pub(crate) fn text(&self) -> String {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                let cell = width(cell);
                match widths.get_mut(at) {
                    Some(widest) => *widest = cell.max(*widest),
                    None => widths.push(cell),
                }
            }
        }
        let lines: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .iter()
                    .zip(&widths)
                    .map(|(cell, width)| padded(cell, *width))
                    .collect();
                cells.join("  ").trim_end().to_owned()
            })
            .collect();
        lines.join("\n")
    }
}

/// Names and values below each other; what has no value is left out.
pub(crate) fn fields(fields: &[(&str, String)]) -> String {
    let widest = fields.iter().map(|(name, _)| width(name)).max();
    let lines: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| {
            let lines: Vec<_> = value.split('\n').map(escaped).collect();
            let name = padded(name, widest.unwrap_or_default());
            format!("  {name}  {}", lines.join("\n"))
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let mut table = Table::new(&["送信元", "事業所名", "状態"]);
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        table.row(row(["1370000001", "ひまわり居宅介護支援", "未受信"]));
        table.row(row(["1370000002", "Care ﾃﾞｲｻｰﾋﾞｽ", "受信済"]));
        table.row(row(["13", "", "期限切れ"]));
        insta::assert_snapshot!(table.text(), @r"
        送信元      事業所名              状態
        1370000001  ひまわり居宅介護支援  未受信
        1370000002  Care ﾃﾞｲｻｰﾋﾞｽ         受信済
        13                                期限切れ
        ");
    }
}
