//! A 第6表 of any size, made while it is read.

use std::io::Write as _;

use tasuki_terms::{FileKind, SendingUnit, ServiceMonth, SpecVersion};

use super::chance::Chance;
use super::people::{INSURER, MANAGER_NAME};
use super::services::Service;
use super::{GenerateError, Line, Office, Parties, Stamp, forms, plan};
use crate::{FileName, ms932};

/// A 第6表予定 (`UPPLAN`) of about as many bytes as asked, for measurements: person by person in the
/// order of their insured numbers, each with some 10 to 50 rows.
///
/// It is made in pieces of whole records, so that it needs no memory of its size. The same seed and
/// size give the same bytes.
///
/// ```
/// use tasuki_standard::generate::large_use_plan;
///
/// let plan = large_use_plan(1, 1_000_000)?;
/// assert!(plan.name().starts_with("UPPLAN_202504_"));
/// let bytes: usize = plan.map(|piece| piece.len()).sum();
/// assert!((1_000_000..1_100_000).contains(&bytes));
/// # Ok::<(), tasuki_standard::generate::GenerateError>(())
/// ```
pub fn large_use_plan(seed: u64, bytes: u64) -> Result<LargeUsePlan, GenerateError> {
    let parties = Parties::of_home_care()?;
    let month = ServiceMonth::new(2025, 4).map_err(GenerateError::Month)?;
    let stamp = Stamp::usual(SendingUnit::UseTable, month, seed)?;
    let services = parties
        .services()
        .map(|office| {
            Service::of(office.service.as_str()).ok_or(GenerateError::Service(office.service))
        })
        .collect::<Result<_, _>>()?;
    let name = FileName {
        kind: FileKind::UsePlan,
        spec: SpecVersion::V4_1,
        month: Some(month),
        sender: parties.manager.number,
        sender_service: Some(parties.manager.service),
        receiver: parties.service.number,
        receiver_service: Some(parties.service.service),
        sequence: stamp.sequence,
        branch: None,
    };
    Ok(LargeUsePlan {
        chance: Chance::new(seed),
        name: name.to_string(),
        most_units: forms::most_units(&parties),
        rows: Rows::new(&parties, month, &stamp),
        services,
        month,
        number: 0,
        left: bytes,
    })
}

/// The pieces of a large 第6表; see [`large_use_plan`].
#[derive(Clone, Debug)]
pub struct LargeUsePlan {
    chance: Chance,
    name: String,
    services: Vec<Service>,
    most_units: u32,
    month: ServiceMonth,
    rows: Rows,
    /// The insured number of the last person.
    number: u64,
    left: u64,
}

impl LargeUsePlan {
    /// How many bytes a piece has at least, but for the last.
    const PIECE: usize = 64 * 1024;

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Iterator for LargeUsePlan {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.left == 0 {
            return None;
        }
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX);
        let wanted = wanted.min(Self::PIECE);
        let mut piece = Vec::with_capacity(wanted + 16 * 1024);
        while piece.len() < wanted {
            self.number += 1;
            let lines = plan::lines(
                &mut self.chance,
                &self.services,
                self.month,
                self.most_units,
            );
            self.rows.write(&mut piece, self.number, &lines);
        }
        self.left = self.left.saturating_sub(piece.len() as u64);
        Some(piece)
    }
}

/// What is the same in all rows, as it is written.
#[derive(Clone, Debug)]
struct Rows {
    version_and_insurer: Vec<u8>,
    dates_and_manager: Vec<u8>,
    month: String,
    offices: Vec<Vec<u8>>,
    end: Vec<u8>,
}

impl Rows {
    fn new(parties: &Parties, month: ServiceMonth, stamp: &Stamp) -> Self {
        let encoded =
            |text: &str| ms932::encode(text).map_or_else(|_| Vec::new(), |encoded| encoded.bytes);
        let manager = parties.manager.number;
        let created_on = stamp.created_on.strftime("%Y%m%d");
        let office = |office: &Office| encoded(&format!("{},\"{}\"", office.number, office.name));
        Self {
            version_and_insurer: encoded(&format!("{},{INSURER}", SpecVersion::V4_1)),
            dates_and_manager: encoded(&format!(
                "{created_on},{month},{manager},\"{MANAGER_NAME}\""
            )),
            month: month.to_string(),
            offices: parties.services().map(office).collect(),
            end: encoded(&format!(",,0,{manager},\r\n")),
        }
    }

    /// Writes the rows of a person, as [`forms::use_plan`] does.
    fn write(&self, to: &mut Vec<u8>, number: u64, lines: &[Line]) {
        for (at, line) in lines.iter().enumerate() {
            to.extend(&self.version_and_insurer);
            let _never_fails = write!(to, ",{number:010},");
            to.extend(&self.dates_and_manager);
            let _never_fails = write!(to, ",{},,{}{:02},,", line.units, self.month, line.day);
            let (from, until) = line
                .time
                .map_or((9999, 9999), |(from, until)| (clock(from), clock(until)));
            let _never_fails = write!(to, "{from:04},{until:04},1,{},", line.code);
            if let Some(thing) = line.equipment {
                let _never_fails = write!(to, "{},,\"", thing.tais_code);
                if let Ok(name) = ms932::encode(thing.name) {
                    to.extend(name.bytes);
                }
                to.extend(b"\",");
            } else {
                to.extend(b",,,");
            }
            if let Some(detail) = forms::detail_no(lines, at) {
                let _never_fails = write!(to, "{detail}");
            }
            to.push(b',');
            if let Some(office) = self.offices.get(line.office) {
                to.extend(office);
            }
            to.extend(&self.end);
        }
    }
}

/// Minutes of the day as the number that is written.
const fn clock(minutes: u16) -> u16 {
    minutes / 60 * 100 + minutes % 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_files;
    use crate::generate::{Client, Heading, people};

    fn whole(seed: u64, bytes: u64) -> (String, Vec<u8>) {
        let plan = large_use_plan(seed, bytes).unwrap();
        (plan.name().to_owned(), plan.flatten().collect())
    }

    /// The records are written in two ways; this holds them together.
    #[test]
    fn rows_are_those_of_the_ordinary_writer() {
        let parties = Parties::of_home_care().unwrap();
        let month: ServiceMonth = "202504".parse().unwrap();
        let stamp = Stamp::usual(SendingUnit::UseTable, month, 1).unwrap();
        let plan = plan::Plan::generate(1, &parties, month, 12).unwrap();
        let rows = Rows::new(&parties, month, &stamp);
        let mut written = Vec::new();
        let mut clients: Vec<Client> = plan.into_clients();
        for (client, number) in clients.iter_mut().zip(1..) {
            client.person = people::Person {
                insured_no: format!("{number:010}"),
                ..client.person.clone()
            };
            rows.write(&mut written, number, &client.lines);
        }
        let heading = Heading {
            spec: SpecVersion::V4_1,
            parties: &parties,
            month,
            stamp: &stamp,
        };
        let records = forms::use_plan(&heading, &clients);
        let ordinary = forms::bytes(FileKind::UsePlan, SpecVersion::V4_1, &records).unwrap();
        assert_eq!(ms932::decode(&written).text, ms932::decode(&ordinary).text);
    }

    #[test]
    fn it_is_as_large_as_asked_and_nothing_is_wrong_in_it_but_that_it_is_alone() {
        let (name, bytes) = whole(3, 300_000);
        assert!((300_000..310_000).contains(&bytes.len()), "{}", bytes.len());
        let report = check_files(&[(&name, &bytes)]);
        let rules: Vec<_> = report.findings.iter().map(|one| one.rule.code()).collect();
        assert_eq!(rules, ["unit.missing-file"]);
        assert_eq!(whole(3, 300_000), (name, bytes));
        assert_eq!(whole(3, 0).1, b"");
    }

    #[test]
    fn people_come_in_order_with_20_to_40_rows_as_a_rule() {
        let (_, bytes) = whole(5, 500_000);
        let mut people = std::collections::BTreeMap::<Vec<u8>, u32>::new();
        let mut last = Vec::new();
        for row in bytes
            .split(|byte| *byte == b'\n')
            .filter(|row| !row.is_empty())
        {
            let number = row[14..24].to_vec();
            assert!(number >= last, "people are in order");
            *people.entry(number.clone()).or_default() += 1;
            last = number;
        }
        let rows: u32 = people.values().sum();
        let mean = rows / u32::try_from(people.len()).unwrap();
        assert!((15..=40).contains(&mean), "{mean}");
    }
}
