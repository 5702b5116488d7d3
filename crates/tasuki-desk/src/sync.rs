//! Bringing the platform's lists into the book, a little each time.

use tasuki_terms::OfficeNumber;
use tasuki_wire::{Event, MailBox, MessageSummary};

use crate::book::{Book, BookError, ListedMessage};
use crate::error::blocking;
use crate::ledger::Side;
use crate::{Desk, DeskError, Query};

/// What a look at the platform's lists has brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Synced {
    /// How many messages are new in 送信一覧.
    pub sent: usize,
    /// How many messages are new in 受信一覧.
    pub received: usize,
    /// How many known messages came to another state.
    pub changed: usize,
}

impl Desk {
    /// Brings what is new or has changed in both lists into the book. Both lists are read only as
    /// far as something can have changed; the first time that is all of them. A run that breaks
    /// off changes nothing.
    pub async fn sync(&self) -> Result<Synced, DeskError> {
        let mut synced = Synced::default();
        for side in [Side::Sent, Side::Received] {
            let told = self.changed_part(side).await?;
            let (book, office) = (self.book.clone(), self.profile.office());
            let (new, changed) = blocking(move || Ok(take_in(&book, office, side, &told)?)).await?;
            match side {
                Side::Sent => synced.sent = new,
                Side::Received => synced.received = new,
            }
            synced.changed += changed;
        }
        let (book, now) = (self.book.clone(), self.clock.now());
        let expired = move || {
            let expired = book.mark_expired(now)?;
            book.close_fetched(now)?;
            Ok(expired)
        };
        synced.changed += blocking(expired).await?;
        Ok(synced)
    }

    /// Brings one message into the book of which the platform has told news. Its receipts are
    /// verified and saved in the ledger. The message as it is now.
    pub async fn take_news(&self, event: &Event) -> Result<ListedMessage, DeskError> {
        let side = match event.mail_box {
            MailBox::Inbox => Side::Received,
            MailBox::Outbox => Side::Sent,
        };
        let details = self.details(event.message).await?;
        let (book, office) = (self.book.clone(), self.profile.office());
        blocking(move || {
            let told = [details.summary];
            take_in(&book, office, side, &told)?;
            let [summary] = &told;
            Ok(ListedMessage::of(side, summary))
        })
        .await
    }

    /// The newest part of a list, up to where all is known and can change no more.
    async fn changed_part(&self, side: Side) -> Result<Vec<MessageSummary>, DeskError> {
        let book = self.book.clone();
        let oldest_open = blocking(move || Ok(book.oldest_open(side)?)).await?;
        let mut pages = match side {
            Side::Sent => self.outbox_pages(Query::default()),
            Side::Received => self.inbox_pages(Query::default()),
        };
        let mut told = Vec::new();
        while let Some(page) = pages.page().await? {
            let last = page.last().map(|one| (one.id, one.accepted_at));
            told.extend(page);
            let Some((id, at)) = last else { continue };
            let book = self.book.clone();
            // Lists go from new to old, and what was read was kept whole: behind one that is known
            // all are.
            let known = blocking(move || Ok(book.knows(side, id)?)).await?;
            if known && oldest_open.is_none_or(|open| at < open) {
                break;
            }
        }
        Ok(told)
    }
}

/// Keeps what the platform told; how many messages are new, and how many changed.
fn take_in(
    book: &Book,
    office: OfficeNumber,
    side: Side,
    told: &[MessageSummary],
) -> Result<(usize, usize), BookError> {
    let (mut new, mut changed) = (0, 0);
    let mut kept = Vec::new();
    for summary in told {
        let ours = match side {
            Side::Sent => summary.sender,
            Side::Received => summary.receiver,
        };
        if ours != office {
            continue;
        }
        let listed = ListedMessage::of(side, summary);
        match book.message(side, summary.id)? {
            None => new += 1,
            Some(known) if known == listed => continue,
            Some(known) => changed += usize::from(known.state != listed.state),
        }
        kept.push(listed);
    }
    book.save_messages(side, &kept)?;
    // The address book fills from use.
    book.learn_partners(&kept)?;
    Ok((new, changed))
}
