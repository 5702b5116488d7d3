//! What the rule of the watched folder (監視フォルダー) has sent, as the first page and the notices
//! tell it.

use jiff::SignedDuration;
use tasuki_desk::Job;

use crate::answer::PageError;
use crate::client::Client;
use crate::office::Office;
use crate::sending::{Count, Standing};
use crate::show;

/// What the first page tells, and what the notices do.
const LATELY: SignedDuration = SignedDuration::from_hours(3 * 24);
const LONG: SignedDuration = SignedDuration::from_hours(31 * 24);

/// A sending that nobody was asked for.
pub(crate) struct RuledSending {
    pub(crate) href: String,
    pub(crate) at: String,
    pub(crate) text: String,
}

/// Those of the last days, the newest first.
pub(crate) async fn lately(
    client: &Client,
    office: &Office,
) -> Result<Vec<RuledSending>, PageError> {
    since(client, office, LATELY).await
}

/// Those of the last month, the newest first.
pub(crate) async fn all(client: &Client, office: &Office) -> Result<Vec<RuledSending>, PageError> {
    since(client, office, LONG).await
}

async fn since(
    client: &Client,
    office: &Office,
    age: SignedDuration,
) -> Result<Vec<RuledSending>, PageError> {
    let begin = client.tools.clock.now() - age;
    let jobs = office.in_book(move |book| book.jobs_by_rule(begin)).await?;
    let sending = |job: &Job| {
        let now = client.runs.now(&job.id);
        RuledSending {
            href: format!("/sending/{}", job.id),
            at: show::moment(job.begun_at),
            text: told(Count::of(job), Standing::of(job, now.as_ref())),
        }
    };
    Ok(jobs.iter().map(sending).collect())
}

fn told(count: Count, standing: Standing) -> String {
    let Count {
        all,
        done,
        failed,
        sent_before,
        ..
    } = count;
    match standing {
        Standing::GoesOn => format!("{all}件を自動で送信しています。"),
        Standing::Waits => format!("{all}件のうち{done}件を自動で送信し、途中で止まっています。"),
        Standing::Cancelled => {
            format!("{all}件のうち{done}件を自動で送信し、残りを取りやめました。")
        }
        Standing::Ended if failed > 0 => {
            format!("{all}件のうち{done}件を自動で送信しました。{failed}件は送信できませんでした。")
        }
        Standing::Ended if sent_before > 0 => format!(
            "{all}件のうち{done}件を自動で送信しました。{sent_before}件は、同じデータを送信済みのため、送信していません。"
        ),
        Standing::Ended => format!("{all}件を自動で送信しました。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_told() {
        let count = Count {
            all: 3,
            done: 2,
            failed: 1,
            sent_before: 0,
            cancelled: 0,
            unsent: 1,
        };
        assert!(told(count, Standing::Ended).contains("1件は送信できませんでした"));
        let good = Count { failed: 0, ..count };
        assert_eq!(told(good, Standing::Ended), "3件を自動で送信しました。");
        let same = Count {
            sent_before: 1,
            ..good
        };
        let told = told(same, Standing::Ended);
        assert!(told.contains("送信済み") && !told.contains("できませんでした"));
    }
}
