//! A platform on embedded defaults, and the offices on it: what `admin` does.

mod ca;
mod certificates;
mod create;
#[cfg(feature = "testing")]
mod crowd;
mod error;
mod files;
mod own;
mod passphrase;
mod revoke_authority;

use std::path::{Path, PathBuf};

use tasuki_seal::SystemEntropy;
use tasuki_store::Records;
use tasuki_terms::Entropy as _;

use crate::settings::Settings;

pub(crate) use certificates::{COMMAND_LINE, hand};
pub use certificates::{OfficeKeys, RevokedOf};
pub use create::{NewPlatform, RootSeal};
#[cfg(feature = "testing")]
pub use crowd::Crowd;
pub use error::SetupError;
pub(crate) use files::write_secret;
pub use passphrase::made_up;
pub use revoke_authority::RevokedAuthority;

/// The folder of a platform: settings, keys, records, contents.
#[derive(Clone, Debug)]
pub struct Setup {
    folder: PathBuf,
    settings_file: PathBuf,
}

impl Setup {
    /// Names the folder; nothing is read or written yet.
    pub fn new(folder: &Path) -> Self {
        Self::at(&folder.join("tasuki-server.toml"))
    }

    /// Names the settings file, in whose folder the rest is; nothing is read or written yet.
    pub fn at(settings_file: &Path) -> Self {
        let folder = settings_file.parent().unwrap_or(Path::new("."));
        Self {
            folder: folder.to_owned(),
            settings_file: settings_file.to_owned(),
        }
    }

    /// The settings file.
    pub fn settings_file(&self) -> &Path {
        &self.settings_file
    }

    /// Reads the settings.
    pub fn settings(&self) -> Result<Settings, SetupError> {
        Ok(Settings::read(self.settings_file())?)
    }

    async fn records(&self) -> Result<Records, SetupError> {
        Ok(Records::open(&self.settings()?.store.records).await?)
    }
}

/// Sixteen random bytes for a serial number.
pub(crate) fn serial() -> [u8; 16] {
    let mut bytes = [0; 16];
    SystemEntropy.fill(&mut bytes);
    bytes
}
