//! The open data of all care offices (介護サービス情報公表システム オープンデータ): one CSV file for each kind of
//! service, UTF-8 with a byte order mark, one line for each office.

mod column;
mod finding;
mod reader;
mod row;
mod split;
#[cfg(test)]
mod tests;

use tasuki_terms::ServiceType;

pub use column::Column;
pub use finding::{FindingCode, RowFinding};
pub use reader::{NotOpenData, OpenDataReader, OpenDataReport};
pub use row::OpenDataRow;
pub(crate) use row::plain;

/// The kind of service that a file of the open data holds: of `jigyosho_430.csv` it is 43. The third
/// digit tells variants apart that have the same code.
pub fn service_of_file(name: &str) -> Option<ServiceType> {
    let digits = name.strip_prefix("jigyosho_")?.strip_suffix(".csv")?;
    let is_good = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.get(..2).filter(|_| is_good)?.parse().ok()
}

/// The name under which the open data of a kind of service are published.
pub fn open_data_file(service: ServiceType) -> String {
    format!("jigyosho_{service}0.csv")
}
