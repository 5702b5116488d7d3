//! `GLOSSARY.md` and the code say the same words.

use std::collections::BTreeSet;

/// A glossary: what stands in its tables.
pub(crate) struct Glossary {
    /// The names in code font in the columns for English names.
    names: BTreeSet<String>,
    /// Japanese words, each first in its row, that stand in more than one.
    repeated: Vec<String>,
}

impl Glossary {
    /// Reads the tables whose head has a column `English in code`.
    pub(crate) fn parse(text: &str) -> Self {
        let mut names = BTreeSet::new();
        let (mut words, mut repeated) = (BTreeSet::new(), Vec::new());
        let mut column = None;
        for line in text.lines() {
            let Some(row) = line.trim().strip_prefix('|') else {
                column = None;
                continue;
            };
            let mut cells = row.split('|').map(str::trim);
            match column {
                None => column = Some(cells.position(|cell| cell == "English in code")),
                Some(Some(column)) => {
                    let word = row.split('|').next().unwrap_or_default().trim();
                    if !word.starts_with('-') && !words.insert(word) {
                        repeated.push(word.to_owned());
                    }
                    names.extend(cells.nth(column).into_iter().flat_map(in_code_font));
                }
                Some(None) => {}
            }
        }
        Self { names, repeated }
    }

    /// Names that the code does not know, types that the glossary does not know, and words that
    /// it explains twice.
    pub(crate) fn faults(
        &self,
        known: &BTreeSet<String>,
        exported: &BTreeSet<String>,
    ) -> Vec<String> {
        let unused = self
            .names
            .iter()
            .filter(|name| name.split("::").any(|part| !known.contains(part)))
            .map(|name| format!("GLOSSARY.md: no crate has the name `{name}`"));
        let missing = exported
            .iter()
            .filter(|name| !name.starts_with("Invalid") && !name.starts_with("Unknown"))
            .filter(|name| !self.names.contains(*name))
            .map(|name| format!("GLOSSARY.md: `{name}` of tasuki-terms is missing"));
        let repeated = self.repeated.iter();
        let repeated = repeated.map(|word| format!("GLOSSARY.md: {word} stands in two rows"));
        unused.chain(missing).chain(repeated).collect()
    }
}

fn in_code_font(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# Words

`Prose` is not read.

| Japanese | English in code | meaning |
|---|---|---|
| 事業所番号 | `OfficeNumber` | a `number` |
| 予定 | `SendingUnit::UseTable`, plan | … |
| 事業所番号 | number | again |

| other | table |
|---|---|
| `a` | `b` |
";

    fn names(list: &[&str]) -> BTreeSet<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn only_names_of_the_right_column_are_read() {
        let expected = names(&["OfficeNumber", "SendingUnit::UseTable"]);
        assert_eq!(Glossary::parse(TEXT).names, expected);
    }

    #[test]
    fn each_side_must_know_the_other() {
        let glossary = Glossary::parse(TEXT);
        let exported = names(&["OfficeNumber", "Sequence", "InvalidMonth", "UnknownUnit"]);
        assert_eq!(
            glossary.faults(&names(&["OfficeNumber", "SendingUnit"]), &exported),
            [
                "GLOSSARY.md: no crate has the name `SendingUnit::UseTable`",
                "GLOSSARY.md: `Sequence` of tasuki-terms is missing",
                "GLOSSARY.md: 事業所番号 stands in two rows",
            ]
        );
    }
}
