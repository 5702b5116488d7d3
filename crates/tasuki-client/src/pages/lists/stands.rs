//! What is not in 送信一覧 because it was not sent, counted above it.

use tasuki_desk::{JobWork, LineState};

use crate::answer::PageError;
use crate::office::Office;
use crate::pages::sending::unsent::Unsent;

/// How many messages stand so, and where they are.
pub(super) struct NotSent {
    pub(super) label: &'static str,
    pub(super) count: usize,
    pub(super) href: String,
}

/// The stands of what was not sent, as the official list names them.
pub(super) async fn stands(office: &Office, unsent: &Unsent) -> Result<Vec<NotSent>, PageError> {
    let read = office.in_book(|book| Ok((book.waiting_drafts()?, book.open_jobs()?)));
    let (drafts, mut jobs) = read.await?;
    jobs.retain(|job| job.work == JobWork::Send);
    let lines = jobs.iter().flat_map(|job| &job.lines);
    let sending = lines.filter(|line| line.state == LineState::Waiting);
    let stand = |label, count, href: &str| NotSent {
        label,
        count,
        href: href.to_owned(),
    };
    Ok(vec![
        stand(
            "一時保存",
            usize::try_from(drafts).unwrap_or(usize::MAX),
            "/compose#drafts",
        ),
        stand(
            "送信中",
            sending.count(),
            &match &*jobs {
                [job] => format!("/sending/{}", job.id),
                _ => "/#sendings".to_owned(),
            },
        ),
        stand("エラー", unsent.count, "#unsent"),
    ])
}
