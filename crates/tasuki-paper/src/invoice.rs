//! Invoices (請求書).

use tasuki_terms::{Date, JapaneseDate};

use crate::Bill;
use crate::blocks::{self, facts};
use crate::layout::Flow;
use crate::paper::{self, Document, Paper, PaperError};

/// An invoice with all that a qualified one (適格請求書) must have.
#[derive(Debug, Clone, Copy)]
pub struct Invoice<'a> {
    /// What is to be paid.
    pub bill: Bill<'a>,
    /// 支払期限
    pub due: Date,
    /// 振込先, a line for each part.
    pub account: &'a str,
    /// What else the payer should know.
    pub remarks: &'a [&'a str],
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
        self.bill.date
    }

    fn name(&self) -> &str {
        self.bill.number
    }

    fn lay(&self, flow: &mut Flow) {
        let sentence = "下記のとおりご請求申し上げます。";
        self.bill.begin(flow, Self::TITLE, sentence, "ご請求金額");
        self.bill.charges(flow);
        blocks::heading(flow, "お支払い");
        let due = JapaneseDate::new(self.due).to_string();
        facts(flow, &[("支払期限", &due), ("振込先", self.account)]);
        flow.space(2.5);
        flow.bulleted(self.remarks.iter().copied());
        blocks::contact(flow, &self.bill.contact);
    }
}
