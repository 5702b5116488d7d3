//! Passwords, as argon2id.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::{PasswordHasher as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_terms::UserId;
use tokio::sync::{Mutex as Turn, MutexGuard};

/// The memory of the computation, 19 MiB, kept from one to the next: allocated anew each time it
/// would stay behind in the allocator, once for each thread. One password is tried at a time, for
/// some 20 ms; who waits has shown a certificate and waits for few.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// How many users can log in side by side.
const PLACES: usize = 64;

/// Users take turns with themselves: while one log-in of a user is decided, another waits.
#[derive(Debug)]
pub(crate) struct Turns([Turn<()>; PLACES]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Turn::default()))
    }
}

impl Turns {
    /// Waits for the turn of `user`; it ends when the guard is dropped. Users may share a place,
    /// which costs them some milliseconds.
    pub(crate) async fn of(&self, user: UserId) -> MutexGuard<'_, ()> {
        let place = user.to_string().bytes().fold(0_usize, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        let [first, ..] = &self.0;
        self.0.get(place % PLACES).unwrap_or(first).lock().await
    }
}

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub(crate) struct HashError;

/// Hashes a password with a salt of its own; the text is of PHC form.
pub(crate) fn hash(password: &SecretString) -> Result<String, HashError> {
    let hash = Argon2::default()
        .hash_password(password.expose_secret().as_bytes())
        .map_err(|_| HashError)?;
    Ok(hash.to_string())
}

/// Tells whether a password is the right one. A hash that cannot be read is wrong.
pub(crate) async fn is_right(password: SecretString, hash: String) -> bool {
    let checked = tokio::task::spawn_blocking(move || {
        let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = matches(&hash, &password, &mut memory).unwrap_or(false);
        memory.fill(Block::new());
        is_right
    });
    checked.await.unwrap_or(false)
}

/// Computes the hash again and compares; none if it cannot be read.
fn matches(hash: &str, password: &SecretString, memory: &mut Vec<Block>) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let (salt, expected) = (hash.salt?, hash.hash?);
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
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let hashed = hash(&"正しいパスワード".into()).unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(is_right("正しいパスワード".into(), hashed.clone()).await);
        assert!(!is_right("違うパスワード".into(), hashed).await);
        assert!(!is_right("x".into(), "not a hash".to_owned()).await);
    }
}
