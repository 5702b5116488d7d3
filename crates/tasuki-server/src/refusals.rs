//! What is refused or fails is counted, for operators to see.
//!
//! Counted in memory and written down together: a flood of refusals is one write. What was counted
//! since the last writing is lost if the program is killed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counts by code since they were last taken.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<BTreeMap<&'static str, u64>>);

impl Refusals {
    /// Counts one answer; a code that is empty is none.
    pub(crate) fn count(&self, code: &'static str) {
        if !code.is_empty() {
            crate::figures::refusal(code);
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.entry(code).or_default() += 1;
        }
    }

    /// Takes the counts out.
    pub(crate) fn take(&self) -> Vec<(&'static str, u64)> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *counts).into_iter().collect()
    }

    /// Puts counts back that could not be written down.
    pub(crate) fn put_back(&self, taken: Vec<(&'static str, u64)>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (code, count) in taken {
            *counts.entry(code).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_counted_once_and_what_is_put_back_again() {
        let refusals = Refusals::default();
        for code in ["b", "a", "", "b"] {
            refusals.count(code);
        }
        let taken = refusals.take();
        assert_eq!(taken, [("a", 1), ("b", 2)]);
        assert_eq!(refusals.take(), []);
        refusals.count("b");
        refusals.put_back(taken);
        assert_eq!(refusals.take(), [("a", 1), ("b", 3)]);
    }
}
