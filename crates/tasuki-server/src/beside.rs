//! The processes beside this one: several may serve the same records on a PostgreSQL server.
//!
//! What must hold is in the records. What is only counted (guesses, requests) is counted by each
//! process and told to the others in [`Word`]s, which hold no name and no address but tags that
//! nobody without the platform's key can make. What only one process does at a time is done by
//! whoever holds its lease.

mod counted;
mod hear;
mod leases;
mod tag;
mod word;

use std::fmt;
use std::sync::Arc;

use tasuki_store::Records;

pub(crate) use counted::{Counted, Counting};
pub(crate) use hear::hear;
pub(crate) use leases::{GONE, Job, LENGTHEN, Leases};
pub(crate) use tag::Tag;
use tag::Tags;
pub(crate) use word::{Guess, Guessing, Word};

/// The way to the others. Clones share it.
#[derive(Clone)]
pub(crate) struct Beside {
    tags: Arc<Tags>,
    say: Option<Arc<dyn Fn(String) + Send + Sync>>,
}

impl Beside {
    /// The way to those who serve the same records; `secret` is the same for all of them.
    pub(crate) fn new(secret: &[u8], records: &Records) -> Self {
        let said = records.clone();
        Self {
            tags: Arc::new(Tags::new(secret)),
            say: records
                .is_shared()
                .then(|| Arc::new(move |word| said.say(word)) as _),
        }
    }

    /// A process that is alone.
    #[cfg(test)]
    pub(crate) fn alone() -> Self {
        Self {
            tags: Arc::new(Tags::new(b"alone")),
            say: None,
        }
    }

    /// A process whose words are heard by a test.
    #[cfg(test)]
    pub(crate) fn heard_by(say: impl Fn(String) + Send + Sync + 'static) -> Self {
        Self {
            say: Some(Arc::new(say)),
            ..Self::alone()
        }
    }

    /// What stands for some words, so that others can count together what belongs together.
    pub(crate) fn tag(&self, words: &[&str]) -> Tag {
        self.tags.tag(words)
    }

    /// Whether there may be others.
    pub(crate) const fn is_shared(&self) -> bool {
        self.say.is_some()
    }

    /// Tells the others.
    pub(crate) fn say(&self, word: Word) {
        if let Some(say) = &self.say {
            say(word.to_string());
        }
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Beside")
            .field("is_shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
