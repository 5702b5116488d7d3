//! The index is made from the records.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_directory::{DirectoryBuilder, DirectoryIndex, OpenDataRow, Place};
use tasuki_store::{DirectoryLineRow, MemberRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Prefecture, ServiceType};

/// The index of the open data, and of those members that they do not know.
pub(super) struct Built {
    pub(super) index: DirectoryIndex,
    /// Members that the open data do not know, whether or not they can be shown.
    pub(super) unlisted: BTreeSet<OfficeNumber>,
}

/// Makes it. This reads all lines of the open data: a quarter of a million of them take seconds.
pub(super) fn build(
    records: &Transaction<'_>,
    files: impl Iterator<Item = u64>,
    members: &BTreeMap<OfficeNumber, MemberRow>,
) -> Result<Built, StoreError> {
    let mut builder = DirectoryBuilder::default();
    let mut left_out = 0_u64;
    for file in files {
        records.each_directory_line(file, |line| {
            if builder.add(&row(line)).is_err() {
                left_out += 1;
            }
        })?;
    }
    let unlisted: BTreeSet<OfficeNumber> = members
        .keys()
        .copied()
        .filter(|number| !builder.has(*number))
        .collect();
    let unknown = unlisted.iter().filter_map(|number| members.get(number));
    let mut without_place = 0_u64;
    for member in unknown {
        let rows = rows_of(member);
        without_place += u64::from(rows.is_empty());
        for row in rows {
            left_out += u64::from(builder.add(&row).is_err());
        }
    }
    if left_out > 0 {
        tracing::error!(left_out, "the directory is full");
    }
    if without_place > 0 {
        tracing::warn!(
            members = without_place,
            "members are not shown: no prefecture has their number, or they have no service"
        );
    }
    Ok(Built {
        index: builder.build(),
        unlisted,
    })
}

fn row(line: DirectoryLineRow) -> OpenDataRow {
    let place = line.place;
    OpenDataRow {
        number: line.number,
        service: line.service,
        prefecture: line.prefecture,
        municipality: line.municipality,
        name: line.name,
        kana: line.kana,
        address: line.address,
        place: place.and_then(|(longitude, latitude)| Place::new(longitude, latitude).ok()),
        phone: line.phone,
        corporation: line.corporation,
        url: line.url,
    }
}

/// What the platform itself knows of a member, without its address, which is for letters: a row for
/// each service. None where the number is of no prefecture.
fn rows_of(member: &MemberRow) -> Vec<OpenDataRow> {
    let Some(prefecture) = Prefecture::of(member.number) else {
        return Vec::new();
    };
    let row = |service: &ServiceType| OpenDataRow {
        number: member.number,
        service: *service,
        prefecture,
        municipality: String::new(),
        name: member.name.clone(),
        kana: member.kana.clone(),
        address: String::new(),
        place: None,
        phone: String::new(),
        corporation: String::new(),
        url: String::new(),
    };
    member.services.iter().map(row).collect()
}
