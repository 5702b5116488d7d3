//! Making a platform.

use std::net::SocketAddr;

use secrecy::SecretString;
use tasuki_pki::{Cost, PublicUrl};
use tasuki_seal::SystemEntropy;
use tasuki_store::Records;
use tasuki_terms::{Entropy as _, Timestamp};

use super::{Setup, SetupError};
use crate::settings::{
    AuthorityKeys, Client, Fees, Keys, Limits, Listen, Retention, Session, Settings, Store,
};

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
    /// A folder that has settings already is left as it is, and refused.
    pub async fn create(&self, new: &NewPlatform, now: Timestamp) -> Result<(), SetupError> {
        if self.settings_file.exists() {
            return Err(SetupError::Exists {
                file: self.settings_file.clone(),
            });
        }
        fs_err::create_dir_all(self.folder.join("keys"))?;
        let authority = self.create_authorities(new, now)?;
        let settings = settings(new);
        let file = self.folder.join(&settings.store.records);
        Records::migrate(&file).await?;
        let records = Records::open(&file).await?;
        self.issue_platform(&records, &authority, &new.hosts, now, None)
            .await?;
        let mut session_key = [0; 32];
        SystemEntropy.fill(&mut session_key);
        self.write_secret("keys/session.key", &session_key)?;
        self.store_settings(&settings)
    }
}

fn settings(new: &NewPlatform) -> Settings {
    Settings {
        name: new.name.clone(),
        listen: Listen {
            exchange: new.exchange,
            operations: new.operations,
            pki: new.pki,
        },
        store: Store {
            records: "records.db".into(),
            contents: "contents".into(),
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
        client: Client::default(),
        fees: Fees::default(),
        issuer: None,
    }
}
