//! Reads a workbook's cells from its file, and computes them anew.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use super::formula::{Expression, Value};

/// A cell: what it holds, and by which formula.
#[derive(Clone)]
struct Cell {
    value: Value,
    formula: Option<Expression>,
}

/// The sheets of a workbook, by name.
pub(super) struct Sheets(BTreeMap<String, BTreeMap<String, Cell>>);

impl Sheets {
    pub(super) fn read(file: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            let mut part = archive.by_name(name).unwrap();
            part.read_to_string(&mut text).unwrap();
            text
        };
        let words: Vec<String> = between(&part("xl/sharedStrings.xml"), "<si>", "</si>")
            .map(|item| between(item, "<t", "</t>").map(after_tag).collect())
            .collect();
        let book = part("xl/workbook.xml");
        let names = between(&book, "<sheet name=\"", "\"");
        let sheets = (1..).zip(names).map(|(place, name)| {
            let text = part(&format!("xl/worksheets/sheet{place}.xml"));
            let cells = between(&text, "<c ", "</c>").map(|cell| one(cell, &words));
            (name.to_owned(), cells.collect())
        });
        Self(sheets.collect())
    }

    /// Types a number into a cell that takes one.
    pub(super) fn set(&mut self, sheet: &str, cell: &str, number: f64) {
        let cell = self.0.get_mut(sheet).unwrap().get_mut(cell).unwrap();
        assert!(cell.formula.is_none());
        cell.value = Value::Number(number);
    }

    /// Sheet and place of each cell with a formula, and what was written beside it.
    pub(super) fn formulas(&self) -> Vec<(String, String, Value)> {
        let cells = self.0.iter().flat_map(|(sheet, cells)| {
            let with_formula = cells.iter().filter(|(_, cell)| cell.formula.is_some());
            with_formula.map(|(place, cell)| (sheet.clone(), place.clone(), cell.value.clone()))
        });
        cells.collect()
    }

    /// What a cell comes to.
    pub(super) fn value(&self, sheet: &str, cell: &str) -> Value {
        let Some(cell) = self.0[sheet].get(cell) else {
            panic!("{sheet} has no cell {cell}");
        };
        match &cell.formula {
            None => cell.value.clone(),
            Some(formula) => formula.value(&|other, cell| {
                self.value(if other.is_empty() { sheet } else { other }, cell)
            }),
        }
    }

    /// The one row that begins with these words, counted from 1.
    pub(super) fn row_of(&self, sheet: &str, words: &str) -> u32 {
        let wanted = Value::Text(words.to_owned());
        let mut rows = self.0[sheet]
            .iter()
            .filter(|(place, cell)| place.starts_with('A') && cell.value == wanted);
        let (place, _) = rows.next().unwrap_or_else(|| panic!("no row {words}"));
        assert!(rows.next().is_none(), "{words}");
        place.trim_start_matches('A').parse().unwrap()
    }
}

fn one(cell: &str, words: &[String]) -> (String, Cell) {
    let place = between(cell, "r=\"", "\"").next().unwrap().to_owned();
    let written = between(cell, "<v>", "</v>").next().unwrap_or_default();
    let head = cell.split('>').next().unwrap();
    let value = if head.contains("t=\"s\"") {
        Value::Text(words[written.parse::<usize>().unwrap()].clone())
    } else if let Ok(number) = written.parse() {
        Value::Number(number)
    } else {
        Value::Text(plain(written))
    };
    let formula = between(cell, "<f>", "</f>").next();
    let formula = formula.map(|formula| Expression::parse(&plain(formula)));
    (place, Cell { value, formula })
}

/// What stands between two marks, each time; nothing where the next beginning comes before an end.
fn between<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).filter_map(move |rest| {
        let (found, _) = rest.split_once(to)?;
        Some(found)
    })
}

/// The text behind the rest of a tag, such as ` xml:space="preserve">`.
fn after_tag(text: &str) -> String {
    plain(text.split_once('>').unwrap().1)
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
