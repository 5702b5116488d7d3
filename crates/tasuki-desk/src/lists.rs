//! The lists: 送信一覧 and 受信一覧.

use tasuki_wire::{MessageList, MessageSummary};

use crate::{Desk, DeskError, Query};

/// How many messages one page holds where all are wanted.
const LARGEST_PAGE: u32 = 200;

/// A list, page by page.
#[derive(Debug)]
pub struct Pages<'a> {
    desk: &'a Desk,
    query: Query,
    of: List,
    ended: bool,
}

#[derive(Clone, Copy, Debug)]
enum List {
    Inbox,
    Outbox,
}

impl Desk {
    /// One page of the received messages (受信一覧), newest first; empty only where there are no
    /// more. The platform may end a page before it found anything.
    pub async fn inbox(&self, query: &Query) -> Result<MessageList, DeskError> {
        let mut list = self.platform.inbox(query).await?;
        while list.messages.is_empty() && list.next.is_some() {
            let further = Query {
                cursor: list.next,
                ..query.clone()
            };
            list = self.platform.inbox(&further).await?;
        }
        Ok(list)
    }

    /// One page of the sent messages (送信一覧), newest first.
    pub async fn outbox(&self, query: &Query) -> Result<MessageList, DeskError> {
        let mut list = self.platform.outbox(query).await?;
        while list.messages.is_empty() && list.next.is_some() {
            let further = Query {
                cursor: list.next,
                ..query.clone()
            };
            list = self.platform.outbox(&further).await?;
        }
        Ok(list)
    }

    /// All received messages, page by page.
    pub fn inbox_pages(&self, query: Query) -> Pages<'_> {
        Pages::new(self, query, List::Inbox)
    }

    /// All sent messages, page by page.
    pub fn outbox_pages(&self, query: Query) -> Pages<'_> {
        Pages::new(self, query, List::Outbox)
    }
}

impl<'a> Pages<'a> {
    fn new(desk: &'a Desk, query: Query, of: List) -> Self {
        let query = Query {
            limit: query.limit.or(Some(LARGEST_PAGE)),
            ..query
        };
        Self {
            desk,
            query,
            of,
            ended: false,
        }
    }

    /// The next page; none behind the last.
    pub async fn page(&mut self) -> Result<Option<Vec<MessageSummary>>, DeskError> {
        if self.ended {
            return Ok(None);
        }
        let list = match self.of {
            List::Inbox => self.desk.inbox(&self.query).await?,
            List::Outbox => self.desk.outbox(&self.query).await?,
        };
        // A page that leads to itself would never end.
        self.ended = list.next.is_none() || list.next == self.query.cursor;
        self.query.cursor = list.next;
        Ok(Some(list.messages))
    }

    /// All messages of the pages that are left.
    pub async fn all(mut self) -> Result<Vec<MessageSummary>, DeskError> {
        let mut all = Vec::new();
        while let Some(page) = self.page().await? {
            all.extend(page);
        }
        Ok(all)
    }
}
