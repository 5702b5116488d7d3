//! Bulk sending (一括送信): many CSV files become messages.

use std::collections::BTreeMap;

use tasuki_exchange::{Limits, Refusal};
use tasuki_seal::Bulk;
use tasuki_standard::{CheckReport, FileName};
use tasuki_terms::{FileKind, MessageId, OfficeNumber, Sequence, ServiceMonth};

use crate::error::blocking;
use crate::send::{Prepared, stops};
use crate::{CheckedDraft, Desk, DeskError, Draft, DraftFile, Fault, SentMessage};

mod plan;

pub use plan::{BulkPlan, PlannedMessage, plan_sending};

/// What became of one message of a bulk send.
#[derive(Debug)]
#[non_exhaustive]
pub struct BulkItem {
    /// Its id.
    pub id: MessageId,
    /// To whom.
    pub receiver: OfficeNumber,
    /// The receipt, or why there is none.
    pub result: Result<SentMessage, DeskError>,
}

/// Files that belong to one message. The order of the fields is the order of the messages:
/// receivers process units in the order of their sequences.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    sequence: Sequence,
    sender: OfficeNumber,
    receiver: OfficeNumber,
    family: Family,
    month: Option<ServiceMonth>,
}

/// Kinds of files that can only go together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    PlanDocuments,
    UseTable,
    Actual,
    Prevention,
    Delete(FileKind),
}

impl Desk {
    /// Sends many messages as one bulk send (一括送信). Nothing is sent if one of them has a fault;
    /// all are in the ledger before the first is sent. What waits there already from an earlier
    /// run is not sealed a second time, and what was accepted before ends in
    /// [`DeskError::SentBefore`] and stands first in the answer. Where the platform cannot be reached, the rest waits.
    pub async fn send_bulk(&self, drafts: Vec<Draft>) -> Result<Vec<BulkItem>, DeskError> {
        self.check_certificate()?;
        bulk_count(drafts.len(), self.limits().await?)?;
        let mut checked = Vec::with_capacity(drafts.len());
        let mut faults = Vec::new();
        for draft in drafts {
            match self.check(draft).await {
                Ok(one) => checked.push(one),
                Err(DeskError::Draft { faults: found }) => faults.extend(found),
                Err(other) => return Err(other),
            }
        }
        if !faults.is_empty() {
            return Err(DeskError::Draft { faults });
        }
        let mut items = Vec::with_capacity(checked.len());
        let mut new = Vec::with_capacity(checked.len());
        for one in checked {
            match self.refuse_sent_before(&one).await {
                Ok(()) => new.push(one),
                Err(DeskError::SentBefore { id, receiver, at }) => items.push(BulkItem {
                    id,
                    receiver,
                    result: Err(DeskError::SentBefore { id, receiver, at }),
                }),
                Err(other) => return Err(other),
            }
        }
        let mut waiting = Vec::with_capacity(new.len());
        if let Err(error) = self.prepare_bulk(new, &mut waiting).await {
            // What is new in the ledger must not be sent later without the rest.
            let ledger = self.ledger.clone();
            blocking(move || {
                let new = waiting.iter().filter(|one| one.new);
                Ok(new.map(|one| one.id).try_for_each(|id| ledger.forget(id))?)
            })
            .await?;
            return Err(error);
        }
        let mut reached = true;
        for Waiting {
            id,
            receiver,
            report,
            ..
        } in waiting
        {
            let _under_way = self.take_up(id);
            let result = if reached {
                match self.prepared(id).await {
                    Ok(prepared) => self.deliver(Prepared { report, ..prepared }, None).await,
                    Err(error) => Err(error),
                }
            } else {
                Err(DeskError::Waiting { id })
            };
            reached = reached && !stops(&result);
            items.push(BulkItem {
                id,
                receiver,
                result,
            });
        }
        Ok(items)
    }

    /// Seals the messages of a bulk send and saves them in the ledger.
    async fn prepare_bulk(
        &self,
        checked: Vec<CheckedDraft>,
        waiting: &mut Vec<Waiting>,
    ) -> Result<(), DeskError> {
        let batch = self.new_id();
        let count = u32::try_from(checked.len()).unwrap_or(u32::MAX);
        for (index, one) in (1..).zip(checked) {
            let (receiver, report) = (one.receiver, one.report.clone());
            let earlier = self.waiting(&one).await?;
            let earlier = earlier.filter(|id| waiting.iter().all(|other| other.id != *id));
            let (id, new) = match earlier {
                Some(id) => (id, false),
                None => (self.new_id(), true),
            };
            if new {
                let bulk = Bulk {
                    id: batch,
                    index,
                    count,
                };
                self.prepare(id, one, Some(bulk)).await?;
            }
            waiting.push(Waiting {
                id,
                receiver,
                report,
                new,
            });
        }
        Ok(())
    }
}

/// A message of a bulk send that is in the ledger.
struct Waiting {
    id: MessageId,
    receiver: OfficeNumber,
    report: CheckReport,
    /// Whether it was not there before.
    new: bool,
}

/// Sorts files into messages by sender, receiver, sequence and sending unit. Whether each of them
/// is whole, [`Draft::check`] tells.
pub fn plan_bulk(files: Vec<DraftFile>) -> Result<Vec<Draft>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut groups: BTreeMap<Group, Vec<DraftFile>> = BTreeMap::new();
    for file in files {
        match FileName::parse(&file.name) {
            Ok(name) => groups.entry(Group::of(&name)).or_default().push(file),
            Err(_) => faults.push(plan::unsorted(&file)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(groups
        .into_values()
        .map(|files| Draft {
            files,
            ..Draft::default()
        })
        .collect())
}

/// Refuses more messages than one bulk send may hold.
fn bulk_count(messages: usize, limits: &Limits) -> Result<(), DeskError> {
    let found = u32::try_from(messages).unwrap_or(u32::MAX);
    if found <= limits.bulk {
        Ok(())
    } else {
        Err(DeskError::fault(Refusal::BulkTooLarge {
            found,
            limit: limits.bulk,
        }))
    }
}

impl Group {
    fn of(name: &FileName) -> Self {
        Self {
            sequence: name.sequence,
            sender: name.sender,
            receiver: name.receiver,
            family: Family::of(name),
            month: name.month,
        }
    }
}

impl Family {
    const fn of(name: &FileName) -> Self {
        match name.kind {
            FileKind::CarePlan1 | FileKind::CarePlan2 | FileKind::CarePlan3 => Self::PlanDocuments,
            FileKind::UserSupplement if name.month.is_none() => Self::PlanDocuments,
            FileKind::UserSupplement | FileKind::UsePlan | FileKind::UseAnnex => Self::UseTable,
            FileKind::UseActual => Self::Actual,
            FileKind::PreventionUser
            | FileKind::PreventionUserAnnex1
            | FileKind::PreventionUserAnnex2
            | FileKind::PreventionUserImage
            | FileKind::PreventionPlan
            | FileKind::PreventionPlanAnnex => Self::Prevention,
            FileKind::CarePlan1Delete
            | FileKind::UsePlanDelete
            | FileKind::UseActualDelete
            | FileKind::PreventionUserDelete
            | FileKind::PreventionPlanDelete => Self::Delete(name.kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::assert_told;

    fn plan(names: &[&str]) -> Result<Vec<Draft>, Vec<Fault>> {
        let file = |name: &&str| DraftFile {
            name: (*name).to_owned(),
            bytes: b"202407\r\n".to_vec(),
        };
        plan_bulk(names.iter().map(file).collect())
    }

    #[test]
    fn files_are_sorted_by_partner_sequence_and_unit() {
        const A: &str = "1370000001_43_1370000002_11_20250325102000.CSV";
        const B: &str = "1370000001_43_1370000003_15_20250325102000.CSV";
        const LATER: &str = "1370000001_43_1370000002_11_20250326090000.CSV";
        let names = [
            format!("UPPLAN_202504_{LATER}"),
            format!("UPPLAN_202504_{B}"),
            format!("UPPLAN_202504_{A}"),
            format!("UPSIKYU_202504_{A}"),
            format!("UPHOSOKU_202504_{A}"),
            format!("UPHOSOKU_000000_{A}"),
            format!("UP1KYO_{A}"),
            format!("DLTPLAN_202503_{A}"),
        ];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let told: Vec<String> = plan(&names)
            .unwrap()
            .iter()
            .map(|draft| {
                let names: Vec<&str> = draft.files.iter().map(|file| &*file.name).collect();
                names.join(" ")
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        UPHOSOKU_000000_1370000001_43_1370000002_11_20250325102000.CSV UP1KYO_1370000001_43_1370000002_11_20250325102000.CSV
        UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV UPSIKYU_202504_1370000001_43_1370000002_11_20250325102000.CSV UPHOSOKU_202504_1370000001_43_1370000002_11_20250325102000.CSV
        DLTPLAN_202503_1370000001_43_1370000002_11_20250325102000.CSV
        UPPLAN_202504_1370000001_43_1370000003_15_20250325102000.CSV
        UPPLAN_202504_1370000001_43_1370000002_11_20250326090000.CSV
        ");
    }

    #[test]
    fn fifty_messages_may_go_together_and_fifty_one_may_not() {
        let limits = Limits::default();
        bulk_count(50, &limits).unwrap();
        let refused = bulk_count(51, &limits).unwrap_err();
        assert_told(refused.code(), &refused.what(), &refused.hint());
        assert_eq!(refused.code(), "bulk.too-large");
    }

    #[test]
    fn attachments_and_wrong_names_are_told_together() {
        let faults = plan(&["leaflet.pdf", "UPPLAN.CSV"]).unwrap_err();
        let codes: Vec<&str> = faults.iter().map(Fault::code).collect();
        assert_eq!(codes, ["bulk.attachment", "files.findings"]);
    }
}
