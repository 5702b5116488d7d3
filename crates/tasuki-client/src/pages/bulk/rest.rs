//! What a 一括送信 has not sent (送信しなかったもの): it stays on its page, with the reasons, until it is sent after
//! all or thrown away.

use tasuki_desk::{DraftId, NotTaken};
use tasuki_ui::{Banner, Tone};

use super::known::Known;
use super::view::{Ready, Wrong, left_over, tell_apart};
use crate::answer::{PageError, Told};
use crate::bulk::Plan;
use crate::client::Client;
use crate::office::Office;

/// What was not sent.
pub(crate) struct Rest {
    /// The plan that it is.
    pub(crate) id: DraftId,
    /// Those that cannot be sent.
    pub(crate) wrong: Vec<Wrong>,
    /// Files that belong to no message.
    pub(crate) left_over: Vec<(String, Told)>,
    /// What was not taken in when the files were chosen.
    pub(crate) not_taken: Vec<NotTaken>,
    /// Those that could be sent, and were not ticked.
    pub(crate) unticked: Vec<Ready>,
    /// How many were opened alone, and are drafts of their own.
    pub(crate) moved: u64,
}

impl Rest {
    /// That of a sending; none where nothing is left of it.
    pub(crate) async fn of(
        client: &Client,
        office: &Office,
        job: &str,
    ) -> Result<Option<Self>, PageError> {
        let job = job.to_owned();
        let id = office.in_book(move |book| book.rest_of(&job)).await?;
        let Some(id) = id else {
            return Ok(None);
        };
        let Some(plan) = client.plans.find(office, &id).await? else {
            return Ok(None);
        };
        let known = Known::of(office, &plan).await?;
        let rest = Self::new(&plan, &known);
        Ok((rest.count() > 0).then_some(rest))
    }

    fn new(plan: &Plan, known: &Known) -> Self {
        let (mut wrong, mut unticked) = (Vec::new(), Vec::new());
        for (place, message) in plan.messages() {
            let receiver = known.receiver(message);
            if message.faults.is_empty() {
                unticked.push(Ready::of(place, message, receiver, known.earlier(place)));
            } else {
                wrong.push(Wrong::of(place, message, &receiver.name));
            }
        }
        tell_apart(&mut unticked);
        Self {
            id: plan.id.clone(),
            wrong,
            left_over: left_over(plan),
            not_taken: plan.not_taken().to_vec(),
            unticked,
            moved: plan.moved(),
        }
    }

    /// How many of them need somebody to look at them.
    pub(crate) const fn problems(&self) -> usize {
        self.wrong.len() + self.left_over.len() + self.not_taken.len()
    }

    /// How many they are.
    pub(crate) const fn count(&self) -> usize {
        self.problems() + self.unticked.len()
    }

    /// That they were not sent, above the page.
    pub(crate) fn banner(&self) -> Banner {
        let parts = [
            ("確認が必要なもの", self.problems()),
            ("チェックを外したもの", self.unticked.len()),
        ];
        let parts = parts.into_iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(what, count)| format!("{what}{count}件"))
            .collect();
        Banner::new(
            Tone::Warning,
            format!("ほかに、送信しなかったものが{}件あります。", self.count()),
        )
        .text(format!(
            "{}です。相手には届いていません。この画面の「送信しなかったもの」に表示しています。",
            parts.join("、")
        ))
    }
}
