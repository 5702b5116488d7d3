//! Keys of which nothing is said to be missing, since a record that was left out may be it.

use std::collections::BTreeSet;

use super::row::Row;

/// How many are told apart; of more anything is thought possible.
const MOST: usize = 1024;

#[derive(Default)]
pub(super) struct Excused {
    /// Whether what is missing may be there for any key.
    pub(super) all: bool,
    keys: BTreeSet<u64>,
}

impl Excused {
    /// Excuses a key, or all if it cannot be read.
    pub(super) fn add(&mut self, key: Option<u64>) {
        match key {
            Some(key) if self.keys.len() < MOST => {
                self.keys.insert(key);
            }
            _ => self.all = true,
        }
    }

    /// Whether a key is excused; `with_type` tells that a service type was added to it, which is not
    /// known of those that were left out.
    pub(super) fn has(&self, key: u64, with_type: bool) -> bool {
        if !with_type || self.keys.is_empty() {
            return self.all || self.keys.contains(&key);
        }
        self.all || types().any(|service_type| self.keys.contains(&(key ^ service_type)))
    }
}

/// Numbers for all service types that can be written.
fn types() -> impl Iterator<Item = u64> {
    let signs = || (b'0'..=b'9').chain(b'A'..=b'Z');
    signs().flat_map(move |one| signs().map(move |other| Row::number(&[one, other])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_excused_with_every_service_type() {
        let mut excused = Excused::default();
        excused.add(Some(7));
        assert!(excused.has(7, false) && !excused.has(8, false));
        assert!(excused.has(7 ^ Row::number(b"17"), true));
        assert!(excused.has(7 ^ Row::number(b"A2"), true));
        assert!(!excused.has(8 ^ Row::number(b"17"), true));
    }

    #[test]
    fn where_a_key_cannot_be_read_all_are_excused() {
        let mut excused = Excused::default();
        excused.add(None);
        assert!(excused.has(1, false) && excused.has(2, true));
    }
}
