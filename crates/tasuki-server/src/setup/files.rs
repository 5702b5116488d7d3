//! The files of a platform.

use std::io::ErrorKind;
use std::path::Path;

use super::{Setup, SetupError};
use crate::settings::Settings;

impl Setup {
    /// The folder in which all lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The settings as they stand in the file, with paths relative to its folder.
    pub(crate) fn stored_settings(&self) -> Result<Settings, SetupError> {
        Ok(Settings::read_as_written(self.settings_file())?)
    }

    /// Writes the settings file anew.
    pub(crate) fn store_settings(&self, settings: &Settings) -> Result<(), SetupError> {
        let text = toml::to_string(settings).map_err(SetupError::Write)?;
        Ok(write(&self.settings_file, text.as_bytes())?)
    }

    pub(super) fn read(&self, file: &str) -> Result<String, SetupError> {
        Ok(fs_err::read_to_string(self.folder.join(file))?)
    }

    pub(super) fn write(&self, file: &str, bytes: &[u8]) -> Result<(), SetupError> {
        Ok(write(&self.folder.join(file), bytes)?)
    }

    pub(super) fn write_secret(&self, file: &str, bytes: &[u8]) -> Result<(), SetupError> {
        Ok(write_secret(&self.folder.join(file), bytes)?)
    }

    /// Puts a key and its certificate into the places of others, or into free ones. Only between
    /// two renamings could a key stand beside another's certificate.
    pub(super) fn replace(
        &self,
        (key, key_bytes): (&str, &[u8]),
        (certificate, certificate_bytes): (&str, &[u8]),
    ) -> Result<(), SetupError> {
        let [new_key, new_certificate] = [key, certificate].map(|name| format!("{name}.new"));
        for left in [&new_key, &new_certificate] {
            // Left behind by a run that broke off.
            match fs_err::remove_file(self.folder.join(left)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        self.write_secret(&new_key, key_bytes)?;
        self.write(&new_certificate, certificate_bytes)?;
        for (new, name) in [(new_key, key), (new_certificate, certificate)] {
            take_place(&self.folder.join(new), &self.folder.join(name))?;
        }
        Ok(())
    }
}

/// Gives a file, or a folder, the name under which it is used, for good.
pub(super) fn take_place(new: &Path, place: &Path) -> std::io::Result<()> {
    fs_err::rename(new, place)?;
    // Settings that are named without a folder lie in the one where the program runs.
    let folder = place.parent().filter(|path| !path.as_os_str().is_empty());
    fs_err::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Writes a file so that it is on the disk before another takes its name or tells of it.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = fs_err::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a file that only its owner can read, to the disk; none that is there is overwritten.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use fs_err::os::unix::fs::OpenOptionsExt as _;
    use std::io::Write as _;
    let mut file = fs_err::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
