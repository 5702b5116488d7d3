//! Documents of the whole directory: each is made once for what the directory tells, and kept until
//! it tells something else.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Mutex;

use super::Edition;

/// A document of the whole directory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Whole {
    /// Who takes part, as CSV.
    Csv,
    /// Who takes part, as JSON.
    Json,
    /// Who cannot be shown on the map, as PDF.
    Unplaced,
}

/// A document that was made.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// What it tells.
    edition: Edition,
    /// It.
    pub(crate) bytes: Bytes,
    /// Its tag, with the quotation marks of the header.
    pub(crate) tag: String,
}

impl Kept {
    /// A document that tells what the directory told then.
    pub(crate) fn new(edition: Edition, bytes: Vec<u8>) -> Self {
        Self {
            edition,
            tag: tag(&bytes),
            bytes: Bytes::from(bytes),
        }
    }
}

/// The tag of an answer: two answers with the same one have the same bytes.
pub(crate) fn tag(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let digest: String = hex::encode(digest).chars().take(32).collect();
    format!("\"{digest}\"")
}

/// The documents that were made.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents(Arc<Mutex<BTreeMap<Whole, Kept>>>);

impl Documents {
    /// The document that tells what `now` tells, made where it is not there yet. Whoever comes
    /// meanwhile waits without a thread: one is made at a time.
    pub(super) async fn get<E>(
        &self,
        which: Whole,
        now: Edition,
        make: impl Future<Output = Result<Kept, E>>,
    ) -> Result<Kept, E> {
        let mut all = self.0.lock().await;
        if let Some(kept) = all.get(&which).filter(|kept| kept.edition >= now) {
            return Ok(kept.clone());
        }
        let kept = make.await?;
        all.insert(which, kept.clone());
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_document_is_made_once_for_what_it_tells() {
        let documents = Documents::default();
        let count = AtomicU64::new(0);
        let get = async |which, edition: u64| {
            let make = async {
                count.fetch_add(1, Ordering::Relaxed);
                Ok::<_, Infallible>(Kept::new(Edition(edition), edition.to_string().into()))
            };
            let Ok(kept) = documents.get(which, Edition(edition), make).await;
            kept.bytes
        };
        let both = tokio::join!(get(Whole::Csv, 1), get(Whole::Csv, 1));
        assert_eq!(both, (Bytes::from("1"), Bytes::from("1")));
        assert_eq!(count.load(Ordering::Relaxed), 1);
        assert_eq!(get(Whole::Json, 1).await, "1");
        assert_eq!(get(Whole::Csv, 2).await, "2");
        // Who began to ask before the newest was made gets the newest.
        assert_eq!(get(Whole::Csv, 1).await, "2");
        assert_eq!(count.load(Ordering::Relaxed), 3);
    }
}
