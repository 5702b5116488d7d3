//! Payments of licences: deduction files (差引依頼), their results, transfers.

use std::collections::BTreeMap;

use tasuki_exchange::{
    DeductionFile, DeductionHead, DeductionLine, DeductionOutcome, Federation, FileFault,
    LicenceRefusal, PaymentMethod, PaymentState, PaymentStep, read_result,
};
use tasuki_store::{DeductionFileRow, LicenceRow, NoticeRow, RecordId, StoreError, Transaction};
use tasuki_terms::{CalendarMonth, Date, Yen, day_in_japan};

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
    /// There is no such licence.
    #[error("there is no licence {0}")]
    NoLicence(RecordId),
    /// The payment does not go this way.
    #[error("the payment does not go this way")]
    Refused(LicenceRefusal),
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
                    records.append_audit(maker.audit(&*actor, "deduction.make", subject, ""))?;
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
                    match licence.held.payment.advance(outcome.step()) {
                        Ok(Some(payment)) => {
                            maker.outcome(records, licence, (payment, outcome), result.made_on)?;
                            match payment {
                                PaymentState::Unpaid => read.unpaid += 1,
                                _ => read.deducted += 1,
                            }
                        }
                        // It stands so already, or was settled another way meanwhile.
                        Ok(None) | Err(_) => read.unchanged += 1,
                    }
                }
                records.save_deduction_result(claim, federation, &bytes, now)?;
                let subject = format!("{claim}-{federation}");
                let detail = format!("deducted {}, unpaid {}", read.deducted, read.unpaid);
                records.append_audit(maker.audit(actor, "deduction.result", subject, detail))?;
                Ok(Ok(read))
            })
            .await?
    }

    /// Takes a step of a licence's payment by hand: a transfer came, an invoice is sent, its day
    /// has passed, the deduction is asked for once more.
    pub async fn step_payment(
        &self,
        id: RecordId,
        step: PaymentStep,
        actor: &str,
    ) -> Result<PaymentState, DeductionError> {
        let today = day_in_japan(self.now());
        let entry = self.audit(actor, "licence.payment", id, step_code(step));
        self.records
            .change("step_payment", move |records| {
                let Some(mut licence) = records.licence(id)? else {
                    return Ok(Err(DeductionError::NoLicence(id)));
                };
                let payment = match licence.held.payment.advance(step) {
                    Ok(Some(payment)) => payment,
                    Ok(None) => return Ok(Ok(licence.held.payment)),
                    Err(refusal) => return Ok(Err(DeductionError::Refused(refusal))),
                };
                licence.held.payment = payment;
                match step {
                    PaymentStep::SendInvoice => licence.held.method = PaymentMethod::Invoice,
                    PaymentStep::RetryDeduction => {
                        licence.held.method = PaymentMethod::Deduction;
                        let month = CalendarMonth::of(today).ok();
                        licence.claim_month = licence.claim_month.or(month);
                    }
                    _ => {}
                }
                if payment.is_settled() {
                    licence.settled_on = Some(today);
                }
                records.save_licence(&licence)?;
                records.append_audit(entry)?;
                Ok(Ok(payment))
            })
            .await?
    }

    fn outcome(
        &self,
        records: &Transaction<'_>,
        mut licence: LicenceRow,
        (payment, outcome): (PaymentState, DeductionOutcome),
        on: Date,
    ) -> Result<(), StoreError> {
        licence.held.payment = payment;
        licence.settled_on = payment.is_settled().then_some(on);
        records.save_licence(&licence)?;
        let DeductionOutcome::Impossible(reason) = outcome else {
            return Ok(());
        };
        records.save_notice(&NoticeRow {
            id: self.new_id(),
            office: Some(licence.office),
            category: "ライセンス".to_owned(),
            title: "ライセンス料を差し引けませんでした".to_owned(),
            body: format!(
                "ライセンス料{}を介護給付費から差し引くことができませんでした（理由：{}）。\n\
                 改めて差し引くか、請求書をお送りします。このままご利用いただけます。\
                 ご不明な点は、ヘルプデスクへお問い合わせください。",
                licence.fee,
                reason.name()
            ),
            shown_from: self.now(),
            shown_until: None,
        })
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
        licence: records.licence_number(licence.id)?,
    })
}

const fn step_code(step: PaymentStep) -> &'static str {
    match step {
        PaymentStep::Deduct => "deduct",
        PaymentStep::FailDeduction => "fail-deduction",
        PaymentStep::RetryDeduction => "retry-deduction",
        PaymentStep::SendInvoice => "send-invoice",
        PaymentStep::ReceiveTransfer => "receive-transfer",
        PaymentStep::PassDueDay => "pass-due-day",
    }
}
