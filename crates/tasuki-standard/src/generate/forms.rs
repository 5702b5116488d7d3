//! Records from plans and actuals.

use std::collections::BTreeMap;
use std::fmt;

use tasuki_terms::{FileKind, SpecVersion};

use super::people::{INSURER, MANAGER_NAME, Person};
use super::services::Service;
use super::{Client, File, GenerateError, Heading, Line, Office, Parties};
use crate::{FileName, Layout, layout, write};

mod annex;
mod care_plan;
mod delete;
mod prevention_plan;
mod prevention_user;

pub(super) use annex::use_annex;
pub(super) use care_plan::{care_plan_1, care_plan_2, care_plan_3, plan_date};
pub(super) use delete::{delete_actual, delete_dated, delete_use_plan};
pub(super) use prevention_plan::{prevention_plan, prevention_plan_annex, support_plan_date};
pub(super) use prevention_user::{
    consulted_on, prevention_user, prevention_user_annex_1, prevention_user_annex_2,
};

/// A record: what is filled, by the names of the items.
pub(crate) type Filled = BTreeMap<&'static str, String>;

/// Writes the records of a kind, from one office to another.
pub(super) fn file(
    kind: FileKind,
    heading: &Heading<'_>,
    (sender, receiver): (&Office, &Office),
    records: &[Filled],
) -> Result<File, GenerateError> {
    let typed = |office: &Office| (heading.spec == SpecVersion::V4_1).then_some(office.service);
    let name = FileName {
        kind,
        spec: heading.spec,
        month: Some(heading.month),
        sender: sender.number,
        sender_service: typed(sender),
        receiver: receiver.number,
        receiver_service: typed(receiver),
        sequence: heading.stamp.sequence,
        branch: None,
    };
    Ok((name.to_string(), bytes(kind, heading.spec, records)?))
}

/// Records as they are written.
pub(super) fn bytes(
    kind: FileKind,
    spec: SpecVersion,
    records: &[Filled],
) -> Result<Vec<u8>, GenerateError> {
    let Some(layout) = layout(spec, kind) else {
        return Ok(Vec::new());
    };
    let records = records.iter().map(|record| in_order(layout, record));
    write(layout, records).map_err(GenerateError::Write)
}

fn in_order<'a>(
    layout: &'static Layout,
    record: &'a Filled,
) -> impl Iterator<Item = &'a str> + use<'a> {
    layout
        .fields
        .iter()
        .map(|field| record.get(field.id.as_str()).map_or("", String::as_str))
}

/// 第6表 of a plan, with the lines of all offices.
pub(super) fn use_plan(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    form_6(heading, clients, &heading.parties.manager)
}

/// 第6表 of actuals.
pub(super) fn use_actual(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    form_6(heading, clients, &heading.parties.service)
}

fn form_6(heading: &Heading<'_>, clients: &[Client], updating: &Office) -> Vec<Filled> {
    let mut records = Vec::new();
    for client in clients {
        for (at, line) in client.lines.iter().enumerate() {
            let mut record = start(heading, &client.person, &heading.month.to_string());
            fill(
                &mut record,
                "plan_office_no",
                &heading.parties.manager.number,
            );
            fill(&mut record, "plan_manager_name", &MANAGER_NAME);
            fill(&mut record, "units", &line.units);
            fill(
                &mut record,
                "service_date",
                &format!("{}{:02}", heading.month, line.day),
            );
            let (from, until) = line.time.map_or_else(
                || ("9999".to_owned(), "9999".to_owned()),
                |(from, until)| (clock(from), clock(until)),
            );
            fill(&mut record, "start_time", &from);
            fill(&mut record, "end_time", &until);
            fill(&mut record, "count", &1);
            fill(&mut record, "service_code", &line.code);
            if let Some(thing) = line.equipment {
                fill(&mut record, "tais_code", &thing.tais_code);
                fill(&mut record, "equipment_name", &thing.name);
            }
            if let Some(number) = detail_no(&client.lines, at) {
                fill(&mut record, "detail_no", &number);
            }
            if let Some(office) = heading.parties.services().nth(line.office) {
                fill(&mut record, "service_office_no", &office.number);
                fill(&mut record, "service_office_name", &office.name);
            }
            fill(&mut record, "over_30_days", &0);
            fill(&mut record, "updating_office_no", &updating.number);
            records.push(record);
        }
    }
    records
}

/// 明細判別コード, only of 17 福祉用具貸与: numbers rented things of the same office, code and units from 1.
pub(super) fn detail_no(lines: &[Line], at: usize) -> Option<usize> {
    let line = lines.get(at).filter(|line| line.code.starts_with("17"))?;
    let alike = |other: &&Line| {
        (other.office, other.code, other.units) == (line.office, line.code, line.units)
    };
    let all = lines.iter().filter(alike).count();
    (all > 1).then(|| lines.iter().take(at + 1).filter(alike).count())
}

/// 利用者補足情報 that goes with 第1表 to 第3表.
pub(super) fn supplement_of_documents(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    let mut records = supplement(heading, clients);
    for record in &mut records {
        fill(record, "care_plan_date", &plan_date(heading.month));
        fill(record, "target_ym", &"000000");
    }
    records
}

/// 利用者補足情報 that goes with a plan.
pub(super) fn supplement(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    let manager = heading.parties.manager.number;
    let year = heading.month.year();
    clients
        .iter()
        .map(|client| {
            let person = &client.person;
            let (level, limit) = care_level(heading.parties, client);
            let mut record = start(heading, person, &heading.month.to_string());
            fill(&mut record, "care_plan_date", &"00000000");
            fill(&mut record, "user_name_kana", &person.kana);
            fill(&mut record, "user_name", &person.name);
            fill(&mut record, "sex", &person.sex);
            fill(&mut record, "birth_date", &person.birth_date);
            fill(&mut record, "postal_code", &person.postal_code);
            fill(&mut record, "address1", &person.address);
            fill(&mut record, "address2", &person.building);
            fill(&mut record, "phone", &person.phone);
            fill(&mut record, "certified_on", &format!("{}1120", year - 1));
            fill(
                &mut record,
                "limit_period_start",
                &format!("{}1201", year - 1),
            );
            fill(
                &mut record,
                "limit_period_end",
                &format!("{}1130", year + 1),
            );
            fill(&mut record, "certification_status", &2);
            fill(&mut record, "care_level", &level);
            fill(&mut record, "category_limit_units", &limit);
            fill(&mut record, "total_over_units", &0);
            fill(&mut record, "consent_office_no", &manager);
            fill(&mut record, "updating_office_no", &manager);
            record
        })
        .collect()
}

/// Care levels (要介護１ to 要介護５) and the units that each may receive.
const CARE_LEVELS: &[(u32, u32)] = &[
    (21, 16_765),
    (22, 19_705),
    (23, 27_048),
    (24, 30_938),
    (25, 36_217),
];

/// Levels of preventive care (要支援１ and 要支援２).
const SUPPORT_LEVELS: &[(u32, u32)] = &[(12, 5_032), (13, 10_531)];

fn levels(parties: &Parties) -> &'static [(u32, u32)] {
    if parties.are_preventive() {
        SUPPORT_LEVELS
    } else {
        CARE_LEVELS
    }
}

/// The most units that anybody may receive; more are not planned.
pub(super) fn most_units(parties: &Parties) -> u32 {
    levels(parties).last().map_or(0, |(_, limit)| *limit)
}

/// The lowest level that may receive what a person receives, and its limit.
fn care_level(parties: &Parties, client: &Client) -> (u32, u32) {
    let units: u32 = client.lines.iter().map(|line| line.units).sum();
    let levels = levels(parties);
    let enough = levels.iter().find(|(_, limit)| units <= *limit);
    enough.or(levels.last()).copied().unwrap_or_default()
}

impl Parties {
    /// Whether they are of preventive care (介護予防), told by the service office.
    pub(super) fn are_preventive(&self) -> bool {
        Service::of(self.service.service.as_str()).is_some_and(Service::is_preventive)
    }
}

/// The items with which every record begins.
fn start(heading: &Heading<'_>, person: &Person, month: &str) -> Filled {
    let mut record = Filled::new();
    fill(&mut record, "csv_version", &heading.spec);
    fill(&mut record, "insurer_no", &INSURER);
    fill(&mut record, "insured_no", &person.insured_no);
    fill(
        &mut record,
        "created_on",
        &heading.stamp.created_on.strftime("%Y%m%d"),
    );
    fill(&mut record, "target_ym", &month);
    record
}

fn fill(record: &mut Filled, id: &'static str, value: &impl fmt::Display) {
    record.insert(id, value.to_string());
}

fn clock(minutes: u16) -> String {
    format!("{:02}{:02}", minutes / 60, minutes % 60)
}
