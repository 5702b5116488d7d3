//! The profile: who the office is, and which platform it uses.

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::Url;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use tasuki_pki::Anchors;
use tasuki_seal::Identity;
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use crate::durable::{self, Access};
use crate::{Keyring, Lock};

mod error;
mod forgotten;
mod identities;
mod install;
mod keys;
mod locked;
mod password;
mod proxy;
mod settings;

pub use error::ProfileError;
pub(crate) use error::{certificate_texts, holder_name};
pub use identities::Identities;
pub use install::{Installation, Sealed, Trust, thumbprint};
pub use locked::LockedProfile;
pub use password::PasswordChange;
pub use proxy::{NoProxyAddress, Proxy, ProxyLogin};

use settings::{PROFILE_FILE, Settings, address, authority_file, certificate_file};

/// A folder with the office's certificate and key, the authority that it trusts, and the
/// platform's address.
///
/// ```text
/// profile.toml      platform, office number, user id, names of the files below
/// keyring.json      the profile key, under the password of the client
/// certificate.pem   the office's certificate (電子証明書)
/// key.sealed        its private key, sealed under the profile key
/// certificate-….pem, key-….sealed   those of later ones, by serial number
/// authority.pem     the certificates of the authority (認証局)
/// learnt-authorities.pem   authorities that the platform told of and that the root has signed
/// password          the user's password, if it shall not be asked for
/// unlock            the password of the client, if it shall not be asked for
/// proxy.sealed      user name and password for the proxy, sealed under the profile key
/// session.json      the open session; only this program writes it
/// book.db           lists, drafts, partners; names and texts sealed under the profile key
/// tasuki.log, tasuki.log.1   what the program told last, nothing personal
/// set-aside/        what nobody can open any more since its password was forgotten
/// ledger/           sent and received messages, receipts
/// ```
pub struct Profile {
    locked: LockedProfile,
    keyring: Keyring,
    identity: Identity,
    identities: Identities,
    key: PrivatePkcs8KeyDer<'static>,
}

/// What a new profile is made of.
#[derive(Clone, Copy)]
pub struct NewProfile<'a> {
    /// The platform's address, `https://…`.
    pub platform: &'a str,
    /// The office.
    pub office: OfficeNumber,
    /// Its user.
    pub user: UserId,
    /// The office's certificate, PEM; certificates between it and the authority may follow.
    pub certificate_pem: &'a str,
    /// Its private key, PKCS#8 in PEM. It is sealed before it is written.
    pub key_pem: &'a str,
    /// The authority's certificates, PEM.
    pub authority_pem: &'a str,
    /// The password of the office's user, if it shall be kept in the profile.
    pub password: Option<&'a str>,
    /// The password that unlocks the profile, if it shall be kept in the profile.
    pub unlock: Option<&'a str>,
}

impl Profile {
    /// Reads and unlocks the profile in the folder `dir`.
    pub fn load(dir: impl AsRef<Path>, lock: &Lock<'_>) -> Result<Self, ProfileError> {
        LockedProfile::read(dir)?.unlock(lock)
    }

    /// Makes a profile in the folder `dir`, which must not hold one yet, and its keyring.
    pub fn create(
        dir: impl AsRef<Path>,
        new: &NewProfile<'_>,
        lock: &Lock<'_>,
    ) -> Result<Self, ProfileError> {
        let dir = dir.as_ref();
        let path = dir.join(PROFILE_FILE);
        if path.exists() {
            return Err(ProfileError::Exists {
                dir: dir.to_owned(),
            });
        }
        address(new.platform)?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(new.key_pem.as_bytes()).map_err(|_| {
            ProfileError::Pem {
                path: dir.join("key"),
            }
        })?;
        let settings = Settings {
            platform: new.platform.to_owned(),
            office: new.office,
            user: new.user,
            app_user: None,
            proxy: None,
            authority: authority_file(),
            certificate: certificate_file(),
            key: None,
            password_file: new.password.map(|_| "password".into()),
            unlock_file: new.unlock.map(|_| "unlock".into()),
        };
        let write = |name: &Path, text: &str, access| {
            durable::write(&dir.join(name), text.as_bytes(), access).map_err(ProfileError::File)
        };
        durable::create_folder(dir, Access::Private).map_err(ProfileError::File)?;
        // A run that broke off may have left a keyring under the same password.
        let keyring = if Keyring::exists(dir) {
            Keyring::unlock(dir, lock.password)?
        } else {
            Keyring::make(dir, lock)?
        };
        let path = dir.join("key.sealed");
        keys::save(&path, key.secret_pkcs8_der(), &keyring, lock.entropy)?;
        write(&settings.certificate, new.certificate_pem, Access::Usual)?;
        write(&settings.authority, new.authority_pem, Access::Usual)?;
        for (name, secret) in [
            (&settings.password_file, new.password),
            (&settings.unlock_file, new.unlock),
        ] {
            if let (Some(name), Some(secret)) = (name, secret) {
                write(name, secret, Access::Private)?;
            }
        }
        // Last: with this file the profile exists.
        settings.save(dir)?;
        Self::of(LockedProfile::read(dir)?, keyring)
    }

    fn of(locked: LockedProfile, keyring: Keyring) -> Result<Self, ProfileError> {
        let (identity, key, identities) = identities::read(&locked, &keyring)?;
        Ok(Self {
            locked,
            keyring,
            identity,
            identities,
            key: PrivatePkcs8KeyDer::from(key.to_vec()),
        })
    }

    /// Checks that the certificate is valid `now`, of the trusted authority, and the office's own.
    pub fn check(&self, now: Timestamp) -> Result<(), ProfileError> {
        self.locked.check(now)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        self.locked.dir()
    }

    /// The settings as they stand now; others may have changed since the profile was read.
    fn settings(&self) -> Result<Settings, ProfileError> {
        Settings::load(self.dir())?.ok_or_else(|| ProfileError::Missing {
            dir: self.dir().to_owned(),
        })
    }

    /// The platform's address.
    pub const fn platform(&self) -> &Url {
        self.locked.platform()
    }

    /// The office.
    pub const fn office(&self) -> OfficeNumber {
        self.locked.office()
    }

    /// The office's user.
    pub const fn user(&self) -> UserId {
        self.locked.user()
    }

    /// What seals everything secret of the profile.
    pub const fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The office's certificate and key.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The certificate of now and those of before: what opens messages.
    pub const fn identities(&self) -> &Identities {
        &self.identities
    }

    /// The certificate, and those between it and a root, as DER.
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        self.locked.chain.iter().map(AsRef::as_ref)
    }

    /// Whom the office trusts.
    pub const fn anchors(&self) -> &Anchors {
        self.locked.anchors()
    }

    /// The file with the password of the office's user, if the profile names one.
    pub fn password_file(&self) -> Option<PathBuf> {
        self.locked.password_file()
    }

    /// Where the open session is kept.
    pub(crate) fn session_file(&self) -> PathBuf {
        self.dir().join("session.json")
    }

    /// Where the book is kept.
    pub(crate) fn book_file(&self) -> PathBuf {
        self.dir().join("book.db")
    }

    /// Where messages and receipts are kept.
    pub fn ledger_dir(&self) -> PathBuf {
        self.dir().join("ledger")
    }

    /// The TLS configuration with which the office calls the platform.
    pub fn client_config(&self) -> Result<rustls::ClientConfig, ProfileError> {
        crate::tls::client_config(
            self.locked.chain.clone(),
            self.key.clone_key().into(),
            self.locked.anchors(),
        )
        .map_err(ProfileError::Tls)
    }
}

impl fmt::Debug for NewProfile<'_> {
    /// Shows neither the key nor the passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewProfile")
            .field("platform", &self.platform)
            .field("office", &self.office)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("dir", &self.dir())
            .field("office", &self.office())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
