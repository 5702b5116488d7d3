//! A table of a file, as it is read on the screen.

use tasuki_desk::{PreviewCell, PreviewColumn, PreviewTable};
use tasuki_ui::Paging;

/// How many lines of a table are on one page.
const LINES: usize = 200;

/// The column with the numbers of insured people, beside which their names stand where they are known.
const INSURED: &str = "被保険者番号";

/// How many columns stand side by side on A4; with more of them each line is a block of its own there.
const SIDE_BY_SIDE: usize = 18;

/// A table whose columns that are empty in all lines are left out; what is the same in all lines is
/// told once.
pub(super) struct TableView {
    pub(super) common: Vec<(String, String)>,
    pub(super) columns: Vec<ColumnView>,
    /// Each cell as its column, by place.
    pub(super) rows: Vec<Vec<CellView>>,
    /// How many columns were left out.
    pub(super) hidden: usize,
    /// How many lines the file has.
    pub(super) all: usize,
    /// The number of the first line in `rows`, from 1.
    pub(super) first: usize,
    pub(super) paging: Paging,
}

/// A column, as its head tells it.
pub(super) struct ColumnView {
    pub(super) name: String,
    pub(super) is_amount: bool,
}

/// A value as people read it.
pub(super) struct CellView {
    pub(super) text: String,
    pub(super) is_amount: bool,
}

impl TableView {
    /// Whether there are more columns than a sheet of paper has room for.
    pub(super) const fn is_wide(&self) -> bool {
        self.columns.len() > SIDE_BY_SIDE
    }

    /// The page `number`; one that is not there counts as the nearest.
    pub(super) fn of(table: &PreviewTable, number: u64, href: impl Fn(u64) -> String) -> Self {
        let pages = table.rows.len().div_ceil(LINES).max(1);
        let page = usize::try_from(number).unwrap_or(pages).clamp(1, pages);
        let skipped = (page - 1) * LINES;
        let width = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = width.max(table.columns.len());
        let is_used = |at: &usize| {
            let mut rows = table.rows.iter();
            rows.any(|row| row.get(*at).is_some_and(|cell| !cell.value.is_empty()))
        };
        let used: Vec<usize> = (0..width).filter(is_used).collect();
        let hidden = width - used.len();
        let first = table.rows.first().map_or(&[][..], Vec::as_slice);
        let is_common = |at: &usize| {
            let mut rows = table.rows.iter();
            table.rows.len() > 1 && rows.all(|row| row.get(*at) == first.get(*at))
        };
        let (common, used): (Vec<usize>, Vec<usize>) = used.into_iter().partition(is_common);
        let column = |at: &usize| match table.columns.get(*at) {
            Some(PreviewColumn { name, is_amount }) => ColumnView {
                name: match *name {
                    INSURED if tells_names(table, *at) => format!("利用者（{INSURED}）"),
                    name => name.to_owned(),
                },
                is_amount: *is_amount,
            },
            None => ColumnView {
                name: format!("{}列目", at + 1),
                is_amount: false,
            },
        };
        let text = |row: &[PreviewCell], at: &usize| row.get(*at).map(read).unwrap_or_default();
        let cell = |row: &[PreviewCell], at: &usize| CellView {
            text: text(row, at),
            is_amount: table.columns.get(*at).is_some_and(|one| one.is_amount),
        };
        let rows = table.rows.iter().skip(skipped).take(LINES);
        Self {
            common: common
                .iter()
                .map(|at| (column(at).name, text(first, at)))
                .collect(),
            columns: used.iter().map(column).collect(),
            rows: rows
                .map(|row| used.iter().map(|at| cell(row, at)).collect())
                .collect(),
            hidden,
            all: table.rows.len(),
            first: skipped + 1,
            paging: Paging::new(table.rows.len() as u64, LINES as u64, page as u64, href),
        }
    }
}

/// Whether a column has names of people besides their numbers.
fn tells_names(table: &PreviewTable, at: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.get(at));
    cells.any(|cell| cell.meaning.is_some())
}

/// A value once, as people read it.
fn read(cell: &PreviewCell) -> String {
    match &cell.meaning {
        Some(meaning) => meaning.to_string(),
        None => cell.value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&'static str]) -> Vec<PreviewColumn> {
        let column = |name: &&'static str| PreviewColumn {
            name,
            is_amount: *name == "番号",
        };
        names.iter().map(column).collect()
    }

    fn cell(value: &str) -> PreviewCell {
        PreviewCell {
            value: value.to_owned(),
            meaning: (value == "1").then_some("男性".into()),
        }
    }

    #[test]
    fn a_table_tells_once_what_is_the_same_and_leaves_out_what_is_empty() {
        let table = PreviewTable {
            name: "a.CSV".to_owned(),
            kind: None,
            columns: columns(&["番号", "備考", "性別", "月"]),
            rows: vec![
                vec![cell("7"), cell(""), cell("1"), cell("4"), cell("余り")],
                vec![cell("8"), cell(""), cell(""), cell("4")],
            ],
        };
        let view = TableView::of(&table, 1, |_| String::new());
        let names: Vec<_> = view.columns.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["番号", "性別", "5列目"]);
        let amounts: Vec<_> = view.rows[0].iter().map(|one| one.is_amount).collect();
        assert_eq!(amounts, [true, false, false]);
        let common: Vec<_> = view
            .common
            .iter()
            .map(|(name, text)| (&**name, &**text))
            .collect();
        assert_eq!(common, [("月", "4")]);
        assert_eq!((view.hidden, view.all), (1, 2));
        let second: Vec<&str> = view.rows[1].iter().map(|cell| &*cell.text).collect();
        assert_eq!(second, ["8", "", ""]);
        assert_eq!(view.rows[0][1].text, "男性");
    }

    #[test]
    fn a_column_with_names_is_called_after_people() {
        let head = |meaning: Option<&str>| {
            let number = PreviewCell {
                value: "0034500001".to_owned(),
                meaning: meaning.map(|name| name.to_owned().into()),
            };
            let table = PreviewTable {
                name: "a.CSV".to_owned(),
                kind: None,
                columns: columns(&[INSURED]),
                rows: vec![vec![number]],
            };
            TableView::of(&table, 1, |_| String::new()).columns[0]
                .name
                .clone()
        };
        assert_eq!(
            head(Some("架空 見世（0034500001）")),
            "利用者（被保険者番号）"
        );
        assert_eq!(head(None), "被保険者番号");
    }

    #[test]
    fn on_paper_many_columns_stand_below_each_other() {
        let wide = |columns: usize| {
            let row = |number: usize| (0..columns).map(move |at| cell(&format!("{number}{at}")));
            let table = PreviewTable {
                name: "a.CSV".to_owned(),
                kind: None,
                columns: columns_of(columns),
                rows: (1..=2).map(|number| row(number).collect()).collect(),
            };
            TableView::of(&table, 1, |_| String::new()).is_wide()
        };
        assert!(!wide(SIDE_BY_SIDE));
        assert!(wide(SIDE_BY_SIDE + 1));
    }

    fn columns_of(count: usize) -> Vec<PreviewColumn> {
        columns(&vec!["項目"; count])
    }

    #[test]
    fn every_line_of_a_long_table_is_on_a_page() {
        let line = |number: usize| vec![cell(&format!("n{number}"))];
        let table = PreviewTable {
            name: "a.CSV".to_owned(),
            kind: None,
            columns: columns(&["番号"]),
            rows: (1..=2 * LINES + 1).map(line).collect(),
        };
        let of = |page| TableView::of(&table, page, |page| format!("?page={page}"));
        let second = of(2);
        assert_eq!((second.first, second.rows.len()), (LINES + 1, LINES));
        assert_eq!(second.rows[0][0].text, format!("n{}", LINES + 1));
        assert_eq!(second.paging.next.as_deref(), Some("?page=3"));
        assert_eq!(of(3).rows.len(), 1);
        // What is not there counts as the nearest.
        assert_eq!((of(0).first, of(99).first), (1, 2 * LINES + 1));
    }
}
