//! The profile: who the office is, and which platform it uses.

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::Url;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use serde::{Deserialize, Serialize};
use tasuki_pki::{Anchors, Holder};
use tasuki_seal::Identity;
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use crate::durable::{self, Access};

mod error;
mod install;

pub use error::ProfileError;
pub(crate) use error::{certificate_texts, holder_name};
pub use install::{Installation, Trust};

/// The file that names all others.
const PROFILE_FILE: &str = "profile.toml";

/// A folder with the office's certificate and key, the authority that it trusts, and the
/// platform's address.
///
/// ```text
/// profile.toml      platform, office number, user id, names of the files below
/// certificate.pem   the office's certificate (電子証明書)
/// key.pem           its private key, readable for its user only
/// certificate-….pem, key-….pem   those of later ones, by serial number
/// authority.pem     the certificates of the authority (認証局)
/// learnt-authorities.pem   authorities that the platform told of and that the root has signed
/// password          the user's password, if it shall not be asked for
/// session.json      the open session; only this program writes it
/// ledger/           sent and received messages, receipts
/// ```
pub struct Profile {
    dir: PathBuf,
    settings: Settings,
    platform: Url,
    identity: Identity,
    chain: Vec<CertificateDer<'static>>,
    key: PrivatePkcs8KeyDer<'static>,
    anchors: Anchors,
}

/// `profile.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    platform: String,
    office: OfficeNumber,
    user: UserId,
    #[serde(default = "authority_file")]
    authority: PathBuf,
    #[serde(default = "certificate_file")]
    certificate: PathBuf,
    #[serde(default = "key_file")]
    key: PathBuf,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password_file: Option<PathBuf>,
}

impl Settings {
    /// None where there are none.
    fn load(dir: &Path) -> Result<Option<Self>, ProfileError> {
        let path = dir.join(PROFILE_FILE);
        let Some(text) = durable::read(&path).map_err(ProfileError::File)? else {
            return Ok(None);
        };
        match toml::from_slice(&text) {
            Ok(settings) => Ok(Some(settings)),
            Err(source) => Err(ProfileError::Settings {
                path,
                source: Box::new(source),
            }),
        }
    }

    fn save(&self, dir: &Path) -> Result<(), ProfileError> {
        let text = toml::to_string(self).map_err(|source| ProfileError::Write {
            source: Box::new(source),
        })?;
        let path = dir.join(PROFILE_FILE);
        durable::write(&path, text.as_bytes(), Access::Usual).map_err(ProfileError::File)
    }
}

fn authority_file() -> PathBuf {
    "authority.pem".into()
}

fn certificate_file() -> PathBuf {
    "certificate.pem".into()
}

fn key_file() -> PathBuf {
    "key.pem".into()
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
    /// Its private key, PKCS#8 in PEM.
    pub key_pem: &'a str,
    /// The authority's certificates, PEM.
    pub authority_pem: &'a str,
    /// The password, if it shall be kept in the profile.
    pub password: Option<&'a str>,
}

impl Profile {
    /// Reads the profile in the folder `dir`.
    pub fn load(dir: impl AsRef<Path>) -> Result<Self, ProfileError> {
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
        let chain = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<Vec<_>, _>>()
            .ok()
            .filter(|chain| !chain.is_empty())
            .ok_or(ProfileError::Pem { path })?;
        let (path, pem) = read(&settings.key)?;
        if durable::is_exposed(&path).map_err(ProfileError::File)? {
            return Err(ProfileError::Exposed { path });
        }
        let key =
            PrivatePkcs8KeyDer::from_pem_slice(&pem).map_err(|_| ProfileError::Pem { path })?;
        let own = chain.first().map(AsRef::as_ref).unwrap_or_default();
        let identity =
            Identity::from_der(own, key.secret_pkcs8_der()).map_err(ProfileError::Identity)?;
        let (path, pem) = read(&settings.authority)?;
        let pem = String::from_utf8(pem).map_err(|_| ProfileError::Pem { path: path.clone() })?;
        let anchors =
            Anchors::from_pem(&pem).map_err(|source| ProfileError::Authority { path, source })?;
        let anchors = crate::trust::with_learnt(dir, &anchors);
        Ok(Self {
            dir: dir.to_owned(),
            settings,
            platform,
            identity,
            chain,
            key,
            anchors,
        })
    }

    /// Makes a profile in the folder `dir`, which must not hold one yet.
    pub fn create(dir: impl AsRef<Path>, new: &NewProfile<'_>) -> Result<Self, ProfileError> {
        let dir = dir.as_ref();
        let path = dir.join(PROFILE_FILE);
        if path.exists() {
            return Err(ProfileError::Exists {
                dir: dir.to_owned(),
            });
        }
        address(new.platform)?;
        let settings = Settings {
            platform: new.platform.to_owned(),
            office: new.office,
            user: new.user,
            authority: authority_file(),
            certificate: certificate_file(),
            key: key_file(),
            password_file: new.password.map(|_| "password".into()),
        };
        let write = |name: &Path, text: &str, access| {
            durable::write(&dir.join(name), text.as_bytes(), access).map_err(ProfileError::File)
        };
        durable::create_folder(dir).map_err(ProfileError::File)?;
        write(&settings.key, new.key_pem, Access::Private)?;
        write(&settings.certificate, new.certificate_pem, Access::Usual)?;
        write(&settings.authority, new.authority_pem, Access::Usual)?;
        if let (Some(name), Some(password)) = (&settings.password_file, new.password) {
            write(name, password, Access::Private)?;
        }
        // Last: with this file the profile exists.
        settings.save(dir)?;
        Self::load(dir)
    }

    /// Checks that the certificate is valid `now`, of the trusted authority, and the office's own.
    pub fn check(&self, now: Timestamp) -> Result<(), ProfileError> {
        let own = self.identity.certificate().der();
        let between: Vec<&[u8]> = self.chain.iter().skip(1).map(AsRef::as_ref).collect();
        let holder = tasuki_pki::holder(own, &between, &self.anchors, now)
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

    /// The office's certificate and key.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The certificate, and those between it and a root, as DER.
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        self.chain.iter().map(AsRef::as_ref)
    }

    /// Whom the office trusts.
    pub const fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// The file with the password, if the profile names one.
    pub fn password_file(&self) -> Option<PathBuf> {
        let name = self.settings.password_file.as_ref()?;
        Some(self.dir.join(name))
    }

    /// Where the open session is kept.
    pub(crate) fn session_file(&self) -> PathBuf {
        self.dir.join("session.json")
    }

    /// Where messages and receipts are kept.
    pub fn ledger_dir(&self) -> PathBuf {
        self.dir.join("ledger")
    }

    /// The TLS configuration with which the office calls the platform.
    pub fn client_config(&self) -> Result<rustls::ClientConfig, ProfileError> {
        crate::tls::client_config(
            self.chain.clone(),
            self.key.clone_key().into(),
            &self.anchors,
        )
        .map_err(ProfileError::Tls)
    }
}

fn address(text: &str) -> Result<Url, ProfileError> {
    let wrong = || ProfileError::Address {
        found: text.to_owned(),
    };
    let url: Url = text.parse().map_err(|_| wrong())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if url.scheme() == "https" && url.has_host() && plain {
        Ok(url)
    } else {
        Err(wrong())
    }
}

impl fmt::Debug for NewProfile<'_> {
    /// Shows neither the key nor the password.
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
            .field("dir", &self.dir)
            .field("office", &self.settings.office)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
