//! What an operator made and may take away for a while: letters, files before they are confirmed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;
use tasuki_terms::Timestamp;

use crate::sites::session::chance;

/// For how long something is kept.
const TIME: SignedDuration = SignedDuration::from_mins(15);
/// How much is kept at once, of all operators; the oldest gives way.
const MOST: usize = 64;

/// Values for one operator each. They are in memory only, since letters hold passwords.
pub(crate) struct Kept<T>(Mutex<BTreeMap<String, One<T>>>);

struct One<T> {
    operator: String,
    until: Timestamp,
    value: T,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Kept<T> {
    /// Keeps something for an operator, and tells the id under which it is found.
    pub(super) fn put(&self, operator: &str, value: T, now: Timestamp) -> String {
        let id = chance();
        self.put_as(id.clone(), operator, value, now);
        id
    }

    /// Keeps something for an operator under an id that nobody else knows.
    pub(super) fn put_as(&self, id: String, operator: &str, value: T, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, one| one.until > now);
        while kept.len() >= MOST {
            let oldest = kept.iter().min_by_key(|(_, one)| one.until);
            let Some(id) = oldest.map(|(id, _)| id.clone()) else {
                break;
            };
            kept.remove(&id);
        }
        let one = One {
            operator: operator.to_owned(),
            until: now.checked_add(TIME).unwrap_or(now),
            value,
        };
        kept.insert(id, one);
    }

    /// What was kept for this operator under an id; another operator's is not there.
    pub(super) fn get(&self, operator: &str, id: &str, now: Timestamp) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(id)
            .filter(|one| one.operator == operator && one.until > now)
            .map(|one| one.value.clone())
    }

    /// Forgets what is too old.
    pub(crate) fn forget_old(&self, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, one| one.until > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_operator_finds_it_for_a_quarter_of_an_hour() {
        let (kept, now) = (Kept::default(), Timestamp::UNIX_EPOCH);
        let id = kept.put("one", vec![1], now);
        let later = |minutes| now + SignedDuration::from_mins(minutes);
        assert_eq!(kept.get("one", &id, later(14)), Some(vec![1]));
        assert_eq!(kept.get("two", &id, later(14)), None);
        assert_eq!(kept.get("one", &id, later(15)), None);
        assert_eq!(kept.get("one", "0", now), None);
    }

    #[test]
    fn the_oldest_gives_way() {
        let (kept, now) = (Kept::default(), Timestamp::UNIX_EPOCH);
        let first = kept.put("one", vec![1], now);
        for second in 1..=64 {
            kept.put("one", vec![2], now + SignedDuration::from_secs(second));
        }
        assert_eq!(kept.get("one", &first, now), None);
    }
}
