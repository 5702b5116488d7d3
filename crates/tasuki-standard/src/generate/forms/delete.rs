//! Records that take back others (削除); every item is mandatory.

use super::{Filled, Heading, fill, start};
use crate::generate::Client;

/// 削除 of documents that are known by a day: 第1表, 利用者基本情報, 支援計画書.
pub(in crate::generate) fn delete_dated(
    heading: &Heading<'_>,
    clients: &[Client],
    item: &'static str,
    day: &str,
) -> Vec<Filled> {
    clients
        .iter()
        .map(|client| {
            let mut record = start(heading, &client.person, "");
            fill(&mut record, item, &day);
            record
        })
        .collect()
}

/// 予定の削除 (`DLTPLAN`).
pub(in crate::generate) fn delete_use_plan(
    heading: &Heading<'_>,
    clients: &[Client],
) -> Vec<Filled> {
    let month = heading.month.to_string();
    clients
        .iter()
        .map(|client| start(heading, &client.person, &month))
        .collect()
}

/// 実績の削除 (`DLTJSK`), of the service that the office delivers.
pub(in crate::generate) fn delete_actual(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    let office = &heading.parties.service;
    let mut records = delete_use_plan(heading, clients);
    for record in &mut records {
        fill(record, "service_office_no", &office.number);
        fill(record, "service_type", &office.service);
    }
    records
}
