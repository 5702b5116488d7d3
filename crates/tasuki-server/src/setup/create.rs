//! Making a platform.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;

use secrecy::SecretString;
use tasuki_pki::{Cost, PublicUrl};
use tasuki_seal::SystemEntropy;
use tasuki_store::{Contents, ContentsPlace, DatabasePlace, Records};
use tasuki_terms::{Entropy as _, Timestamp};

use super::files::take_place;
use super::{Setup, SetupError};
use crate::settings::{
    AuthorityKeys, Client, Directory, Fees, Keys, Limits, Listen, Retention, Session, Settings,
    Store, SupportDesk,
};

/// The folder of the keys.
const KEYS: &str = "keys";
/// Where a platform is made before it takes its place.
const BESIDE: &str = "setup.new";
const SETTINGS: &str = "settings.toml";

/// What a platform is made of.
#[derive(Clone, Debug)]
pub struct NewPlatform {
    /// Its name, as offices see it.
    pub name: String,
    /// The names and addresses of its server.
    pub hosts: Vec<String>,
    /// Where the exchange listens.
    pub exchange: SocketAddr,
    /// Where health and metrics listen.
    pub operations: SocketAddr,
    /// Where revocation lists, OCSP and the authorities' certificates are published, if they are.
    pub pki: Option<SocketAddr>,
    /// Under which address others reach that; certificates tell it.
    pub url: Option<PublicUrl>,
    /// Where the records are; a relative path begins in the platform's folder.
    pub records: DatabasePlace,
    /// Where the contents are; a relative path begins in the platform's folder.
    pub contents: ContentsPlace,
    /// Under what the root's key is sealed.
    pub root: RootSeal,
}

/// A passphrase, and what it shall cost to try another.
#[derive(Clone, Debug)]
pub struct RootSeal {
    /// The passphrase.
    pub passphrase: SecretString,
    /// The cost.
    pub cost: Cost,
}

impl Setup {
    /// Makes a platform: its own root and authority, keys, settings and an empty database.
    ///
    /// A folder that has settings or keys already is left as it is, and refused. What fails leaves
    /// no key behind: nobody was told the passphrase of its root.
    pub async fn create(&self, new: &NewPlatform, now: Timestamp) -> Result<(), SetupError> {
        let keys = self.folder.join(KEYS);
        for file in [&self.settings_file, &keys] {
            if is_taken(file) {
                return Err(SetupError::Exists { file: file.clone() });
            }
        }
        let beside = Self::at(&self.folder.join(BESIDE).join(SETTINGS));
        // Left behind by a run that broke off.
        remove(&beside.folder)?;
        fs_err::create_dir_all(beside.folder.join(KEYS))?;
        let made = self.create_beside(&beside, new, now).await;
        remove(&beside.folder)?;
        made
    }

    /// Makes all of it in the folder of `beside`, and then gives it the names under which it is
    /// used.
    async fn create_beside(
        &self,
        beside: &Self,
        new: &NewPlatform,
        now: Timestamp,
    ) -> Result<(), SetupError> {
        let authority = beside.create_authorities(new, now)?;
        let settings = settings(new);
        if let contents @ ContentsPlace::Bucket(_) = &settings.store.contents {
            // Before anything is made: a bucket is made, and its key written, by somebody else.
            let contents = contents.clone().within(&self.folder);
            Contents::open(&contents, "", 0)?.probe().await?;
        }
        let place = settings.store.records.clone().within(&self.folder);
        Records::migrate(&place).await?;
        let records = Records::open(&place).await?;
        beside
            .issue_platform(&records, &authority, &new.hosts, now, None)
            .await?;
        let mut session_key = [0; 32];
        SystemEntropy.fill(&mut session_key);
        beside.write_secret("keys/session.key", &session_key)?;
        beside.store_settings(&settings)?;
        let (new_keys, keys) = (beside.folder.join(KEYS), self.folder.join(KEYS));
        let placed = take_place(&new_keys, &keys)
            .and_then(|()| take_place(&beside.settings_file, &self.settings_file));
        if placed.is_err() {
            // What has its name already gives it back.
            let both = [
                (&self.settings_file, &beside.settings_file),
                (&keys, &new_keys),
            ];
            for (place, new) in both.into_iter().filter(|(_, new)| !new.exists()) {
                fs_err::rename(place, new)?;
            }
        }
        Ok(placed?)
    }
}

/// Whether something is there that must not be overwritten; a folder with nothing in it may be.
fn is_taken(file: &Path) -> bool {
    match fs_err::read_dir(file) {
        Ok(mut inside) => inside.next().is_some(),
        Err(_) => file.exists(),
    }
}

fn remove(folder: &Path) -> Result<(), SetupError> {
    match fs_err::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn settings(new: &NewPlatform) -> Settings {
    Settings {
        name: new.name.clone(),
        listen: Listen {
            exchange: new.exchange,
            operations: new.operations,
            pki: new.pki,
            leave_seconds: 0,
            proxies: Vec::new(),
        },
        store: Store {
            records: new.records.clone(),
            contents: new.contents.clone(),
            segment_bytes: 1024 * 1024 * 1024,
        },
        keys: Keys {
            authority: "keys/authority.pem".into(),
            server_certificate: "keys/server.pem".into(),
            server_key: "keys/server.key".into(),
            receipt_certificate: "keys/receipt.pem".into(),
            receipt_key: "keys/receipt.key".into(),
            session_key: "keys/session.key".into(),
        },
        authority: Some(AuthorityKeys {
            url: new.url.clone(),
            key: "keys/authority.key".into(),
            former: "keys/former".into(),
            root_list: "keys/root.crl".into(),
        }),
        session: Session::default(),
        limits: Limits::default(),
        retention: Retention::default(),
        sites: None,
        mail: None,
        directory: Directory::default(),
        client: Client::default(),
        support_desk: SupportDesk::default(),
        downloads: None,
        fees: Fees::default(),
        issuer: None,
        telemetry: None,
    }
}

#[cfg(test)]
impl NewPlatform {
    /// One on this machine, at ports that the system chooses; its root's passphrase is `test`.
    pub(crate) fn of_a_test(host: &str) -> Self {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            name: "試験基盤".to_owned(),
            hosts: vec![host.to_owned()],
            exchange: here,
            operations: here,
            pki: None,
            url: None,
            records: std::path::PathBuf::from("records.db").into(),
            contents: std::path::PathBuf::from("contents").into(),
            root: RootSeal {
                passphrase: SecretString::from("test"),
                cost: Cost::LEAST,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_fails_leaves_nothing_in_the_way_of_a_second_try() {
        let new = NewPlatform::of_a_test;
        let now = Timestamp::constant(1_795_000_000, 0);
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup::new(folder.path());
        setup.create(&new("no host"), now).await.unwrap_err();
        assert!(!folder.path().join("keys").exists());
        assert!(!folder.path().join(BESIDE).exists());
        // What a run left that was killed is no hindrance either.
        let left = folder.path().join(BESIDE).join(KEYS);
        fs_err::create_dir_all(&left).unwrap();
        fs_err::write(left.join("root.key.sealed"), "nobody's").unwrap();
        setup.create(&new("localhost"), now).await.unwrap();
        assert!(!folder.path().join(BESIDE).exists());
        let passphrase = SecretString::from("test");
        setup.root(&passphrase).unwrap();
        // Keys are never overwritten.
        fs_err::remove_file(setup.settings_file()).unwrap();
        let again = setup.create(&new("localhost"), now).await;
        assert!(matches!(again, Err(SetupError::Exists { file }) if file.ends_with(KEYS)));
        setup.root(&passphrase).unwrap();
    }
}
