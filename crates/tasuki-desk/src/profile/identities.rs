//! The office's certificate and those of before, each with its key.

use std::fmt;
use std::sync::Arc;

use tasuki_seal::{DecryptError, Identity, IdentityError, Limits, OpenError, Opened, open};

use super::locked::certificates;
use super::{LockedProfile, ProfileError, keys};
use crate::Keyring;

/// All with which the office can open messages: the certificate of now first, then those of
/// before. Cheap to clone.
#[derive(Clone)]
pub struct Identities(Arc<[Identity]>);

impl Identities {
    /// Opens an envelope that was sealed for any of the office's certificates.
    pub fn open(&self, envelope: &[u8], limits: Limits) -> Result<Opened, OpenError> {
        let mut refused = OpenError::Decrypt(DecryptError::NotForUs);
        for identity in self.0.iter() {
            match open(envelope, identity, limits) {
                Err(error @ OpenError::Decrypt(DecryptError::NotForUs)) => refused = error,
                other => return other,
            }
        }
        Err(refused)
    }

    /// How many certificates there are.
    #[expect(clippy::len_without_is_empty, reason = "there is always that of now")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The identity of now with its key, and all identities.
pub(super) fn read(
    profile: &LockedProfile,
    keyring: &Keyring,
) -> Result<(Identity, keys::Key, Identities), ProfileError> {
    let keys = keys::all(&profile.dir, keyring)?;
    let own = profile.certificate();
    let (identity, key) = fitting(own, &keys).map_err(ProfileError::Identity)?;
    let mut all = vec![identity.clone()];
    let mut paths = keys::named(&profile.dir, "certificate", "pem")?;
    paths.reverse();
    for path in paths {
        let pem = fs_err::read(&path).map_err(ProfileError::File)?;
        // What is damaged or has lost its key opens nothing, and harms nobody.
        let chain = certificates(&pem).unwrap_or_default();
        let Some(leaf) = chain.first().filter(|leaf| leaf.as_ref() != own) else {
            continue;
        };
        if let Ok((earlier, _)) = fitting(leaf, &keys) {
            all.push(earlier);
        }
    }
    Ok((identity, key, Identities(all.into())))
}

/// The certificate with its key among `keys`.
fn fitting(certificate: &[u8], keys: &[keys::Key]) -> Result<(Identity, keys::Key), IdentityError> {
    let mut refused = IdentityError::Mismatch;
    for key in keys {
        match Identity::from_der(certificate, key) {
            Ok(identity) => return Ok((identity, key.clone())),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identities({})", self.0.len())
    }
}
