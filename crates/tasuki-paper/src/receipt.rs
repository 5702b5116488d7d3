//! Receipts of money (領収書).

use tasuki_terms::{Date, JapaneseDate};

use crate::Bill;
use crate::blocks::{self, facts};
use crate::layout::Flow;
use crate::paper::{self, Document, Paper, PaperError};

/// A receipt, with the tax of each rate.
#[derive(Debug, Clone, Copy)]
pub struct PaymentReceipt<'a> {
    /// What was paid.
    pub bill: Bill<'a>,
    /// What for, in a few words (但し書き).
    pub purpose: &'a str,
    /// When it was paid.
    pub paid: Date,
    /// How it was paid.
    pub method: &'a str,
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
        self.bill.date
    }

    fn name(&self) -> &str {
        self.bill.number
    }

    fn lay(&self, flow: &mut Flow) {
        let sentence = "下記の金額を領収いたしました。";
        self.bill.begin(flow, Self::TITLE, sentence, "領収金額");
        let paid = JapaneseDate::new(self.paid).to_string();
        facts(
            flow,
            &[
                ("但し書き", self.purpose),
                ("領収日", &paid),
                ("支払方法", self.method),
            ],
        );
        blocks::heading(flow, "内訳");
        self.bill.charges(flow);
        blocks::contact(flow, &self.bill.contact);
    }
}
