//! Names of offices: what this computer knows, and what the platform tells of the others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use futures_util::{StreamExt as _, stream};
use tasuki_desk::Book;
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Tag, Tone};

use super::Office;
use crate::show;
use crate::waits::GLANCE;

/// How many offices the platform is asked for at the same time.
const AT_ONCE: usize = 8;

type Names = BTreeMap<OfficeNumber, String>;

/// An office to which something may be sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Receiver {
    /// Its name; empty where nobody told it.
    pub(crate) name: String,
    /// Whether it takes part; none where nobody told it.
    pub(crate) member: Option<bool>,
}

impl Receiver {
    /// Why nothing may reach it, as a mark; none where it is known to take part, and where nobody could be
    /// asked about one that is known.
    pub(crate) fn doubt(&self) -> Option<Tag> {
        if self.member == Some(false) {
            Some(Tag::new(Tone::Warning, "利用していません"))
        } else {
            show::doubt(&self.name)
        }
    }
}

impl Office {
    /// The name of an office, if it is known or the platform tells it at a glance.
    pub(crate) async fn name_of(&self, number: OfficeNumber) -> Option<String> {
        self.names_of([number]).await.remove(&number)
    }

    /// The names of offices, in one go, as far as they are known or the platform tells them at a
    /// glance.
    pub(crate) async fn names_of(&self, numbers: impl IntoIterator<Item = OfficeNumber>) -> Names {
        let mut left: BTreeSet<OfficeNumber> = numbers.into_iter().collect();
        let mut names = self.known_names_of(left.iter().copied()).await;
        left.retain(|number| !names.contains_key(number));
        names.extend(self.ask(left).await);
        names
    }

    /// Offices to which something may be sent, in one go: their names, and whether they take part, as far
    /// as that is known or the platform tells it at a glance.
    pub(crate) async fn receivers(
        &self,
        numbers: impl IntoIterator<Item = OfficeNumber>,
    ) -> BTreeMap<OfficeNumber, Receiver> {
        let all: BTreeSet<OfficeNumber> = numbers.into_iter().collect();
        let mut names = self.known_names_of(all.iter().copied()).await;
        let mut left = all.clone();
        // Who took part since the log-in still does; who did not may have begun to.
        let take_part = |number: &OfficeNumber| self.members().get(number) == Some(&true);
        left.retain(|number| !(names.contains_key(number) && take_part(number)));
        names.extend(self.ask(left).await);
        let book = self.in_book(Book::partners).await.unwrap_or_default();
        let book = book
            .iter()
            .filter_map(|one| Some((one.number, one.member?)));
        let mut members: BTreeMap<OfficeNumber, bool> = book.collect();
        members.extend(self.members().iter().map(|(number, is)| (*number, *is)));
        let receiver = |number| {
            let name = names.remove(&number).unwrap_or_default();
            let member = members.get(&number).copied();
            (number, Receiver { name, member })
        };
        all.into_iter().map(receiver).collect()
    }

    /// Asks the platform for offices, as far as it answers at a glance.
    async fn ask(&self, left: BTreeSet<OfficeNumber>) -> Names {
        let mut new = Names::new();
        let Some(desk) = self.reading().filter(|_| !left.is_empty()) else {
            return new;
        };
        let platform = desk.platform();
        let ask = |number| async move { platform.office(number).await };
        let mut told = stream::iter(left).map(ask).buffer_unordered(AT_ONCE);
        let mut members = Vec::new();
        let until = tokio::time::Instant::now() + GLANCE;
        while let Ok(Some(answer)) = tokio::time::timeout_at(until, told.next()).await {
            if let Ok(office) = answer {
                members.push((office.number, office.licensed));
                new.insert(office.number, office.name);
            }
        }
        self.members().extend(members.iter().copied());
        // The names are worth showing also where the book cannot be written.
        if let Err(error) = self.in_book(move |book| book.know_members(&members)).await {
            tracing::warn!(code = error.code(), "who takes part is not kept");
        }
        self.names().extend(new.clone());
        new
    }

    /// The names of offices as far as this computer knows them: nobody is asked, and nothing is waited
    /// for but the disk.
    pub(crate) async fn known_names_of(
        &self,
        numbers: impl IntoIterator<Item = OfficeNumber>,
    ) -> Names {
        let mut left: BTreeSet<OfficeNumber> = numbers.into_iter().collect();
        let mut names = self.told_among(&left);
        left.retain(|number| !names.contains_key(number));
        if left.is_empty() {
            return names;
        }
        // The address book fills from use.
        let partners = self.in_book(Book::partners).await.unwrap_or_default();
        let partners = partners.into_iter();
        let new: Names = partners
            .filter(|partner| !partner.name.is_empty() && left.contains(&partner.number))
            .map(|partner| (partner.number, partner.name))
            .collect();
        names.extend(new.clone());
        self.names().extend(new);
        names
    }

    /// The names that were told of these offices since the log-in.
    fn told_among(&self, numbers: &BTreeSet<OfficeNumber>) -> Names {
        let told = self.names();
        let names = numbers.iter();
        names
            .filter_map(|number| Some((*number, told.get(number)?.clone())))
            .collect()
    }

    /// Who took part when the platform was asked last, since the log-in.
    fn members(&self) -> MutexGuard<'_, BTreeMap<OfficeNumber, bool>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
