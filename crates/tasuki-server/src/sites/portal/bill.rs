//! What invoices and receipts tell.

use tasuki_exchange::IncludedTax;
use tasuki_paper::{Addressee, Bill, Charge, Contact, Issuer, TaxShare};
use tasuki_store::{LicenceRow, OfficeRow};
use tasuki_terms::{Date, LicenceNumber};

use crate::platform::Platform;
use crate::settings;
use crate::sites::{SiteError, Visit};

/// What an invoice and a receipt of a licence have in common.
pub(super) struct LicenceBill {
    pub(super) row: LicenceRow,
    pub(super) issuer: settings::Issuer,
    office: OfficeRow,
    registration: String,
    charges: [Charge<'static>; 1],
    taxes: [TaxShare; 1],
}

impl LicenceBill {
    /// That of the visitor's own licence of this number, if it costs something and somebody issues
    /// papers.
    pub(super) async fn of(
        platform: &Platform,
        visit: &Visit,
        number: &str,
    ) -> Result<Self, SiteError> {
        let number: LicenceNumber = number.parse().map_err(|_| SiteError::NotFound)?;
        let office = visit.visitor.office()?.clone();
        let rows = platform.registry()?.licences(office.number).await?;
        let row = rows.into_iter().find(|row| row.number == number);
        let (Some(row), Some(issuer)) = (row, platform.settings.issuer.clone()) else {
            return Err(SiteError::NotFound);
        };
        let price = IncludedTax::within_fee(row.fee).ok_or(SiteError::NotFound)?;
        let charge = Charge {
            description: "ケアプランデータ連携システム ライセンス料",
            from: row.held.term.first_day(),
            until: row.held.term.last_day(),
            tax_rate: price.percent,
            amount: price.amount,
        };
        let tax = TaxShare {
            rate: price.percent,
            total: price.amount,
            tax: price.tax,
        };
        Ok(Self {
            registration: issuer.registration.to_string(),
            row,
            issuer,
            office,
            charges: [charge],
            taxes: [tax],
        })
    }

    /// As it is printed; `ways` are [`LicenceBill::ways`].
    pub(super) fn printed<'a>(
        &'a self,
        number: &'a str,
        date: Date,
        ways: &'a [&'a str],
    ) -> Bill<'a> {
        Bill {
            number,
            date,
            to: Addressee {
                name: &self.office.name,
                postal_code: None,
                address: Some(&*self.office.address).filter(|text| !text.is_empty()),
            },
            from: Issuer {
                name: &self.issuer.name,
                postal_code: Some(&self.issuer.postal_code),
                address: Some(&self.issuer.address),
                registration_number: Some(&self.registration),
            },
            charges: &self.charges,
            taxes: &self.taxes,
            total: self.row.fee,
            contact: Contact {
                name: &self.issuer.contact,
                ways,
            },
        }
    }

    /// How whoever issues it can be asked.
    pub(super) fn ways(&self) -> Vec<&str> {
        let ways = self.issuer.contact_ways.iter();
        ways.map(String::as_str).collect()
    }
}
