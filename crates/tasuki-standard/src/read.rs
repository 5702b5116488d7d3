//! Reading files: checking them, and giving what they say if nothing is wrong that hinders sending.

use crate::table::{Document, Table};
use crate::{CheckReport, FileName, Severity, check_files, unit_of};

/// What was read from files.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// What is wrong.
    pub report: CheckReport,
    /// What the files say; only if the report has no error.
    pub document: Option<Document>,
}

/// Checks the files of one sending unit and gives what they say.
pub fn read_files(files: &[(&str, &[u8])]) -> Reading {
    let report = check_files(files);
    let document = report.may_be_sent().then(|| document(files)).flatten();
    Reading { report, document }
}

/// What files say in which nothing is wrong.
fn document(files: &[(&str, &[u8])]) -> Option<Document> {
    let names: Result<Vec<_>, _> = files
        .iter()
        .map(|(name, _)| FileName::parse(name))
        .collect();
    let names = names.ok()?;
    let facts = unit_of(&names).ok()?;
    let files = names.into_iter().zip(files);
    let tables = files.filter_map(|(name, (_, bytes))| Table::read(name, bytes));
    Some(Document {
        facts,
        tables: tables.collect(),
    })
}

/// Files as they are read and checked: the library makes them as strings and vectors.
pub(crate) fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}

/// What was read from one file that does not stand for a whole sending unit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TableReading {
    /// What is wrong with the file. That others of its sending unit are missing is not told.
    pub report: CheckReport,
    /// What it says; only if the report has no error, and the file is a CSV.
    pub table: Option<Table>,
}

/// Checks one file, given by its name and bytes, and gives what it says.
///
/// ```
/// let reading = tasuki_standard::read_table("UPPLAN.CSV", b"");
/// assert!(reading.table.is_none());
/// assert!(reading.report.errors > 0);
/// ```
pub fn read_table(name: &str, bytes: &[u8]) -> TableReading {
    let mut report = check_files(&[(name, bytes)]);
    leave_out_unit(&mut report);
    let table = match FileName::parse(name) {
        Ok(name) if report.may_be_sent() => Table::read(name, bytes),
        _ => None,
    };
    TableReading { report, table }
}

/// Leaves out what the file lacks as a sending unit.
fn leave_out_unit(report: &mut CheckReport) {
    let (of_unit, kept) = std::mem::take(&mut report.findings)
        .into_iter()
        .partition(|finding| finding.rule.code().starts_with("unit."));
    report.findings = kept;
    for finding in of_unit {
        let counted = match finding.severity {
            Severity::Error => &mut report.errors,
            Severity::Warning => &mut report.warnings,
            Severity::Note => &mut report.notes,
        };
        *counted = counted.saturating_sub(finding.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "DLTPLAN_202504_1370000001_43_1370000002_11_20250410093000.CSV";

    #[test]
    fn a_file_that_is_right_is_read() {
        let reading = read_table(NAME, b"202407,139999,0000000101,202504\r\n");
        assert_eq!(reading.report.findings, []);
        let table = reading.table.unwrap();
        let record = &table.records()[0];
        assert_eq!(table.value(record, "insured_no"), Some("0000000101"));
    }

    #[test]
    fn what_a_unit_lacks_does_not_count_but_what_the_file_lacks_does() {
        let name = NAME.replace("DLTPLAN", "UPPLAN");
        let reading = read_table(&name, b"202407,139999\r\n");
        let rules: Vec<_> = (reading.report.findings.iter())
            .map(|finding| finding.rule.code())
            .collect();
        assert_eq!(rules, ["csv.field-count"]);
        assert_eq!(reading.report.errors, 1);
        assert!(reading.table.is_none());
    }
}
