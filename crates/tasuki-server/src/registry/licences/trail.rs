//! What the audit trail says of a licence and its invoices. A number of an invoice names one thing for
//! ever, also after another has taken its place: a transfer may still name it.

use std::fmt::Write as _;

use tasuki_exchange::InvoiceNumber;
use tasuki_store::{AuditRow, LicenceRow};

const MADE: &str = "請求書:";
const VOID: &str = "無効:";

/// The number of the licence `after` a step; the invoice that the step made, and the one that it made
/// void, if `before` had one: `L0000000001 請求書:203105-00002 無効:203104-00001`.
pub(in crate::registry) fn detail(before: Option<&LicenceRow>, after: &LicenceRow) -> String {
    let old = before.and_then(invoice);
    let new = invoice(after);
    let mut detail = after.number.to_string();
    if old == new {
        return detail;
    }
    for (mark, invoice) in [(MADE, new), (VOID, old)] {
        if let Some(invoice) = invoice {
            let _written = write!(detail, " {mark}{invoice}");
        }
    }
    detail
}

fn invoice(row: &LicenceRow) -> Option<InvoiceNumber> {
    row.invoice.map(|(number, _)| number)
}

/// The numbers of the invoices of a licence that are void, as `trail` tells them.
pub(crate) fn void_invoices(row: &LicenceRow, trail: &[AuditRow]) -> Vec<String> {
    let number = row.number.to_string();
    let of_it = trail.iter().filter_map(|entry| {
        let mut words = entry.detail.split(' ');
        (words.next() == Some(&*number)).then_some(words)
    });
    let void = of_it.flatten().filter_map(|word| word.strip_prefix(VOID));
    void.map(str::to_owned).collect()
}
