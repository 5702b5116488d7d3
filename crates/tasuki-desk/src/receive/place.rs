//! Writing received files: each once, whole, and never over another.

use std::io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fs_err::OpenOptions;
use serde::{Deserialize, Serialize};
use tasuki_seal::{Container, sha256};
use tasuki_terms::{Digest, MessageId};
use tempfile::TempPath;

use super::file_name::{numbered, writable};
use super::{ReceivedFile, digest_of_file};
use crate::DeskError;
use crate::durable::{self, Access};
use crate::ledger::MessageFolder;

/// How many files of the same name are thinkable in one folder.
const MOST_NUMBERS: u32 = 10_000;

/// What was written.
pub(super) struct Placed {
    pub(super) files: Vec<ReceivedFile>,
    pub(super) text_file: Option<PathBuf>,
}

/// The journal: which file of the message was written where. A line is added before its file is
/// written, so that a file that a broken run left is recognised by its path and digest.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Journal {
    placed: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The place among the message's files; the text comes behind the last.
    entry: usize,
    path: PathBuf,
    digest: Digest,
}

/// Writes the files of a message, and its text, to the folder `target`, in which the office's other
/// terminals may be writing them, too.
pub(super) fn place(
    id: MessageId,
    terminal: &str,
    container: Container,
    target: &Path,
    folder: &MessageFolder,
) -> Result<Placed, DeskError> {
    durable::create_folder(target, Access::Usual)?;
    let target = fs_err::canonicalize(target)?;
    let mut journal: Journal = folder
        .placement()?
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let mut write = |entry: usize, name: &str, bytes: &[u8]| {
        let hidden = target.join(format!(".{id}-{entry}-{terminal}.part"));
        write_once(entry, name, bytes, &hidden, &mut journal, folder)
    };
    let text_place = container.entries.len();
    let files = container
        .entries
        .into_iter()
        .enumerate()
        .map(|(at, entry)| write(at, &entry.name, &entry.bytes))
        .collect::<Result<Vec<_>, _>>()?;
    let text_file = match container.text {
        Some(text) => {
            let name = text_name(id);
            Some(write(text_place, &name, text.as_bytes())?.path)
        }
        None => None,
    };
    Ok(Placed { files, text_file })
}

/// Where the files of a message were written last, as far as they are still there.
pub(super) fn placed(folder: &MessageFolder) -> Result<Vec<PathBuf>, DeskError> {
    let Some(bytes) = folder.placement()? else {
        return Ok(Vec::new());
    };
    let mut journal: Journal = serde_json::from_slice(&bytes).unwrap_or_default();
    journal.placed.sort_by_key(|line| line.entry);
    let paths = journal.placed.into_iter().map(|line| line.path);
    Ok(paths.filter(|path| path.is_file()).collect())
}

/// The name of the file with the message's text.
fn text_name(id: MessageId) -> String {
    // Its end, which is chance: messages of one minute begin alike.
    let id = id.to_string();
    let (_, short) = id.rsplit_once('-').unwrap_or(("", &id));
    format!("メッセージ_{short}.txt")
}

fn write_once(
    entry: usize,
    name: &str,
    bytes: &[u8],
    hidden: &Path,
    journal: &mut Journal,
    folder: &MessageFolder,
) -> Result<ReceivedFile, DeskError> {
    let target = hidden.parent().unwrap_or(hidden);
    let digest = sha256(bytes);
    let received = |path: PathBuf, was_there| ReceivedFile {
        name: name.to_owned(),
        path,
        size: bytes.len() as u64,
        digest,
        was_there,
    };
    let earlier = journal.placed.iter().find(|line| {
        line.entry == entry && line.digest == digest && line.path.parent() == Some(target)
    });
    if let Some(line) = earlier
        && line.path.is_file()
        && digest_of_file(&line.path)? == digest
    {
        return Ok(received(line.path.clone(), true));
    }
    let name = writable(name);
    for number in 1..MOST_NUMBERS {
        let path = target.join(numbered(&name, number));
        if path.symlink_metadata().is_ok() {
            continue;
        }
        journal.placed.retain(|line| line.entry != entry);
        journal.placed.push(Line {
            entry,
            path: path.clone(),
            digest,
        });
        save(journal, folder)?;
        match write_new(&path, hidden, bytes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
            Ok(()) => return Ok(received(path, false)),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, target.display().to_string()).into())
}

/// Writes a file that must not be there. It gets its name only when it is whole and on disk: care
/// software may watch the folder. Whatever took the name meanwhile stays, and is told.
fn write_new(path: &Path, hidden: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(hidden)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    // The hidden file goes with it if the name is not free.
    let named = TempPath::try_from_path(hidden)?.persist_noclobber(path);
    if let Err(refused) = named {
        let (Unsupported | PermissionDenied | InvalidInput) = refused.error.kind() else {
            return Err(refused.error);
        };
        // Some shares can neither move without replacing nor link: there the name is taken first.
        OpenOptions::new().write(true).create_new(true).open(path)?;
        refused
            .path
            .persist(path)
            .map_err(|refused| refused.error)?;
    }
    durable::sync_folder_of(path)
}

fn save(journal: &Journal, folder: &MessageFolder) -> Result<(), DeskError> {
    let bytes = serde_json::to_vec(journal).map_err(io::Error::from)?;
    Ok(folder.save_placement(&bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasuki_seal::Entry;
    use tasuki_terms::MediaType;

    const ID: &str = "0195d2e3-dc00-7000-8000-000000000000";

    struct World {
        dir: tempfile::TempDir,
    }

    impl World {
        fn new() -> Self {
            Self {
                dir: tempfile::tempdir().unwrap(),
            }
        }

        fn target(&self) -> PathBuf {
            self.dir.path().join("受信")
        }

        fn place(&self, container: Container) -> Placed {
            let folder = MessageFolder::at(self.dir.path().join("ledger"));
            let id = ID.parse().unwrap();
            place(id, "7f", container, &self.target(), &folder).unwrap()
        }

        fn names(&self) -> Vec<String> {
            let mut names: Vec<String> = fs_err::read_dir(self.target())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    fn container() -> Container {
        let entry = |name: &str, bytes: &[u8]| Entry {
            name: name.to_owned(),
            media: MediaType::Csv,
            bytes: bytes.to_vec(),
        };
        Container {
            entries: vec![entry("plan.CSV", b"1,2\r\n"), entry("con.CSV", b"\x97\xE1")],
            text: Some("お世話になっております。".to_owned()),
        }
    }

    #[test]
    fn files_are_written_byte_for_byte() {
        let world = World::new();
        let placed = world.place(container());
        assert_eq!(
            world.names(),
            ["con_.CSV", "plan.CSV", "メッセージ_000000000000.txt"]
        );
        assert_eq!(fs_err::read(&placed.files[1].path).unwrap(), b"\x97\xE1");
        assert_eq!(placed.files[1].name, "con.CSV");
        assert_eq!(placed.files[0].size, 5);
        assert!(placed.files.iter().all(|file| !file.was_there));
    }

    #[test]
    fn nothing_is_overwritten() {
        let world = World::new();
        fs_err::create_dir_all(world.target()).unwrap();
        fs_err::write(world.target().join("plan.CSV"), "mine").unwrap();
        fs_err::write(world.target().join("plan (2).CSV"), "mine too").unwrap();
        let placed = world.place(container());
        assert!(placed.files[0].path.ends_with("plan (3).CSV"));
        let mine = fs_err::read(world.target().join("plan.CSV")).unwrap();
        assert_eq!(mine, b"mine");
    }

    #[test]
    fn a_second_run_writes_nothing_twice() {
        let world = World::new();
        world.place(container());
        let again = world.place(container());
        assert!(again.files.iter().all(|file| file.was_there));
        assert_eq!(world.names().len(), 3);
    }

    #[test]
    fn a_file_that_was_moved_away_or_changed_is_written_again() {
        let world = World::new();
        let placed = world.place(container());
        fs_err::remove_file(&placed.files[0].path).unwrap();
        fs_err::write(&placed.files[1].path, "changed").unwrap();
        let again = world.place(container());
        assert!(again.files[0].path.ends_with("plan.CSV"));
        assert!(again.files[1].path.ends_with("con_ (2).CSV"));
        assert_eq!(fs_err::read(&placed.files[1].path).unwrap(), b"changed");
    }

    #[test]
    fn a_run_that_broke_off_while_writing_leaves_no_double() {
        let world = World::new();
        // The journal has its line, the name is still free, half of the bytes have arrived.
        let folder = MessageFolder::at(world.dir.path().join("ledger"));
        fs_err::create_dir_all(world.target()).unwrap();
        let target = fs_err::canonicalize(world.target()).unwrap();
        let path = target.join("plan.CSV");
        let journal = Journal {
            placed: vec![Line {
                entry: 0,
                path: path.clone(),
                digest: sha256(b"1,2\r\n"),
            }],
        };
        save(&journal, &folder).unwrap();
        fs_err::write(target.join(format!(".{ID}-0-7f.part")), "1,").unwrap();
        world.place(container());
        assert_eq!(
            world.names(),
            ["con_.CSV", "plan.CSV", "メッセージ_000000000000.txt"]
        );
        assert_eq!(fs_err::read(&path).unwrap(), b"1,2\r\n");
    }

    /// Care software that watches the folder would read what has its name too early.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_appears_when_the_file_is_whole_and_not_before() {
        use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
        let world = World::new();
        fs_err::create_dir_all(world.target()).unwrap();
        let watch = inotify::init(CreateFlags::NONBLOCK).unwrap();
        let kinds = WatchFlags::CREATE | WatchFlags::MODIFY | WatchFlags::MOVED_TO;
        inotify::add_watch(&watch, world.target(), kinds).unwrap();
        world.place(container());
        let mut buffer = [std::mem::MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(&watch, &mut buffer);
        let mut seen = Vec::new();
        while let Ok(event) = events.next() {
            let name = event.file_name().unwrap().to_str().unwrap().to_owned();
            if !name.starts_with('.') {
                seen.push((name, event.events()));
            }
        }
        let whole = |name: &str| (name.to_owned(), ReadFlags::MOVED_TO);
        assert_eq!(
            seen,
            ["plan.CSV", "con_.CSV", "メッセージ_000000000000.txt"].map(whole)
        );
    }

    /// As on some shares, which strace plays for the other tests here.
    #[cfg(target_os = "linux")]
    #[test]
    fn where_a_name_cannot_be_given_by_a_link_the_same_holds() {
        let without = std::process::Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=renameat2,link,linkat"])
            .args(["-e", "inject=renameat2:error=EINVAL"])
            .args(["-e", "inject=link,linkat:error=EPERM"])
            .arg(std::env::current_exe().unwrap())
            .args(["receive::place::", "--skip", "a_name", "--test-threads=1"])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&without.stdout);
        assert!(without.status.success(), "{told}");
        assert!(told.contains("test result: ok. 5 passed"), "{told}");
        let injected = String::from_utf8_lossy(&without.stderr);
        assert!(injected.contains("(INJECTED)"), "{injected}");
    }
}
