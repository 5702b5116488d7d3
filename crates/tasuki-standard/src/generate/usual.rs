//! Offices and moments for whoever has none of their own.

use jiff::civil::Date;
use tasuki_terms::{SendingUnit, ServiceMonth};

use super::{GenerateError, Office, Parties, Stamp};

impl Parties {
    /// Invented offices of home care: 居宅介護支援 43, 訪問介護 11, and two more that some of the people
    /// use.
    pub fn of_home_care() -> Result<Self, GenerateError> {
        Ok(Self {
            manager: Office::new("1370000001", "43", "例題居宅介護支援事業所")?,
            service: Office::new("1370000002", "11", "架空訪問介護ステーション")?,
            others: vec![
                Office::new("1370000003", "15", "見本デイサービス")?,
                Office::new("1370000004", "17", "㈱例示福祉用具")?,
            ],
        })
    }

    /// Invented offices of preventive care (介護予防): a support center 46, 訪問型サービス A2 with a
    /// letter in its number, and two more.
    pub fn of_prevention() -> Result<Self, GenerateError> {
        Ok(Self {
            manager: Office::new("1370000006", "46", "見本区地域包括支援センター")?,
            service: Office::new("13A0000007", "A2", "架空訪問センター")?,
            others: vec![
                Office::new("13A0000008", "A6", "見本通所センター")?,
                Office::new("1370000009", "67", "㈱例示福祉用具")?,
            ],
        })
    }
}

impl Office {
    /// An office, its number and service type as they stand in names of files.
    pub fn new(number: &str, service: &str, name: &str) -> Result<Self, GenerateError> {
        let malformed = || GenerateError::Office(format!("{number} ({service})"));
        Ok(Self {
            number: number.parse().map_err(|_| malformed())?,
            service: service.parse().map_err(|_| malformed())?,
            name: name.to_owned(),
        })
    }
}

impl Stamp {
    /// When sets of a unit are usually made: on the 25th of the month before or, of actuals, on the
    /// last day of the month. The seconds differ with the seed, so that names do, too.
    pub fn usual(unit: SendingUnit, month: ServiceMonth, seed: u64) -> Result<Self, GenerateError> {
        let (year, of_year) = match (unit, month.month()) {
            (SendingUnit::Actual | SendingUnit::ActualDelete, same) => (month.year(), same),
            (_, 1) => (month.year() - 1, 12),
            (_, other) => (month.year(), other - 1),
        };
        let first = Date::new(year, of_year, 1).unwrap_or(Date::ZERO);
        let created_on = match unit {
            SendingUnit::Actual | SendingUnit::ActualDelete => first.last_of_month(),
            _ => first.with().day(25).build().unwrap_or(first),
        };
        let second = seed % (9 * 60 * 60);
        let digits = format!(
            "{}{:02}{:02}{:02}",
            created_on.strftime("%Y%m%d"),
            9 + second / 3600,
            second / 60 % 60,
            second % 60
        );
        Ok(Self {
            created_on,
            sequence: digits.parse().map_err(GenerateError::Sequence)?,
        })
    }
}
