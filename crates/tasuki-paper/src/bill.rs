//! What an invoice and a receipt of money have in common.

use tasuki_terms::{Date, Yen};

use crate::address::{self, Addressee, Contact, Issuer};
use crate::blocks;
use crate::charge::{self, Charge, TaxShare};
use crate::layout::Flow;

/// Who pays whom how much, and what for. Sums are the caller's: nothing is added up here.
#[derive(Debug, Clone, Copy)]
pub struct Bill<'a> {
    /// The number of the document.
    pub number: &'a str,
    /// 発行日
    pub date: Date,
    /// Who pays.
    pub to: Addressee<'a>,
    /// Who gets the money.
    pub from: Issuer<'a>,
    /// What for.
    pub charges: &'a [Charge<'a>],
    /// The taxes, for each rate.
    pub taxes: &'a [TaxShare],
    /// All charges, with tax.
    pub total: Yen,
    /// Whom to ask.
    pub contact: Contact<'a>,
}

impl Bill<'_> {
    /// Lays what stands above: the head, the title, a sentence and the total with its label.
    pub(crate) fn begin(&self, flow: &mut Flow, title: &str, sentence: &str, label: &str) {
        address::head(flow, &self.to, &self.from, self.date, Some(self.number));
        blocks::title(flow, title);
        flow.paragraph(sentence);
        charge::grand_total(flow, label, self.total);
    }

    /// Lays the charges, the taxes and the total.
    pub(crate) fn charges(&self, flow: &mut Flow) {
        charge::charges(flow, self.charges, self.taxes, self.total);
    }
}
