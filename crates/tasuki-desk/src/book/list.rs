//! The lists for screens: 送信一覧 and 受信一覧, filtered, sorted, page by page.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use tasuki_standard::search_form;
use tasuki_terms::{
    FileKind, MessageId, MessageState, OfficeNumber, SendingUnit, ServiceMonth, Timestamp,
};

use super::{Book, BookError, ListedMessage};
use crate::ledger::Side;

/// Which messages a list shows; what is none does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Accepted at this moment or later.
    pub from: Option<Timestamp>,
    /// Accepted before this moment.
    pub until: Option<Timestamp>,
    /// From or to this office.
    pub partner: Option<OfficeNumber>,
    /// With a file of this kind.
    pub kind: Option<FileKind>,
    /// Of this sending unit (送信単位).
    pub unit: Option<SendingUnit>,
    /// Of this service month (対象年月).
    pub month: Option<ServiceMonth>,
    /// In this state.
    pub state: Option<MessageState>,
    /// With all of these words, each in the partner's number or name, or in the name of a service
    /// user in the own copy. Width, kana and case do not matter.
    pub text: Option<String>,
}

/// The order of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// Accepted last first.
    #[default]
    Newest,
    /// Accepted first first.
    Oldest,
    /// By the partner's name, then newest first; so do all below.
    Partner,
    /// By service month, latest first.
    Month,
    /// By sending unit.
    Kind,
    /// By state, what still has to be done first.
    State,
}

/// A part of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListPage {
    /// The messages of the page.
    pub messages: Vec<ListedMessage>,
    /// How many messages the whole list has.
    pub total: usize,
}

/// Both lists, in memory.
#[derive(Default)]
pub(super) struct Lists {
    /// Tells whether another program has written meanwhile.
    version: i64,
    sent: BTreeMap<MessageId, Entry>,
    received: BTreeMap<MessageId, Entry>,
    /// Words of copies, also of those that no list has told yet.
    words: BTreeMap<(bool, MessageId), Vec<String>>,
}

struct Entry {
    message: Arc<ListedMessage>,
    /// What is searched, in the form for searching.
    searched: String,
}

impl Book {
    /// A part of the sent messages (送信一覧): `limit` of them from `offset` on.
    pub fn sent(
        &self,
        filter: &Filter,
        sort: Sort,
        offset: usize,
        limit: usize,
    ) -> Result<ListPage, BookError> {
        self.page(
            Side::Sent,
            filter,
            sort,
            offset..offset.saturating_add(limit),
        )
    }

    /// A part of the received messages (受信一覧): `limit` of them from `offset` on.
    pub fn received(
        &self,
        filter: &Filter,
        sort: Sort,
        offset: usize,
        limit: usize,
    ) -> Result<ListPage, BookError> {
        let range = offset..offset.saturating_add(limit);
        self.page(Side::Received, filter, sort, range)
    }

    fn page(
        &self,
        side: Side,
        filter: &Filter,
        sort: Sort,
        range: std::ops::Range<usize>,
    ) -> Result<ListPage, BookError> {
        self.with_lists(|lists| lists.page(side, filter, sort, range))
    }

    /// The service months (対象年月) of one side's messages, latest first.
    pub fn months(&self, side: Side) -> Result<Vec<ServiceMonth>, BookError> {
        self.with_lists(|lists| {
            let messages = lists.side(side).values().map(|entry| &entry.message);
            let months: BTreeSet<_> = messages.filter_map(|one| one.service_month).collect();
            months.into_iter().rev().collect()
        })
    }

    /// Reads both lists into memory, where they are not there yet: so the first page of one is
    /// there as soon as the next.
    pub fn read_lists(&self) -> Result<(), BookError> {
        self.with_lists(|_| ())
    }

    /// Reads both lists, as they are now.
    pub(super) fn with_lists<T>(&self, work: impl FnOnce(&Lists) -> T) -> Result<T, BookError> {
        let version = self.read("data_version", |connection| {
            connection.pragma_query_value(None, "data_version", |row| row.get(0))
        })?;
        let mut kept = self.0.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let lists = match kept.take() {
            Some(lists) if lists.version == version => lists,
            _ => self.load(version)?,
        };
        Ok(work(kept.insert(lists)))
    }

    fn load(&self, version: i64) -> Result<Lists, BookError> {
        let mut lists = Lists {
            version,
            ..Lists::default()
        };
        for side in [Side::Sent, Side::Received] {
            for (id, words) in self.all_words(side)? {
                lists.words.insert((is_sent(side), id), words);
            }
            for message in self.all_messages(side)? {
                lists.put(side, message);
            }
        }
        Ok(lists)
    }

    /// Changes the lists in memory, if they were read already.
    pub(super) fn with_kept_lists(&self, change: impl FnOnce(&mut Lists)) {
        let mut kept = self.0.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lists) = kept.as_mut() {
            change(lists);
        }
    }

    /// Lets the lists be read anew when they are asked for.
    pub(super) fn forget_lists(&self) {
        *self.0.lists.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Lists {
    pub(super) fn put(&mut self, side: Side, message: ListedMessage) {
        let known = self.side(side).get(&message.id);
        if known.is_some_and(|entry| entry.message.state_at > message.state_at) {
            return;
        }
        let words = self.words.get(&(is_sent(side), message.id));
        let mut searched = format!(
            "{}\n{}",
            message.partner,
            search_form(&message.partner_name)
        );
        for word in words.into_iter().flatten() {
            searched.push('\n');
            searched.push_str(&search_form(word));
        }
        let entry = Entry {
            searched,
            message: Arc::new(message),
        };
        self.side_mut(side).insert(entry.message.id, entry);
    }

    pub(super) fn put_words(&mut self, side: Side, id: MessageId, words: &[String]) {
        self.words.insert((is_sent(side), id), words.to_vec());
        let known = self.side(side).get(&id);
        if let Some(message) = known.map(|entry| ListedMessage::clone(&entry.message)) {
            self.put(side, message);
        }
    }

    fn page(
        &self,
        side: Side,
        filter: &Filter,
        sort: Sort,
        range: std::ops::Range<usize>,
    ) -> ListPage {
        let text = filter.text.as_deref().unwrap_or_default();
        let words: Vec<String> = text.split_whitespace().map(search_form).collect();
        let mut found: Vec<&ListedMessage> = self
            .side(side)
            .values()
            .filter(|entry| words.iter().all(|word| entry.searched.contains(word)))
            .map(|entry| &*entry.message)
            .filter(|message| filter.takes(message))
            .collect();
        found.sort_unstable_by(|a, b| sort.compare(a, b));
        let total = found.len();
        let messages = found.into_iter().skip(range.start).take(range.len());
        ListPage {
            messages: messages.cloned().collect(),
            total,
        }
    }

    /// The messages of a list, in no order that matters.
    pub(super) fn messages(&self, side: Side) -> impl Iterator<Item = &ListedMessage> {
        self.side(side).values().map(|entry| &*entry.message)
    }

    const fn side(&self, side: Side) -> &BTreeMap<MessageId, Entry> {
        match side {
            Side::Sent => &self.sent,
            Side::Received => &self.received,
        }
    }

    const fn side_mut(&mut self, side: Side) -> &mut BTreeMap<MessageId, Entry> {
        match side {
            Side::Sent => &mut self.sent,
            Side::Received => &mut self.received,
        }
    }
}

impl Filter {
    /// Whether a message is shown, its text aside.
    fn takes(&self, message: &ListedMessage) -> bool {
        self.from.is_none_or(|from| message.accepted_at >= from)
            && self.until.is_none_or(|until| message.accepted_at < until)
            && self.partner.is_none_or(|one| message.partner == one)
            && self.kind.is_none_or(|one| message.kinds.contains(&one))
            && self.unit.is_none_or(|one| message.unit == one)
            && self
                .month
                .is_none_or(|one| message.service_month == Some(one))
            && self.state.is_none_or(|one| message.state == one)
    }
}

impl Sort {
    fn compare(self, a: &ListedMessage, b: &ListedMessage) -> Ordering {
        let first = match self {
            Self::Newest => Ordering::Equal,
            Self::Oldest => return newest(b, a),
            Self::Partner => (&a.partner_name, a.partner).cmp(&(&b.partner_name, b.partner)),
            Self::Month => b.service_month.cmp(&a.service_month),
            Self::Kind => a.unit.cmp(&b.unit),
            Self::State => a.state.cmp(&b.state),
        };
        first.then_with(|| newest(a, b))
    }
}

fn newest(a: &ListedMessage, b: &ListedMessage) -> Ordering {
    (b.accepted_at, b.id).cmp(&(a.accepted_at, a.id))
}

const fn is_sent(side: Side) -> bool {
    matches!(side, Side::Sent)
}
