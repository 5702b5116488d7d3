//! A profile before it is unlocked: all that is no secret.

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tasuki_pki::{Anchors, Holder};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::settings::{Settings, address};
use super::{Profile, ProfileError, keys};
use crate::{Keyring, KeyringError, Lock};

/// What can be told of a profile without its password: whose it is, its certificate, whom it
/// trusts. [`LockedProfile::unlock`] makes it a [`Profile`].
#[derive(Clone)]
pub struct LockedProfile {
    pub(super) dir: PathBuf,
    pub(super) settings: Settings,
    pub(super) platform: Url,
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) anchors: Anchors,
}

impl LockedProfile {
    /// Reads the profile in the folder `dir`.
    pub fn read(dir: impl AsRef<Path>) -> Result<Self, ProfileError> {
        let dir = dir.as_ref();
        let settings = Settings::load(dir)?.ok_or_else(|| ProfileError::Missing {
            dir: dir.to_owned(),
        })?;
        let platform = address(&settings.platform)?;
        let read = |name: &Path| {
            let path = dir.join(name);
            let bytes = fs_err::read(&path).map_err(ProfileError::File)?;
            Ok::<_, ProfileError>((path, bytes))
        };
        let (path, pem) = read(&settings.certificate)?;
        let chain = certificates(&pem).ok_or(ProfileError::Pem { path })?;
        let (path, pem) = read(&settings.authority)?;
        let pem = String::from_utf8(pem).map_err(|_| ProfileError::Pem { path: path.clone() })?;
        let anchors =
            Anchors::from_pem(&pem).map_err(|source| ProfileError::Authority { path, source })?;
        let anchors = crate::trust::with_learnt(dir, &anchors);
        Ok(Self {
            dir: dir.to_owned(),
            settings,
            platform,
            chain,
            anchors,
        })
    }

    /// Unlocks the profile. One of the old form, with its keys in clear, is taken over: `lock`
    /// makes its keyring, and the keys in clear are overwritten and removed.
    pub fn unlock(mut self, lock: &Lock<'_>) -> Result<Profile, ProfileError> {
        if self.has_lost_its_keyring()? {
            let path = self.dir.clone();
            return Err(KeyringError::Missing { path }.into());
        }
        let keyring = self.keyring(lock)?;
        Profile::of(self, keyring)
    }

    /// The keyring, unlocked or new, with all keys that lay in clear.
    pub(super) fn keyring(&mut self, lock: &Lock<'_>) -> Result<Keyring, ProfileError> {
        let keyring = if self.has_keyring() {
            Keyring::unlock(&self.dir, lock.password)?
        } else {
            Keyring::make(&self.dir, lock)?
        };
        keys::take_over(&self.dir, &mut self.settings, &keyring, lock.entropy)?;
        Ok(keyring)
    }

    /// Whether there is a keyring. If not, [`LockedProfile::unlock`] makes one with whatever
    /// password it is given.
    pub fn has_keyring(&self) -> bool {
        Keyring::exists(&self.dir)
    }

    /// Whether there is no keyring, and no profile of the old form for which to make one.
    pub(super) fn has_lost_its_keyring(&self) -> Result<bool, ProfileError> {
        Ok(!self.has_keyring() && keys::in_clear(&self.dir, &self.settings)?.is_empty())
    }

    /// Checks that the certificate is valid `now`, of the trusted authority, and the office's own.
    pub fn check(&self, now: Timestamp) -> Result<(), ProfileError> {
        let between: Vec<&[u8]> = self.chain.iter().skip(1).map(AsRef::as_ref).collect();
        let holder = tasuki_pki::holder(self.certificate(), &between, &self.anchors, now)
            .map_err(ProfileError::Certificate)?;
        let named = Holder::Office {
            office: self.settings.office,
            user: self.settings.user,
        };
        if holder == named {
            Ok(())
        } else {
            Err(ProfileError::OtherHolder { holder })
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The platform's address.
    pub const fn platform(&self) -> &Url {
        &self.platform
    }

    /// The office.
    pub const fn office(&self) -> OfficeNumber {
        self.settings.office
    }

    /// The office's user.
    pub const fn user(&self) -> UserId {
        self.settings.user
    }

    /// The office's own certificate, DER.
    pub fn certificate(&self) -> &[u8] {
        self.chain.first().map(AsRef::as_ref).unwrap_or_default()
    }

    /// Whom the office trusts.
    pub const fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// The file with the password of the office's user, if the profile names one.
    pub fn password_file(&self) -> Option<PathBuf> {
        let name = self.settings.password_file.as_ref()?;
        Some(self.dir.join(name))
    }

    /// The file with the password that unlocks the profile, if the profile names one.
    pub fn unlock_file(&self) -> Option<PathBuf> {
        let name = self.settings.unlock_file.as_ref()?;
        Some(self.dir.join(name))
    }
}

/// The certificates of a PEM text; none where there is none, or something else.
pub(super) fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .ok()
        .filter(|chain| !chain.is_empty())
}

impl fmt::Debug for LockedProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockedProfile")
            .field("dir", &self.dir)
            .field("office", &self.settings.office)
            .finish_non_exhaustive()
    }
}
