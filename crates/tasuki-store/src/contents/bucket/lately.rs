//! Envelopes that were put lately, in memory: most are downloaded within seconds, and then the
//! bucket need not be asked.
//!
//! Whether somebody may read an envelope is decided from its record, as for any other. What is
//! removed here is gone from here, too; what another process removed is never asked for any more,
//! since the record says so first, and is forgotten when its time is over.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, sleep_until};

/// How many bytes of envelopes are kept at most. Of more the oldest go first.
const MOST: usize = 64 * 1024 * 1024;

/// For how long one is kept.
const FOR: Duration = Duration::from_mins(10);

/// What was put lately. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Lately(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    most: usize,
    keeps_for: Duration,
    bytes: usize,
    /// By their numbers, which grow.
    envelopes: BTreeMap<u64, Envelope>,
    numbers: BTreeMap<String, u64>,
    next: u64,
    /// Whether a task forgets what is old.
    is_watched: bool,
}

#[derive(Debug)]
struct Envelope {
    name: String,
    parts: Vec<Bytes>,
    length: usize,
    since: Instant,
}

impl Lately {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Kept::new(MOST, FOR))))
    }

    /// Keeps the bytes of an object that is durable. One larger than all the room is not kept.
    pub(super) fn keep(&self, name: &str, parts: Vec<Bytes>) {
        let mut kept = lock(&self.0);
        kept.keep(name, parts, Instant::now());
        if !kept.envelopes.is_empty() && !std::mem::replace(&mut kept.is_watched, true) {
            tokio::spawn(forget(Arc::downgrade(&self.0)));
        }
    }

    /// `length` bytes of an object from its byte `from` on, if it is kept and has so many.
    pub(super) fn read(&self, name: &str, from: u64, length: usize) -> Option<Bytes> {
        let kept = lock(&self.0);
        let envelope = kept.envelopes.get(kept.numbers.get(name)?)?;
        let from = usize::try_from(from).ok()?;
        let is_inside = from.checked_add(length)? <= envelope.length;
        // Shared, so that whoever copies holds up nobody.
        let parts = is_inside.then(|| envelope.parts.clone())?;
        drop(kept);
        Some(cut(&parts, from, length))
    }

    /// Forgets an object.
    pub(super) fn remove(&self, name: &str) {
        let mut kept = lock(&self.0);
        if let Some(number) = kept.numbers.get(name).copied() {
            kept.remove(number);
        }
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forgets what is old, until there is nothing more.
async fn forget(kept: Weak<Mutex<Kept>>) {
    let forget = |kept: Arc<Mutex<Kept>>| lock(&kept).forget_old(Instant::now());
    while let Some(next) = kept.upgrade().and_then(forget) {
        sleep_until(next).await;
    }
}

impl Kept {
    fn new(most: usize, keeps_for: Duration) -> Self {
        Self {
            most,
            keeps_for,
            bytes: 0,
            envelopes: BTreeMap::new(),
            numbers: BTreeMap::new(),
            next: 0,
            is_watched: false,
        }
    }

    fn keep(&mut self, name: &str, parts: Vec<Bytes>, since: Instant) {
        let length = parts.iter().map(Bytes::len).sum();
        if length > self.most || self.numbers.contains_key(name) {
            return;
        }
        while self.bytes + length > self.most
            && let Some((&oldest, _)) = self.envelopes.first_key_value()
        {
            self.remove(oldest);
        }
        let number = self.next;
        self.next += 1;
        self.bytes += length;
        self.numbers.insert(name.to_owned(), number);
        let name = name.to_owned();
        self.envelopes.insert(
            number,
            Envelope {
                name,
                parts,
                length,
                since,
            },
        );
    }

    fn remove(&mut self, number: u64) {
        if let Some(gone) = self.envelopes.remove(&number) {
            self.numbers.remove(&gone.name);
            self.bytes -= gone.length;
        }
    }

    /// Forgets what is old; when the next one is, if there is one.
    fn forget_old(&mut self, now: Instant) -> Option<Instant> {
        while let Some((&oldest, envelope)) = self.envelopes.first_key_value() {
            let until = envelope.since + self.keeps_for;
            if until > now {
                return Some(until);
            }
            self.remove(oldest);
        }
        self.is_watched = false;
        None
    }
}

/// `length` bytes from `from` on: shared where they are in one part, else copied.
fn cut(parts: &[Bytes], mut from: usize, length: usize) -> Bytes {
    let mut copied = BytesMut::new();
    for part in parts {
        if from >= part.len() {
            from -= part.len();
            continue;
        }
        let end = part.len().min(from + length - copied.len());
        let piece = part.slice(from..end);
        if piece.len() == length {
            return piece;
        }
        if copied.is_empty() {
            copied.reserve(length);
        }
        copied.extend_from_slice(&piece);
        if copied.len() == length {
            break;
        }
        from = 0;
    }
    copied.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &'static str) -> Vec<Bytes> {
        let bytes = text.as_bytes();
        bytes.chunks(3).map(Bytes::from_static).collect()
    }

    fn lately(most: usize) -> Lately {
        Lately(Arc::new(Mutex::new(Kept::new(most, FOR))))
    }

    #[tokio::test]
    async fn what_is_kept_is_read_in_any_part_and_nothing_beyond_it() {
        let lately = lately(100);
        lately.keep("a", parts("0123456789"));
        for from in 0..=10 {
            for length in 0..=10 - from {
                let read = lately.read("a", from as u64, length).unwrap();
                assert_eq!(read, &b"0123456789"[from..from + length]);
            }
        }
        assert_eq!(lately.read("a", 0, 11), None);
        assert_eq!(lately.read("a", 10, 1), None);
        assert_eq!(lately.read("a", u64::MAX, 1), None);
        assert_eq!(lately.read("b", 0, 1), None);
    }

    #[tokio::test]
    async fn the_oldest_go_where_there_is_no_more_room() {
        let lately = lately(10);
        lately.keep("a", parts("aaaa"));
        lately.keep("b", parts("bbbb"));
        lately.keep("c", parts("cc"));
        // As it is said of it, all three fit.
        assert!(
            ["a", "b", "c"]
                .iter()
                .all(|name| lately.read(name, 0, 2).is_some())
        );
        lately.keep("d", parts("dddddd"));
        assert_eq!(lately.read("a", 0, 1), None);
        assert_eq!(lately.read("b", 0, 1), None);
        assert_eq!(lately.read("c", 0, 2).unwrap(), "cc");
        assert_eq!(lately.read("d", 0, 6).unwrap(), "dddddd");
        // One for which all would have to go and that would not fit even then changes nothing.
        lately.keep("e", parts("eeeeeeeeeee"));
        assert_eq!(lately.read("e", 0, 1), None);
        assert_eq!(lock(&lately.0).bytes, 8);
        lately.keep("f", parts("ffffffffff"));
        let kept = lock(&lately.0);
        assert_eq!(
            (kept.bytes, kept.envelopes.len(), kept.numbers.len()),
            (10, 1, 1)
        );
    }

    #[tokio::test]
    async fn what_is_removed_is_gone_and_its_room_is_free() {
        let lately = lately(10);
        lately.keep("a", parts("aaaaa"));
        lately.keep("b", parts("bbbbb"));
        lately.remove("a");
        lately.remove("a");
        lately.remove("never there");
        assert_eq!(lately.read("a", 0, 1), None);
        lately.keep("c", parts("ccccc"));
        assert_eq!(lately.read("b", 0, 1).unwrap(), "b");
        assert_eq!(lately.read("c", 0, 1).unwrap(), "c");
    }

    #[tokio::test]
    async fn what_is_old_is_forgotten() {
        let begun = Instant::now();
        let mut kept = Kept::new(100, FOR);
        kept.keep("a", parts("aaaa"), begun);
        kept.keep("b", parts("bbbb"), begun + FOR / 2);
        kept.is_watched = true;
        assert_eq!(kept.forget_old(begun), Some(begun + FOR));
        assert_eq!(kept.bytes, 8);
        assert_eq!(kept.forget_old(begun + FOR), Some(begun + FOR / 2 + FOR));
        assert_eq!((kept.bytes, kept.numbers.len()), (4, 1));
        assert!(kept.is_watched);
        assert_eq!(kept.forget_old(begun + 2 * FOR), None);
        assert_eq!(
            (kept.bytes, kept.numbers.len(), kept.is_watched),
            (0, 0, false)
        );
    }

    #[tokio::test]
    async fn what_is_old_goes_by_itself_each_time() {
        const SHORT: Duration = Duration::from_millis(30);
        let lately = Lately(Arc::new(Mutex::new(Kept::new(100, SHORT))));
        for name in ["a", "b"] {
            let begun = Instant::now();
            lately.keep(name, parts("aaaa"));
            assert_eq!(lately.read(name, 0, 4).unwrap(), "aaaa");
            let gone = async {
                while lock(&lately.0).bytes > 0 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), gone)
                .await
                .unwrap();
            assert!(begun.elapsed() >= SHORT);
            assert_eq!(lately.read(name, 0, 1), None);
        }
        assert_eq!(lock(&Lately::new().0).keeps_for, Duration::from_mins(10));
    }
}
