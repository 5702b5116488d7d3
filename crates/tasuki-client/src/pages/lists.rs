//! 送信一覧 and 受信一覧: from the book, so that they are there at once and without the platform, too.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{Left, ListedMessage, Side};
use tasuki_terms::Timestamp;
use tasuki_ui::{Banner, Paging, Shell, Tone};

use super::office_user::{self, Meant};
use super::opened;
use super::sending::unsent::{self, Unsent};
use crate::address::Query;
use crate::answer::{PageError, page, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::keep::{self, Look};
use crate::office::Office;
use crate::shell::shell;
use crate::visit::Visit;
use crate::{show, validity};

mod asked;
mod choices;
mod stands;
mod view;

pub(crate) use asked::Asked;
use choices::Choices;
use stands::{NotSent, stands};
pub(crate) use view::VersionTag;
use view::{Heading, Row};

/// How many messages one page shows.
pub(crate) const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "lists/list.html")]
struct ListPage {
    shell: Shell,
    title: &'static str,
    path: &'static str,
    is_received: bool,
    /// What was not sent, as it stands: counted, and what needs somebody in full.
    stands: Vec<NotSent>,
    unsent: Unsent,
    /// What was not sent because the same was sent before.
    same: Unsent,
    banner: Option<Banner>,
    /// When the list was compared with the platform's last.
    looked_at: Option<String>,
    /// The address of this very page.
    here: String,
    choices: Choices,
    /// Whether only a part is shown.
    is_filtered: bool,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    paging: Paging,
    /// How many messages wait to be received, whatever is shown.
    waiting: usize,
    folder: String,
}

/// Shows 送信一覧.
pub(crate) async fn sent(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    show(&client, &visit, Side::Sent, asked).await
}

/// Shows 受信一覧.
pub(crate) async fn received(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    show(&client, &visit, Side::Received, asked).await
}

async fn show(
    client: &Arc<Client>,
    visit: &Visit,
    side: Side,
    asked: Asked,
) -> Result<Response, PageError> {
    let office = opened(client)?;
    let asked = asked.plain();
    let (filter, sort) = (asked.filter(), asked.sort());
    let offset = asked.page().saturating_sub(1).saturating_mul(PAGE);
    let rule = client.target().rule();
    let (page_of, known, versions, waiting, months, partners) = office
        .in_book(move |book| {
            let page = match side {
                Side::Sent => book.sent(&filter, sort, offset, PAGE),
                Side::Received => book.received(&filter, sort, offset, PAGE),
            }?;
            let waiting = match side {
                Side::Sent => 0,
                Side::Received => book.count_waiting()?,
            };
            let ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
            let known = book.holdings(side, &ids)?;
            let versions = book.versions(side, &page.messages)?;
            let (months, partners) = (book.months(side)?, book.partners()?);
            Ok((page, known, versions, waiting, months, partners))
        })
        .await?;
    let (path, now) = (path(side), client.tools.clock.now());
    let last_page = page_of.total.div_ceil(PAGE).max(1);
    if asked.page() > last_page {
        // Withdrawn and filtered meanwhile, or typed by hand.
        let last_page = asked.at_page(u64::try_from(last_page).unwrap_or(u64::MAX));
        return Ok(see_other(&last_page.href(path)));
    }
    let (stands, unsent, same) = match side {
        Side::Sent => {
            let unsent = unsent::all(&office, Left::Unsent).await?;
            let same = unsent::all(&office, Left::SentBefore).await?;
            (stands(&office, &unsent).await?, unsent, same)
        }
        Side::Received => (Vec::new(), Unsent::default(), Unsent::default()),
    };
    let (last, looked_at) = client.keeper.look();
    let looked_at = looked_at.map(|at| stamp(at, &page_of.messages));
    page(&ListPage {
        shell: shell(client, visit, path),
        title: match side {
            Side::Sent => "送信一覧",
            Side::Received => "受信一覧",
        },
        path,
        is_received: side == Side::Received,
        stands,
        unsent,
        same,
        banner: validity::banner(&office, now).or_else(|| outdated(&last)),
        looked_at: looked_at.map(show::moment),
        here: asked.href(path),
        choices: Choices::new(side, &asked, &partners, &months),
        is_filtered: asked.is_filtered(),
        headings: Heading::all(side, &asked, path),
        rows: page_of
            .messages
            .iter()
            .map(|message| {
                let id = &message.id;
                Row::of(side, message, known.get(id), versions.get(id))
            })
            .collect(),
        paging: Paging::new(
            u64::try_from(page_of.total).unwrap_or(u64::MAX),
            u64::try_from(PAGE).unwrap_or(u64::MAX),
            u64::try_from(asked.page()).unwrap_or(u64::MAX),
            |number| asked.at_page(number).href(path),
        ),
        waiting,
        folder: show::path(rule.base()),
    })
}

const fn path(side: Side) -> &'static str {
    match side {
        Side::Sent => "/sent",
        Side::Received => "/received",
    }
}

/// Why the list may be older than the platform's.
pub(crate) fn outdated(look: &Look) -> Option<Banner> {
    match look {
        Look::Good | Look::NotYet => None,
        Look::NeedsUser => Some(
            Banner::new(Tone::Info, "連携基盤にまだ確認していません。")
                .text("「最新にする」を押すと、事業所のユーザIDとパスワードを確認し、一覧を最新にします。"),
        ),
        Look::Failed(told) => Some(told.banner(Tone::Warning)),
    }
}

/// When the list was as the platform's is, where it was looked at `at`: what came by itself since tells of
/// its own moment, so the stamp is never older than a row.
fn stamp(at: Timestamp, rows: &[ListedMessage]) -> Timestamp {
    let moments = rows.iter().map(|one| one.accepted_at.max(one.state_at));
    moments.fold(at, Timestamp::max)
}

/// Which list is to be made up to date, and where one was.
#[derive(Deserialize)]
pub(crate) struct Wished {
    #[serde(default)]
    back: String,
}

/// Compares both lists with the platform's (更新).
pub(crate) async fn refresh(
    State(client): State<Arc<Client>>,
    posted: Posted<Wished>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let back = posted.form.back;
    let is_sent = back.starts_with("/sent");
    if !look(&client, &office).await {
        return Ok(office_user::ask(&if is_sent {
            Meant::Sent
        } else {
            Meant::Received
        }));
    }
    let is_ours = ["/sent", "/received"]
        .iter()
        .any(|list| back == *list || back.starts_with(&format!("{list}?")));
    Ok(see_other(if is_ours { &back } else { "/received" }))
}

/// Looks at the platform's lists; false where somebody must log in for that.
pub(crate) async fn look(client: &Arc<Client>, office: &Arc<Office>) -> bool {
    let looked = keep::look(client, office).await;
    // Who waits for the stream of news need not wait any longer.
    client.keeper.wake();
    !looked.is_err_and(|error| keep::needs_user(&error))
}

#[cfg(test)]
mod tests {
    use tasuki_testing::sent_messages;

    use super::*;

    #[test]
    fn the_stamp_is_never_older_than_a_row() {
        let at: Timestamp = "2025-04-01T01:00:00Z".parse().unwrap();
        let mut rows = sent_messages(3, at).unwrap();
        assert_eq!(stamp(at, &rows), at);
        assert_eq!(stamp(at, &[]), at);
        // It was accepted, or went on, since somebody looked; the platform's clock may be ahead.
        let later = at + jiff::SignedDuration::from_mins(7);
        rows[1].accepted_at = later;
        assert_eq!(stamp(at, &rows), later);
        let last = at + jiff::SignedDuration::from_mins(9);
        rows[2].state_at = last;
        assert_eq!(stamp(at, &rows), last);
    }
}
