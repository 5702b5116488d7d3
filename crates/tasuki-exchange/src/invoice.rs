//! What stands on an invoice (適格請求書) and on a receipt.
//!
//! Source: 消費税法第57条の4第1項 names what a qualified invoice must hold: issuer and registration
//! number, day, what was supplied, amount by rate and the rate, tax, addressee.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{CalendarMonth, Date, LicenceNumber, Yen, spoken_day};

use crate::Term;

/// The registration number of an issuer of qualified invoices (登録番号): `T` and thirteen digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RegistrationNumber([u8; 14]);

impl FromStr for RegistrationNumber {
    type Err = InvalidRegistrationNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 14] = text
            .as_bytes()
            .try_into()
            .map_err(|_| InvalidRegistrationNumber)?;
        match bytes {
            [b'T', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(Self(bytes)),
            _ => Err(InvalidRegistrationNumber),
        }
    }
}

impl fmt::Display for RegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// The text is not `T` and thirteen digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected T and thirteen digits")]
pub struct InvalidRegistrationNumber;

/// The number of an invoice: month of issue and a sequence within it, `202611-00012`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct InvoiceNumber {
    /// The month of issue.
    pub month: CalendarMonth,
    /// The place within the month, from 1 on.
    pub sequence: u32,
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:05}", self.month, self.sequence)
    }
}

/// Consumption tax on an amount that includes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IncludedTax {
    /// The rate in percent (税率).
    pub percent: u8,
    /// The amount, tax included (税込金額).
    pub amount: Yen,
    /// The tax within it (内消費税額), fractions of a yen dropped. One rounding for each rate and
    /// invoice, as 消費税法施行令第70条の10 asks.
    pub tax: Yen,
}

impl IncludedTax {
    /// The tax within `amount`, which must not be negative.
    pub fn within(amount: Yen, percent: u8) -> Option<Self> {
        let whole = i128::from(u64::try_from(amount.amount()).ok()?);
        let rate = i128::from(percent);
        let tax = whole * rate / (100 + rate);
        Some(Self {
            percent,
            amount,
            tax: Yen::new(i64::try_from(tax).ok()?),
        })
    }

    /// The amount without tax (税抜金額).
    pub const fn net(&self) -> Yen {
        Yen::new(self.amount.amount() - self.tax.amount())
    }
}

/// Who issues invoices; settings of the platform.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issuer {
    /// Name (氏名又は名称).
    pub name: String,
    /// Registration number (登録番号).
    pub registration: RegistrationNumber,
    /// Postal address, as printed.
    pub address: String,
    /// The account for transfers (振込先), as printed.
    pub account: String,
}

/// An invoice (請求書) for one licence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invoice {
    /// Its number.
    pub number: InvoiceNumber,
    /// Who issues it.
    pub issuer: Issuer,
    /// The day of issue (発行日).
    pub issued_on: Date,
    /// The last day of payment (支払期限).
    pub due_on: Date,
    /// The office's name; 御中 is added where it is printed.
    pub addressee: String,
    /// The licence that it is for.
    pub licence: LicenceNumber,
    /// What is paid for (品目).
    pub item: String,
    /// How much, and the tax within.
    pub price: IncludedTax,
}

/// The rate of consumption tax on licences since 1 October 2019, in percent.
const PERCENT: u8 = 10;

/// What an invoice is made from.
#[derive(Clone, Copy, Debug)]
pub struct Billing<'a> {
    /// Its number.
    pub number: InvoiceNumber,
    /// The day of issue.
    pub issued_on: Date,
    /// The office's name.
    pub addressee: &'a str,
    /// The licence's number.
    pub licence: LicenceNumber,
    /// The licence's year.
    pub term: Term,
    /// The fee, tax included.
    pub fee: Yen,
}

impl Invoice {
    /// The invoice for a licence, to be paid to the end of the month after that of its issue (ours).
    /// None for a free licence, and where the calendar ends.
    pub fn new(billing: &Billing<'_>, issuer: &Issuer) -> Option<Self> {
        if billing.fee <= Yen::ZERO {
            return None;
        }
        let next_month = billing.issued_on.last_of_month().tomorrow().ok()?;
        Some(Self {
            number: billing.number,
            issuer: issuer.clone(),
            issued_on: billing.issued_on,
            due_on: next_month.last_of_month(),
            addressee: billing.addressee.to_owned(),
            licence: billing.licence,
            item: item(&billing.term),
            price: IncludedTax::within(billing.fee, PERCENT)?,
        })
    }

    /// The receipt (領収書) for it, once the transfer has come on `paid_on`.
    pub const fn receipt(self, paid_on: Date) -> PaymentReceipt {
        PaymentReceipt {
            invoice: self,
            paid_on,
        }
    }
}

/// A receipt for an invoice that is paid (領収書).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentReceipt {
    /// What was paid.
    pub invoice: Invoice,
    /// When the transfer came (領収日).
    pub paid_on: Date,
}

/// The words for what is paid for.
fn item(term: &Term) -> String {
    format!(
        "ケアプランデータ連携システム ライセンス料（{}から{}まで）",
        spoken_day(term.first_day()),
        spoken_day(term.last_day())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn invoice(fee: i64) -> Option<Invoice> {
        let issuer = Issuer {
            name: "見本連携センター".to_owned(),
            registration: "T1234567890123".parse().unwrap(),
            address: "見本県見本市1-2-3".to_owned(),
            account: "見本銀行 本店 普通 0000000".to_owned(),
        };
        let billing = Billing {
            number: InvoiceNumber {
                month: "202711".parse().unwrap(),
                sequence: 12,
            },
            issued_on: date(2027, 11, 21),
            addressee: "見本居宅介護支援事業所",
            licence: "L0000000123".parse().unwrap(),
            term: Term::applied_at("2027-11-21T01:00:00Z".parse().unwrap()).unwrap(),
            fee: Yen::new(fee),
        };
        Invoice::new(&billing, &issuer)
    }

    #[test]
    fn an_invoice_holds_what_the_law_asks() {
        let invoice = invoice(21_000).unwrap();
        assert_eq!(invoice.number.to_string(), "202711-00012");
        assert_eq!(invoice.issuer.registration.to_string(), "T1234567890123");
        assert_eq!(invoice.due_on, date(2027, 12, 31));
        assert_eq!(
            invoice.item,
            "ケアプランデータ連携システム ライセンス料（2027年11月21日から2028年11月20日まで）"
        );
        assert_eq!(invoice.price.percent, 10);
        assert_eq!(invoice.price.tax, Yen::new(1_909));
        assert_eq!(invoice.price.net(), Yen::new(19_091));
        let receipt = invoice.clone().receipt(date(2027, 12, 10));
        assert_eq!(receipt.invoice, invoice);
    }

    #[test]
    fn a_free_licence_has_no_invoice() {
        assert_eq!(invoice(0), None);
        assert_eq!(invoice(-1), None);
    }

    #[test]
    fn registration_numbers_have_one_form() {
        for wrong in [
            "",
            "1234567890123",
            "T123456789012",
            "t1234567890123",
            "T123456789012X",
        ] {
            let read = wrong.parse::<RegistrationNumber>();
            assert_eq!(read, Err(InvalidRegistrationNumber), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn the_tax_is_the_floor(amount in 0_i64..i64::MAX, percent in 0_u8..=100) {
            let IncludedTax { tax, .. } = IncludedTax::within(Yen::new(amount), percent).unwrap();
            let (whole, rate) = (i128::from(amount), i128::from(percent));
            let over = i128::from(tax.amount()) * (100 + rate);
            prop_assert!(over <= whole * rate && whole * rate < over + 100 + rate);
        }
    }
}
