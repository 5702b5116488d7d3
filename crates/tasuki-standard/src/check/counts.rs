//! What is counted of the records of a file that belong together.

use super::row::Spot;
use super::tally::Tally;

/// Where a key comes first, and next.
#[derive(Clone, Copy)]
pub(super) struct Spots {
    pub(super) first: Spot,
    pub(super) next: Option<Spot>,
}

/// Records that are equal but for their number.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    /// The first one without a number.
    pub(super) without: Option<Spot>,
    /// Whether one has a number.
    pub(super) some: bool,
}

/// Counts by key. The one at hand is put away only when another comes, since files are in order.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) at_hand: Option<(u64, Count)>,
    pub(super) away: Tally<Count>,
}

/// What is known of a key.
#[derive(Clone, Copy)]
pub(super) struct Count {
    /// Its first record.
    pub(super) first: Spot,
    /// Where what is looked for was found first.
    pub(super) found: Option<Spot>,
    /// Where it was found again, when others had come between.
    pub(super) again: Option<Spot>,
    /// Whether it must be there.
    pub(super) is_needed: bool,
    /// How many records there are for which it may be needed.
    pub(super) needing: u32,
}

impl Spots {
    pub(super) fn join(&mut self, later: Self) {
        self.next = self.next.or(Some(later.first));
    }
}

impl Numbers {
    pub(super) fn join(&mut self, later: Self) {
        self.without = self.without.or(later.without);
        self.some |= later.some;
    }
}

impl Count {
    pub(super) fn find(&mut self, is_it: bool, spot: impl FnOnce() -> Spot) {
        if is_it && self.found.is_none() {
            self.found = Some(spot());
        }
    }

    pub(super) const fn is_missing(&self) -> bool {
        self.is_needed && self.found.is_none()
    }

    pub(super) fn join(&mut self, later: Self) {
        if self.found.is_some() {
            self.again = self.again.or(later.found);
        }
        self.found = self.found.or(later.found);
        self.is_needed |= later.is_needed;
        self.needing = self.needing.saturating_add(later.needing);
    }
}

impl Counts {
    /// Changes the count of a key, which is that of the record before if `is_same`.
    pub(super) fn note(
        &mut self,
        is_same: bool,
        key: impl FnOnce() -> u64,
        first: impl FnOnce() -> Spot,
        change: impl FnOnce(&mut Count),
    ) {
        if let Some((_, count)) = self.at_hand.as_mut().filter(|_| is_same) {
            return change(count);
        }
        let key = key();
        if let Some((other, count)) = self.at_hand.take_if(|(other, _)| *other != key) {
            self.away.note(other, count, Count::join);
        }
        let (_, count) = self.at_hand.get_or_insert_with(|| {
            let new = Count {
                first: first(),
                found: None,
                again: None,
                is_needed: false,
                needing: 0,
            };
            (key, new)
        });
        change(count);
    }

    /// The next record need not be compared with the one before.
    pub(super) fn put_away(&mut self) {
        if let Some((key, count)) = self.at_hand.take() {
            self.away.note(key, count, Count::join);
        }
    }

    /// All records were noted.
    pub(super) fn end(&mut self) {
        self.put_away();
        self.away.join(Count::join);
    }
}
