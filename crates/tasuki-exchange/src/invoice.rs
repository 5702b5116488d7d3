//! What stands on an invoice (適格請求書) and on a receipt.
//!
//! Source: 消費税法第57条の4第1項 names what a qualified invoice must hold: issuer and registration
//! number, day, what was supplied, amount by rate and the rate, tax, addressee.

use std::fmt;
use std::str::FromStr;

use tasuki_terms::{CalendarMonth, Date, Yen};

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

/// The rate of consumption tax on licences since 1 October 2019, in percent.
const PERCENT: u8 = 10;

impl IncludedTax {
    /// The tax within the fee of a licence. None for a free licence, which has no invoice.
    pub fn within_fee(fee: Yen) -> Option<Self> {
        Self::within(fee, PERCENT).filter(|tax| !tax.amount.is_zero())
    }

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
}

/// Until when an invoice issued on `issued_on` is to be paid (支払期限): the end of the month after
/// that of its issue (ours). None where the calendar ends.
pub fn transfer_due_on(issued_on: Date) -> Option<Date> {
    let next_month = issued_on.last_of_month().tomorrow().ok()?;
    Some(next_month.last_of_month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn an_invoice_holds_what_the_law_asks() {
        let number = InvoiceNumber {
            month: "202711".parse().unwrap(),
            sequence: 12,
        };
        assert_eq!(number.to_string(), "202711-00012");
        let registration: RegistrationNumber = "T1234567890123".parse().unwrap();
        assert_eq!(registration.to_string(), "T1234567890123");
        let price = IncludedTax::within_fee(Yen::new(21_000)).unwrap();
        assert_eq!(price.percent, 10);
        assert_eq!(price.amount, Yen::new(21_000));
        assert_eq!(price.tax, Yen::new(1_909));
    }

    #[test]
    fn an_invoice_is_due_at_the_end_of_the_next_month() {
        let due = |year, month, day| transfer_due_on(date(year, month, day));
        assert_eq!(due(2027, 11, 21), Some(date(2027, 12, 31)));
        assert_eq!(due(2028, 1, 31), Some(date(2028, 2, 29)));
        assert_eq!(transfer_due_on(Date::MAX), None);
    }

    #[test]
    fn a_free_licence_has_no_invoice() {
        assert_eq!(IncludedTax::within_fee(Yen::ZERO), None);
        assert_eq!(IncludedTax::within_fee(Yen::new(-1)), None);
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
