//! How the processes on one server wake each other (`NOTIFY` and `LISTEN`).
//!
//! Nothing rests on it: what is rung for is in the records, or is worth no more than a moment. A
//! call tells that there is news, and words of few letters; no content, no name.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use super::DatabasePlace;
use super::engine::{Call, PostgresPlace};
use crate::StoreError;

/// How long the ear listens before it looks whether anybody still wants to hear.
const LISTENS: Duration = Duration::from_secs(1);
/// How long to wait after the server was not there.
const PAUSE: Duration = Duration::from_millis(250);
/// How many bytes one call carries; the server takes fewer than 8000.
const LONGEST: usize = 7000;
/// How many words wait for a server that is away; more are not told.
const WAITING: usize = 4096;

/// What a process hears of those beside it, and of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// Something happened to messages.
    News,
    /// Another process says something.
    Word(String),
    /// Listening begins, for the first time or again: what was said before may have been missed.
    Listening,
}

/// A hand to ring with. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Bell(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    place: PostgresPlace,
    /// What tells this process from those beside it.
    own: String,
    rings: mpsc::Sender<Ring>,
    ear: Mutex<Option<mpsc::UnboundedSender<Heard>>>,
}

enum Ring {
    News,
    Word(String),
}

impl Bell {
    /// A bell of the server's; none for a file, on which nobody else works.
    pub(super) fn hang(place: &DatabasePlace) -> Result<Option<Self>, StoreError> {
        let DatabasePlace::Postgres(place) = place else {
            return Ok(None);
        };
        let mut chance = [0; 8];
        aws_lc_rs::rand::fill(&mut chance)
            .map_err(|_| StoreError::Thread(std::io::Error::other("no chance")))?;
        let own = format!("{:016x}", u64::from_be_bytes(chance));
        let (rings, queue) = mpsc::channel(WAITING);
        let (at, name) = (place.clone(), own.clone());
        thread("records-bell", move || ring(&at, &name, queue))?;
        Ok(Some(Self(Arc::new(Inner {
            place: place.clone(),
            own,
            rings,
            ear: Mutex::default(),
        }))))
    }

    /// Wakes all processes, this one as well: something happened to messages.
    pub(super) fn news(&self) {
        let ear = self.0.ear.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ear) = &*ear {
            // Nobody listens any more.
            drop(ear.send(Heard::News));
        }
        // Where too much waits, those beside look by themselves soon.
        drop(self.0.rings.try_send(Ring::News));
    }

    /// Says something to the processes beside this one, if the server is there.
    pub(super) fn say(&self, word: String) {
        debug_assert!(word.len() < LONGEST / 2 && !word.contains('\n'));
        drop(self.0.rings.try_send(Ring::Word(word)));
    }

    /// Begins to listen. Who listened before hears nothing more.
    pub(super) fn listen(&self) -> Result<mpsc::UnboundedReceiver<Heard>, StoreError> {
        let (heard, queue) = mpsc::unbounded_channel();
        *self.0.ear.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard.clone());
        let (place, own) = (self.0.place.clone(), self.0.own.clone());
        thread("records-ear", move || listen(&place, &own, &heard))?;
        // The first call opens the line, so that no later one waits for it.
        drop(self.0.rings.try_send(Ring::News));
        Ok(queue)
    }
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let builder = std::thread::Builder::new().name(name.to_owned());
    builder.spawn(work).map_err(StoreError::Thread)?;
    Ok(())
}

/// Hands on what is said, all that waits at once, until nobody can say anything more.
fn ring(place: &PostgresPlace, own: &str, mut queue: mpsc::Receiver<Ring>) {
    let mut call = None;
    let mut waiting = Vec::new();
    while queue.blocking_recv_many(&mut waiting, WAITING) > 0 {
        let mut texts = vec![own.to_owned()];
        let mut is_news = false;
        for one in waiting.drain(..) {
            let line = match one {
                // Once in each call is enough.
                Ring::News if is_news => continue,
                Ring::News => {
                    is_news = true;
                    "\nn".to_owned()
                }
                Ring::Word(word) => format!("\nw{word}"),
            };
            match texts.last_mut() {
                Some(text) if text.len() + line.len() <= LONGEST => text.push_str(&line),
                _ => texts.push(format!("{own}{line}")),
            }
        }
        for text in texts {
            tell(place, &mut call, &text);
        }
    }
}

/// Calls once, and once more by a new connection; then it is not told.
fn tell(place: &PostgresPlace, call: &mut Option<Call>, text: &str) {
    for _ in 0..2 {
        if call.is_none() {
            *call = Call::open(place).ok();
        }
        let told = call.as_mut().map(|open| open.tell(text));
        if !matches!(told, Some(Err(_))) {
            return;
        }
        *call = None;
    }
}

/// Listens until nobody wants to hear anything more.
fn listen(place: &PostgresPlace, own: &str, heard: &mpsc::UnboundedSender<Heard>) {
    let mut is_told = false;
    while !heard.is_closed() {
        match Call::listening(place) {
            Ok(mut call) => {
                is_told = false;
                drop(heard.send(Heard::Listening));
                while !heard.is_closed() {
                    match call.next(LISTENS) {
                        Ok(Some(text)) => hear(&text, own, heard),
                        Ok(None) => {}
                        Err(_) => break,
                    }
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut is_told, true) {
                    tracing::warn!(error = ?error, "cannot listen; looking now and then instead");
                }
            }
        }
        if !heard.is_closed() {
            std::thread::park_timeout(PAUSE);
        }
    }
}

fn hear(text: &str, own: &str, heard: &mpsc::UnboundedSender<Heard>) {
    let mut lines = text.lines();
    if lines.next() == Some(own) {
        return;
    }
    for line in lines {
        let one = match line.split_at_checked(1) {
            Some(("n", _)) => Heard::News,
            Some(("w", word)) => Heard::Word(word.to_owned()),
            // A later version's.
            _ => continue,
        };
        drop(heard.send(one));
    }
}
