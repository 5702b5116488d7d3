//! Who does something, when, and by what chance what is new gets its ids.

use std::fmt::Display;
use std::sync::Arc;

use tasuki_store::{AuditEntry, RecordId};
use tasuki_terms::{Entropy, Timestamp};

use super::Registry;

/// Who does what nobody asked for: a rule did.
pub(crate) const BY_RULE: &str = "rule";

/// The hand that changes records, for who changes several of them in one transaction.
#[derive(Clone)]
pub(crate) struct Hand {
    pub(crate) by: String,
    pub(crate) now: Timestamp,
    pub(crate) entropy: Arc<dyn Entropy>,
}

impl Hand {
    /// An id for something new.
    pub(crate) fn new_id(&self) -> RecordId {
        RecordId::new(self.now, &*self.entropy)
    }

    /// An entry for the audit trail.
    pub(crate) fn audit(
        &self,
        action: &'static str,
        subject: impl Display,
        detail: impl Into<String>,
    ) -> AuditEntry {
        AuditEntry {
            at: self.now,
            actor: self.by.clone(),
            action,
            subject: subject.to_string(),
            detail: detail.into(),
        }
    }
}

impl Registry {
    /// The hand of who does something now.
    pub(super) fn hand(&self, by: &str) -> Hand {
        Hand {
            by: by.to_owned(),
            now: self.now(),
            entropy: Arc::clone(&self.entropy),
        }
    }
}
