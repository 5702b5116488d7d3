//! What a federation gave back for a file.

use tasuki_exchange::{
    DeductionAnswer, DeductionFile, DeductionOutcome, DeductionResult, Federation, PaymentState,
    judge_answer, read_result,
};
use tasuki_store::{DeductionFileRow, LicenceRow, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, OfficeNumber};

use super::DeductionError;
use crate::registry::Registry;

/// How often an office's number may have changed until its licence is not looked for any more.
const SUCCESSIONS: usize = 100;

/// What a result file brought.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadDeduction {
    /// These very bytes were read before: nothing was done.
    pub is_known: bool,
    /// Licences whose fee was deducted.
    pub deducted: usize,
    /// Licences whose fee could not be deducted.
    pub unpaid: usize,
    /// Licences that stood so before.
    pub unchanged: usize,
    /// Answers that do not fit their licence; nothing was changed there.
    pub conflicts: Vec<DeductionConflict>,
}

/// An answer that does not fit its licence: a person must look at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeductionConflict {
    /// The federation's answer.
    pub answer: DeductionAnswer,
    /// The licence as it stands; none where the office has none of this number.
    pub licence: Option<LicenceRow>,
}

impl DeductionConflict {
    /// How its payment stands, if there is such a licence.
    pub fn state(&self) -> Option<PaymentState> {
        self.licence.as_ref().map(|licence| licence.held.payment)
    }
}

/// What became of one answer.
enum Applied {
    Done,
    Unchanged,
    Conflict(DeductionConflict),
}

impl Registry {
    /// Reads the result of a deduction file. A file with a fault changes nothing, and neither do
    /// bytes that were read before. Another result than that which was read is a correction, and is
    /// only read where the operator says so.
    pub async fn read_deduction_result(
        &self,
        (claim, federation): (CalendarMonth, Federation),
        bytes: Vec<u8>,
        is_correction: bool,
        actor: &str,
    ) -> Result<ReadDeduction, DeductionError> {
        let (maker, actor) = (self.clone(), actor.to_owned());
        self.records
            .change("read_deduction_result", move |records| {
                let Some(file) = records.deduction_file(claim, federation)? else {
                    return Ok(Err(DeductionError::NoFile(claim, federation)));
                };
                if records.has_deduction_result(&file, &bytes)? {
                    return Ok(Ok(ReadDeduction {
                        is_known: true,
                        ..ReadDeduction::default()
                    }));
                }
                let result = DeductionFile::read(&file.content)
                    .and_then(|request| read_result(&bytes, &request));
                let result = match result {
                    Ok(result) => result,
                    Err(faults) => return Ok(Err(DeductionError::Faults(faults))),
                };
                if file.result_at.is_some() && !is_correction {
                    return Ok(Err(DeductionError::OtherResult));
                }
                records.save_deduction_result(&file, &bytes, (maker.now(), &actor))?;
                Ok(Ok(maker.apply_result(records, &file, &result, &actor)?))
            })
            .await?
    }

    fn apply_result(
        &self,
        records: &Transaction<'_>,
        file: &DeductionFileRow,
        result: &DeductionResult,
        actor: &str,
    ) -> Result<ReadDeduction, StoreError> {
        let subject = format!("{}-{}", file.claim_month, file.federation);
        let mut read = ReadDeduction::default();
        for answer in &result.answers {
            match self.apply_answer(records, (file.claim_month, result), answer, actor)? {
                Applied::Done if answer.outcome == DeductionOutcome::Done => read.deducted += 1,
                Applied::Done => read.unpaid += 1,
                Applied::Unchanged => read.unchanged += 1,
                Applied::Conflict(conflict) => {
                    let detail = format!(
                        "{subject} {} {}",
                        answer.licence,
                        conflict.state().map_or("該当なし", PaymentState::name)
                    );
                    let action = "deduction.conflict";
                    records.append_audit(self.audit(actor, action, answer.office, detail))?;
                    read.conflicts.push(conflict);
                }
            }
        }
        let detail = format!(
            "差引済み{}件（結果の合計{}円）、未払い{}件、変更なし{}件、食い違い{}件",
            read.deducted,
            result.deducted.amount(),
            read.unpaid,
            read.unchanged,
            read.conflicts.len()
        );
        records.append_audit(self.audit(actor, "deduction.result", &*subject, detail))?;
        Ok(read)
    }

    fn apply_answer(
        &self,
        records: &Transaction<'_>,
        (claim, result): (CalendarMonth, &DeductionResult),
        answer: &DeductionAnswer,
        actor: &str,
    ) -> Result<Applied, StoreError> {
        let conflict = |licence| {
            let answer = *answer;
            Applied::Conflict(DeductionConflict { answer, licence })
        };
        let Some(licence) = licence_of(records, answer)? else {
            return Ok(conflict(None));
        };
        let (state, asked) = (licence.held.payment, licence.asked);
        match judge_answer(answer.outcome, (claim, result.made_on), state, asked) {
            Err(_) => Ok(conflict(Some(licence))),
            Ok(None) => Ok(Applied::Unchanged),
            Ok(Some(step)) => match self.advance_payment_in(records, &licence, step, actor)? {
                Ok(true) => Ok(Applied::Done),
                Ok(false) => Ok(Applied::Unchanged),
                Err(_) => Ok(conflict(Some(licence))),
            },
        }
    }
}

/// The licence that is answered: the office's own, or that of a number which followed it since the
/// file was made.
fn licence_of(
    records: &Transaction<'_>,
    answer: &DeductionAnswer,
) -> Result<Option<LicenceRow>, StoreError> {
    let Some(licence) = records.licence_of_number(answer.licence)? else {
        return Ok(None);
    };
    let mut office: OfficeNumber = answer.office;
    for _ in 0..SUCCESSIONS {
        if office == licence.office {
            return Ok(Some(licence));
        }
        match records.office(office)?.and_then(|row| row.successor) {
            Some(successor) => office = successor,
            None => return Ok(None),
        }
    }
    Ok(None)
}
