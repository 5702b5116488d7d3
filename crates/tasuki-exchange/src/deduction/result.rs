//! Result files: what a federation could deduct.

use std::fmt::Write as _;

use tasuki_terms::{Date, LicenceNumber, OfficeNumber, Yen};

use super::fault::{FileFault, FileFaultKind};
use super::field::{ControlSum, Count};
use super::lines::{Record, control_sum};
use super::read::{check_control, read_head};
use super::table::{Form, Table};
use super::write::{RESULT, VERSION};
use super::{DeductionFile, DeductionHead, DeductionLine};
use crate::PaymentStep;

const FORM: Form = Form {
    head: 8,
    body: ("R", 7),
    trailer: 5,
};

/// What became of one fee.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DeductionOutcome {
    /// 済: deducted.
    Done,
    /// 不能: it could not be.
    Impossible(ImpossibleReason),
}

impl DeductionOutcome {
    /// What it means for the licence's payment; `on` is the day of the result.
    pub const fn step(self, on: Date) -> PaymentStep {
        match self {
            Self::Done => PaymentStep::Deduct { on },
            Self::Impossible(reason) => PaymentStep::FailDeduction { reason },
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        self.columns().0
    }

    /// Both columns of the file: 済 or 不能, and the reason.
    const fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Done => ("済", ""),
            Self::Impossible(reason) => ("不能", reason.as_str()),
        }
    }
}

/// Why a fee could not be deducted (不能理由).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ImpossibleReason {
    /// The office made no claim in the month.
    NoClaim,
    /// What it is paid is less than the fee.
    NotEnough,
    /// The federation knows no such office.
    UnknownOffice,
    /// The office is closed or suspended.
    ClosedOffice,
    /// Another reason, to be asked for.
    Other,
}

impl ImpossibleReason {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::NoClaim,
        Self::NotEnough,
        Self::UnknownOffice,
        Self::ClosedOffice,
        Self::Other,
    ];

    /// Its two digits in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoClaim => "01",
            Self::NotEnough => "02",
            Self::UnknownOffice => "03",
            Self::ClosedOffice => "04",
            Self::Other => "99",
        }
    }

    /// The reason whose [`ImpossibleReason::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoClaim => "当月の請求がありません",
            Self::NotEnough => "支払額が差引額に足りません",
            Self::UnknownOffice => "該当する事業所がありません",
            Self::ClosedOffice => "事業所が廃止または休止しています",
            Self::Other => "その他（国保連にご確認ください）",
        }
    }
}

/// The answer to one fee.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeductionAnswer {
    /// The office that was asked for.
    pub office: OfficeNumber,
    /// The licence.
    pub licence: LicenceNumber,
    /// What became of it.
    pub outcome: DeductionOutcome,
}

/// A result file, read against the file that asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeductionResult {
    /// The day on which the federation made it.
    pub made_on: Date,
    /// What became of each fee, in the order of the request.
    pub answers: Vec<DeductionAnswer>,
    /// The sum of what was deducted.
    pub deducted: Yen,
}

/// The result file for `request`, as a federation writes it.
pub fn write_result(
    request: &DeductionFile,
    made_on: Date,
    outcome_of: impl Fn(&DeductionLine) -> DeductionOutcome,
) -> Vec<u8> {
    let head = DeductionHead {
        made_on,
        ..request.head
    };
    let asked = ControlSum(asked_sum(request));
    let mut text = format!("H,{RESULT},{VERSION},{},{asked}\r\n", head.columns());
    let (mut done, mut deducted) = (0_usize, 0_i64);
    for (index, line) in request.lines.iter().enumerate() {
        let outcome = outcome_of(line);
        if outcome == DeductionOutcome::Done {
            done += 1;
            // Never more than the request's total, which fits.
            deducted += line.amount.amount();
        }
        let (told, reason) = outcome.columns();
        let _written = write!(
            text,
            "R,{},{},{},{},{told},{reason}\r\n",
            index + 1,
            line.office,
            line.licence,
            line.amount.amount(),
        );
    }
    let control = ControlSum(control_sum(text.as_bytes()));
    let count = request.lines.len();
    let _written = write!(text, "T,{count},{done},{deducted},{control}\r\n");
    text.into_bytes()
}

/// Reads a result file, or tells every fault with its line.
///
/// It must answer each fee of `request` once, in its order, with its amount, and name the request's
/// control sum: the result of another month or of a changed request is noticed.
pub fn read_result(
    bytes: &[u8],
    request: &DeductionFile,
) -> Result<DeductionResult, Vec<FileFault>> {
    let mut table = Table::split(bytes, &FORM).map_err(|fault| vec![fault])?;
    let head = read_head(&mut table, RESULT);
    let asked = table.head.value(7, "依頼の検算値", &mut table.faults);
    let answers_request = head.is_none_or(|head| {
        head.federation == request.head.federation && head.claim == request.head.claim
    }) && asked.is_none_or(|ControlSum(asked)| asked == asked_sum(request));
    table.demand(answers_request, 1, FileFaultKind::OtherRequest);

    let body = std::mem::take(&mut table.body);
    let (mut answers, mut done, mut deducted) = (Vec::new(), 0, Yen::ZERO);
    for (index, record) in body.iter().enumerate() {
        let Some(answer) = Answer::read(record, &mut table.faults) else {
            continue;
        };
        if answer.outcome == DeductionOutcome::Done {
            done += 1;
            deducted = deducted.checked_add(answer.amount).unwrap_or(deducted);
        }
        let asked = request.lines.get(index);
        let is_asked = asked.is_some_and(|line| answer.is_to(line, index + 1));
        table.demand(is_asked, record.line, FileFaultKind::NotAsked);
        answers.push(DeductionAnswer {
            office: answer.office,
            licence: answer.licence,
            outcome: answer.outcome,
        });
    }
    for line in request.lines.iter().skip(body.len()) {
        let licence = line.licence;
        table.tell(table.trailer.line, FileFaultKind::Unanswered { licence });
    }

    let line = table.trailer.line;
    let count = table.trailer.value(1, "件数", &mut table.faults);
    let done_told = table.trailer.value(2, "済件数", &mut table.faults);
    let told = table.trailer.value(3, "済合計額", &mut table.faults);
    let control = table.trailer.value(4, "検算値", &mut table.faults);
    for (told, found) in [(count, body.len()), (done_told, done)] {
        if let Some(Count(told)) = told {
            table.demand(told == found, line, FileFaultKind::Count { told, found });
        }
    }
    if let Some(told) = told {
        let found = deducted;
        table.demand(told == found, line, FileFaultKind::Total { told, found });
    }
    check_control(&mut table, control);
    match head {
        Some(head) if table.faults.is_empty() => Ok(DeductionResult {
            made_on: head.made_on,
            answers,
            deducted,
        }),
        _ => Err(table.faults),
    }
}

/// A record of a result file.
struct Answer {
    sequence: usize,
    office: OfficeNumber,
    licence: LicenceNumber,
    amount: Yen,
    outcome: DeductionOutcome,
}

impl Answer {
    fn read(record: &Record, faults: &mut Vec<FileFault>) -> Option<Self> {
        let sequence = record.value(1, "連番", faults);
        let office = record.value(2, "事業所番号", faults);
        let licence = record.value(3, "ライセンス番号", faults);
        let amount = record.value(4, "差引額", faults);
        let outcome = read_outcome(record, faults);
        let Count(sequence) = sequence?;
        Some(Self {
            sequence,
            office: office?,
            licence: licence?,
            amount: amount?,
            outcome: outcome?,
        })
    }

    /// Whether it answers the fee `line` in its place, counted from 1.
    fn is_to(&self, line: &DeductionLine, place: usize) -> bool {
        self.sequence == place
            && self.office == line.office
            && self.licence == line.licence
            && self.amount == line.amount
    }
}

fn read_outcome(record: &Record, faults: &mut Vec<FileFault>) -> Option<DeductionOutcome> {
    let (outcome, name) = match (record.text(5), record.text(6)) {
        ("済", "") => (Some(DeductionOutcome::Done), "結果"),
        ("不能", reason) => {
            let reason = ImpossibleReason::read(reason);
            (reason.map(DeductionOutcome::Impossible), "不能理由")
        }
        _ => (None, "結果"),
    };
    if outcome.is_none() {
        faults.push(FileFault {
            line: record.line,
            kind: FileFaultKind::Field { name },
        });
    }
    outcome
}

/// The control sum in the trailer of the request.
fn asked_sum(request: &DeductionFile) -> u64 {
    let bytes = request.write();
    let end = bytes.strip_suffix(b"\r\n").unwrap_or(&bytes);
    let trailer = end
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    control_sum(bytes.get(..trailer).unwrap_or_default())
}
