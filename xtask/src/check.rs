//! Checks of the source: each is a function that lists faults.

use anyhow::ensure;

use crate::run;

/// Runs one check, and fails when it finds a fault.
pub(crate) fn all(
    name: &str,
    faults: impl FnOnce() -> anyhow::Result<Vec<String>>,
) -> anyhow::Result<()> {
    let faults = faults()?;
    for fault in &faults {
        run::complain(fault);
    }
    ensure!(faults.is_empty(), "{name}: {} found", faults.len());
    run::say(format_args!("{name}: in order"))
}
