//! Writes the workbook of a care-management office to a file, to look at it in a spreadsheet:
//! `cargo run -p tasuki-savings --example write_workbook -- FILE [FIELD=VALUE …]`.

use anyhow::Context as _;
use tasuki_savings::{Inputs, OfficeKind, workbook};
use tasuki_terms::Date;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, changes) = arguments.split_first().context("no file was named")?;
    let typed = |field: tasuki_savings::Field| {
        let pairs = changes.iter().filter_map(|change| change.split_once('='));
        let mut pairs = pairs.filter(|(key, _)| *key == field.spec().key);
        pairs.next().map(|(_, value)| value)
    };
    let inputs = match Inputs::read(OfficeKind::CareManagement, typed) {
        Ok(inputs) => inputs,
        Err(faults) => anyhow::bail!("{faults:?}"),
    };
    fs_err::write(file, workbook(&inputs, Date::constant(2026, 11, 22))?)?;
    Ok(())
}
