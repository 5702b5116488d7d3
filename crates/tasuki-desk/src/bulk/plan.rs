//! What a bulk send (一括送信) would send, with all that is wrong, before anything is.

use std::collections::BTreeMap;

use tasuki_exchange::{Limits, content};
use tasuki_standard::{CheckReport, FileName, check_files};
use tasuki_terms::{MediaType, OfficeNumber};

use super::Group;
use crate::{Draft, DraftFile, Fault};

/// What a bulk send would send.
#[derive(Clone, Debug)]
pub struct BulkPlan {
    /// The messages: those with faults first, then in the order in which they would be sent.
    pub messages: Vec<PlannedMessage>,
    /// The files that belong to no message, each with the reason.
    pub left_over: Vec<(DraftFile, Fault)>,
}

/// One message of a plan.
#[derive(Clone, Debug)]
pub struct PlannedMessage {
    /// To whom.
    pub receiver: OfficeNumber,
    /// What would be sent.
    pub draft: Draft,
    /// What the check of its CSV files found.
    pub report: CheckReport,
    /// What is wrong; with any of these it cannot be sent.
    pub faults: Vec<Fault>,
}

/// Sorts files into messages and checks each, as `office` may send it within `limits`. Attachments go
/// to the first message to their partner, or as a message of their own. Nothing is sent, and nothing
/// kept. It computes for a while where there are hundreds of files.
pub fn plan_sending(
    files: Vec<DraftFile>,
    attachments: Vec<(OfficeNumber, DraftFile)>,
    office: OfficeNumber,
    limits: &Limits,
) -> BulkPlan {
    let mut left_over = Vec::new();
    let mut groups: BTreeMap<Group, Vec<DraftFile>> = BTreeMap::new();
    for file in files {
        if let Ok(name) = FileName::parse(&file.name) {
            groups.entry(Group::of(&name)).or_default().push(file);
        } else {
            let fault = unsorted(&file);
            left_over.push((file, fault));
        }
    }
    let mut drafts: Vec<(OfficeNumber, Draft)> = groups
        .into_iter()
        .map(|(group, files)| {
            let draft = Draft {
                files,
                ..Draft::default()
            };
            (group.receiver, draft)
        })
        .collect();
    for (partner, file) in attachments {
        let first = drafts.iter_mut().find(|(receiver, _)| *receiver == partner);
        if let Some((_, draft)) = first {
            draft.files.push(file);
        } else {
            let draft = Draft {
                files: vec![file],
                to: Some(partner),
                ..Draft::default()
            };
            drafts.push((partner, draft));
        }
    }
    let mut messages: Vec<PlannedMessage> = drafts
        .into_iter()
        .map(|(receiver, draft)| planned(receiver, draft, office, limits))
        .collect();
    messages.sort_by_key(|message| message.faults.is_empty());
    BulkPlan {
        messages,
        left_over,
    }
}

fn planned(
    receiver: OfficeNumber,
    draft: Draft,
    office: OfficeNumber,
    limits: &Limits,
) -> PlannedMessage {
    let (report, faults) = match draft.clone().check(office, limits) {
        Ok(checked) => (checked.report, Vec::new()),
        Err(faults) => {
            let report = faults.iter().find_map(|fault| match fault {
                Fault::Findings { report } => Some(report.clone()),
                _ => None,
            });
            (report.unwrap_or_default(), faults)
        }
    };
    PlannedMessage {
        receiver,
        draft,
        report,
        faults,
    }
}

/// Why a file whose name is not of the standard belongs to no message.
pub(super) fn unsorted(file: &DraftFile) -> Fault {
    let found = content(&file.bytes);
    if MediaType::of_name(&file.name) == Some(MediaType::Csv) {
        if found.is_other_kind() {
            return Fault::Content {
                name: file.name.clone(),
                named: MediaType::Csv,
                found,
            };
        }
        Fault::Findings {
            report: check_files(&[(&file.name, &file.bytes)]),
        }
    } else if MediaType::of_name(&file.name).is_none() {
        // It cannot be sent alone either.
        let name = file.name.clone();
        if name.to_ascii_lowercase().ends_with(".zip") {
            Fault::Zip { name }
        } else {
            Fault::Extension { name }
        }
    } else {
        Fault::NotForBulk {
            name: file.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::{HELPER, MANAGER, month, number};

    fn pdf(name: &str) -> DraftFile {
        DraftFile {
            name: name.to_owned(),
            bytes: b"%PDF-1.7\n".to_vec(),
        }
    }

    #[test]
    fn problems_stand_first_and_hinder_only_their_own_message() {
        let mut files = month();
        let wrong = DraftFile {
            name: "UPPLAN_202504_1370000001_43_1370000003_15_20250325102000.CSV".to_owned(),
            bytes: b"202407\r\n".to_vec(),
        };
        files.extend([wrong, pdf("案内.pdf")]);
        let told = plan_sending(files, Vec::new(), number(MANAGER), &Limits::default());
        let receivers: Vec<_> = told
            .messages
            .iter()
            .map(|one| (one.receiver.to_string(), one.faults.is_empty()))
            .collect();
        assert_eq!(
            receivers,
            [("1370000003".to_owned(), false), (HELPER.to_owned(), true)]
        );
        assert!(told.messages[0].report.errors > 0);
        assert_eq!(told.left_over.len(), 1);
        assert_eq!(told.left_over[0].1.code(), "bulk.attachment");
        let of = |name: &str| unsorted(&pdf(name));
        assert!(matches!(of("表.xlsx"), Fault::Extension { .. }));
        assert!(matches!(of("表.zip"), Fault::Zip { .. }));
    }

    #[test]
    fn attachments_go_with_the_message_to_their_partner() {
        let attachments = vec![
            (number(HELPER), pdf("案内.pdf")),
            (number("1370000003"), pdf("連絡.pdf")),
            (number("1370000003"), pdf("地図.pdf")),
        ];
        let told = plan_sending(month(), attachments, number(MANAGER), &Limits::default());
        assert!(told.messages.iter().all(|one| one.faults.is_empty()));
        let files: Vec<_> = told
            .messages
            .iter()
            .map(|one| (one.receiver.to_string(), one.draft.files.len()))
            .collect();
        let expected = [
            (HELPER.to_owned(), month().len() + 1),
            ("1370000003".to_owned(), 2),
        ];
        assert_eq!(files, expected);
    }
}
