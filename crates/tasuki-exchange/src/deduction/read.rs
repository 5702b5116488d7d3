//! Reading deduction files.

use tasuki_terms::{CalendarMonth, Yen};

use super::fault::{FileFault, FileFaultKind};
use super::field::{ControlSum, Count, Day};
use super::table::{Form, Table};
use super::write::{REQUEST, VERSION};
use super::{DeductionFile, DeductionHead, DeductionLine};

const FORM: Form = Form {
    head: 7,
    body: ("D", 7),
    trailer: 4,
};

impl DeductionFile {
    /// Reads what [`DeductionFile::write`] wrote, or tells every fault with its line.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<FileFault>> {
        let mut table = Table::split(bytes, &FORM).map_err(|fault| vec![fault])?;
        let head = read_head(&mut table, REQUEST);

        let mut lines = Vec::new();
        let body = std::mem::take(&mut table.body);
        let faults = &mut table.faults;
        for (index, record) in body.iter().enumerate() {
            let sequence = record.value(1, "連番", faults);
            if sequence.is_some_and(|Count(sequence)| sequence != index + 1) {
                faults.push(FileFault {
                    line: record.line,
                    kind: FileFaultKind::Sequence {
                        expected: index + 1,
                    },
                });
            }
            let office = record.value(2, "事業所番号", faults);
            let amount = record.value(4, "差引額", faults);
            let due = record.value(5, "当初請求月", faults);
            let licence = record.value(6, "ライセンス番号", faults);
            if let (Some(office), Some(amount), Some(due), Some(licence)) =
                (office, amount, due, licence)
            {
                lines.push(DeductionLine {
                    office,
                    name: record.text(3).to_owned(),
                    amount,
                    due,
                    licence,
                });
            }
        }

        let line = table.trailer.line;
        let count = table.trailer.value(1, "件数", &mut table.faults);
        let total: Option<Yen> = table.trailer.value(2, "合計額", &mut table.faults);
        let control = table.trailer.value(3, "検算値", &mut table.faults);
        let found = body.len();
        if let Some(Count(told)) = count {
            table.demand(told == found, line, FileFaultKind::Count { told, found });
        }
        check_control(&mut table, control);
        let Some(head) = head.filter(|_| table.faults.is_empty()) else {
            return Err(table.faults);
        };
        let file = Self::new(head, lines)?;
        match total {
            Some(told) if told != file.total => {
                let found = file.total;
                Err(vec![FileFault {
                    line,
                    kind: FileFaultKind::Total { told, found },
                }])
            }
            _ => Ok(file),
        }
    }
}

/// The head, which both files share: name, version, federation, months, day.
pub(super) fn read_head(table: &mut Table, name: &str) -> Option<DeductionHead> {
    let line = table.head.line;
    let is_named = table.head.text(1) == name;
    table.demand(
        is_named,
        line,
        FileFaultKind::Field {
            name: "ファイル識別",
        },
    );
    let is_known = table.head.text(2) == VERSION;
    table.demand(is_known, line, FileFaultKind::Version);
    let faults = &mut table.faults;
    let federation = table.head.value(3, "国保連番号", faults);
    let claim: Option<CalendarMonth> = table.head.value(4, "請求月", faults);
    let payment: Option<CalendarMonth> = table.head.value(5, "支払月", faults);
    let made_on = table.head.value(6, "作成日", faults);
    if let (Some(claim), Some(payment)) = (claim, payment) {
        let follows = claim.next() == Ok(payment);
        table.demand(follows, line, FileFaultKind::Field { name: "支払月" });
    }
    let Day(made_on) = made_on?;
    Some(DeductionHead {
        federation: federation?,
        claim: claim?,
        made_on,
    })
}

/// Compares the control sum that the trailer tells with that of the bytes.
pub(super) fn check_control(table: &mut Table, told: Option<ControlSum>) {
    if let Some(told) = told {
        let agrees = told == table.control;
        table.demand(agrees, table.trailer.line, FileFaultKind::Control);
    }
}
