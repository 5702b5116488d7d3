//! The drafts that wait (一時保存したもの), so that one is told from the other.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_desk::{Book, BookError, Draft, Fault, KeptDraft, WaitingPlan};
use tasuki_exchange::Limits;
use tasuki_standard::FileName;
use tasuki_terms::OfficeNumber;
use tasuki_ui::{Tag, Tone};

use crate::answer::PageError;
use crate::draft;
use crate::office::Office;
use crate::{service, show};

/// How many partners of a plan are named.
const NAMED: usize = 2;

/// How much of a text is shown.
const GLIMPSE: usize = 30;

/// How many bytes of drafts are checked for a list, the newest first.
const CHECKED_BYTES: u64 = 4 * 1024 * 1024;

/// How many drafts are checked for a list, the newest first.
const MOST_CHECKED: usize = 20;

/// A draft in the list, or a 一括送信 that nobody has confirmed yet.
pub(crate) struct WaitingDraft {
    pub(crate) id: String,
    /// Where one goes on with it.
    pub(crate) href: String,
    /// To whom, or what it begins with.
    pub(crate) title: String,
    /// Kind, month, files, and the first words.
    pub(crate) about: String,
    pub(crate) changed_at: String,
    /// Whether it can be sent as it is; none where nobody has looked.
    pub(crate) tag: Option<Tag>,
    /// Bytes of its files.
    bytes: u64,
    /// Whether it is a draft, which can be checked.
    is_draft: bool,
}

/// The plans and the drafts that wait, changed last first.
pub(crate) async fn waiting(office: &Office) -> Result<Vec<WaitingDraft>, PageError> {
    let read = office.in_book(|book| {
        let names = book.partners()?.into_iter();
        let names = names.map(|one| (one.number, one.name)).collect();
        let plans = book.plans()?.into_iter().map(|plan| {
            let kept = book.draft(&plan.id)?;
            Ok((plan, kept.map(|kept| receivers(&kept)).unwrap_or_default()))
        });
        let plans = plans.collect::<Result<Vec<_>, BookError>>()?;
        Ok((plans, book.drafts()?, names))
    });
    let (plans, drafts, names) = read.await?;
    let plans = plans
        .into_iter()
        .map(|(plan, to)| WaitingDraft::of_plan(plan, &to, &names));
    let drafts = drafts.iter().map(|one| WaitingDraft::of(one, &names));
    Ok(plans.chain(drafts).collect())
}

/// The same, with marks of what would be refused. As many are checked as is done at once; the mark of the
/// others says that nobody has looked.
pub(crate) async fn marked(
    office: &Office,
    limits: &Limits,
) -> Result<Vec<WaitingDraft>, PageError> {
    let mut waiting = waiting(office).await?;
    let drafts: Vec<&mut WaitingDraft> = waiting.iter_mut().filter(|one| one.is_draft).collect();
    let are_checked = at_once(drafts.iter().map(|one| one.bytes));
    for (one, is_checked) in drafts.into_iter().zip(are_checked) {
        if !is_checked {
            one.tag = Some(Tag::new(Tone::Plain, "未確認"));
            continue;
        }
        let id = one.id.clone();
        let whole = office.in_book(move |book: &Book| -> Result<Option<Draft>, BookError> {
            book.whole_draft(&id)
        });
        if let Some(draft) = whole.await? {
            let faults = office.check(draft, limits).await.err();
            one.tag = mark(&faults.unwrap_or_default());
        }
    }
    Ok(waiting)
}

/// Which drafts of so many bytes each are checked at once.
fn at_once(sizes: impl Iterator<Item = u64>) -> Vec<bool> {
    let mut bytes_left = CHECKED_BYTES;
    let checked = sizes.enumerate().map(|(place, bytes)| {
        let rest = bytes_left.checked_sub(bytes);
        let is_checked = place < MOST_CHECKED && rest.is_some();
        bytes_left = rest.filter(|_| is_checked).unwrap_or(bytes_left);
        is_checked
    });
    checked.collect()
}

/// What a draft only lacks yet is no fault of it.
fn mark(faults: &[Fault]) -> Option<Tag> {
    let is_wrong = faults
        .iter()
        .any(|fault| !matches!(fault, Fault::NoReceiver));
    is_wrong.then(|| Tag::new(Tone::Error, "誤りあり"))
}

impl WaitingDraft {
    fn of(kept: &KeptDraft, names: &BTreeMap<OfficeNumber, String>) -> Self {
        let facts = draft::facts(kept.files.iter().map(|file| &*file.name));
        let words = kept.text.as_deref().map(glimpse);
        let mut about = Vec::new();
        let title = match (draft::receiver(kept), words) {
            (Some(number), words) => {
                about.extend(words.map(|words| format!("「{words}」")));
                show::office(names.get(&number).map_or("", |name| &**name), number)
            }
            (None, Some(words)) => words,
            (None, None) => "送信先が決まっていません".to_owned(),
        };
        let files = match kept.files.len() {
            0 => "メッセージのみ".to_owned(),
            count => format!("ファイル{count}個"),
        };
        about.insert(0, files);
        if let Some(facts) = &facts {
            let month = facts.month.map(|month| show::month(Some(month)));
            let service = service::of_ends([facts.receiver_service, facts.sender_service]);
            let kind = [service, Some(show::unit(facts.unit).to_owned()), month];
            about.splice(0..0, kind.into_iter().flatten());
        }
        Self {
            id: kept.id.clone(),
            href: format!("/compose/{}", kept.id),
            title,
            about: about.join("・"),
            changed_at: show::second(kept.changed_at),
            tag: None,
            bytes: kept.files.iter().map(|file| file.size).sum(),
            is_draft: true,
        }
    }
}

/// To whom the files of a plan go, as their names say.
fn receivers(kept: &KeptDraft) -> BTreeSet<OfficeNumber> {
    let files = kept.files.iter();
    let named = files.filter_map(|file| FileName::parse(&file.name).ok());
    named.map(|name| name.receiver).collect()
}

/// How many partners they are, the first of them by name: `3事業所（あおぞら、ひまわり ほか1）`.
fn partners(to: &BTreeSet<OfficeNumber>, names: &BTreeMap<OfficeNumber, String>) -> Option<String> {
    let shown = to.iter().take(NAMED).map(|number| {
        let name = names.get(number).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| number.to_string())
    });
    let shown: Vec<String> = shown.collect();
    let more = match to.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" ほか{more}"),
    };
    (!shown.is_empty()).then(|| format!("{}事業所（{}{more}）", to.len(), shown.join("、")))
}

/// The first words of a text.
fn glimpse(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(GLIMPSE).collect();
    if shown.len() < text.trim_end().len() {
        format!("{shown}…")
    } else {
        shown
    }
}

impl WaitingDraft {
    fn of_plan(
        plan: WaitingPlan,
        to: &BTreeSet<OfficeNumber>,
        names: &BTreeMap<OfficeNumber, String>,
    ) -> Self {
        let files = format!("ファイル{}個", plan.files);
        let about = partners(to, names).into_iter().chain([files]);
        Self {
            href: format!("/bulk/{}", plan.id),
            id: plan.id,
            title: if plan.is_rest {
                "一括送信で送信しなかったもの".to_owned()
            } else {
                "一括送信（確認待ち）".to_owned()
            },
            about: about.collect::<Vec<_>>().join("・"),
            changed_at: show::second(plan.begun_at),
            tag: None,
            bytes: 0,
            is_draft: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use tasuki_desk::KeptFile;
    use tasuki_terms::Timestamp;

    use super::*;

    fn kept(text: Option<&str>, files: usize, second: i64) -> KeptDraft {
        let file = |place: usize| KeptFile {
            place: i64::try_from(place).unwrap(),
            name: format!("案内{place}.pdf"),
            size: 100,
        };
        let at = Timestamp::from_second(second).unwrap();
        KeptDraft {
            id: format!("d{second}"),
            begun_at: at,
            changed_at: at,
            text: text.map(str::to_owned),
            to: "1370000002".parse().ok(),
            replaces: None,
            again: false,
            files: (0..files).map(file).collect(),
        }
    }

    #[test]
    fn drafts_for_one_partner_in_one_minute_are_told_apart() {
        let shown = |kept: &KeptDraft| {
            let one = WaitingDraft::of(kept, &BTreeMap::new());
            (one.about, one.changed_at)
        };
        let first = shown(&kept(Some("お世話になります。\n今月分です。"), 0, 1));
        let second = shown(&kept(Some("差し替えです。"), 0, 2));
        assert_eq!(first.0, "メッセージのみ・「お世話になります。…」");
        assert_eq!(second.0, "メッセージのみ・「差し替えです。」");
        assert_ne!(first.1, second.1);
        assert_eq!(shown(&kept(None, 2, 1)).0, "ファイル2個");
    }

    #[test]
    fn as_many_are_checked_as_is_done_at_once() {
        let checked = |sizes: &[u64]| at_once(sizes.iter().copied());
        assert_eq!(checked(&[1, CHECKED_BYTES, 1]), [true, false, true]);
        // Of texts alone there may be any number, and none has bytes.
        let texts = checked(&[0; 100]);
        assert_eq!(texts.iter().filter(|one| **one).count(), MOST_CHECKED);
        assert!(texts[..MOST_CHECKED].iter().all(|one| *one));
    }

    #[test]
    fn plans_are_told_apart_by_their_partners() {
        let number = |last: u8| format!("137000000{last}").parse().unwrap();
        let names = BTreeMap::from([(number(2), "あおぞら".to_owned())]);
        let told = |to: &[u8]| partners(&to.iter().map(|one| number(*one)).collect(), &names);
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[2]).unwrap(), "1事業所（あおぞら）");
        assert_eq!(
            told(&[2, 3, 4]).unwrap(),
            "3事業所（あおぞら、1370000003 ほか1）"
        );
    }

    #[test]
    fn what_is_only_not_finished_is_no_fault() {
        assert_eq!(mark(&[Fault::NoReceiver]), None);
        assert_eq!(mark(&[]), None);
        let zip = Fault::Zip {
            name: "a.zip".to_owned(),
        };
        let marked = mark(&[Fault::NoReceiver, zip]).unwrap();
        assert_eq!(marked.label, "誤りあり");
    }
}
