//! 第7表: details, subtotals of a service type, and the grand total (標準仕様 V4.1, annex, 第7表
//! No.7 to 18).

use super::{Filled, Heading, fill, start};
use crate::generate::services::{Equipment, Service};
use crate::generate::{Client, Line, Office};

/// The rows of a plan, person by person: each office's details and subtotal, then the total.
pub(in crate::generate) fn use_annex(heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
    let mut records = Vec::new();
    for client in clients {
        let row = || {
            let mut record = start(heading, &client.person, &heading.month.to_string());
            fill(&mut record, "over_30_days", &0);
            fill(&mut record, "office_code_fixed", &NO_OFFICE);
            fill(
                &mut record,
                "updating_office_no",
                &heading.parties.manager.number,
            );
            record
        };
        let mut total = Sum::default();
        for (at, office) in heading.parties.services().enumerate() {
            let details = details(client.lines.iter().filter(|line| line.office == at));
            if details.is_empty() {
                continue;
            }
            let sum = Sum::of(&details, office);
            let alone = details.len() == 1;
            for detail in &details {
                let mut record = row();
                detail.write(&mut record, office);
                if alone {
                    sum.write_amounts(&mut record, office);
                }
                records.push(record);
            }
            if !alone {
                let mut record = row();
                sum.write_subtotal(&mut record, office);
                records.push(record);
            }
            total.add(&sum);
        }
        let mut record = row();
        total.write_total(&mut record);
        records.push(record);
    }
    records
}

/// What stands for an office where there is none.
const NO_OFFICE: &str = "9999999999";

/// What the insurance pays, in percent.
const BENEFIT_RATE: u32 = 90;

/// Lines of the same service.
struct Detail {
    code: &'static str,
    equipment: Option<&'static Equipment>,
    units: u32,
    count: u32,
}

fn details<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Detail> {
    let mut details: Vec<Detail> = Vec::new();
    for line in lines {
        let alike = details
            .iter_mut()
            .find(|one| one.code == line.code && one.equipment == line.equipment);
        match alike {
            Some(detail) => detail.count += 1,
            None => details.push(Detail {
                code: line.code,
                equipment: line.equipment,
                units: line.units,
                count: 1,
            }),
        }
    }
    details
}

impl Detail {
    fn write(&self, record: &mut Filled, office: &Office) {
        fill(record, "service_office_name", &office.name);
        fill(record, "service_office_no", &office.number);
        fill(record, "service_code", &self.code);
        if let Some(thing) = self.equipment {
            fill(record, "tais_code", &thing.tais_code);
            fill(record, "equipment_name", &thing.name);
        }
        fill(record, "units", &self.units);
        fill(record, "count_or_days", &self.count);
        fill(record, "service_units_amount", &(self.units * self.count));
        fill(
            record,
            "benefit_management_units",
            &(self.units * self.count),
        );
    }
}

/// Units and yen of some rows.
#[derive(Default)]
struct Sum {
    count: u32,
    units: u32,
    cost: u32,
    claim: u32,
}

impl Sum {
    fn of(details: &[Detail], office: &Office) -> Self {
        let units = details.iter().map(|one| one.units * one.count).sum();
        let cost = units * price(office) / 100;
        Self {
            count: details.iter().map(|one| one.count).sum(),
            units,
            cost,
            claim: cost * BENEFIT_RATE / 100,
        }
    }

    fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.cost += other.cost;
        self.claim += other.claim;
    }

    /// The amounts stand on the subtotal, or on the only row of a type.
    fn write_amounts(&self, record: &mut Filled, office: &Office) {
        let price = price(office);
        fill(record, "category_limit_within_units", &self.units);
        fill(
            record,
            "unit_price",
            &format!("{}.{:02}", price / 100, price % 100),
        );
        fill(record, "benefit_rate", &BENEFIT_RATE);
        self.write_yen(record);
    }

    fn write_yen(&self, record: &mut Filled) {
        fill(record, "total_cost_covered", &self.cost);
        fill(record, "insurance_claim_amount", &self.claim);
        fill(record, "user_charge_covered", &(self.cost - self.claim));
    }

    fn write_subtotal(&self, record: &mut Filled, office: &Office) {
        fill(record, "service_office_name", &office.name);
        fill(record, "service_office_no", &office.number);
        fill(record, "service_code", &format!("{}AAAA", office.service));
        fill(record, "units", &0);
        fill(record, "count_or_days", &self.count);
        fill(record, "service_units_amount", &self.units);
        fill(record, "benefit_management_units", &self.units);
        self.write_amounts(record, office);
    }

    fn write_total(&self, record: &mut Filled) {
        fill(record, "service_office_no", &NO_OFFICE);
        fill(record, "service_code", &"999999");
        fill(record, "units", &0);
        fill(record, "count_or_days", &0);
        fill(record, "service_units_amount", &self.units);
        fill(record, "benefit_management_units", &self.units);
        fill(record, "category_limit_over_units", &0);
        fill(record, "category_limit_within_units", &self.units);
        self.write_yen(record);
    }
}

fn price(office: &Office) -> u32 {
    Service::of(office.service.as_str()).map_or(1000, Service::unit_price)
}
