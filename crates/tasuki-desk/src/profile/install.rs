//! A new certificate comes into the profile, or makes one.

use std::path::{Path, PathBuf};

use tasuki_pki::{Anchors, CertificateFacts, Holder, certificate_pem, private_key_pem};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::settings::{Settings, address, authority_file};
use super::{LockedProfile, NewProfile, Profile, ProfileError, keys};
use crate::certificate::{Credential, CredentialError};
use crate::durable::{self, Access};
use crate::{DeskError, Lock};

/// How a certificate is to be installed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Installation<'a> {
    /// The platform's address: needed for a new profile; replaces that of an old one.
    pub platform: Option<&'a str>,
    /// Whom to trust from now on.
    pub trust: Trust<'a>,
    /// What becomes of that which the profile's password has sealed so far.
    pub sealed: Sealed,
}

/// What becomes of that which the password of a profile has sealed so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sealed {
    /// The password opens it.
    #[default]
    Opened,
    /// The password was forgotten: it is put aside, and another password takes its place. Whoever
    /// has the office's certificate with its key may do so.
    SetAside,
}

/// Whom to trust.
#[derive(Clone, Copy, Debug, Default)]
pub enum Trust<'a> {
    /// Whom the profile trusts already.
    #[default]
    AsBefore,
    /// These authorities.
    Authority(&'a Anchors),
    /// The root that came with the certificate, if this is its SHA-256 digest.
    Thumbprint([u8; 32]),
}

impl Profile {
    /// Whether a certificate would be taken into the profile in `dir`, its password aside; nothing is changed.
    pub fn check_installation(
        dir: impl AsRef<Path>,
        credential: &Credential,
        how: Installation<'_>,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        admitted(dir.as_ref(), credential, how, now).map(drop)
    }

    /// Takes a certificate and its key into the profile in `dir`, or makes the profile.
    ///
    /// The certificate must be valid `now`, of an office, below a trusted root, and of the same
    /// office and user as the profile, which `lock` unlocks, or locks where it is new. The profile
    /// names the new files only once they are written; certificate and key of before are kept, so
    /// that what was sealed for them can be opened.
    pub fn install(
        dir: impl AsRef<Path>,
        credential: &Credential,
        how: Installation<'_>,
        lock: &Lock<'_>,
        now: Timestamp,
    ) -> Result<Self, DeskError> {
        let dir = dir.as_ref();
        let Admitted {
            place,
            authority,
            chain,
            office,
            user,
        } = admitted(dir, credential, how, now)?;
        let mut settings = match place {
            Place::Known(settings) => settings,
            Place::New { platform } => {
                let key = private_key_pem(&credential.key);
                let new = NewProfile {
                    platform,
                    office,
                    user,
                    certificate_pem: &chain,
                    key_pem: &key,
                    authority_pem: &authority,
                    password: None,
                    unlock: None,
                };
                return Ok(Self::create(dir, &new, lock)?);
            }
        };
        let mut locked = LockedProfile::read(dir)?;
        let anew = how.sealed == Sealed::SetAside || locked.has_lost_its_keyring()?;
        if anew {
            super::forgotten::set_aside(dir, now)?;
        }
        let keyring = locked.keyring(lock)?;
        // The keys may have been taken over just now.
        settings.clone_from(&locked.settings);
        // Another app user may follow.
        settings.app_user = None;
        if anew {
            (settings.password_file, settings.unlock_file) = (None, None);
        }
        if let Some(platform) = how.platform {
            platform.clone_into(&mut settings.platform);
        }
        let serial = credential.facts()?.serial_hex;
        settings.certificate = format!("certificate-{serial}.pem").into();
        let write = |name: &Path, text: &str| {
            durable::write(&dir.join(name), text.as_bytes(), Access::Usual)
                .map_err(ProfileError::File)
        };
        let key = dir.join(format!("key-{serial}.sealed"));
        keys::save(&key, &credential.key, &keyring, lock.entropy)?;
        write(&settings.certificate, &chain)?;
        if !matches!(how.trust, Trust::AsBefore) {
            settings.authority = format!("authority-{serial}.pem").into();
            write(&settings.authority, &authority)?;
        }
        settings.save(dir)?;
        let installed = Self::of(LockedProfile::read(dir)?, keyring)?;
        // It was opened with the certificate of before.
        durable::remove(&installed.session_file()).map_err(ProfileError::File)?;
        Ok(installed)
    }
}

/// What may come into a profile, once nothing speaks against it.
struct Admitted<'a> {
    place: Place<'a>,
    /// Whom it trusts from now on, PEM.
    authority: String,
    /// The certificate and those between it and a root, PEM.
    chain: String,
    office: OfficeNumber,
    user: UserId,
}

/// The profile into which a certificate comes.
enum Place<'a> {
    /// It is made for this platform.
    New { platform: &'a str },
    /// It is there, with these settings.
    Known(Settings),
}

/// Checks all that may speak against a certificate. Nothing is changed, so what is refused leaves the
/// profile as it was.
fn admitted<'a>(
    dir: &Path,
    credential: &Credential,
    how: Installation<'a>,
    now: Timestamp,
) -> Result<Admitted<'a>, DeskError> {
    let known = Settings::load(dir)?;
    let authority = authority(dir, known.as_ref(), credential, how.trust)?;
    let anchors = Anchors::from_pem(&authority).map_err(|source| ProfileError::Authority {
        path: authority_path(dir, known.as_ref()),
        source,
    })?;
    let between: Vec<&[u8]> = credential.between.iter().map(Vec::as_slice).collect();
    let holder = tasuki_pki::holder(&credential.certificate, &between, &anchors, now)
        .map_err(CredentialError::Certificate)?;
    let Holder::Office { office, user } = holder else {
        return Err(CredentialError::NotOffice.into());
    };
    let place = match known {
        None => Place::New {
            platform: how.platform.ok_or(CredentialError::NoPlatform)?,
        },
        Some(known) if (known.office, known.user) != (office, user) => {
            return Err(ProfileError::OtherHolder { holder }.into());
        }
        Some(known) => Place::Known(known),
    };
    how.platform.map(address).transpose()?;
    let mut chain = certificate_pem(&credential.certificate);
    for der in between {
        chain.push_str(&certificate_pem(der));
    }
    Ok(Admitted {
        place,
        authority,
        chain,
        office,
        user,
    })
}

/// The certificates that are trusted, PEM.
fn authority(
    dir: &Path,
    known: Option<&Settings>,
    credential: &Credential,
    trust: Trust<'_>,
) -> Result<String, DeskError> {
    match (trust, known) {
        (Trust::Authority(anchors), _) => Ok(anchors.pem()),
        (Trust::AsBefore, Some(_)) => {
            let path = authority_path(dir, known);
            let text = fs_err::read_to_string(path).map_err(ProfileError::File)?;
            Ok(text)
        }
        (Trust::AsBefore, None) => Err(not_trusted(credential, |thumbprint| {
            CredentialError::Unconfirmed { thumbprint }
        })),
        (Trust::Thumbprint(wanted), _) => {
            let root = credential
                .roots
                .iter()
                .find(|der| CertificateFacts::read(der).is_ok_and(|facts| facts.sha256 == wanted));
            let other = |thumbprint| CredentialError::OtherThumbprint { thumbprint };
            let root = root.ok_or_else(|| not_trusted(credential, other))?;
            let trusted = std::iter::once(root).chain(&credential.between);
            Ok(trusted.map(|der| certificate_pem(der)).collect())
        }
    }
}

fn authority_path(dir: &Path, known: Option<&Settings>) -> PathBuf {
    let name = known.map_or_else(authority_file, |known| known.authority.clone());
    dir.join(name)
}

/// Tells the root that came along, so that it can be compared.
fn not_trusted(credential: &Credential, why: fn(String) -> CredentialError) -> DeskError {
    let root = credential.roots.first();
    let facts = root.and_then(|der| CertificateFacts::read(der).ok());
    let error = facts.map_or(CredentialError::NoRoot, |facts| {
        why(thumbprint(&facts.sha256))
    });
    error.into()
}

/// A thumbprint (拇印) in groups as the web site shows it, without spaces, so that it can be typed as one
/// word.
pub fn thumbprint(sha256: &[u8; 32]) -> String {
    let groups = sha256.chunks(4).map(hex::encode_upper);
    groups.collect::<Vec<_>>().join("-")
}
