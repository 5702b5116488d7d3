//! Deduction files (差引依頼) and their results.

use std::collections::BTreeMap;

use tasuki_exchange::{
    DeductionFile, DeductionHead, DeductionLine, DeductionOutcome, Federation, FileFault,
    read_result,
};
use tasuki_store::{DeductionFileRow, LicenceRow, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, Yen, day_in_japan};

use super::Registry;

/// A deduction file that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MadeDeduction {
    /// The federation that is asked.
    pub federation: Federation,
    /// How many fees.
    pub lines: usize,
    /// Their sum.
    pub total: Yen,
}

/// What a result file brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReadDeduction {
    /// Licences whose fee was deducted.
    pub deducted: usize,
    /// Licences whose fee could not be deducted.
    pub unpaid: usize,
    /// Licences that stood so before.
    pub unchanged: usize,
}

/// Why nothing is done about payments.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeductionError {
    /// Nothing is to be deducted, or all of it was asked for already.
    #[error("nothing is to be deducted from {0}")]
    Nothing(CalendarMonth),
    /// There is no such file.
    #[error("there is no deduction file of {0} for {1}")]
    NoFile(CalendarMonth, Federation),
    /// The file, or what came back for it, has faults.
    #[error("the file has faults")]
    Faults(Vec<FileFault>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Registry {
    /// Makes the files of a month for all federations that have none yet, from all fees that are
    /// due in it or were due before.
    pub async fn make_deductions(
        &self,
        claim: CalendarMonth,
        actor: &str,
    ) -> Result<Vec<MadeDeduction>, DeductionError> {
        let (now, actor) = (self.now(), actor.to_owned());
        let maker = self.clone();
        self.records
            .change("make_deductions", move |records| {
                // All files hold together before one is saved.
                let mut files = Vec::new();
                for (federation, licences) in due(records, claim)? {
                    if records.deduction_file(claim, federation)?.is_some() {
                        continue;
                    }
                    let head = DeductionHead {
                        federation,
                        claim,
                        made_on: day_in_japan(now),
                    };
                    let mut lines = Vec::new();
                    for licence in &licences {
                        lines.push(line(records, licence, claim)?);
                    }
                    match DeductionFile::new(head, lines) {
                        Ok(file) => files.push(file),
                        Err(faults) => return Ok(Err(DeductionError::Faults(faults))),
                    }
                }
                let mut made = Vec::new();
                for file in files {
                    let federation = file.head().federation;
                    records.save_deduction_file(&DeductionFileRow {
                        claim_month: claim,
                        federation,
                        made_at: now,
                        made_by: actor.clone(),
                        lines: file.lines().len() as u64,
                        total: file.total(),
                        content: file.write(),
                        result_at: None,
                    })?;
                    let subject = format!("{claim}-{federation}");
                    records.append_audit(maker.audit(&*actor, "deduction.make", &*subject, ""))?;
                    made.push(MadeDeduction {
                        federation,
                        lines: file.lines().len(),
                        total: file.total(),
                    });
                }
                if made.is_empty() {
                    return Ok(Err(DeductionError::Nothing(claim)));
                }
                Ok(Ok(made))
            })
            .await?
    }

    /// Reads the result of a deduction file. A file with a fault changes nothing; the same file
    /// read again changes nothing, either.
    pub async fn read_deduction_result(
        &self,
        claim: CalendarMonth,
        federation: Federation,
        bytes: Vec<u8>,
        actor: &str,
    ) -> Result<ReadDeduction, DeductionError> {
        let (now, actor) = (self.now(), actor.to_owned());
        let maker = self.clone();
        self.records
            .change("read_deduction_result", move |records| {
                let Some(file) = records.deduction_file(claim, federation)? else {
                    return Ok(Err(DeductionError::NoFile(claim, federation)));
                };
                let result = DeductionFile::read(&file.content)
                    .and_then(|request| read_result(&bytes, &request));
                let result = match result {
                    Ok(result) => result,
                    Err(faults) => return Ok(Err(DeductionError::Faults(faults))),
                };
                let mut read = ReadDeduction::default();
                for (number, outcome) in result.outcomes {
                    let Some(licence) = records.licence_of_number(number)? else {
                        continue;
                    };
                    let step = outcome.step();
                    match maker.advance_payment_in(records, &licence, step, &actor)? {
                        Ok(true) if outcome == DeductionOutcome::Done => read.deducted += 1,
                        Ok(true) => read.unpaid += 1,
                        // It stands so already, or was settled another way meanwhile.
                        Ok(false) | Err(_) => read.unchanged += 1,
                    }
                }
                records.save_deduction_result(claim, federation, &bytes, now)?;
                let subject = format!("{claim}-{federation}");
                let detail = format!("差引済み{}件、未払い{}件", read.deducted, read.unpaid);
                records.append_audit(maker.audit(actor, "deduction.result", &*subject, detail))?;
                Ok(Ok(read))
            })
            .await?
    }
}

/// The fees that are due, by federation.
fn due(
    records: &Transaction<'_>,
    claim: CalendarMonth,
) -> Result<BTreeMap<Federation, Vec<LicenceRow>>, StoreError> {
    let mut due: BTreeMap<Federation, Vec<LicenceRow>> = BTreeMap::new();
    for licence in records.licences_to_deduct(claim)? {
        // Numbers of offices begin with their prefecture; others cannot be deducted.
        if let Some(federation) = Federation::of(licence.office) {
            due.entry(federation).or_default().push(licence);
        }
    }
    Ok(due)
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
