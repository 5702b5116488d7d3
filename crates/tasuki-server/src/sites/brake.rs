//! Holds back who tries passwords of one user again and again.
//!
//! What is counted here belongs to a name *and* the network from which it is tried: ids of offices
//! follow from their public numbers, and a stranger who types wrong passwords must not keep the
//! office out. Names that there are not are counted as those that there are, so that nobody learns
//! which is which, and nothing is written to disk. The processes beside this one are told of each
//! try when it begins, so that several of them do not give several times as many. The exchange,
//! where only the holder of a certificate can try, has counters of its own in the records.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;
use tasuki_exchange::{Lockout, locked_until};
use tasuki_terms::Timestamp;

use super::network::Network;
use crate::beside::{Beside, Guess, Guessing, Tag, Word};

/// How many wrong tries a name takes in [`WINDOW`] from all networks together that have not yet
/// logged in with it: a limit for whoever has many networks. Those from which somebody has logged
/// in are not held back by it.
const STRANGERS: u32 = 30;
/// For how long strangers are counted together.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// How long wrong tries are remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// How long it is remembered from where somebody has logged in.
const KNOWN: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How many names are remembered; beyond, those that were tried longest ago are forgotten.
const NAMES: usize = 65_536;

/// Counts wrong tries, in memory: a restart forgets them. Names and networks are kept as tags.
#[derive(Debug)]
pub(crate) struct Brake {
    names: Mutex<BTreeMap<Tag, Name>>,
    lockout: Lockout,
    beside: Beside,
}

#[derive(Debug)]
struct Name {
    networks: BTreeMap<Tag, Tries>,
    /// Wrong tries of strangers since `since`.
    strangers: u32,
    since: Timestamp,
    at: Timestamp,
}

#[derive(Debug)]
struct Tries {
    failures: u32,
    locked_until: Option<Timestamp>,
    /// Whether somebody has logged in from here.
    is_known: bool,
    at: Timestamp,
}

/// A try that has begun. It counts as a failure until it is known better, so that tries side by
/// side cannot outrun the count.
#[derive(Debug)]
#[must_use]
pub(super) struct Attempt {
    brake: Arc<Brake>,
    name: Tag,
    network: Tag,
    is_open: bool,
}

impl Brake {
    /// One that counts nothing yet.
    pub(crate) fn new(beside: Beside) -> Self {
        Self {
            names: Mutex::default(),
            lockout: Lockout::default(),
            beside,
        }
    }

    /// Begins a try of the password of `name`; fails with the moment before which nothing is tried.
    pub(super) fn begin(
        self: &Arc<Self>,
        name: &str,
        network: Network,
        now: Timestamp,
    ) -> Result<Attempt, Timestamp> {
        let name = self.beside.tag(&[name]);
        let network = self.beside.tag(&[&network.address().to_string()]);
        let mut names = self.names();
        let of_name = entry(&mut names, name, now);
        of_name.may_begin(network, now)?;
        of_name.count(network, now, &self.lockout);
        drop(names);
        self.say(name, network, Guessing::Begins);
        Ok(Attempt {
            brake: Arc::clone(self),
            name,
            network,
            is_open: true,
        })
    }

    /// Takes in what another process tells of a try.
    pub(crate) fn hear(&self, guess: &Guess, now: Timestamp) {
        let mut names = self.names();
        match guess.what {
            Guessing::Begins => {
                // There it was allowed: it counts, whatever is thought of it here.
                entry(&mut names, guess.name, now).count(guess.network, now, &self.lockout);
            }
            Guessing::WasRight => entry(&mut names, guess.name, now).was_right(guess.network, now),
            Guessing::CameToNothing => {
                if let Some(name) = names.get_mut(&guess.name) {
                    name.came_to_nothing(guess.network);
                }
            }
            Guessing::Forgotten => {
                names.remove(&guess.name);
            }
        }
    }

    /// Forgets all wrong tries of a name.
    pub(crate) fn forget(&self, name: &str) {
        let name = self.beside.tag(&[name]);
        self.names().remove(&name);
        self.say(name, name, Guessing::Forgotten);
    }

    fn say(&self, name: Tag, network: Tag, what: Guessing) {
        self.beside.say(Word::Guess(Guess {
            name,
            network,
            what,
        }));
    }

    /// Forgets what is too old.
    pub(crate) fn forget_old(&self, now: Timestamp) {
        self.names().retain(|_, name| {
            name.networks.retain(|_, tries| tries.matters(now));
            !name.networks.is_empty()
        });
    }

    fn names(&self) -> MutexGuard<'_, BTreeMap<Tag, Name>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a name.
fn entry(names: &mut BTreeMap<Tag, Name>, name: Tag, now: Timestamp) -> &mut Name {
    if !names.contains_key(&name) {
        make_room(names);
    }
    names.entry(name).or_insert_with(|| Name {
        networks: BTreeMap::new(),
        strangers: 0,
        since: now,
        at: now,
    })
}

/// Forgets the half that was tried longest ago, if there is no room.
fn make_room(names: &mut BTreeMap<Tag, Name>) {
    if names.len() < NAMES {
        return;
    }
    let mut moments: Vec<_> = names.values().map(|name| name.at).collect();
    moments.sort_unstable();
    if let Some(middle) = moments.get(moments.len() / 2).copied() {
        names.retain(|_, name| name.at > middle);
    }
}

impl Name {
    /// Fails with the moment before which nothing is tried from this network.
    fn may_begin(&mut self, network: Tag, now: Timestamp) -> Result<(), Timestamp> {
        let window = self.window(now);
        let known = self.networks.get(&network);
        let until = known.and_then(|tries| tries.locked_until);
        if let Some(until) = until.filter(|until| *until > now) {
            return Err(until);
        }
        let is_known = known.is_some_and(|tries| tries.is_known);
        if !is_known && self.strangers >= STRANGERS {
            return Err(window);
        }
        Ok(())
    }

    /// Counts a try as a failure.
    fn count(&mut self, network: Tag, now: Timestamp, lockout: &Lockout) {
        self.window(now);
        let tries = self.networks.entry(network).or_insert(Tries::none(now));
        if !tries.is_known {
            self.strangers = self.strangers.saturating_add(1);
        }
        tries.failures = tries.failures.saturating_add(1);
        tries.locked_until = locked_until(tries.failures, now, lockout);
        tries.at = now;
    }

    fn was_right(&mut self, network: Tag, now: Timestamp) {
        let tries = self.networks.entry(network).or_insert(Tries::none(now));
        if !tries.is_known {
            self.strangers = self.strangers.saturating_sub(tries.failures);
        }
        tries.failures = 0;
        tries.locked_until = None;
        tries.is_known = true;
    }

    fn came_to_nothing(&mut self, network: Tag) {
        if let Some(tries) = self.networks.get_mut(&network) {
            tries.failures = tries.failures.saturating_sub(1);
            tries.locked_until = None;
            if !tries.is_known {
                self.strangers = self.strangers.saturating_sub(1);
            }
        }
    }

    /// The end of the time for which strangers are counted together; another begins if it is over.
    fn window(&mut self, now: Timestamp) -> Timestamp {
        let end = |since: Timestamp| since.checked_add(WINDOW).unwrap_or(Timestamp::MAX);
        if now >= end(self.since) {
            (self.strangers, self.since) = (0, now);
        }
        self.at = now;
        end(self.since)
    }
}

impl Tries {
    const fn none(now: Timestamp) -> Self {
        Self {
            failures: 0,
            locked_until: None,
            is_known: false,
            at: now,
        }
    }

    fn matters(&self, now: Timestamp) -> bool {
        let time = if self.is_known { KNOWN } else { REMEMBERED };
        now.duration_since(self.at) < time
    }
}

impl Attempt {
    /// It was right: the wrong ones before are forgotten, and this network is known from now on.
    pub(super) fn was_right(mut self) {
        self.is_open = false;
        if let Some(name) = self.brake.names().get_mut(&self.name) {
            let at = name.at;
            name.was_right(self.network, at);
        }
        self.brake.say(self.name, self.network, Guessing::WasRight);
    }

    /// It was wrong; tells until when nothing more is tried, if so.
    pub(super) fn was_wrong(mut self) -> Option<Timestamp> {
        self.is_open = false;
        let names = self.brake.names();
        names
            .get(&self.name)?
            .networks
            .get(&self.network)?
            .locked_until
    }
}

impl Drop for Attempt {
    /// Nothing was found out, as when too many wait: it does not count.
    fn drop(&mut self) {
        if self.is_open {
            if let Some(name) = self.brake.names().get_mut(&self.name) {
                name.came_to_nothing(self.network);
            }
            self.brake
                .say(self.name, self.network, Guessing::CameToNothing);
        }
    }
}

#[cfg(test)]
mod tests;
