//! Licences (ライセンス).

use jiff::civil::Date;
use tasuki_exchange::{
    AutoRenewal, HeldLicence, InvoiceNumber, PaymentMethod, PaymentState, Settlement, Term,
};
use tasuki_terms::{CalendarMonth, LicenceNumber, OfficeNumber, Yen};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const LICENCE: Table = Table {
    name: "licence",
    columns: &[
        "id",
        "number",
        "office",
        "application",
        "starts_at",
        "last_day",
        "fee",
        "method",
        "payment",
        "claim_month",
        "asked_month",
        "auto_renewal",
        "settled_on",
        "settled_by",
        "invoice_month",
        "invoice_sequence",
        "invoiced_on",
    ],
};

/// A year of an office.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LicenceRow {
    /// Its id.
    pub id: RecordId,
    /// The number under which it is deducted or billed.
    pub number: LicenceNumber,
    /// Whose it is.
    pub office: OfficeNumber,
    /// The application from which it came.
    pub application: RecordId,
    /// Its term, payment and renewal.
    pub held: HeldLicence,
    /// What it costs, tax included.
    pub fee: Yen,
    /// The month whose claims it is deducted from; none where it is not deducted.
    pub claim_month: Option<CalendarMonth>,
    /// The claim month of the deduction file that asked last, whose answer counts.
    pub asked: Option<CalendarMonth>,
    /// That and how it was paid; none where it is free.
    pub settled: Option<Settlement>,
    /// The invoice that counts, with its day.
    pub invoice: Option<(InvoiceNumber, Date)>,
}

impl Transaction<'_> {
    /// Saves a licence, or changes everything that is known of it.
    pub fn save_licence(&self, row: &LicenceRow) -> Result<(), StoreError> {
        let held = &row.held;
        self.session().run(
            "INSERT INTO licence (id, office, application, starts_at, last_day, fee, method, \
             payment, claim_month, auto_renewal, settled_on, number, invoice_month, \
             invoice_sequence, invoiced_on, asked_month, settled_by) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
             ON CONFLICT (id) DO UPDATE SET office = excluded.office, \
             application = excluded.application, method = excluded.method, \
             payment = excluded.payment, claim_month = excluded.claim_month, \
             asked_month = excluded.asked_month, auto_renewal = excluded.auto_renewal, \
             settled_on = excluded.settled_on, settled_by = excluded.settled_by, \
             invoice_month = excluded.invoice_month, \
             invoice_sequence = excluded.invoice_sequence, invoiced_on = excluded.invoiced_on",
            params![
                row.id.to_string(),
                row.office.to_string(),
                row.application.to_string(),
                held.term.from().as_microsecond(),
                held.term.last_day().to_string(),
                row.fee.amount(),
                held.method.as_str(),
                held.payment.as_str(),
                row.claim_month.map(|month| month.to_string()),
                held.auto_renewal == AutoRenewal::On,
                row.settled.map(|settled| settled.on.to_string()),
                signed(row.number.value()),
                row.invoice.map(|(number, _)| number.month.to_string()),
                row.invoice.map(|(number, _)| number.sequence),
                row.invoice.map(|(_, day)| day.to_string()),
                row.asked.map(|month| month.to_string()),
                row.settled.map(|settled| settled.method.as_str()),
            ],
        )?;
        Ok(())
    }

    /// A number for a licence, which is given once and never again; none after ten digits of them.
    pub fn take_licence_number(&self) -> Result<Option<LicenceNumber>, StoreError> {
        Ok(LicenceNumber::new(self.count_on("licence")?).ok())
    }

    /// A number for an invoice that is issued in a month, which is given once and never again.
    pub fn take_invoice_number(&self, month: CalendarMonth) -> Result<InvoiceNumber, StoreError> {
        let sequence = self.count_on(&format!("invoice-{month}"))?;
        let sequence = u32::try_from(sequence).unwrap_or(u32::MAX);
        Ok(InvoiceNumber { month, sequence })
    }

    /// The next number of a counter, which is given once and never again.
    pub(in crate::records) fn count_on(&self, counter: &str) -> Result<u64, StoreError> {
        self.session().count(
            "INSERT INTO counter (name, last) VALUES (?1, 1) \
             ON CONFLICT (name) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [counter],
        )
    }

    /// The licences of an office, the oldest first, without those that were taken back.
    pub fn licences(&self, office: OfficeNumber) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE office = ?1 AND payment <> 'taken_back' ORDER BY starts_at, id";
        self.session()
            .all(&LICENCE, &sql, [office.to_string()], read)
    }

    /// The licence of this number.
    pub fn licence_of_number(
        &self,
        number: LicenceNumber,
    ) -> Result<Option<LicenceRow>, StoreError> {
        let sql = LICENCE.select() + " WHERE number = ?1";
        let values = [signed(number.value())];
        self.session().first(&LICENCE, &sql, values, read)
    }

    /// The licence of this id.
    pub fn licence(&self, id: RecordId) -> Result<Option<LicenceRow>, StoreError> {
        let sql = LICENCE.select() + " WHERE id = ?1";
        self.session().first(&LICENCE, &sql, [id.to_string()], read)
    }

    /// Licences in a state of payment, or in any, the newest first: `limit` of them behind the
    /// first `skip`.
    pub fn licences_in(
        &self,
        payment: Option<PaymentState>,
        skip: u64,
        limit: u64,
    ) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE ?1 IS NULL OR payment = ?1 \
               ORDER BY starts_at DESC, id DESC LIMIT ?3 OFFSET ?2";
        let values = params![
            payment.map(PaymentState::as_str),
            signed(skip),
            signed(limit)
        ];
        self.session().all(&LICENCE, &sql, values, read)
    }

    /// How many licences [`Transaction::licences_in`] finds in all.
    pub fn licence_count(&self, payment: Option<PaymentState>) -> Result<u64, StoreError> {
        self.session().count(
            "SELECT count(*) FROM licence WHERE ?1 IS NULL OR payment = ?1",
            [payment.map(PaymentState::as_str)],
        )
    }

    /// Licences whose fee is to be deducted from the claims of a month or of one before and is in no
    /// deduction file whose result is out, ordered by office.
    pub fn licences_to_deduct(&self, month: CalendarMonth) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE payment = ?1 AND claim_month <= ?2 ORDER BY office, starts_at";
        let values = params![PaymentState::AwaitingDeduction.as_str(), month.to_string()];
        self.session().all(&LICENCE, &sql, values, read)
    }

    /// Licences whose invoice was issued before `before` and is not paid.
    pub fn licences_invoiced_before(&self, before: Date) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select() + " WHERE payment = ?1 AND invoiced_on < ?2 ORDER BY office";
        let values = params![PaymentState::Invoiced.as_str(), before.to_string()];
        self.session().all(&LICENCE, &sql, values, read)
    }

    /// The newest licence of each office that renews itself, where its last day lies between two
    /// days.
    pub fn licences_to_renew(&self, from: Date, to: Date) -> Result<Vec<LicenceRow>, StoreError> {
        let mut rows = self.licences_ending(from, to)?;
        rows.retain(|row| row.held.auto_renewal == AutoRenewal::On);
        Ok(rows)
    }

    /// The newest licence of each office, where its last day lies between two days.
    pub fn licences_ending(&self, from: Date, to: Date) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE last_day BETWEEN ?1 AND ?2 AND payment <> 'taken_back' \
               AND NOT EXISTS (SELECT 1 FROM licence AS later WHERE later.office = licence.office \
               AND later.starts_at > licence.starts_at AND later.payment <> 'taken_back') \
               ORDER BY office";
        let values = params![from.to_string(), to.to_string()];
        self.session().all(&LICENCE, &sql, values, read)
    }
}

fn read(row: &Columns<'_>) -> Result<LicenceRow, StoreError> {
    let auto_renewal = if row.value("auto_renewal")? {
        AutoRenewal::On
    } else {
        AutoRenewal::Off
    };
    let number = row.count("number")?;
    let inconsistent = |column| StoreError::Inconsistent {
        table: LICENCE.name,
        column,
    };
    Ok(LicenceRow {
        id: row.parsed("id")?,
        number: LicenceNumber::new(number).map_err(|_| inconsistent("number"))?,
        office: row.parsed("office")?,
        application: row.parsed("application")?,
        held: HeldLicence {
            term: Term::stored(row.time("starts_at")?, row.parsed("last_day")?),
            method: row.named("method", PaymentMethod::read)?,
            payment: row.named("payment", PaymentState::read)?,
            auto_renewal,
        },
        fee: Yen::new(row.value("fee")?),
        claim_month: row.optional("claim_month")?,
        asked: row.optional("asked_month")?,
        settled: read_settlement(row)?,
        invoice: read_invoice(row)?,
    })
}

fn read_invoice(row: &Columns<'_>) -> Result<Option<(InvoiceNumber, Date)>, StoreError> {
    let Some(month) = row.optional("invoice_month")? else {
        return Ok(None);
    };
    let number = InvoiceNumber {
        month,
        sequence: row.value("invoice_sequence")?,
    };
    Ok(Some((number, row.parsed("invoiced_on")?)))
}

fn read_settlement(row: &Columns<'_>) -> Result<Option<Settlement>, StoreError> {
    let Some(on) = row.optional("settled_on")? else {
        return Ok(None);
    };
    let method = row.named("settled_by", PaymentMethod::read)?;
    Ok(Some(Settlement { method, on }))
}
