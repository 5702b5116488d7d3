//! The files of a month: planned, so that a person can look at them, and made.

use std::collections::BTreeMap;

use tasuki_exchange::{
    Collection, DeductionFile, DeductionHead, DeductionLine, Federation, HeldLicence, PaymentStep,
};
use tasuki_store::{DeductionFileRow, LicenceRow, RecordId, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, Date, LicenceNumber, OfficeNumber, Yen, day_in_japan};

use super::DeductionError;
use crate::registry::Registry;

/// What the files of a month ask for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlannedDeductions {
    /// The files, one for each federation; empty where nothing is to be deducted, or all of it was
    /// asked for already.
    pub files: Vec<MadeDeduction>,
    /// Fees that are due and in no file.
    pub left_out: Vec<LeftOut>,
}

/// A deduction file, in numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MadeDeduction {
    /// The federation that is asked.
    pub federation: Federation,
    /// How many fees.
    pub lines: usize,
    /// Their sum.
    pub total: Yen,
}

/// A fee that no federation can be asked for: the office's number begins with no prefecture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// The licence's id.
    pub id: RecordId,
    /// Its number.
    pub licence: LicenceNumber,
    /// Whose it is.
    pub office: OfficeNumber,
    /// The fee.
    pub fee: Yen,
}

/// Files that hold together, each with the licences that it asks for.
struct Plan {
    files: Vec<(DeductionFile, Vec<LicenceRow>)>,
    left_out: Vec<LeftOut>,
}

impl Plan {
    fn shown(&self) -> PlannedDeductions {
        let made = |(file, _): &(DeductionFile, _)| MadeDeduction {
            federation: file.head().federation,
            lines: file.lines().len(),
            total: file.total(),
        };
        PlannedDeductions {
            files: self.files.iter().map(made).collect(),
            left_out: self.left_out.clone(),
        }
    }
}

impl Registry {
    /// What [`Registry::make_deductions`] would make now.
    pub async fn plan_deductions(
        &self,
        claim: CalendarMonth,
    ) -> Result<PlannedDeductions, DeductionError> {
        let today = day_in_japan(self.now());
        Collection::may_ask(claim, today)?;
        self.records
            .read("plan_deductions", move |records| {
                Ok(plan(records, claim, today)?.map(|plan| plan.shown()))
            })
            .await?
    }

    /// Makes the files of a month for all federations that have none yet, from all fees that are
    /// due in it or were due before and are in no file whose result is out.
    pub async fn make_deductions(
        &self,
        claim: CalendarMonth,
        actor: &str,
    ) -> Result<PlannedDeductions, DeductionError> {
        let (today, actor) = (day_in_japan(self.now()), actor.to_owned());
        Collection::may_ask(claim, today)?;
        let maker = self.clone();
        self.records
            .change("make_deductions", move |records| {
                let plan = match plan(records, claim, today)? {
                    Ok(plan) => plan,
                    Err(error) => return Ok(Err(error)),
                };
                let shown = plan.shown();
                for (file, licences) in plan.files {
                    maker.keep(records, &file, licences, &actor)?;
                }
                Ok(Ok(shown))
            })
            .await?
    }

    /// Keeps a file, and notes on its licences that it asks for them.
    fn keep(
        &self,
        records: &Transaction<'_>,
        file: &DeductionFile,
        licences: Vec<LicenceRow>,
        actor: &str,
    ) -> Result<(), StoreError> {
        let (claim, federation) = (file.head().claim, file.head().federation);
        records.save_deduction_file(&DeductionFileRow {
            claim_month: claim,
            federation,
            made_at: self.now(),
            made_by: actor.to_owned(),
            lines: file.lines().len() as u64,
            total: file.total(),
            content: file.write(),
            result_at: None,
        })?;
        for licence in licences {
            let asked = PaymentStep::RequestDeduction;
            // Only licences that await it were looked for.
            if let Ok(Some(payment)) = licence.held.payment.advance(asked) {
                records.save_licence(&LicenceRow {
                    held: HeldLicence {
                        payment,
                        ..licence.held
                    },
                    asked: Some(claim),
                    ..licence
                })?;
            }
        }
        let subject = format!("{claim}-{federation}");
        let detail = format!("{}件、{}円", file.lines().len(), file.total().amount());
        records.append_audit(self.audit(actor, "deduction.make", &*subject, detail))
    }
}

/// All files hold together, or none is made.
fn plan(
    records: &Transaction<'_>,
    claim: CalendarMonth,
    made_on: Date,
) -> Result<Result<Plan, DeductionError>, StoreError> {
    let (mut due, mut left_out) = (BTreeMap::new(), Vec::new());
    for licence in records.licences_to_deduct(claim)? {
        match Federation::of(licence.office) {
            Some(federation) => due.entry(federation).or_insert_with(Vec::new).push(licence),
            None => left_out.push(LeftOut {
                id: licence.id,
                licence: licence.number,
                office: licence.office,
                fee: licence.fee,
            }),
        }
    }
    let mut files = Vec::new();
    for (federation, licences) in due {
        if records.deduction_file(claim, federation)?.is_some() {
            continue;
        }
        let head = DeductionHead {
            federation,
            claim,
            made_on,
        };
        let mut lines = Vec::new();
        for licence in &licences {
            lines.push(line(records, licence, claim)?);
        }
        match DeductionFile::new(head, lines) {
            Ok(file) => files.push((file, licences)),
            Err(faults) => return Ok(Err(DeductionError::Faults(faults))),
        }
    }
    Ok(Ok(Plan { files, left_out }))
}

fn line(
    records: &Transaction<'_>,
    licence: &LicenceRow,
    claim: CalendarMonth,
) -> Result<DeductionLine, StoreError> {
    let office = records.office(licence.office)?;
    let name = office.map_or_else(String::new, |office| office.name);
    Ok(DeductionLine {
        office: licence.office,
        name: name.chars().take(DeductionFile::NAME_MAX).collect(),
        amount: licence.fee,
        due: licence.claim_month.unwrap_or(claim),
        licence: licence.number,
    })
}
