//! `profile.toml`.

use std::path::{Path, PathBuf};

use reqwest::Url;
use serde::{Deserialize, Serialize};
use tasuki_terms::{AppUserId, OfficeNumber, UserId};

use super::ProfileError;
use crate::durable::{self, Access};

/// The file that names all others.
pub(super) const PROFILE_FILE: &str = "profile.toml";

/// `profile.toml`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Settings {
    pub(super) platform: String,
    pub(super) office: OfficeNumber,
    pub(super) user: UserId,
    /// The app user (個人ユーザ) whom the platform has let in with this profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_user: Option<AppUserId>,
    /// The address of the proxy, `http://…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proxy: Option<String>,
    pub(super) authority: PathBuf,
    pub(super) certificate: PathBuf,
    /// A key in clear, as profiles of the old form name it; it is taken over at the first unlock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password_file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unlock_file: Option<PathBuf>,
}

/// The same as people write it: numbers are texts, so that we tell in our own words what is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    platform: String,
    office: String,
    user: String,
    app_user: Option<String>,
    proxy: Option<String>,
    #[serde(default = "authority_file")]
    authority: PathBuf,
    #[serde(default = "certificate_file")]
    certificate: PathBuf,
    key: Option<PathBuf>,
    password_file: Option<PathBuf>,
    unlock_file: Option<PathBuf>,
}

impl Settings {
    /// None where there are none.
    pub(super) fn load(dir: &Path) -> Result<Option<Self>, ProfileError> {
        let path = dir.join(PROFILE_FILE);
        let Some(text) = durable::read(&path).map_err(ProfileError::File)? else {
            return Ok(None);
        };
        let written: Written = match toml::from_slice(&text) {
            Ok(written) => written,
            Err(source) => {
                let line = source.span().and_then(|span| line_at(&text, span.start));
                let source = Box::new(source);
                return Err(ProfileError::Settings { path, line, source });
            }
        };
        let wrong = |name, found: &str| ProfileError::Setting {
            path: path.clone(),
            name,
            found: found.to_owned(),
        };
        let app_user = written.app_user.as_deref();
        let app_user = app_user
            .map(|user| user.parse().map_err(|_| wrong("app_user", user)))
            .transpose()?;
        Ok(Some(Self {
            app_user,
            office: (written.office.parse()).map_err(|_| wrong("office", &written.office))?,
            user: (written.user.parse()).map_err(|_| wrong("user", &written.user))?,
            platform: written.platform,
            proxy: written.proxy,
            authority: written.authority,
            certificate: written.certificate,
            key: written.key,
            password_file: written.password_file,
            unlock_file: written.unlock_file,
        }))
    }

    pub(super) fn save(&self, dir: &Path) -> Result<(), ProfileError> {
        let text = toml::to_string(self).map_err(|source| ProfileError::Write {
            source: Box::new(source),
        })?;
        let path = dir.join(PROFILE_FILE);
        durable::write(&path, text.as_bytes(), Access::Usual).map_err(ProfileError::File)
    }
}

/// The line of a place in a text, from 1 on.
fn line_at(text: &[u8], place: usize) -> Option<usize> {
    let before = text.get(..place)?;
    Some(before.split(|byte| *byte == b'\n').count())
}

pub(super) fn authority_file() -> PathBuf {
    "authority.pem".into()
}

pub(super) fn certificate_file() -> PathBuf {
    "certificate.pem".into()
}

/// A plain https address.
pub(super) fn address(text: &str) -> Result<Url, ProfileError> {
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
