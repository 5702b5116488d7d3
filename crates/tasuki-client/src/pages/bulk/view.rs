//! The pages of a plan.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use tasuki_desk::{DraftId, Earlier, Fault, NotTaken, PlannedMessage};
use tasuki_standard::{FileName, Finding, UnitFacts};
use tasuki_ui::{Banner, Shell, Tag, Tone};

use super::known::Known;
use crate::answer::{PageError, Told};
use crate::bulk::{LeftOut, Plan};
use crate::client::Client;
use crate::office::{Office, Receiver};
use crate::pages::compose::FindingView;
use crate::shell::shell;
use crate::visit::Visit;
use crate::{draft, earlier, service, show};

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
    /// How many were opened alone, and are drafts of their own.
    moved: u64,
    /// How many of those that can be sent are ticked, and to how many offices they go.
    chosen: usize,
    partners: usize,
}

/// A message that cannot be sent.
pub(crate) struct Wrong {
    pub(crate) place: i64,
    pub(crate) partner: String,
    pub(crate) about: String,
    pub(crate) files: Vec<String>,
    pub(crate) faults: Vec<Told>,
    pub(crate) findings: Vec<FindingView>,
    pub(crate) more: usize,
}

/// A message that can be sent.
pub(crate) struct Ready {
    pub(crate) place: i64,
    pub(crate) is_chosen: bool,
    /// Whether its receiver is known not to take part.
    pub(crate) is_in_vain: bool,
    pub(crate) partner: String,
    pub(crate) number: String,
    /// The service that it is about, where the names tell it.
    pub(crate) service: Option<String>,
    pub(crate) kind: String,
    pub(crate) month: String,
    /// What the files of the message have in common (連番); only where another message looks the same.
    pub(crate) sequence: Option<String>,
    pub(crate) files: Vec<String>,
    /// What its check found, whether its receiver takes part, and what was sent before.
    pub(crate) tags: Vec<Tag>,
    /// When that was sent before, and where it is.
    pub(crate) earlier: Option<(String, String)>,
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
        plan: &Plan,
        left_out: &LeftOut,
    ) -> Result<Self, PageError> {
        let (mut wrong, mut ready) = (Vec::new(), Vec::new());
        let (mut chosen, mut partners) = (0, BTreeSet::new());
        let known = Known::of(office, plan).await?;
        for (place, message) in plan.messages() {
            let receiver = known.receiver(message);
            if message.faults.is_empty() {
                let mut one = Ready::of(place, message, receiver, known.earlier(place));
                one.is_chosen = !left_out.has(place, one.is_in_vain);
                if one.is_chosen {
                    chosen += 1;
                    partners.insert(message.receiver);
                }
                ready.push(one);
            } else {
                wrong.push(Wrong::of(place, message, &receiver.name));
            }
        }
        tell_apart(&mut ready);
        Ok(Self {
            shell: shell(client, visit, "/compose"),
            id: plan.id.clone(),
            banners: plan.not_taken().iter().map(not_taken).collect(),
            wrong,
            left_over: left_over(plan),
            ready,
            moved: plan.moved(),
            chosen,
            partners: partners.len(),
        })
    }

    pub(super) fn refuse(&mut self, why: &'static str) {
        self.banners.push(Banner::new(Tone::Error, why));
    }
}

/// What was not taken in when the files were chosen.
fn not_taken(one: &NotTaken) -> Banner {
    Banner::new(Tone::Error, &*one.what).text(&*one.hint)
}

/// The files that belong to no message.
pub(super) fn left_over(plan: &Plan) -> Vec<(String, Told)> {
    let files = plan.left_over().iter();
    let files = files.map(|(file, fault)| (file.name.clone(), why_left_over(fault)));
    files.collect()
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

/// Leaves only those their 連番 that look the same without it.
pub(super) fn tell_apart(ready: &mut [Ready]) {
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for one in ready.iter() {
        *seen.entry(one.look()).or_default() += 1;
    }
    for one in ready {
        if seen.get(&one.look()).is_none_or(|count| *count == 1) {
            one.sequence = None;
        }
    }
}

fn facts(message: &PlannedMessage) -> Option<UnitFacts> {
    draft::facts(message.draft.files.iter().map(|file| &*file.name))
}

/// The service (サービス種類) that a message is about: that of the end which does not plan. None between two
/// that plan, and for attachments.
fn service_of(message: &PlannedMessage) -> Option<String> {
    let facts = facts(message)?;
    service::of_ends([facts.receiver_service, facts.sender_service])
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

    pub(super) fn of(
        place: i64,
        message: &PlannedMessage,
        receiver: &Receiver,
        earlier: Option<&Earlier>,
    ) -> Self {
        let (kind, month) = about(message);
        Self {
            place,
            is_chosen: true,
            is_in_vain: receiver.member == Some(false),
            partner: receiver.name.clone(),
            number: message.receiver.to_string(),
            service: service_of(message),
            kind,
            month,
            sequence: facts(message).map(|facts| facts.sequence.to_string()),
            files: names(message),
            tags: tags(message, receiver, earlier),
            earlier: earlier.map(|one| (show::moment(one.at), format!("/messages/{}", one.id))),
        }
    }
}

/// What is known of a message that can be sent. That nothing is wrong is said where nothing is to be looked at.
fn tags(message: &PlannedMessage, receiver: &Receiver, earlier: Option<&Earlier>) -> Vec<Tag> {
    let warnings = message.report.warnings;
    let warnings = (warnings > 0).then(|| Tag::new(Tone::Warning, format!("注意 {warnings}件")));
    let earlier = earlier.map(earlier::tag);
    let tags = [warnings, receiver.doubt(), earlier].into_iter().flatten();
    let mut tags: Vec<Tag> = tags.collect();
    if tags.iter().all(|tag| tag.tone == Tone::Info) {
        tags.insert(0, Tag::new(Tone::Success, "問題なし"));
    }
    tags
}

/// A finding with the form in whose file it is, as several files stand together.
fn of_its_form(finding: &Finding) -> FindingView {
    let file = &finding.place.file;
    let form = FileName::parse(file).map_or(&**file, |name| name.kind.name());
    let mut view = FindingView::of(finding);
    let parts = [form, &*view.place].into_iter();
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    view.place = parts.join("　");
    view
}

impl Wrong {
    pub(super) fn of(place: i64, message: &PlannedMessage, name: &str) -> Self {
        let (kind, month) = about(message);
        let faults = message.faults.iter();
        let mut findings: Vec<FindingView> = message
            .report
            .findings
            .iter()
            .filter(|finding| finding.severity == tasuki_standard::Severity::Error)
            .map(of_its_form)
            .collect();
        let more = findings.split_off(findings.len().min(MOST_FINDINGS)).len();
        Self {
            place,
            partner: show::office(name, message.receiver),
            about: [service_of(message), Some(kind), Some(month)]
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
mod tests;
