//! What both kinds of contents promise.

use std::time::Duration;

use tasuki_engines::{Keeping, ObjectServer};

use super::*;
use crate::StoreError;

mod bucket;

/// Which kind of contents these tests use: `folder` (as without it) or `s3`.
const ENGINE: &str = "TASUKI_TEST_CONTENTS";

/// A place for contents, which is gone when this is dropped.
struct Trial {
    place: ContentsPlace,
    folder: Option<tempfile::TempDir>,
    server: Option<ObjectServer>,
}

impl Trial {
    fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the same tests run on both")]
        let engine = std::env::var(ENGINE).unwrap_or_default();
        if engine == "s3" {
            return Self::bucket();
        }
        let folder = tempfile::tempdir().unwrap();
        Self {
            place: folder.path().to_owned().into(),
            folder: Some(folder),
            server: None,
        }
    }

    fn bucket() -> Self {
        let server = ObjectServer::start(Keeping::Lightly).unwrap();
        Self {
            place: server.address("trial/a").parse().unwrap(),
            folder: None,
            server: Some(server),
        }
    }

    /// The same for lists of many objects, which a busy machine may take long for.
    fn patient(self) -> Self {
        let address = self.place.to_string().replace("timeout=2", "timeout=60");
        Self {
            place: address.parse().unwrap(),
            ..self
        }
    }

    fn open(&self, prefix: &str) -> Contents {
        Contents::open(&self.place, prefix, 20_000).unwrap()
    }

    fn server(&mut self) -> &mut ObjectServer {
        self.server.as_mut().unwrap()
    }

    /// How many files or objects there are.
    fn count(&self) -> usize {
        let folder = match (&self.folder, &self.server) {
            (Some(folder), _) => folder.path().to_owned(),
            (None, server) => server.as_ref().unwrap().objects().join("trial/a"),
        };
        fs_err::read_dir(folder).map_or(0, Iterator::count)
    }
}

async fn write(contents: &Contents, bytes: &[u8]) -> Place {
    let mut draft = contents.begin(bytes.len() as u64).unwrap();
    for part in bytes.chunks(60_000) {
        draft.write(part).await.unwrap();
    }
    draft.finish().await.unwrap()
}

/// No process that shares a folder.
fn nobody() -> impl Future<Output = Result<Vec<String>, StoreError>> {
    std::future::ready(Ok(Vec::new()))
}

#[tokio::test]
async fn what_is_written_can_be_read_in_parts_and_after_a_restart() {
    let trial = Trial::new();
    let contents = trial.open("a");
    let second = write(&contents, b"second envelope").await;
    let third = write(&contents, b"third envelope").await;
    drop(contents);
    let contents = trial.open("b");
    assert_eq!(contents.read(&second, 7, 8).await.unwrap(), "envelope");
    assert_eq!(
        contents.read(&third, 0, 14).await.unwrap(),
        "third envelope"
    );
    assert_eq!(contents.read(&third, 14, 0).await.unwrap(), "");
    for (from, length) in [(1, 14), (15, 0), (u64::MAX, 1)] {
        let read = contents.read(&third, from, length).await;
        assert!(matches!(read, Err(ContentsError::OutOfBounds)), "{from}");
    }
}

#[tokio::test]
async fn a_large_envelope_is_read_back_whole_and_in_any_part() {
    let trial = Trial::new().patient();
    let contents = trial.open("a");
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(10_000_000).collect();
    let place = write(&contents, &bytes).await;
    // By who wrote it, and as after a restart.
    for contents in [contents, trial.open("b")] {
        assert_eq!(contents.read(&place, 0, bytes.len()).await.unwrap(), bytes);
        let read = contents.read(&place, 9_999_990, 10).await.unwrap();
        assert_eq!(read, &bytes[9_999_990..]);
    }
}

#[tokio::test]
async fn a_draft_takes_exactly_what_was_reserved() {
    let trial = Trial::new();
    let contents = trial.open("a");
    let mut draft = contents.begin(3).unwrap();
    assert!(draft.write(b"four").await.is_err());
    draft.write(b"tw").await.unwrap();
    assert!(draft.finish().await.is_err());
    drop(contents.begin(3).unwrap());
    let empty = write(&contents, b"").await;
    assert_eq!(contents.read(&empty, 0, 0).await.unwrap(), "");
}

#[tokio::test]
async fn removed_contents_cannot_be_read_again() {
    let trial = Trial::new();
    let contents = trial.open("a");
    let gone = write(&contents, &vec![7; 50_000]).await;
    let kept = write(&contents, b"kept").await;
    contents.remove(&gone).await.unwrap();
    contents.remove(&gone).await.unwrap();
    let read = contents.read(&gone, 0, 50_000).await;
    assert!(read.is_err() || read.unwrap().iter().all(|byte| *byte == 0));
    assert_eq!(contents.read(&kept, 0, 4).await.unwrap(), "kept");
}

#[tokio::test]
async fn many_writers_at_once_on_a_cold_store_do_not_mix() {
    let trial = Trial::new();
    // Two processes on one bucket; a folder belongs to one.
    let all = match trial.place {
        ContentsPlace::Folder(_) => vec![trial.open("a")],
        ContentsPlace::Bucket(_) => vec![trial.open("a"), trial.open("a")],
    };
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..64_u8 {
        let contents = all[usize::from(n) % all.len()].clone();
        tasks.spawn(async move { (n, write(&contents, &[n; 5_000]).await) });
    }
    while let Some(done) = tasks.join_next().await {
        let (n, place) = done.unwrap();
        let other = &all[usize::from(n + 1) % all.len()];
        assert_eq!(other.read(&place, 0, 5_000).await.unwrap(), vec![n; 5_000]);
    }
}

#[tokio::test]
async fn a_probe_leaves_nothing_behind() {
    let trial = Trial::new();
    let contents = trial.open("a");
    contents.probe().await.unwrap();
    match contents.disk_bytes().unwrap() {
        // A block that is begun stays.
        Some(bytes) => assert!(bytes <= 8192, "{bytes}"),
        None => assert_eq!(trial.count(), 0),
    }
}

#[tokio::test]
async fn what_no_record_names_is_swept_and_what_is_missing_is_told() {
    use crate::records::tests as testing;

    let trial = Trial::new();
    let (_place, records) = testing::records().await;
    let before = trial.open("a");
    let (named, lost) = (
        write(&before, b"named").await,
        write(&before, &vec![1; 30_000]).await,
    );
    let orphan = write(&before, b"orphan").await;
    assert_ne!(lost.segment, orphan.segment);
    testing::keep(&records, 1, &named).await;
    testing::keep(&records, 2, &lost).await;
    let contents = trial.open("b");
    trial.let_a_day_pass();
    let young = write(&contents, b"not recorded yet").await;

    let found = contents.survey(&records).await.unwrap();
    let known = if named.segment == lost.segment { 1 } else { 2 };
    assert_eq!((found.named, found.missing), (known, 0));
    contents.sweep(&records, nobody()).await.unwrap();
    assert_eq!(contents.read(&named, 0, 5).await.unwrap(), "named");
    assert_eq!(contents.read(&young, 0, 3).await.unwrap(), "not");
    assert!(contents.read(&orphan, 0, 6).await.is_err());

    trial.lose(&lost);
    let found = contents.survey(&records).await.unwrap();
    assert_eq!((found.missing, &*found.examples), (1, &[lost.segment][..]));
    // A sweep of a bucket begins anywhere: wherever it does, what is missing counts once.
    for start in 0..16 {
        let contents = trial.open(&format!("c{start}"));
        let found = contents.sweep(&records, nobody()).await.unwrap();
        assert_eq!((found.named, found.missing), (known, 1));
    }
}

impl Trial {
    fn file(&self, name: &str) -> std::path::PathBuf {
        match (&self.folder, &self.server) {
            (Some(folder), _) => folder.path().join(name),
            (None, server) => {
                let objects = server.as_ref().unwrap().objects();
                objects.join("trial/a").join(name)
            }
        }
    }

    /// Makes all that is there two days older.
    fn let_a_day_pass(&self) {
        let file = self.file("x");
        for entry in fs_err::read_dir(file.parent().unwrap()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let file = fs_err::OpenOptions::new().write(true).open(path).unwrap();
            let at = file.metadata().unwrap().modified().unwrap();
            let before = at - Duration::from_hours(48);
            file.file().set_modified(before).unwrap();
        }
    }

    /// Somebody deletes where something lies.
    fn lose(&self, place: &Place) {
        fs_err::remove_file(self.file(&place.segment)).unwrap();
    }
}
