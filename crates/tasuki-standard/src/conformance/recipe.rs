//! How a case is made: a valid set, changed step by step before and after it is written.

use tasuki_terms::{SendingUnit, ServiceMonth, SpecVersion};

use super::{Case, Class, Pattern};
use crate::Rule;
use crate::generate::{Client, Draft, File, GenerateError, Parties, Set, Stamp};

/// How a case is made.
pub(super) struct Recipe {
    slug: &'static str,
    title: &'static str,
    class: Class,
    spec: SpecVersion,
    unit: SendingUnit,
    month: &'static str,
    users: u16,
    /// Whose people they are, if not its own: the case of a pattern.
    of: Option<(Pattern, u16)>,
    offices: fn(&mut Parties) -> Result<(), GenerateError>,
    people: fn(&mut [Client], ServiceMonth),
    edit: fn(&mut Draft),
    spoil: fn(&mut Vec<File>),
    rules: &'static [Rule],
}

impl Recipe {
    /// A valid case.
    pub(super) fn valid(unit: SendingUnit, slug: &'static str, title: &'static str) -> Self {
        Self {
            slug,
            title,
            class: Class::Valid,
            spec: SpecVersion::V4_1,
            unit,
            month: "202504",
            users: 3,
            of: None,
            offices: |_| Ok(()),
            people: |_, _| (),
            edit: |_| (),
            spoil: |_| (),
            rules: &[],
        }
    }

    /// A case at the boundary.
    pub(super) fn boundary(unit: SendingUnit, slug: &'static str, title: &'static str) -> Self {
        Self {
            class: Class::Boundary,
            ..Self::valid(unit, slug, title)
        }
    }

    /// A case with a fault, and the rules that a check must name.
    pub(super) fn faulty(
        unit: SendingUnit,
        slug: &'static str,
        title: &'static str,
        rules: &'static [Rule],
    ) -> Self {
        Self {
            class: Class::Faulty,
            rules,
            ..Self::valid(unit, slug, title)
        }
    }

    /// With what a check notes although nothing is wrong.
    pub(super) const fn noting(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// In V3.
    pub(super) const fn v3(mut self) -> Self {
        self.spec = SpecVersion::V3;
        self.month = "202503";
        self
    }

    /// Of another month.
    pub(super) const fn month(mut self, month: &'static str) -> Self {
        self.month = month;
        self
    }

    /// For so many people.
    pub(super) const fn users(mut self, users: u16) -> Self {
        self.users = users;
        self
    }

    /// For the people of another case, which it answers or takes back.
    pub(super) const fn of(mut self, pattern: Pattern, number: u16) -> Self {
        self.of = Some((pattern, number));
        self
    }

    /// Between other offices.
    pub(super) fn offices(
        mut self,
        offices: fn(&mut Parties) -> Result<(), GenerateError>,
    ) -> Self {
        self.offices = offices;
        self
    }

    /// With other people.
    pub(super) fn people(mut self, people: fn(&mut [Client], ServiceMonth)) -> Self {
        self.people = people;
        self
    }

    /// With other records.
    pub(super) fn edit(mut self, edit: fn(&mut Draft)) -> Self {
        self.edit = edit;
        self
    }

    /// With other bytes.
    pub(super) fn spoil(mut self, spoil: fn(&mut Vec<File>)) -> Self {
        self.spoil = spoil;
        self
    }

    /// The case.
    pub(super) fn case(&self, pattern: Pattern, number: u16) -> Result<Case, GenerateError> {
        let (set, mut clients) = self.set(pattern, number)?;
        (self.people)(&mut clients, set.month);
        let mut draft = set.draft(&clients)?;
        (self.edit)(&mut draft);
        let mut files = draft.files()?;
        (self.spoil)(&mut files);
        Ok(Case {
            pattern,
            number,
            slug: self.slug,
            title: self.title,
            class: self.class,
            spec: self.spec,
            unit: self.unit,
            files,
            rules: self.rules.iter().copied().collect(),
        })
    }

    /// The valid set that it begins with. Its people have numbers of their own: `00`, pattern, case,
    /// person.
    fn set(&self, pattern: Pattern, number: u16) -> Result<(Set, Vec<Client>), GenerateError> {
        let (of_pattern, of_number) = self.of.unwrap_or((pattern, number));
        let month: ServiceMonth = self.month.parse().map_err(GenerateError::Month)?;
        let mut parties = pattern.parties()?;
        (self.offices)(&mut parties)?;
        // Cases are made minute by minute, so that a deletion comes after what it takes back.
        let at = 60 * (u64::from(number) + 100 * u64::from(pattern.digit() % 3));
        let set = Set {
            unit: self.unit,
            spec: self.spec,
            seed: u64::from(of_pattern.digit()) * 1_000 + u64::from(of_number),
            users: self.users,
            month,
            parties,
            stamp: Stamp::usual(self.unit, month, at)?,
        };
        let mut clients = set.clients()?;
        for (client, person) in clients.iter_mut().zip(1..) {
            client.person.insured_no = format!("00{}{of_number:03}{person:04}", of_pattern.digit());
        }
        Ok((set, clients))
    }
}

#[cfg(test)]
impl Recipe {
    /// The files without what makes the case special.
    pub(super) fn plain(&self, pattern: Pattern, number: u16) -> Vec<File> {
        let (set, clients) = self.set(pattern, number).unwrap();
        set.draft(&clients).unwrap().files().unwrap()
    }
}
