//! The files that the settings name, as far as they can be looked at without starting anything.

use std::path::{Path, PathBuf};

use super::{Settings, SettingsError};

/// Bytes of a vault key.
const VAULT_KEY: std::ops::RangeInclusive<usize> = 32..=32;
/// Bytes of a key for session tokens.
const SESSION_KEY: std::ops::RangeInclusive<usize> = 32..=usize::MAX;

/// A file that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileFault {
    /// Which setting names it.
    pub key: &'static str,
    /// Where it should be.
    pub file: PathBuf,
    /// What is wrong, in Japanese.
    pub what: &'static str,
}

impl Settings {
    /// Fails with all files of certificates, keys and passwords that are missing, cannot be read or
    /// hold nothing that can be used.
    pub fn check_files(&self) -> Result<(), SettingsError> {
        let keys = &self.keys;
        let any = 1..=usize::MAX;
        let mut named: Vec<(&'static str, &Path, _)> = vec![
            ("keys.authority", &keys.authority, any.clone()),
            (
                "keys.server_certificate",
                &keys.server_certificate,
                any.clone(),
            ),
            ("keys.server_key", &keys.server_key, any.clone()),
            (
                "keys.receipt_certificate",
                &keys.receipt_certificate,
                any.clone(),
            ),
            ("keys.receipt_key", &keys.receipt_key, any.clone()),
            ("keys.session_key", &keys.session_key, SESSION_KEY),
        ];
        if let Some(own) = &self.authority {
            named.push(("authority.key", &own.key, any.clone()));
            named.push(("authority.root_list", &own.root_list, any.clone()));
        }
        if let Some(sites) = &self.sites {
            named.push(("sites.vault_key", &sites.vault_key, VAULT_KEY));
        }
        let mail = self.mail.as_ref();
        if let Some(file) = mail.and_then(|mail| mail.password_file.as_ref()) {
            named.push(("mail.password_file", file, any.clone()));
        }
        let of_contents = self.store.contents.files();
        named.extend(of_contents.map(|file| ("store.contents", file, any.clone())));
        let faults: Vec<FileFault> = named
            .into_iter()
            .filter_map(|(key, file, length)| {
                let what = fault(file, &length)?;
                Some(FileFault {
                    key,
                    file: file.to_owned(),
                    what,
                })
            })
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(SettingsError::Files(faults))
        }
    }
}

fn fault(file: &Path, length: &std::ops::RangeInclusive<usize>) -> Option<&'static str> {
    match fs_err::read(file) {
        Err(error) => Some(match error.kind() {
            std::io::ErrorKind::NotFound => "ファイルがありません",
            std::io::ErrorKind::PermissionDenied => "ファイルを読み取る権限がありません",
            _ => "ファイルを読み取れません",
        }),
        Ok(bytes) if length.contains(&bytes.len()) => None,
        Ok(bytes) if bytes.is_empty() => Some("ファイルが空です"),
        Ok(_) if *length == VAULT_KEY => Some("32バイトの鍵ではありません"),
        Ok(_) => Some("32バイト以上の鍵ではありません"),
    }
}
