//! お知らせ: what the operator tells, and what of it was read.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_desk::DeskError;
use tasuki_ui::{Banner, Shell, Tone};

use super::opened;
use super::sending::ruled::{self, RuledSending};
use crate::address::Path;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::office::Office;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

/// How many pages of notices are read at most.
const MOST_PAGES: usize = 20;

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    shell: Shell,
    banner: Option<Banner>,
    notices: Vec<NoticeView>,
    /// What the rule of the watched folder has sent.
    ruled: Vec<RuledSending>,
}

/// A notice, and whether it was read.
pub(crate) struct NoticeView {
    id: String,
    pub(crate) title: String,
    category: String,
    at: String,
    lines: Vec<String>,
    pub(crate) is_read: bool,
}

/// Shows all that are shown now, the newest first.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let (banner, notices) = match all(&office).await {
        Ok(notices) => (None, notices),
        Err(error) => {
            let banner = Banner::new(Tone::Warning, "お知らせを取得できませんでした。")
                .text(error.what())
                .text("「受信一覧」で「最新にする」を押してから、もう一度開いてください。");
            (Some(banner), Vec::new())
        }
    };
    page(&NoticesPage {
        shell: shell(&client, &visit, "/"),
        banner,
        notices,
        ruled: ruled::all(&client, &office).await?,
    })
}

/// Marks one as read.
pub(crate) async fn read(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    // Ids are those of the platform: nothing else is kept.
    if all(&office).await?.iter().any(|one| one.id == id) {
        let now = client.tools.clock.now();
        office
            .in_book(move |book| book.mark_notice_read(&id, now))
            .await?;
    }
    Ok(see_other("/notices"))
}

/// All notices that are shown now, the newest first.
pub(crate) async fn all(office: &Arc<Office>) -> Result<Vec<NoticeView>, DeskError> {
    let was_read = office.in_book(tasuki_desk::Book::notices_read).await?;
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let list = office.desk().platform().notices(after.as_deref()).await?;
        all.extend(list.notices.into_iter().map(|one| NoticeView {
            is_read: was_read.contains(&one.id),
            id: one.id,
            title: one.title,
            category: one.category,
            at: show::day(one.since),
            lines: one.body.lines().map(str::to_owned).collect(),
        }));
        after = list.next;
        if !list.more || after.is_none() {
            break;
        }
    }
    all.reverse();
    Ok(all)
}
