//! PDFs as answers.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tasuki_exchange::{IncludedTax, licence_tax};
use tasuki_paper::{Addressee, Charge, Contact, Issuer, Paper, PaperError, TaxShare};
use tasuki_store::{LicenceRow, OfficeRow};
use tasuki_terms::LicenceNumber;

use crate::platform::Platform;
use crate::settings;
use crate::sites::{SiteError, Visit};

/// Prints on a thread for work, and answers the PDF; `name` has no extension.
pub(super) async fn answer(
    name: &str,
    print: impl FnOnce() -> Result<Paper, PaperError> + Send + 'static,
) -> Result<Response, SiteError> {
    let printed = tokio::task::spawn_blocking(print).await;
    let paper = printed
        .map_err(|error| SiteError::fault(&error))?
        .map_err(|error| SiteError::fault(&error))?;
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, paper.bytes).into_response())
}

/// What an invoice and a receipt have in common.
pub(super) struct Bill {
    pub(super) row: LicenceRow,
    office: OfficeRow,
    pub(super) issuer: settings::Issuer,
    tax: IncludedTax,
}

impl Bill {
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
        Ok(Self {
            tax: licence_tax(row.fee).ok_or(SiteError::NotFound)?,
            row,
            office,
            issuer,
        })
    }

    pub(super) fn to(&self) -> Addressee<'_> {
        Addressee {
            name: &self.office.name,
            postal_code: None,
            address: Some(&*self.office.address).filter(|text| !text.is_empty()),
        }
    }

    pub(super) fn from<'a>(&'a self, registration: &'a str) -> Issuer<'a> {
        Issuer {
            name: &self.issuer.name,
            postal_code: Some(&self.issuer.postal_code),
            address: Some(&self.issuer.address),
            registration_number: Some(registration),
        }
    }

    pub(super) fn charge(&self) -> Charge<'static> {
        let term = &self.row.held.term;
        Charge {
            description: "ケアプランデータ連携システム ライセンス料",
            from: term.first_day(),
            until: term.last_day(),
            tax_rate: self.tax.percent,
            amount: self.tax.amount.amount(),
        }
    }

    pub(super) const fn taxes(&self) -> TaxShare {
        TaxShare {
            rate: self.tax.percent,
            total: self.tax.amount.amount(),
            tax: self.tax.tax.amount(),
        }
    }

    pub(super) fn ways(&self) -> Vec<&str> {
        self.issuer
            .contact_ways
            .iter()
            .map(String::as_str)
            .collect()
    }

    pub(super) fn contact<'a>(&'a self, ways: &'a [&'a str]) -> Contact<'a> {
        Contact {
            name: &self.issuer.contact,
            ways,
        }
    }
}
