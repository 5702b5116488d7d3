//! The page of a draft.

use askama::Template;
use tasuki_desk::{CheckedDraft, Fault};
use tasuki_exchange::Limits;
use tasuki_standard::CheckReport;
use tasuki_terms::SendingUnit;
use tasuki_ui::{Banner, Choice, ChoiceField, Entry, Field, FormState, Shell, Tag, Tone};

use super::drafts::WaitingDraft;
use super::file::{FileView, FindingView, names};
use super::partners::Partners;
use crate::answer::{PageError, Told};
use crate::client::Client;
use crate::draft::Composed;
use crate::office::{Office, Receiver};
use crate::pages::templates;
use crate::shell::shell;
use crate::visit::Visit;
use crate::{service, show};

#[derive(Template)]
#[template(path = "compose/edit.html")]
pub(crate) struct ComposePage {
    shell: Shell,
    /// The draft; empty for one that is not in the book yet.
    id: String,
    pub(super) banners: Vec<Banner>,
    /// Why it was not sent, where somebody wished that.
    pub(super) refused: Option<Refused>,
    files: Vec<FileView>,
    /// What is wrong with the files together.
    faults: Vec<Told>,
    findings: Vec<FindingView>,
    /// Receiver, kind and month, as the names say.
    facts: Vec<Entry>,
    /// Only asked for without CSV files.
    to: Option<Field>,
    /// Whom one may choose instead of typing a number.
    partners: Partners,
    text: Field,
    phrase: ChoiceField,
    pub(super) waiting: Vec<WaitingDraft>,
    /// Whether some were to be thrown away, and none was chosen.
    pub(super) lacks_choice: bool,
}

/// A draft after its check.
pub(crate) struct Checked {
    pub(crate) may_be_sent: bool,
    pub(crate) report: Option<CheckReport>,
    pub(crate) faults: Vec<Fault>,
    /// The receiver, as far as it is known.
    pub(crate) receiver: Receiver,
}

impl Checked {
    /// Checks a draft.
    pub(crate) async fn of(office: &Office, limits: &Limits, composed: &Composed) -> Self {
        let receiver = match composed.receiver() {
            Some(number) => office.receivers([number]).await.remove(&number),
            None => None,
        };
        let receiver = receiver.unwrap_or_default();
        match office.check(composed.draft.clone(), limits).await {
            Ok(CheckedDraft { report, .. }) => Self {
                may_be_sent: true,
                report: Some(report),
                faults: Vec::new(),
                receiver,
            },
            Err(faults) => Self {
                may_be_sent: false,
                report: faults.iter().find_map(|fault| fault.report().cloned()),
                faults,
                receiver,
            },
        }
    }

    /// That nothing can be sent to the receiver, where that is known.
    pub(super) fn not_member(&self) -> Option<Banner> {
        (self.receiver.member == Some(false)).then(|| {
            Banner::new(
                Tone::Warning,
                "送信先の事業所は、ケアプランデータ連携システムを利用していません。",
            )
            .text("このままでは送信できません。事業所番号が正しいかご確認ください。正しいときは、ほかの方法でお渡しください。")
        })
    }
}

impl ComposePage {
    /// The page of a draft with its id, or of an empty one, after its check.
    pub(crate) async fn new(
        client: &Client,
        visit: &Visit,
        office: &Office,
        (id, composed, checked): (Option<&str>, Composed, Checked),
        form: &FormState,
    ) -> Result<Self, PageError> {
        let report = checked.report.as_ref();
        let files = composed.places.iter().zip(&composed.draft.files);
        let files = files
            .map(|(place, file)| FileView::of(*place, file, report, &checked.faults))
            .collect();
        let phrases = templates::all(office).await?.into_iter();
        let phrases = phrases.map(|one| Choice::new(templates::id(&one), one.title));
        let receiver = composed.draft.to.map(|to| to.to_string());
        Ok(Self {
            shell: shell(client, visit, "/compose"),
            id: id.unwrap_or_default().to_owned(),
            banners: checked.not_member().into_iter().collect(),
            refused: None,
            files,
            faults: faults(&composed, &checked),
            findings: findings(&composed, report),
            facts: facts(&composed, &checked),
            to: (!composed.has_csv()).then(|| {
                form.field("to", "送信先の事業所番号")
                    .digits()
                    .or_value(receiver.unwrap_or_default())
                    .help("CSVファイルを選ぶと自動で入ります。PDFなどだけを送るときは、10桁の数字を入力するか、下のボタンなどで選んでください。")
            }),
            text: form
                .field("text", "メッセージ")
                .value(composed.draft.text.clone().unwrap_or_default())
                .help("相手の事業所だけが読めます。送付状の代わりに使えます。"),
            phrase: form.choices("phrase", "定型文", phrases),
            waiting: Vec::new(),
            lacks_choice: false,
            partners: Partners::of(office).await?,
        })
    }

    /// Says why it is not sent.
    pub(super) fn refuse(&mut self, is_empty: bool) {
        self.refused = Some(if is_empty {
            Refused::empty()
        } else {
            Refused::of(self)
        });
    }

    /// Where its form is posted to.
    fn action(&self) -> String {
        if self.id.is_empty() {
            "/compose".to_owned()
        } else {
            format!("/compose/{}", self.id)
        }
    }
}

/// Why a draft is not sent: what of it is wrong, each with the way to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refused {
    pub(crate) title: &'static str,
    pub(crate) hint: &'static str,
    /// The id of what is wrong, and the words of the way to it.
    pub(crate) places: Vec<(String, String)>,
}

impl Refused {
    fn of(page: &ComposePage) -> Self {
        let mut places = Vec::new();
        // That there are findings, each finding says itself.
        let together = page
            .faults
            .iter()
            .filter(|one| one.code != "files.findings");
        let together = together.map(|fault| fault.what.clone());
        let found = page
            .findings
            .iter()
            .filter(|one| one.tag.tone == Tone::Error);
        let together = together.chain(found.map(|one| one.what.clone()));
        places.extend(together.map(|what| ("together".to_owned(), what)));
        let wrong = page.files.iter().filter(|one| one.tag.tone == Tone::Error);
        places.extend(wrong.map(|one| (one.anchor(), one.wrong())));
        let fields = page.to.iter().chain([&page.text]);
        let refused = fields.filter_map(|field| Some((field.id(), field.error.clone()?)));
        places.extend(refused);
        Self {
            title: "このままでは送信できません",
            hint: "次のところを直してから、もう一度「送信」を押してください。",
            places,
        }
    }

    fn empty() -> Self {
        Self {
            title: "送信するものがありません",
            hint: "ファイルを選ぶか、メッセージを入力してください。",
            places: Vec::new(),
        }
    }
}

/// What is wrong, but for single files; what a draft only lacks yet is said when it is sent.
fn faults(composed: &Composed, checked: &Checked) -> Vec<Told> {
    if composed.is_empty() {
        return Vec::new();
    }
    let faults = checked.faults.iter();
    let faults = faults.filter(|fault| names(fault).is_none());
    let faults = faults.filter(|fault| !matches!(fault, Fault::NoReceiver));
    faults.map(Told::from).collect()
}

/// What was found between the files.
fn findings(composed: &Composed, report: Option<&CheckReport>) -> Vec<FindingView> {
    let is_of_a_file = |name: &str| composed.names().any(|known| known == name);
    let found = report.into_iter().flat_map(|report| &report.findings);
    found
        .filter(|finding| !is_of_a_file(&finding.place.file))
        .map(FindingView::of)
        .collect()
}

/// Receiver, kind and month.
pub(crate) fn facts(composed: &Composed, checked: &Checked) -> Vec<Entry> {
    let receiver = |number| {
        let entry = Entry::new("送信先", show::office(&checked.receiver.name, number));
        match checked.receiver.doubt() {
            Some(doubt) => entry.tag(doubt),
            None => entry,
        }
    };
    if let Some(facts) = composed.facts() {
        let service = service::of_ends([facts.receiver_service, facts.sender_service]);
        let service = service.map(|service| Entry::new("サービス", service));
        let mut entries = vec![receiver(facts.receiver)];
        entries.extend(service);
        entries.push(Entry::new("種別", show::unit(facts.unit)));
        entries.push(Entry::new("対象年月", show::month(facts.month)));
        return entries;
    }
    match composed.draft.to {
        Some(number) => vec![
            receiver(number),
            Entry::new(
                "種別",
                show::carried(SendingUnit::Attachments, composed.draft.files.len()),
            )
            .tag(Tag::new(Tone::Plain, "CSVなし")),
        ],
        None => Vec::new(),
    }
}
