//! Licences (ライセンス).

use jiff::civil::Date;
use rusqlite::params;
use tasuki_exchange::{AutoRenewal, HeldLicence, InvoiceNumber, PaymentMethod, PaymentState, Term};
use tasuki_terms::{CalendarMonth, LicenceNumber, OfficeNumber, Yen};

use crate::StoreError;
use crate::records::RecordId;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;

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
        "auto_renewal",
        "settled_on",
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
    /// The day on which it was paid.
    pub settled_on: Option<Date>,
    /// The invoice that was issued for it, with its day.
    pub invoice: Option<(InvoiceNumber, Date)>,
}

impl Transaction<'_> {
    /// Saves a licence, or changes everything that is known of it.
    pub fn save_licence(&self, row: &LicenceRow) -> Result<(), StoreError> {
        let held = &row.held;
        self.session().run(
            "INSERT INTO licence (id, office, application, starts_at, last_day, fee, method, \
             payment, claim_month, auto_renewal, settled_on, number, invoice_month, \
             invoice_sequence, invoiced_on) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
             ON CONFLICT (id) DO UPDATE SET method = excluded.method, \
             payment = excluded.payment, claim_month = excluded.claim_month, \
             auto_renewal = excluded.auto_renewal, settled_on = excluded.settled_on, \
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
                row.settled_on.map(|day| day.to_string()),
                signed(row.number.value()),
                row.invoice.map(|(number, _)| number.month.to_string()),
                row.invoice.map(|(number, _)| number.sequence),
                row.invoice.map(|(_, day)| day.to_string()),
            ],
        )?;
        Ok(())
    }

    /// The number of the next licence; none after ten digits of them.
    pub fn next_licence_number(&self) -> Result<Option<LicenceNumber>, StoreError> {
        let last = self
            .session()
            .count("SELECT coalesce(max(number), 0) FROM licence", [])?;
        Ok(LicenceNumber::new(last + 1).ok())
    }

    /// The number of the next invoice that is issued in a month.
    pub fn next_invoice_number(&self, month: CalendarMonth) -> Result<InvoiceNumber, StoreError> {
        let last = self.session().count(
            "SELECT coalesce(max(invoice_sequence), 0) FROM licence WHERE invoice_month = ?1",
            [month.to_string()],
        )?;
        let sequence = u32::try_from(last + 1).unwrap_or(u32::MAX);
        Ok(InvoiceNumber { month, sequence })
    }

    /// Takes back a licence that has not begun.
    pub fn remove_licence(&self, id: RecordId) -> Result<(), StoreError> {
        self.session()
            .run("DELETE FROM licence WHERE id = ?1", [id.to_string()])?;
        Ok(())
    }

    /// The licences of an office, the oldest first.
    pub fn licences(&self, office: OfficeNumber) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select() + " WHERE office = ?1 ORDER BY starts_at, id";
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

    /// Licences whose fee is to be deducted from the claims of a month or of one before, ordered by
    /// office.
    pub fn licences_to_deduct(&self, month: CalendarMonth) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE payment = ?1 AND claim_month <= ?2 ORDER BY office, starts_at";
        let values = params![PaymentState::AwaitingDeduction.as_str(), month.to_string()];
        self.session().all(&LICENCE, &sql, values, read)
    }

    /// The newest licence of each office that renews itself and has its last day before `before`.
    pub fn licences_to_renew(&self, before: Date) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE auto_renewal = 1 AND last_day < ?1 AND NOT EXISTS (SELECT 1 FROM licence AS later \
               WHERE later.office = licence.office AND later.starts_at > licence.starts_at) \
               ORDER BY office";
        self.session()
            .all(&LICENCE, &sql, [before.to_string()], read)
    }

    /// The newest licence of each office, where its last day lies between two days.
    pub fn licences_ending(&self, from: Date, to: Date) -> Result<Vec<LicenceRow>, StoreError> {
        let sql = LICENCE.select()
            + " WHERE last_day BETWEEN ?1 AND ?2 AND NOT EXISTS (SELECT 1 FROM licence AS later \
               WHERE later.office = licence.office AND later.starts_at > licence.starts_at) \
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
        settled_on: row.optional("settled_on")?,
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
