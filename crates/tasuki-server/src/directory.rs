//! The directory of all care offices in memory (利用状況), as the support site shows it.
//!
//! The open data come from the records, who takes part from the platform's own offices and
//! licences. Both are looked at every few seconds: an import by the command line shows without a
//! restart. The first time is after the platform listens; until then nothing is told.

mod build;
mod kept;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tasuki_directory::{DirectoryIndex, Participation};
use tasuki_store::{MemberRow, MembersAt, Records, StoreError};
use tasuki_terms::{OfficeNumber, SpecVersion, Timestamp, day_in_japan, start_of_day};

use self::build::{Built, build};
use self::kept::Documents;
use crate::registry::INVENTED;
use crate::settings::Refresh;

pub(crate) use self::kept::{Kept, Whole, tag};

/// The directory, which is shared. What is asked of it never waits for an import.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    refresh: Refresh,
    /// None before it was read for the first time.
    held: Arc<RwLock<Option<Held>>>,
    /// The edition that is held, 0 before the first: who asks for it waits for no lock.
    edition: Arc<AtomicU64>,
    documents: Documents,
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
    /// Changes with what it tells of any office, and with the day for which it tells it.
    pub(crate) edition: Edition,
    /// The records' version of the open data.
    version: u64,
    members: BTreeMap<OfficeNumber, MemberRow>,
    /// Members that the open data do not know, whether or not they can be shown.
    unlisted: BTreeSet<OfficeNumber>,
}

/// Which of all that the directory has told since the start; a later one is greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Edition(u64);

impl Edition {
    const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// What became of the index when the records were looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refreshed {
    /// It stays; who takes part is up to date.
    Kept,
    /// It was made anew, of so many offices.
    Built(usize),
}

impl Directory {
    /// One that was not read yet.
    pub(crate) fn new(refresh: Refresh) -> Self {
        Self {
            refresh,
            held: Arc::default(),
            edition: Arc::default(),
            documents: Documents::default(),
        }
    }

    /// Whether it tells who took part at the beginning of the month.
    pub(crate) fn is_monthly(&self) -> bool {
        self.refresh == Refresh::Monthly
    }

    /// Asks it something, on a thread for work: a question looks at each office. None while it was
    /// not read yet.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Held) -> T + Send + 'static,
    ) -> Result<Option<T>, tokio::task::JoinError> {
        let held = Arc::clone(&self.held);
        if self.edition().is_none() {
            return Ok(None);
        }
        tokio::task::spawn_blocking(move || {
            let held = held.read().unwrap_or_else(PoisonError::into_inner);
            held.as_ref().map(question)
        })
        .await
    }

    /// What it tells now; none while it was not read yet.
    fn edition(&self) -> Option<Edition> {
        let edition = self.edition.load(Ordering::Acquire);
        (edition > 0).then_some(Edition(edition))
    }

    /// A document of all of it, as it is told now; none while it was not read yet.
    pub(crate) async fn document<E>(
        &self,
        which: Whole,
        make: impl Future<Output = Result<Kept, E>>,
    ) -> Result<Option<Kept>, E> {
        match self.edition() {
            None => Ok(None),
            Some(now) => self.documents.get(which, now, make).await.map(Some),
        }
    }

    /// Takes in what the records know now.
    pub(crate) async fn refresh(
        &self,
        records: &Records,
        now: Timestamp,
    ) -> Result<Refreshed, StoreError> {
        let at = match self.refresh {
            Refresh::Live => MembersAt::Now(now),
            Refresh::Monthly => MembersAt::Then(start_of_day(day_in_japan(now).first_of_month())),
        };
        let (held, edition) = (Arc::clone(&self.held), Arc::clone(&self.edition));
        let told = move |held: &Held| edition.store(held.edition.0, Ordering::Release);
        records
            .read("directory", move |records| {
                let members = records.members(at)?;
                let members: BTreeMap<_, _> =
                    members.into_iter().map(|row| (row.number, row)).collect();
                let files = records.directory_files()?;
                let version = files.iter().map(|file| file.id).max().unwrap_or_default();
                let before = {
                    let mut held = held.write().unwrap_or_else(PoisonError::into_inner);
                    let known = held.as_mut();
                    if let Some(known) = known
                        && known.version == version
                        && known.takes(&members, at.moment())
                    {
                        told(known);
                        return Ok(Refreshed::Kept);
                    }
                    held.as_ref().map_or(Edition(0), |held| held.edition)
                };
                let ids = files.iter().map(|file| file.id);
                let Built {
                    mut index,
                    unlisted,
                } = build(records, ids, &members)?;
                for member in members.values() {
                    index.set_participation(member.number, Some(participation(member)));
                }
                let offices = index.len();
                let new = Held {
                    index,
                    as_of: at.moment(),
                    imported_at: files.iter().map(|file| file.imported_at).max(),
                    is_invented: files.iter().any(|file| file.name == INVENTED),
                    edition: before.next(),
                    version,
                    members,
                    unlisted,
                };
                let mut held = held.write().unwrap_or_else(PoisonError::into_inner);
                told(held.insert(new));
                Ok(Refreshed::Built(offices))
            })
            .await
    }
}

impl Held {
    /// Whether an office takes part that the open data do not know.
    pub(crate) fn is_unlisted(&self, number: OfficeNumber) -> bool {
        self.unlisted.contains(&number)
    }

    /// Notes who takes part now; false where the index must be made anew for it.
    fn takes(&mut self, members: &BTreeMap<OfficeNumber, MemberRow>, as_of: Timestamp) -> bool {
        if members.values().any(|member| self.is_news(member)) {
            return false;
        }
        let is_same_day = day_in_japan(self.as_of) == day_in_japan(as_of);
        self.as_of = as_of;
        if self.members == *members {
            if !is_same_day {
                self.edition = self.edition.next();
            }
            return true;
        }
        self.edition = self.edition.next();
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

    /// Whether the index does not tell yet what the platform itself knows of a member: of one that
    /// the open data do not know. Whoever could not be shown is not tried again unchanged.
    fn is_news(&self, member: &MemberRow) -> bool {
        let is_ours = self.is_unlisted(member.number) || self.index.find(member.number).is_none();
        let told = |known: &MemberRow| {
            known.name == member.name
                && known.kana == member.kana
                && known.services == member.services
        };
        is_ours && !self.members.get(&member.number).is_some_and(told)
    }
}

/// Every client of ours reads the newest edition.
fn participation(member: &MemberRow) -> Participation {
    Participation {
        since: day_in_japan(member.since),
        reads: member.has_used_client.then_some(SpecVersion::V4_1),
    }
}
