//! Invoices (請求書).

use jiff::civil::Date;

use crate::address::{self, Addressee, Contact, Issuer};
use crate::blocks::{self, facts};
use crate::charge::{self, Charge, TaxShare};
use crate::layout::Flow;
use crate::paper::{self, Document, Paper, PaperError};
use crate::shown;

/// An invoice with all that a qualified one (適格請求書) must have. Sums are the caller's: nothing is
/// added up here.
#[derive(Debug, Clone, Copy)]
pub struct Invoice<'a> {
    /// Its number.
    pub number: &'a str,
    /// 発行日
    pub date: Date,
    /// 請求先
    pub to: Addressee<'a>,
    /// Who asks for the money.
    pub from: Issuer<'a>,
    /// What for.
    pub charges: &'a [Charge<'a>],
    /// The taxes, for each rate.
    pub taxes: &'a [TaxShare],
    /// All charges, in yen, with tax.
    pub total: i64,
    /// 支払期限
    pub due: Date,
    /// 振込先, a line for each part.
    pub account: &'a str,
    /// What else the payer should know.
    pub remarks: &'a [&'a str],
    /// Whom to ask.
    pub contact: Contact<'a>,
}

impl Invoice<'_> {
    /// Prints them, each on pages of its own.
    pub fn print(invoices: &[Self]) -> Result<Paper, PaperError> {
        paper::print(invoices)
    }
}

impl Document for Invoice<'_> {
    const TITLE: &'static str = "請求書";

    fn date(&self) -> Date {
        self.date
    }

    fn name(&self) -> &str {
        self.number
    }

    fn lay(&self, flow: &mut Flow) {
        let number = Some(self.number);
        address::head(flow, &self.to, &self.from, self.date, number);
        blocks::title(flow, Self::TITLE);
        flow.paragraph("下記のとおりご請求申し上げます。");
        charge::grand_total(flow, "ご請求金額", self.total);
        charge::charges(flow, self.charges, self.taxes, self.total);
        blocks::heading(flow, "お支払い");
        let due = shown::era_date(self.due);
        facts(flow, &[("支払期限", &due), ("振込先", self.account)]);
        flow.space(2.5);
        flow.bulleted(self.remarks.iter().copied());
        blocks::contact(flow, &self.contact);
    }
}
