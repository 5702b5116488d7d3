//! What is there and named by no record, and what is named and not there.

use super::{Contents, ContentsError};
use crate::{Records, StoreError};

/// Greater than every name of a segment or an object.
pub(super) const LAST: &str = "~";

/// How many names are compared at once.
pub(super) const PAGE: u32 = 1000;

/// How many missing contents are named; the others are counted.
const NAMED: usize = 20;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Survey {
    /// How many segments or objects of the records were looked for.
    pub named: u64,
    /// How many were there that no record names, long enough that none will.
    pub orphans: u64,
    /// How many are not there.
    pub missing: u64,
    /// The names of the first of those.
    pub examples: Vec<String>,
    /// How many of all are known to be not there: where only a part was looked at, those of the last
    /// look at all of it, or of the parts since then if these are more.
    pub missing_of_all: u64,
}

impl Survey {
    /// Notes one that is not there.
    pub(super) fn misses(&mut self, name: String) {
        self.missing += 1;
        self.missing_of_all += 1;
        if self.examples.len() < NAMED {
            self.examples.push(name);
        }
    }
}

/// Why it was not all looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The contents failed.
    #[error(transparent)]
    Contents(#[from] ContentsError),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] StoreError),
}

impl Contents {
    /// Removes what no record names any more, and notices what is missing.
    ///
    /// Segments whose names begin with one of `writers` are left alone: processes that share the
    /// folder write them, and what they just wrote is in no record yet. It is asked who writes when
    /// the folder has been listed, so that whoever began before that is told, and what somebody
    /// begins after it is not in the list. Of a bucket each call looks at a part, and the next call
    /// at the next one; young objects are left alone there.
    pub async fn sweep(
        &self,
        records: &Records,
        writers: impl Future<Output = Result<Vec<String>, StoreError>>,
    ) -> Result<Survey, SweepError> {
        match self {
            Self::Folder(folder) => folder.sweep(records, writers).await,
            Self::Bucket(bucket) => bucket.sweep(records).await,
        }
    }

    /// Looks for all that the records name, and removes nothing.
    pub async fn survey(&self, records: &Records) -> Result<Survey, SweepError> {
        match self {
            Self::Folder(folder) => folder.survey(records).await,
            Self::Bucket(bucket) => bucket.survey(records).await,
        }
    }
}
