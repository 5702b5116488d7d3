//! The page of a draft.

use askama::Template;
use tasuki_desk::{CheckedDraft, Fault};
use tasuki_standard::CheckReport;
use tasuki_ui::{Banner, Choice, ChoiceField, Entry, Field, FormState, Shell, Tag, Tone};

use super::PHRASES;
use super::file::{FileView, FindingView, names};
use crate::answer::Told;
use crate::client::Client;
use crate::draft::Composed;
use crate::office::Office;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "compose/edit.html")]
pub(crate) struct ComposePage {
    shell: Shell,
    /// Where the form is posted to.
    action: String,
    is_new: bool,
    banners: Vec<Banner>,
    files: Vec<FileView>,
    /// What is wrong with the files together.
    faults: Vec<Told>,
    findings: Vec<FindingView>,
    /// Receiver, kind and month, as the names say.
    facts: Vec<Entry>,
    /// Only asked for without CSV files.
    to: Option<Field>,
    text: Field,
    phrase: ChoiceField,
    kept: Vec<Kept>,
}

/// A draft that was kept.
pub(crate) struct Kept {
    pub(crate) href: String,
    pub(crate) label: String,
}

/// A draft after its check.
pub(crate) struct Checked {
    pub(crate) may_be_sent: bool,
    pub(crate) report: Option<CheckReport>,
    pub(crate) faults: Vec<Fault>,
    /// The receiver's name, where it is known.
    pub(crate) receiver_name: Option<String>,
}

impl Checked {
    /// Checks a draft.
    pub(crate) async fn of(office: &Office, draft: &Composed) -> Self {
        let receiver = draft.facts().map(|facts| facts.receiver);
        let receiver = receiver.or_else(|| draft.typed_receiver());
        let receiver_name = match receiver {
            Some(number) => office.name_of(number).await,
            None => None,
        };
        match office.check(draft.to_draft()).await {
            Ok(CheckedDraft { report, .. }) => Self {
                may_be_sent: true,
                report: Some(report),
                faults: Vec::new(),
                receiver_name,
            },
            Err(faults) => Self {
                may_be_sent: false,
                report: faults.iter().find_map(|fault| fault.report().cloned()),
                faults,
                receiver_name,
            },
        }
    }
}

impl ComposePage {
    pub(crate) fn new(
        client: &Client,
        visit: &Visit,
        id: Option<&str>,
        (draft, checked): (&Composed, &Checked),
        form: &FormState,
        banners: Vec<Banner>,
    ) -> Self {
        let report = checked.report.as_ref();
        let files = draft.files.iter().enumerate();
        let files = files
            .map(|(index, file)| FileView::of(index, file, report, &checked.faults))
            .collect();
        let phrases = (0..).zip(PHRASES).map(|(index, phrase): (usize, _)| {
            Choice::new(
                index.to_string(),
                phrase.chars().take(28).collect::<String>() + "…",
            )
        });
        Self {
            shell: shell(client, visit, "/compose"),
            action: id.map_or_else(|| "/compose".to_owned(), |id| format!("/compose/{id}")),
            is_new: id.is_none(),
            banners,
            files,
            faults: faults(draft, checked),
            findings: findings(draft, report),
            facts: facts(draft, checked),
            to: (!draft.has_csv()).then(|| {
                form.field("to", "送信先の事業所番号")
                    .digits()
                    .value(&*draft.to)
                    .help("CSVファイルを選ぶと自動で入ります。PDFなどだけを送るときは、10桁の数字を入力してください。")
            }),
            text: form
                .field("text", "メッセージ")
                .value(&*draft.text)
                .help("相手の事業所だけが読めます。送付状の代わりに使えます。"),
            phrase: form.choices("phrase", "定型文", phrases),
            kept: kept(client, id),
        }
    }
}

/// What is wrong, but for single files; what a draft only lacks yet is said when it is sent.
fn faults(draft: &Composed, checked: &Checked) -> Vec<Told> {
    if draft.is_empty() {
        return Vec::new();
    }
    let faults = checked.faults.iter();
    let faults = faults.filter(|fault| names(fault).is_none());
    let faults = faults.filter(|fault| !matches!(fault, Fault::NoReceiver));
    faults.map(Told::from).collect()
}

/// What was found between the files.
fn findings(draft: &Composed, report: Option<&CheckReport>) -> Vec<FindingView> {
    let is_of_a_file = |name: &str| draft.files.iter().any(|file| file.name == name);
    let found = report.into_iter().flat_map(|report| &report.findings);
    found
        .filter(|finding| !is_of_a_file(&finding.place.file))
        .map(FindingView::of)
        .collect()
}

/// Receiver, kind and month.
pub(crate) fn facts(draft: &Composed, checked: &Checked) -> Vec<Entry> {
    let receiver = |number: String| {
        let name = checked.receiver_name.as_ref();
        Entry::new(
            "送信先",
            name.map_or_else(|| number.clone(), |name| format!("{name}（{number}）")),
        )
    };
    if let Some(facts) = draft.facts() {
        return vec![
            receiver(facts.receiver.to_string()),
            Entry::new("種別", show::unit(facts.unit)),
            Entry::new("対象年月", show::month(facts.month)),
        ];
    }
    match draft.typed_receiver() {
        Some(number) => vec![
            receiver(number.to_string()),
            Entry::new("種別", "添付ファイル・メッセージ").tag(Tag::new(Tone::Plain, "CSVなし")),
        ],
        None => Vec::new(),
    }
}

fn kept(client: &Client, id: Option<&str>) -> Vec<Kept> {
    if id.is_some() {
        return Vec::new();
    }
    let kept = client.drafts.kept().into_iter();
    kept.map(|(id, draft)| {
        let at = draft.kept_at.map(show::moment).unwrap_or_default();
        Kept {
            href: format!("/compose/{id}"),
            label: format!("{at}に保存（ファイル{}個）", draft.files.len()),
        }
    })
    .collect()
}
