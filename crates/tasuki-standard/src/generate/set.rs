//! The files of any sending unit.

use tasuki_terms::{FileKind, SendingUnit, ServiceMonth, SpecVersion};

use super::chance::Chance;
use super::{
    Client, Draft, File, Filled, GenerateError, Heading, Office, Parties, Plan, Sheet, Stamp, forms,
};
use crate::file_name::exists_in_v3;
use crate::unit::has_month;

/// What files are wanted: of which sending unit (送信単位), in which version, for how many people.
///
/// The same set gives the same bytes. Sets that differ in their unit alone are of the same people:
/// an actual (実績) answers the plan (予定) of its seed, and a deletion takes back what the unit it
/// belongs to holds.
///
/// ```
/// use tasuki_standard::{check_files, generate};
/// use tasuki_terms::{SendingUnit, SpecVersion};
///
/// let month = "202504".parse()?;
/// let unit = SendingUnit::PlanDocuments;
/// let set = generate::Set {
///     unit,
///     spec: SpecVersion::V4_1,
///     seed: 7,
///     users: 3,
///     month,
///     parties: generate::Parties::of_home_care()?,
///     stamp: generate::Stamp::usual(unit, month, 7)?,
/// };
/// let files = set.files()?;
/// let files: Vec<_> = files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
/// assert_eq!(files.len(), 4);
/// assert!(check_files(&files).may_be_sent());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Set {
    /// The sending unit.
    pub unit: SendingUnit,
    /// The version of the standard. V3 knows no preventive care (介護予防).
    pub spec: SpecVersion,
    /// What people and services are drawn by.
    pub seed: u64,
    /// How many people, 1 to [`Plan::MOST_USERS`].
    pub users: u16,
    /// The service month; of documents, the month from which they hold.
    pub month: ServiceMonth,
    /// The offices.
    pub parties: Parties,
    /// When the set is made.
    pub stamp: Stamp,
}

/// A picture of the family (家族構成), drawn of two squares and two circles.
const FAMILY: &[u8] = include_bytes!("../../data/family.jpg");

/// How many images a set holds at most; every fourth person has one.
const MOST_IMAGES: usize = 8;

impl Set {
    /// The files, in the order of the standard.
    pub fn files(&self) -> Result<Vec<File>, GenerateError> {
        self.draft(&self.clients()?)?.files()
    }

    /// The people, and what is planned for them or, of actuals, what they received.
    pub(crate) fn clients(&self) -> Result<Vec<Client>, GenerateError> {
        let plan = Plan::generate(self.seed, &self.parties, self.month, self.users)?;
        Ok(match self.unit {
            SendingUnit::Actual => plan.actual(self.seed).into_clients(),
            _ => plan.into_clients(),
        })
    }

    /// The files for the people, before they are written.
    pub(crate) fn draft(&self, clients: &[Client]) -> Result<Draft, GenerateError> {
        let kinds: Vec<_> = kinds(self.unit)
            .iter()
            .copied()
            .filter(|kind| self.spec == SpecVersion::V4_1 || exists_in_v3(*kind))
            .collect();
        let (unit, spec) = (self.unit, self.spec);
        if kinds.is_empty() {
            return Err(GenerateError::Unit { unit, spec });
        }
        if self.parties.are_preventive() && spec == SpecVersion::V3 {
            return Err(GenerateError::Preventive { unit, spec });
        }
        let (sender, receiver) = self.direction();
        let mut draft = Draft {
            spec: self.spec,
            sender: sender.clone(),
            receiver: receiver.clone(),
            sequence: self.stamp.sequence,
            sheets: Vec::new(),
            images: Vec::new(),
        };
        let month = has_month(self.unit).then_some(self.month);
        let heading = Heading {
            spec: self.spec,
            parties: &self.parties,
            month: self.month,
            stamp: &self.stamp,
        };
        for kind in kinds {
            draft.sheets.push(Sheet {
                kind,
                month,
                records: self.records(kind, &heading, clients),
            });
        }
        draft.draw_families();
        Ok(draft)
    }

    /// Who sends to whom: actuals go from the service office back.
    const fn direction(&self) -> (&Office, &Office) {
        match self.unit {
            SendingUnit::Actual | SendingUnit::ActualDelete => {
                (&self.parties.service, &self.parties.manager)
            }
            _ => (&self.parties.manager, &self.parties.service),
        }
    }

    fn records(&self, kind: FileKind, heading: &Heading<'_>, clients: &[Client]) -> Vec<Filled> {
        // Each kind has its own sequence, so that no file depends on which others are made.
        let place = FileKind::ALL.iter().position(|one| *one == kind);
        let place = u64::try_from(place.unwrap_or_default()).unwrap_or_default();
        let chance = &mut Chance::new(self.seed.rotate_left(17) ^ (place + 1));
        let month = self.month;
        match kind {
            FileKind::UserSupplement if self.unit == SendingUnit::PlanDocuments => {
                forms::supplement_of_documents(heading, clients)
            }
            FileKind::UserSupplement => forms::supplement(heading, clients),
            FileKind::CarePlan1 => forms::care_plan_1(heading, clients, chance),
            FileKind::CarePlan2 => forms::care_plan_2(heading, clients, chance),
            FileKind::CarePlan3 => forms::care_plan_3(heading, clients),
            FileKind::CarePlan1Delete => {
                forms::delete_dated(heading, clients, "care_plan_date", &forms::plan_date(month))
            }
            FileKind::UsePlan => forms::use_plan(heading, clients),
            FileKind::UseAnnex => forms::use_annex(heading, clients),
            FileKind::UsePlanDelete => forms::delete_use_plan(heading, clients),
            FileKind::UseActual => forms::use_actual(heading, clients),
            FileKind::UseActualDelete => forms::delete_actual(heading, clients),
            FileKind::PreventionUser => forms::prevention_user(heading, clients, chance),
            FileKind::PreventionUserAnnex1 => {
                forms::prevention_user_annex_1(heading, clients, chance)
            }
            FileKind::PreventionUserAnnex2 => {
                forms::prevention_user_annex_2(heading, clients, chance)
            }
            FileKind::PreventionUserDelete => forms::delete_dated(
                heading,
                clients,
                "consulted_on",
                &forms::consulted_on(month),
            ),
            FileKind::PreventionPlan => forms::prevention_plan(heading, clients, chance),
            FileKind::PreventionPlanAnnex => forms::prevention_plan_annex(heading, clients, chance),
            FileKind::PreventionPlanDelete => forms::delete_dated(
                heading,
                clients,
                "support_plan_date",
                &forms::support_plan_date(month),
            ),
            FileKind::PreventionUserImage => Vec::new(),
        }
    }
}

/// The kinds of a unit that hold records, all that it may have.
const fn kinds(unit: SendingUnit) -> &'static [FileKind] {
    match unit {
        SendingUnit::PlanDocuments => &[
            FileKind::CarePlan1,
            FileKind::CarePlan2,
            FileKind::CarePlan3,
            FileKind::UserSupplement,
        ],
        SendingUnit::UseTable => &[
            FileKind::UsePlan,
            FileKind::UseAnnex,
            FileKind::UserSupplement,
        ],
        SendingUnit::PlanDocumentsDelete => &[FileKind::CarePlan1Delete],
        SendingUnit::UseTableDelete => &[FileKind::UsePlanDelete],
        SendingUnit::Actual => &[FileKind::UseActual],
        SendingUnit::ActualDelete => &[FileKind::UseActualDelete],
        SendingUnit::PreventionUser => &[
            FileKind::PreventionUser,
            FileKind::PreventionUserAnnex1,
            FileKind::PreventionUserAnnex2,
        ],
        SendingUnit::PreventionPlanAndUser => &[
            FileKind::PreventionPlan,
            FileKind::PreventionPlanAnnex,
            FileKind::PreventionUser,
            FileKind::PreventionUserAnnex1,
            FileKind::PreventionUserAnnex2,
        ],
        SendingUnit::PreventionPlan => &[FileKind::PreventionPlan, FileKind::PreventionPlanAnnex],
        SendingUnit::PreventionUserDelete => &[FileKind::PreventionUserDelete],
        SendingUnit::PreventionPlanDelete => &[FileKind::PreventionPlanDelete],
        SendingUnit::Attachments => &[],
    }
}

impl Draft {
    /// Adds the images of some families, and their names to the records.
    fn draw_families(&mut self) {
        let branches = (1..=u16::MAX).take(MOST_IMAGES);
        let named: Vec<_> = branches
            .map(|branch| {
                let name = self.name(FileKind::PreventionUserImage, None, Some(branch));
                (branch, name.to_string())
            })
            .collect();
        let users = self.records(FileKind::PreventionUser).iter_mut().step_by(4);
        let mut images = Vec::new();
        for (record, (branch, name)) in users.zip(named) {
            record.insert("family_image_file", name);
            images.push((branch, FAMILY.to_vec()));
        }
        self.images = images;
    }
}

#[cfg(test)]
mod tests;
