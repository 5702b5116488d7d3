//! Receipts of money (領収書).

use jiff::civil::Date;

use crate::address::{self, Addressee, Contact, Issuer};
use crate::blocks::{self, facts};
use crate::charge::{self, Charge, TaxShare};
use crate::layout::Flow;
use crate::paper::{self, Document, Paper, PaperError};
use crate::shown;

/// A receipt, with the tax of each rate. Sums are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct PaymentReceipt<'a> {
    /// Its number.
    pub number: &'a str,
    /// 発行日
    pub date: Date,
    /// Who paid.
    pub to: Addressee<'a>,
    /// Who got the money.
    pub from: Issuer<'a>,
    /// What for, in a few words (但し書き).
    pub purpose: &'a str,
    /// When it was paid.
    pub paid: Date,
    /// How it was paid.
    pub method: &'a str,
    /// What for.
    pub charges: &'a [Charge<'a>],
    /// The taxes, for each rate.
    pub taxes: &'a [TaxShare],
    /// All charges, in yen, with tax.
    pub total: i64,
    /// Whom to ask.
    pub contact: Contact<'a>,
}

impl PaymentReceipt<'_> {
    /// Prints them, each on pages of its own.
    pub fn print(receipts: &[Self]) -> Result<Paper, PaperError> {
        paper::print(receipts)
    }
}

impl Document for PaymentReceipt<'_> {
    const TITLE: &'static str = "領収書";

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
        flow.paragraph("下記の金額を領収いたしました。");
        charge::grand_total(flow, "領収金額", self.total);
        let paid = shown::era_date(self.paid);
        facts(
            flow,
            &[
                ("但し書き", self.purpose),
                ("領収日", &paid),
                ("支払方法", self.method),
            ],
        );
        blocks::heading(flow, "内訳");
        charge::charges(flow, self.charges, self.taxes, self.total);
        blocks::contact(flow, &self.contact);
    }
}
