//! The directory of all care offices in memory (利用状況), as the support site shows it.
//!
//! The open data come from the records, who takes part from the platform's own offices and licences.
//! Both are looked at every few seconds: an import by the command line shows without a restart.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use tasuki_directory::{DirectoryBuilder, DirectoryIndex, OpenDataRow, Participation, Place};
use tasuki_store::{DirectoryLineRow, MemberRow, Records, StoreError, Transaction};
use tasuki_terms::{
    OfficeNumber, Prefecture, ServiceType, SpecVersion, Timestamp, day_in_japan, start_of_day,
};

use crate::registry::INVENTED;
use crate::settings::Refresh;

/// The directory, which is shared. What is asked of it never waits for an import.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    refresh: Refresh,
    held: Arc<RwLock<Held>>,
}

/// What is known at a moment.
#[derive(Debug)]
pub(crate) struct Held {
    /// All offices.
    pub(crate) index: DirectoryIndex,
    /// The moment for which it tells who takes part.
    pub(crate) as_of: Timestamp,
    /// When the newest file of the open data was imported; none while there is none.
    pub(crate) imported_at: Option<Timestamp>,
    /// Whether the offices are invented, for trials.
    pub(crate) is_invented: bool,
    /// The records' version of the open data.
    version: u64,
    members: BTreeMap<OfficeNumber, MemberRow>,
}

impl Directory {
    /// One that knows nobody yet.
    pub(crate) fn new(refresh: Refresh) -> Self {
        let held = Held {
            index: DirectoryBuilder::default().build(),
            as_of: Timestamp::UNIX_EPOCH,
            imported_at: None,
            is_invented: false,
            version: 0,
            members: BTreeMap::new(),
        };
        Self {
            refresh,
            held: Arc::new(RwLock::new(held)),
        }
    }

    /// Whether it tells who took part at the beginning of the month.
    pub(crate) fn is_monthly(&self) -> bool {
        self.refresh == Refresh::Monthly
    }

    /// Asks it something, on a thread for work: a question looks at each office.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Held) -> T + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        let held = Arc::clone(&self.held);
        tokio::task::spawn_blocking(move || {
            question(&held.read().unwrap_or_else(PoisonError::into_inner))
        })
        .await
    }

    /// Takes in what the records know now.
    pub(crate) async fn refresh(
        &self,
        records: &Records,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let as_of = match self.refresh {
            Refresh::Live => now,
            Refresh::Monthly => start_of_day(day_in_japan(now).first_of_month()),
        };
        let held = Arc::clone(&self.held);
        records
            .read("directory", move |records| {
                let members = records.members(as_of)?;
                let members: BTreeMap<_, _> =
                    members.into_iter().map(|row| (row.number, row)).collect();
                let files = records.directory_files()?;
                let version = files.iter().map(|file| file.id).max().unwrap_or_default();
                let is_there = {
                    let mut held = held.write().unwrap_or_else(PoisonError::into_inner);
                    held.version == version && held.takes(&members, as_of)
                };
                if is_there {
                    return Ok(());
                }
                let ids = files.iter().map(|file| file.id);
                let mut index = build(records, ids, &members)?;
                for member in members.values() {
                    index.set_participation(member.number, Some(participation(member)));
                }
                let new = Held {
                    index,
                    as_of,
                    imported_at: files.iter().map(|file| file.imported_at).max(),
                    is_invented: files.iter().any(|file| file.name == INVENTED),
                    version,
                    members,
                };
                *held.write().unwrap_or_else(PoisonError::into_inner) = new;
                Ok(())
            })
            .await
    }
}

impl Held {
    /// Notes who takes part now; false if somebody does who is not in the index yet.
    fn takes(&mut self, members: &BTreeMap<OfficeNumber, MemberRow>, as_of: Timestamp) -> bool {
        if members
            .keys()
            .any(|number| self.index.find(*number).is_none())
        {
            return false;
        }
        self.as_of = as_of;
        if self.members == *members {
            return true;
        }
        for gone in self
            .members
            .keys()
            .filter(|number| !members.contains_key(*number))
        {
            self.index.set_participation(*gone, None);
        }
        for member in members.values() {
            if self.members.get(&member.number) != Some(member) {
                let told = Some(participation(member));
                self.index.set_participation(member.number, told);
            }
        }
        self.members.clone_from(members);
        true
    }
}

/// The index of the open data, and of those members that they do not know.
fn build(
    records: &Transaction<'_>,
    files: impl Iterator<Item = u64>,
    members: &BTreeMap<OfficeNumber, MemberRow>,
) -> Result<DirectoryIndex, StoreError> {
    let mut builder = DirectoryBuilder::default();
    let mut left_out = 0_u64;
    for file in files {
        records.each_directory_line(file, |line| {
            if builder.add(&row(line)).is_err() {
                left_out += 1;
            }
        })?;
    }
    let unknown = members
        .values()
        .filter(|member| !builder.has(member.number));
    let unknown: Vec<&MemberRow> = unknown.collect();
    for row in unknown.into_iter().flat_map(unlisted) {
        left_out += u64::from(builder.add(&row).is_err());
    }
    if left_out > 0 {
        tracing::error!(left_out, "the directory is full");
    }
    Ok(builder.build())
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

/// What the platform itself knows of a member, without its address, which is for letters.
fn unlisted(member: &MemberRow) -> Vec<OpenDataRow> {
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

/// Every client of ours reads the newest edition.
fn participation(member: &MemberRow) -> Participation {
    Participation {
        since: day_in_japan(member.since),
        reads: member.has_used_client.then_some(SpecVersion::V4_1),
    }
}
