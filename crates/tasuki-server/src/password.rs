//! Passwords, as argon2id.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_terms::UserId;
use tokio::sync::{Mutex, MutexGuard, Semaphore};

/// How many passwords are tried at once: each takes about 20 MB and 40 ms of one core.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// How many users can log in side by side.
const PLACES: usize = 64;

/// Users take turns with themselves: while one log-in of a user is decided, another waits.
#[derive(Debug)]
pub(crate) struct Turns([Mutex<()>; PLACES]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
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
    let Ok(_permit) = AT_ONCE.acquire().await else {
        return false;
    };
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.expose_secret().as_bytes(), &hash)
                .is_ok()
        })
    });
    checked.await.unwrap_or(false)
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
