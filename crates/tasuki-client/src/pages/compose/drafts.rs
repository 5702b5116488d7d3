//! The drafts that wait (一時保存したもの).

use std::collections::BTreeMap;

use tasuki_desk::{KeptDraft, WaitingPlan};
use tasuki_terms::OfficeNumber;

use crate::answer::PageError;
use crate::draft;
use crate::office::Office;
use crate::show;

/// How much of a text is shown.
const GLIMPSE: usize = 30;

/// A draft in the list, or a 一括送信 that nobody has confirmed yet.
pub(crate) struct WaitingDraft {
    pub(crate) id: String,
    /// Where one goes on with it.
    pub(crate) href: String,
    /// To whom, or what it begins with.
    pub(crate) title: String,
    /// Kind, month and files.
    pub(crate) about: String,
    pub(crate) changed_at: String,
}

/// The plans and the drafts that wait, changed last first.
pub(crate) async fn waiting(office: &Office) -> Result<Vec<WaitingDraft>, PageError> {
    let read = office.in_book(|book| {
        let names = book.partners()?.into_iter();
        let names = names.map(|one| (one.number, one.name)).collect();
        Ok((book.plans()?, book.drafts()?, names))
    });
    let (plans, drafts, names) = read.await?;
    let plans = plans.into_iter().map(WaitingDraft::from);
    let drafts = drafts.iter().map(|one| WaitingDraft::of(one, &names));
    Ok(plans.chain(drafts).collect())
}

impl WaitingDraft {
    fn of(kept: &KeptDraft, names: &BTreeMap<OfficeNumber, String>) -> Self {
        let facts = draft::facts(kept.files.iter().map(|file| &*file.name));
        let title = match draft::receiver(kept) {
            Some(number) => show::office(names.get(&number).map_or("", |name| &**name), number),
            None => kept.text.as_deref().map_or_else(
                || "送信先が決まっていません".to_owned(),
                |text| {
                    text.lines()
                        .next()
                        .unwrap_or_default()
                        .chars()
                        .take(GLIMPSE)
                        .collect()
                },
            ),
        };
        let mut about = Vec::new();
        if let Some(facts) = &facts {
            about.push(show::unit(facts.unit).to_owned());
            about.extend(facts.month.map(|month| show::month(Some(month))));
        }
        about.push(match kept.files.len() {
            0 => "メッセージだけ".to_owned(),
            count => format!("ファイル{count}個"),
        });
        Self {
            id: kept.id.clone(),
            href: format!("/compose/{}", kept.id),
            title,
            about: about.join("・"),
            changed_at: show::moment(kept.changed_at),
        }
    }
}

impl From<WaitingPlan> for WaitingDraft {
    fn from(plan: WaitingPlan) -> Self {
        Self {
            href: format!("/bulk/{}", plan.id),
            id: plan.id,
            title: "一括送信（確認待ち）".to_owned(),
            about: format!("ファイル{}個", plan.files),
            changed_at: show::moment(plan.begun_at),
        }
    }
}
