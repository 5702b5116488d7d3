//! The pages of a plan.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use tasuki_desk::{DraftId, Fault, PlannedMessage};
use tasuki_standard::{UnitFacts, is_planning};
use tasuki_ui::{Banner, Shell, Tag, Tone};

use crate::answer::Told;
use crate::bulk::Sorted;
use crate::client::Client;
use crate::office::Office;
use crate::pages::compose::{self, FindingView};
use crate::shell::shell;
use crate::visit::Visit;
use crate::{draft, show};

/// How many findings of one message are shown; the rest is seen where it is put right.
const MOST_FINDINGS: usize = 3;

#[derive(Template)]
#[template(path = "bulk/choose.html")]
pub(super) struct ChoosePage {
    shell: Shell,
    refused: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "bulk/plan.html")]
pub(super) struct PlanPage {
    shell: Shell,
    id: DraftId,
    banners: Vec<Banner>,
    /// Those that cannot be sent.
    wrong: Vec<Wrong>,
    /// Files that belong to no message.
    left_over: Vec<(String, Told)>,
    ready: Vec<Ready>,
    partners: usize,
}

/// A message that cannot be sent.
struct Wrong {
    index: usize,
    partner: String,
    about: String,
    files: Vec<String>,
    faults: Vec<Told>,
    findings: Vec<FindingView>,
    more: usize,
}

/// A message that can be sent.
struct Ready {
    index: usize,
    partner: String,
    number: String,
    /// The service that it is about, where the names tell it.
    service: Option<String>,
    kind: String,
    month: String,
    /// What the files of the message have in common (連番); only where another message looks the same.
    sequence: Option<String>,
    files: Vec<String>,
    tag: Tag,
}

impl ChoosePage {
    pub(super) fn new(client: &Client, visit: &Visit, refused: Option<&'static str>) -> Self {
        Self {
            shell: shell(client, visit, "/compose"),
            refused,
        }
    }
}

impl PlanPage {
    pub(super) async fn new(
        client: &Client,
        visit: &Visit,
        office: &Office,
        id: DraftId,
        sorted: &Sorted,
    ) -> Self {
        let (mut wrong, mut ready) = (Vec::new(), Vec::new());
        let mut partners = BTreeSet::new();
        let names = sorted.plan.messages.iter().map(|one| one.receiver);
        let names = office.names_of(names).await;
        for (index, message) in sorted.plan.messages.iter().enumerate() {
            let name = names.get(&message.receiver).cloned().unwrap_or_default();
            if message.faults.is_empty() {
                partners.insert(message.receiver);
                ready.push(Ready::of(index, message, name));
            } else {
                wrong.push(Wrong::of(index, message, &name));
            }
        }
        tell_apart(&mut ready, &sorted.plan.messages);
        let left_over = sorted.plan.left_over.iter();
        Self {
            shell: shell(client, visit, "/compose"),
            id,
            banners: sorted.not_added.iter().map(compose::told).collect(),
            wrong,
            left_over: left_over
                .map(|(file, fault)| (file.name.clone(), why_left_over(fault)))
                .collect(),
            ready,
            partners: partners.len(),
        }
    }

    pub(super) fn refuse(&mut self, why: &'static str) {
        self.banners.push(Banner::new(Tone::Error, why));
    }
}

/// Why a file belongs to no message.
fn why_left_over(fault: &Fault) -> Told {
    let told = Told::from(fault);
    if !matches!(fault, Fault::NotForBulk { .. }) {
        return told;
    }
    Told {
        what: "送信先が分からないため、送信しません。".to_owned(),
        hint: "ファイル名に送信先の事業所番号を入れて選び直すか、「新規送信」から1件ずつ送信してください。"
            .to_owned(),
        ..told
    }
}

/// Gives those their 連番 that look the same without it.
fn tell_apart(ready: &mut [Ready], messages: &[PlannedMessage]) {
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for one in ready.iter() {
        *seen.entry(one.look()).or_default() += 1;
    }
    for one in ready {
        let is_alone = seen.get(&one.look()).is_none_or(|count| *count == 1);
        let message = messages.get(one.index).filter(|_| !is_alone);
        one.sequence = message
            .and_then(facts)
            .map(|facts| facts.sequence.to_string());
    }
}

fn facts(message: &PlannedMessage) -> Option<UnitFacts> {
    draft::facts(message.draft.files.iter().map(|file| &*file.name))
}

/// The service (サービス種類) that a message is about: that of the end which does not plan. None between two
/// that plan, and for attachments.
fn service(message: &PlannedMessage) -> Option<String> {
    let facts = facts(message)?;
    let ends = [facts.receiver_service, facts.sender_service];
    let service = ends.into_iter().flatten().find(|one| !is_planning(*one))?;
    Some(match service.name() {
        Some(name) => format!("{name}（{service}）"),
        None => service.to_string(),
    })
}

fn about(message: &PlannedMessage) -> (String, String) {
    facts(message).map_or_else(
        || ("添付ファイル".to_owned(), show::month(None)),
        |facts| (show::unit(facts.unit).to_owned(), show::month(facts.month)),
    )
}

/// The names of a message's files.
fn names(message: &PlannedMessage) -> Vec<String> {
    let files = message.draft.files.iter();
    files.map(|file| file.name.clone()).collect()
}

impl Ready {
    /// What people see of it, but for its files.
    fn look(&self) -> (String, Option<String>, String, String) {
        (
            self.number.clone(),
            self.service.clone(),
            self.kind.clone(),
            self.month.clone(),
        )
    }

    fn of(index: usize, message: &PlannedMessage, partner: String) -> Self {
        let (kind, month) = about(message);
        Self {
            index,
            partner,
            number: message.receiver.to_string(),
            service: service(message),
            kind,
            month,
            sequence: None,
            files: names(message),
            tag: match message.report.warnings {
                0 => Tag::new(Tone::Success, "問題なし"),
                warnings => Tag::new(Tone::Warning, format!("注意 {warnings}件")),
            },
        }
    }
}

impl Wrong {
    fn of(index: usize, message: &PlannedMessage, name: &str) -> Self {
        let (kind, month) = about(message);
        let faults = message.faults.iter();
        let mut findings: Vec<FindingView> = message
            .report
            .findings
            .iter()
            .filter(|finding| finding.severity == tasuki_standard::Severity::Error)
            .map(FindingView::of)
            .collect();
        let more = findings.split_off(findings.len().min(MOST_FINDINGS)).len();
        Self {
            index,
            partner: show::office(name, message.receiver),
            about: [service(message), Some(kind), Some(month)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("・"),
            files: names(message),
            faults: faults
                .filter(|fault| fault.report().is_none())
                .map(Told::from)
                .collect(),
            findings,
            more,
        }
    }
}

#[cfg(test)]
mod tests {
    use tasuki_desk::{Draft, DraftFile};
    use tasuki_standard::CheckReport;

    use super::*;

    fn message(receiver: &str, sequence: &str) -> PlannedMessage {
        between("43", (receiver, "11"), sequence)
    }

    fn between(sender: &str, (receiver, service): (&str, &str), sequence: &str) -> PlannedMessage {
        let name =
            format!("DLTPLAN_202504_1370000001_{sender}_{receiver}_{service}_{sequence}.CSV");
        let file = DraftFile {
            name,
            bytes: Vec::new(),
        };
        PlannedMessage {
            receiver: receiver.parse().unwrap(),
            draft: Draft {
                files: vec![file],
                ..Draft::default()
            },
            report: CheckReport::default(),
            faults: Vec::new(),
        }
    }

    #[test]
    fn messages_that_look_the_same_are_told_apart() {
        let messages = [
            message("1370000002", "20250326090500"),
            message("1370000002", "20250327090500"),
            message("1370000003", "20250326090500"),
        ];
        let ready = messages.iter().enumerate();
        let mut ready: Vec<_> = ready
            .map(|(index, one)| Ready::of(index, one, String::new()))
            .collect();
        tell_apart(&mut ready, &messages);
        let told: Vec<_> = ready.iter().map(|one| one.sequence.as_deref()).collect();
        assert_eq!(told, [Some("20250326090500"), Some("20250327090500"), None]);
        let service = Some("訪問介護（11）");
        assert!(ready.iter().all(|one| one.service.as_deref() == service));
    }

    #[test]
    fn the_service_is_that_of_the_end_that_does_not_plan() {
        let told = |sender, receiver| {
            let message = between(sender, ("1370000002", receiver), "20250326090500");
            facts(&message).unwrap();
            service(&message)
        };
        for planning in ["43", "46", "AF"] {
            assert!(told("A2", planning).unwrap().ends_with("（A2）"));
            assert!(told(planning, "A2").unwrap().ends_with("（A2）"));
        }
        assert_eq!(told("46", "43"), None);
    }
}
