//! What must be shown or used again, and so cannot be kept as a hash: encrypted at rest.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

/// Encrypts small secrets under the platform's vault key (AES-256-GCM). Who has the database
/// without the key file reads none of them.
///
/// A platform without sites has no key: nothing is sealed there, and nothing opens.
pub(crate) struct Vault {
    key: Option<RandomizedNonceKey>,
}

/// The key is not 32 bytes long.
#[derive(Debug, thiserror::Error)]
#[error("the vault key must be 32 bytes long")]
pub struct InvalidVaultKey;

/// What was sealed for another purpose, under another key, or was changed since.
#[derive(Debug, thiserror::Error)]
#[error("a sealed secret cannot be opened")]
pub(crate) struct NotOpened;

impl Vault {
    pub(crate) fn new(key: &[u8]) -> Result<Self, InvalidVaultKey> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| InvalidVaultKey)?;
        Ok(Self { key: Some(key) })
    }

    /// The vault of a platform without sites.
    pub(crate) const fn none() -> Self {
        Self { key: None }
    }

    /// Seals a secret for a purpose, such as the id of the user whose it is: nonce, then text with
    /// its tag.
    pub(crate) fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let mut text = secret.to_vec();
        let key = self.key.as_ref().ok_or(NotOpened)?;
        let nonce = key
            .seal_in_place_append_tag(Aad::from(purpose), &mut text)
            .map_err(|_| NotOpened)?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Opens what was sealed for the same purpose.
    pub(crate) fn open(
        &self,
        purpose: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(NotOpened)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| NotOpened)?;
        let mut text = Zeroizing::new(text.to_vec());
        let key = self.key.as_ref().ok_or(NotOpened)?;
        let length = key
            .open_in_place(nonce, Aad::from(purpose), &mut text)
            .map_err(|_| NotOpened)?
            .len();
        text.truncate(length);
        Ok(text)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_purpose_open() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let sealed = vault.seal("C137000000101", b"secret").unwrap();
        assert_eq!(*vault.open("C137000000101", &sealed).unwrap(), b"secret");
        assert!(vault.open("C137000000102", &sealed).is_err());
        let other = Vault::new(&[8; 32]).unwrap();
        assert!(other.open("C137000000101", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 1;
            }
            assert!(vault.open("C137000000101", &changed).is_err(), "{at}");
        }
        assert!(vault.open("C137000000101", &[]).is_err());
        assert_ne!(sealed, vault.seal("C137000000101", b"secret").unwrap());
        assert!(Vault::new(&[0; 16]).is_err());
        assert!(Vault::none().open("C137000000101", &sealed).is_err());
        assert!(Vault::none().seal("C137000000101", b"secret").is_err());
    }
}
