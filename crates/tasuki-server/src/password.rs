//! Passwords, as argon2id.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHasher as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{PasswordKind, PasswordRule, PasswordState};
use tasuki_seal::SystemEntropy;
use tasuki_store::{OperatorRow, UserRow};
use tasuki_terms::{Entropy as _, OfficeNumber, Timestamp};
use tokio::sync::{Mutex, MutexGuard, Semaphore};

/// How many users can log in side by side.
const PLACES: usize = 64;
/// How many passwords wait to be tried; each takes some 20 ms.
const WAITING: usize = 256;
/// How much memory is reserved for a computation, in blocks of 1 KiB; of it only what the computation
/// takes is touched (19 MiB). The C library gives pieces of more than 32 MiB back to the system as
/// soon as they are freed; of smaller ones it keeps some, for each thread (mallopt(3), `M_MMAP_THRESHOLD`).
const RESERVED: usize = 33 * 1024;

/// Tries passwords: one at a time, each user's in turn.
#[derive(Debug)]
pub struct Passwords {
    /// Users take turns with themselves: while one log-in of a user is decided, another waits, so
    /// that no failure goes uncounted.
    turns: [Mutex<()>; PLACES],
    /// Offices stand in line at the exchange with all their users, so that the queue of all has one of
    /// each, however many connections it has. Whoever stands in line may wait for a turn, and not the
    /// other way round.
    lines: [Mutex<()>; PLACES],
    waiting: Arc<Semaphore>,
    /// The memory of the computation, kept from one to the next while any waits, and then given back
    /// (by the next one, if whoever waited has gone).
    memory: Arc<Mutex<Vec<Block>>>,
    /// How many were tried: tests see that each takes the same.
    #[cfg(test)]
    tried: std::sync::atomic::AtomicUsize,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: std::array::from_fn(|_| Mutex::default()),
            lines: std::array::from_fn(|_| Mutex::default()),
            waiting: Arc::new(Semaphore::new(WAITING)),
            memory: Arc::default(),
            #[cfg(test)]
            tried: std::sync::atomic::AtomicUsize::new(0),
        }
    }
}

impl Passwords {
    /// The hash of a password that nobody knows, for users that there are not.
    pub(crate) fn nobodys_hash() -> String {
        static NOBODY: LazyLock<String> = LazyLock::new(|| {
            let mut chance = [0; 32];
            SystemEntropy.fill(&mut chance);
            hash(&hex::encode(chance).into()).unwrap_or_default()
        });
        NOBODY.clone()
    }

    /// Waits for the turn of `user`; it ends when the guard is dropped. Users may share a place,
    /// which costs them some milliseconds.
    pub(crate) async fn turn_of(&self, user: impl ToString) -> MutexGuard<'_, ()> {
        place(&self.turns, &user.to_string()).lock().await
    }

    /// Waits in the line of `office`, before the turn of one of its users; it ends when the guard is
    /// dropped. Offices may share a place.
    pub(crate) async fn line_of(&self, office: OfficeNumber) -> MutexGuard<'_, ()> {
        place(&self.lines, office.as_str()).lock().await
    }

    /// Does something else that takes as much memory, in the same queue; none if too many wait
    /// already.
    pub(crate) async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let _waits = self.waiting.try_acquire().ok()?;
        let mut memory = Arc::clone(&self.memory).lock_owned().await;
        // The work brings its own.
        *memory = Vec::new();
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(memory);
            done
        });
        done.await.ok()
    }

    #[cfg(test)]
    pub(crate) fn tried(&self) -> usize {
        self.tried.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Tells whether a password is the right one; none if too many wait already. A hash that
    /// cannot be read is wrong.
    pub(crate) async fn is_right(&self, password: SecretString, hash: String) -> Option<bool> {
        let _waits = self.waiting.try_acquire().ok()?;
        let mut memory = Arc::clone(&self.memory).lock_owned().await;
        #[cfg(test)]
        self.tried.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let waiting = Arc::clone(&self.waiting);
        let checked = tokio::task::spawn_blocking(move || {
            let is_right = matches(&hash, &password, &mut memory).unwrap_or(false);
            memory.fill(Block::new());
            if waiting.available_permits() + 1 >= WAITING {
                *memory = Vec::new();
            }
            is_right
        });
        Some(checked.await.unwrap_or(false))
    }
}

/// The place of a name.
fn place<'a>(places: &'a [Mutex<()>; PLACES], name: &str) -> &'a Mutex<()> {
    let sum = name.bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    let [first, ..] = places;
    places.get(sum % PLACES).unwrap_or(first)
}

/// How a user's password stands.
pub(crate) fn state(user: &UserRow, now: Timestamp) -> PasswordState {
    let kind = if user.is_temporary {
        PasswordKind::Temporary
    } else {
        PasswordKind::Chosen
    };
    match user.password_since {
        Some(since) => PasswordRule::default().state(kind, since, now),
        None => PasswordState::Good { until: None },
    }
}

/// How an operator's password stands. One that the operator chose does not run out.
pub(crate) fn operator_state(operator: &OperatorRow, now: Timestamp) -> PasswordState {
    match operator.temporary_since {
        Some(since) => PasswordRule::default().state(PasswordKind::Temporary, since, now),
        None => PasswordState::Good { until: None },
    }
}

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct HashError;

/// Hashes a password with a salt of its own; the text is of PHC form.
pub(crate) fn hash(password: &SecretString) -> Result<String, HashError> {
    let hash = Argon2::default()
        .hash_password(password.expose_secret().as_bytes())
        .map_err(|_| HashError)?;
    Ok(hash.to_string())
}

/// Hashes a password so that trying it costs next to nothing, for users that do not exist.
#[cfg(feature = "testing")]
pub(crate) fn cheap_hash(password: &SecretString) -> Result<String, HashError> {
    let least = Params::new(Params::MIN_M_COST, 1, 1, None).map_err(|_| HashError)?;
    let hash = Argon2::new(Algorithm::default(), Version::default(), least)
        .hash_password(password.expose_secret().as_bytes())
        .map_err(|_| HashError)?;
    Ok(hash.to_string())
}

/// The same where it holds up nobody; it takes some 20 ms.
pub(crate) async fn hash_apart(password: SecretString) -> Result<String, HashError> {
    apart(move || hash(&password)).await
}

/// Makes passwords and hashes them where it holds up nobody.
pub(crate) async fn apart<T: Send + 'static, E: From<HashError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(HashError.into()))
}

/// Computes the hash again and compares; none if it cannot be read.
fn matches(hash: &str, password: &SecretString, memory: &mut Vec<Block>) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let (salt, expected) = (hash.salt?, hash.hash?);
    memory.reserve_exact(RESERVED.saturating_sub(memory.len()));
    memory.resize(params.block_count(), Block::new());
    let mut found = vec![0; expected.len()];
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(
            password.expose_secret().as_bytes(),
            salt.as_ref(),
            &mut found,
            memory.as_mut_slice(),
        )
        .ok()?;
    Some(verify_slices_are_equal(&found, expected.as_bytes()).is_ok())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn what_takes_as_much_memory_is_done_one_after_the_other() {
        let passwords = Arc::new(Passwords::default());
        let at_once = Arc::new(AtomicUsize::new(0));
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (passwords, at_once) = (Arc::clone(&passwords), Arc::clone(&at_once));
            all.spawn(async move {
                let work = move || {
                    let others = at_once.fetch_add(1, Ordering::SeqCst);
                    hash(&"正しいパスワード".into()).unwrap();
                    at_once.fetch_sub(1, Ordering::SeqCst);
                    others
                };
                passwords.in_turn(work).await
            });
        }
        assert_eq!(all.join_all().await, [Some(0); 8]);
    }

    #[tokio::test]
    async fn memory_is_kept_while_any_waits_and_given_back_behind_the_last() {
        let passwords = Passwords::default();
        let right = hash(&"正しいパスワード".into()).unwrap();
        let reserved = async || passwords.memory.lock().await.capacity();
        let is_right = async || {
            let typed = passwords.is_right("正しいパスワード".into(), right.clone());
            typed.await
        };
        let waits = passwords.waiting.try_acquire().unwrap();
        assert_eq!(is_right().await, Some(true));
        assert_eq!(reserved().await, RESERVED);
        drop(waits);
        assert_eq!(is_right().await, Some(true));
        assert_eq!(reserved().await, 0);
    }

    #[tokio::test]
    async fn an_office_stands_in_line_with_itself_alone_and_its_users_have_turns_of_their_own() {
        let passwords = Passwords::default();
        let [one, other]: [OfficeNumber; 2] =
            ["1370000001", "1370000002"].map(|number| number.parse().unwrap());
        let first = passwords.line_of(one).await;
        // Whoever stands in line gets its turn, whatever its name is.
        let turn = passwords.turn_of(one).await;
        let soon = std::time::Duration::from_millis(20);
        let again = tokio::time::timeout(soon, passwords.line_of(one)).await;
        assert!(again.is_err());
        let others = tokio::time::timeout(soon, passwords.line_of(other)).await;
        assert!(others.is_ok());
        drop((first, turn));
        drop(passwords.line_of(one).await);
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::default();
        let hashed = hash(&"正しいパスワード".into()).unwrap();
        assert!(
            hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hashed}"
        );
        for (password, hash, expected) in [
            ("正しいパスワード", &*hashed, true),
            ("違うパスワード", &hashed, false),
            ("正しいパスワード", "not a hash", false),
        ] {
            let told = passwords.is_right(password.into(), hash.to_owned()).await;
            assert_eq!(told, Some(expected), "{password} {hash}");
        }
    }
}
