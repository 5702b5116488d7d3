//! お知らせ: what the operator tells, and what of it was read. What was told last is kept, for when nobody can
//! be asked.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use tasuki_desk::{Book, DeskError, PlatformError};
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, Shell, Tone};
use tasuki_wire::Notice;

use super::opened;
use super::sending::ruled::{self, RuledSending};
use crate::address::Path;
use crate::answer::{PageError, Told, page, see_other, with_code};
use crate::client::Client;
use crate::office::Office;
use crate::shell::shell;
use crate::visit::Visit;
use crate::waits::GLANCE;
use crate::{keep, show};

/// For how long what was told need not be kept anew.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

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

/// The notices as far as they are known.
#[derive(Default)]
pub(crate) struct Notices {
    /// The newest first.
    all: Vec<NoticeView>,
    /// When they were told, where they could not be asked for now.
    pub(crate) told_at: Option<Timestamp>,
    /// Whether they were told at all.
    is_known: bool,
    /// Why they could not be asked for, where it is not the line alone.
    why: Option<Told>,
}

/// A notice, and whether it was read.
struct NoticeView {
    id: String,
    title: String,
    category: String,
    at: String,
    lines: Vec<String>,
    is_read: bool,
}

/// Shows all that are shown now, the newest first.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let notices = all(&client, &office, !keep::is_cut(&client)).await?;
    page(&NoticesPage {
        shell: shell(&client, &visit, "/"),
        banner: notices.banner(),
        notices: notices.all,
        ruled: ruled::all(&client, &office).await?,
    })
}

/// Marks one as read.
pub(crate) async fn read(
    State(client): State<Arc<Client>>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let now = client.tools.clock.now();
    office
        .in_book(move |book| {
            // Ids are those of the platform: nothing else is kept.
            let kept = book.kept_notices(now)?;
            let mut kept = kept.into_iter().flat_map(|(_, notices)| notices);
            if kept.any(|one| one.id == id) {
                book.mark_notice_read(&id, now)?;
            }
            Ok(())
        })
        .await?;
    Ok(see_other("/notices"))
}

/// The notices that are shown now: as the platform tells them at a glance, or as it told them last.
pub(crate) async fn all(
    client: &Client,
    office: &Arc<Office>,
    may_answer: bool,
) -> Result<Notices, DeskError> {
    let now = client.tools.clock.now();
    let mut why = None;
    if may_answer {
        match tokio::time::timeout(GLANCE, asked(office)).await {
            Ok(Ok(told)) => {
                let kept = told.clone();
                let was_read = office.in_book(move |book| {
                    keep_told(book, &kept, now);
                    book.notices_read()
                });
                let was_read = was_read.await?;
                return Ok(Notices::of(told, None, |id| was_read.contains(id)));
            }
            Ok(Err(error)) => {
                tracing::info!(code = error.code(), "notices are not told");
                why = (!error.is_of_the_line()).then(|| Told::from(&DeskError::from(error)));
            }
            // Whoever keeps the lists up to date finds out whether the line is cut.
            Err(_) => client.keeper.wake(),
        }
    }
    let read = office.in_book(move |book| Ok((book.kept_notices(now)?, book.notices_read()?)));
    let (kept, was_read) = read.await?;
    let notices = kept.map(|(at, told)| Notices::of(told, Some(at), |id| was_read.contains(id)));
    Ok(Notices {
        why,
        ..notices.unwrap_or_default()
    })
}

/// Keeps what was told, unless that was done just before. Where it cannot be kept, it is shown all the same.
fn keep_told(book: &Book, told: &[Notice], now: Timestamp) {
    let is_fresh =
        |(at, kept): &(Timestamp, Vec<Notice>)| kept == told && now.duration_since(*at) < FRESH;
    let kept = match book.kept_notices(now) {
        Ok(kept) if kept.as_ref().is_some_and(is_fresh) => Ok(()),
        Ok(_) | Err(_) => book.keep_notices(told, now),
    };
    if let Err(error) = kept {
        tracing::warn!(code = error.code(), "notices are not kept");
    }
}

/// What the platform tells, the oldest first.
async fn asked(office: &Office) -> Result<Vec<Notice>, PlatformError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let list = office.desk().platform().notices(after.as_deref()).await?;
        all.extend(list.notices);
        after = list.next;
        if !list.more || after.is_none() {
            break;
        }
    }
    Ok(all)
}

impl Notices {
    fn of(told: Vec<Notice>, told_at: Option<Timestamp>, is_read: impl Fn(&str) -> bool) -> Self {
        let views = told.into_iter().rev().map(|one| NoticeView {
            is_read: is_read(&one.id),
            id: one.id,
            title: one.title,
            category: one.category,
            at: show::day(one.since),
            lines: one.body.lines().map(str::to_owned).collect(),
        });
        Self {
            all: views.collect(),
            told_at,
            is_known: true,
            why: None,
        }
    }

    /// The titles of those that nobody has read; none where they were never told.
    pub(crate) fn unread(&self) -> Option<Vec<String>> {
        let unread = self.all.iter().filter(|one| !one.is_read);
        let titles = unread.map(|one| one.title.clone());
        self.is_known.then(|| titles.collect())
    }

    /// That they are not as the platform would tell them now.
    fn banner(&self) -> Option<Banner> {
        let kept = match self.told_at {
            Some(at) => format!("{}に取得した内容を表示しています。", show::moment(at)),
            None if !self.is_known => {
                "このパソコンには、まだお知らせが保存されていません。".to_owned()
            }
            None => return None,
        };
        if let Some(why) = &self.why {
            let banner = why.banner(Tone::Warning).text(kept);
            return Some(with_code(banner, &why.code));
        }
        let title = "連携基盤に確認できないため、最新のお知らせを取得できません。";
        let after = "接続が戻ると、最新になります。";
        Some(Banner::new(Tone::Warning, title).text(format!("{kept}{after}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_before_says_since_when_it_is_kept() {
        let at: Timestamp = "2025-04-01T01:00:00Z".parse().unwrap();
        let notice = |id: &str| Notice {
            id: id.to_owned(),
            category: "保守".to_owned(),
            title: format!("{id}番"),
            body: "みほん\n二行目".to_owned(),
            is_own: false,
            since: at,
            until: None,
        };
        let told = vec![notice("1"), notice("2")];
        let kept = Notices::of(told.clone(), Some(at), |id| id == "2");
        assert_eq!(kept.unread(), Some(vec!["1番".to_owned()]));
        assert_eq!(kept.all[0].title, "2番");
        let told_at = &kept.banner().unwrap().text[0];
        assert!(told_at.starts_with("2025年4月1日 10:00に取得"), "{told_at}");
        assert!(Notices::of(told, None, |_| false).banner().is_none());
        let never = Notices::default();
        assert_eq!(never.unread(), None);
        assert!(never.banner().unwrap().text[0].contains("まだ"));
    }

    #[test]
    fn what_is_not_of_the_line_says_itself_why_and_what_to_do() {
        let why = Told {
            code: "office.suspended".to_owned(),
            what: "利用が停止されています。".to_owned(),
            hint: "ヘルプデスクにお問い合わせください。".to_owned(),
        };
        let at: Timestamp = "2025-04-01T01:00:00Z".parse().unwrap();
        let notices = Notices {
            why: Some(why.clone()),
            ..Notices::of(Vec::new(), Some(at), |_| false)
        };
        let banner = notices.banner().unwrap();
        assert_eq!(banner.title, why.what);
        assert_eq!(banner.text[0], why.hint);
        assert!(banner.text[1].contains("2025年4月1日"), "{:?}", banner.text);
        assert!(banner.text[2].contains(&why.code), "{:?}", banner.text);
        // The line alone is told in our own words.
        let cut = Notices {
            why: None,
            ..notices
        };
        let cut = cut.banner().unwrap();
        assert!(cut.text[0].contains("接続が戻ると"), "{:?}", cut.text);
    }
}
