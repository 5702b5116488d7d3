//! Holds back who tries passwords of one user again and again.
//!
//! What is counted here belongs to a name *and* the network from which it is tried: ids of offices
//! follow from their public numbers, and a stranger who types wrong passwords must not keep the
//! office out. Names that there are not are counted as those that there are, so that nobody learns
//! which is which, and nothing is written to disk. The exchange, where only the holder of a
//! certificate can try, has counters of its own in the records.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;
use tasuki_exchange::{Lockout, locked_until};
use tasuki_terms::Timestamp;

use super::network::Network;

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

/// Counts wrong tries, in memory: a restart forgets them.
#[derive(Debug, Default)]
pub(crate) struct Brake {
    names: Mutex<BTreeMap<String, Name>>,
    lockout: Lockout,
}

#[derive(Debug)]
struct Name {
    networks: BTreeMap<Network, Tries>,
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
    name: String,
    network: Network,
    is_open: bool,
}

impl Brake {
    /// Begins a try of the password of `name`; fails with the moment before which nothing is tried.
    pub(super) fn begin(
        self: &Arc<Self>,
        name: &str,
        network: Network,
        now: Timestamp,
    ) -> Result<Attempt, Timestamp> {
        let mut names = self.names();
        if !names.contains_key(name) {
            make_room(&mut names);
        }
        let of_name = names.entry(name.to_owned()).or_insert_with(|| Name {
            networks: BTreeMap::new(),
            strangers: 0,
            since: now,
            at: now,
        });
        of_name.begin(network, now, &self.lockout)?;
        Ok(Attempt {
            brake: Arc::clone(self),
            name: name.to_owned(),
            network,
            is_open: true,
        })
    }

    /// Forgets all wrong tries of a name.
    pub(crate) fn forget(&self, name: &str) {
        self.names().remove(name);
    }

    /// Forgets what is too old.
    pub(crate) fn forget_old(&self, now: Timestamp) {
        self.names().retain(|_, name| {
            name.networks.retain(|_, tries| tries.matters(now));
            !name.networks.is_empty()
        });
    }

    fn names(&self) -> MutexGuard<'_, BTreeMap<String, Name>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the half that was tried longest ago, if there is no room.
fn make_room(names: &mut BTreeMap<String, Name>) {
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
    fn begin(
        &mut self,
        network: Network,
        now: Timestamp,
        lockout: &Lockout,
    ) -> Result<(), Timestamp> {
        let window = self.since.checked_add(WINDOW).unwrap_or(Timestamp::MAX);
        if now >= window {
            (self.strangers, self.since) = (0, now);
        }
        self.at = now;
        let known = self.networks.get(&network);
        let is_known = known.is_some_and(|tries| tries.is_known);
        if let Some(until) = known
            .and_then(|tries| tries.locked_until)
            .filter(|until| *until > now)
        {
            return Err(until);
        }
        if !is_known {
            if self.strangers >= STRANGERS {
                return Err(window);
            }
            self.strangers += 1;
        }
        let tries = self.networks.entry(network).or_insert(Tries {
            failures: 0,
            locked_until: None,
            is_known,
            at: now,
        });
        tries.failures = tries.failures.saturating_add(1);
        tries.locked_until = locked_until(tries.failures, now, lockout);
        tries.at = now;
        Ok(())
    }
}

impl Tries {
    fn matters(&self, now: Timestamp) -> bool {
        let time = if self.is_known { KNOWN } else { REMEMBERED };
        now.duration_since(self.at) < time
    }
}

impl Attempt {
    /// It was right: the wrong ones before are forgotten, and this network is known from now on.
    pub(super) fn was_right(mut self) {
        self.is_open = false;
        self.change(|name, network| {
            if let Some(tries) = name.networks.get_mut(&network) {
                if !tries.is_known {
                    name.strangers = name.strangers.saturating_sub(tries.failures);
                }
                tries.failures = 0;
                tries.locked_until = None;
                tries.is_known = true;
            }
        });
    }

    /// It was wrong; tells until when nothing more is tried, if so.
    pub(super) fn was_wrong(mut self) -> Option<Timestamp> {
        self.is_open = false;
        let mut told = None;
        self.change(|name, network| {
            told = name
                .networks
                .get(&network)
                .and_then(|tries| tries.locked_until);
        });
        told
    }

    fn change(&self, change: impl FnOnce(&mut Name, Network)) {
        if let Some(name) = self.brake.names().get_mut(&self.name) {
            change(name, self.network);
        }
    }
}

impl Drop for Attempt {
    /// Nothing was found out, as when too many wait: it does not count.
    fn drop(&mut self) {
        if self.is_open {
            self.change(|name, network| {
                if let Some(tries) = name.networks.get_mut(&network) {
                    tries.failures = tries.failures.saturating_sub(1);
                    tries.locked_until = None;
                    if !tries.is_known {
                        name.strangers = name.strangers.saturating_sub(1);
                    }
                }
            });
        }
    }
}

#[cfg(test)]
mod tests;
