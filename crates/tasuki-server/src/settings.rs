//! Settings: one TOML file, parsed to final types when the program starts.
//!
//! Paths are relative to the file's folder. Secrets stand in files of their own and never here.

mod certificates;
mod client;
mod issuer;
mod mail;
mod public_url;
mod sites;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tasuki_pki::PublicUrl;

use crate::sites::Site;

pub use certificates::Certificates;
pub use client::Client;
pub use issuer::Issuer;
pub use mail::{Mail, MailSecurity};
pub use sites::{SiteSettings, Sites, TrustedProxy};

/// All settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The platform's name, as offices see it.
    pub name: String,
    /// Where it listens.
    pub listen: Listen,
    /// Where records and contents lie.
    pub store: Store,
    /// Certificates and keys.
    pub keys: Keys,
    /// The authority (認証局), if the platform runs its own.
    pub authority: Option<AuthorityKeys>,
    /// Sessions.
    #[serde(default)]
    pub session: Session,
    /// Limits of messages and requests.
    #[serde(default)]
    pub limits: Limits,
    /// How long what is kept.
    #[serde(default)]
    pub retention: Retention,
    /// The web sites; none are served without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sites: Option<Sites>,
    /// The mail server; without one, mail waits in the records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
    /// Which versions of the client (連携クライアント) are served.
    #[serde(default)]
    pub client: Client,
    /// Who issues invoices and receipts; none are without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Issuer>,
}

/// Where the platform listens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The exchange: mutual TLS.
    pub exchange: SocketAddr,
    /// Health and metrics: plain HTTP, for the operator's machines only.
    pub operations: SocketAddr,
    /// Revocation lists, OCSP and the authorities' certificates: plain HTTP, for everybody.
    pub pki: Option<SocketAddr>,
}

/// Where records and contents lie.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// The SQLite file.
    pub records: PathBuf,
    /// The folder of sealed contents.
    pub contents: PathBuf,
    /// After how many bytes a new segment of contents begins.
    #[serde(default = "segment_bytes")]
    pub segment_bytes: u64,
}

const fn segment_bytes() -> u64 {
    1024 * 1024 * 1024
}

/// Certificates and keys, each a PEM file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The roots and authorities whose certificates are good.
    pub authority: PathBuf,
    /// The TLS certificate, with those between it and the root.
    pub server_certificate: PathBuf,
    /// Its key.
    pub server_key: PathBuf,
    /// The certificate that signs receipts.
    pub receipt_certificate: PathBuf,
    /// Its key.
    pub receipt_key: PathBuf,
    /// 32 random bytes or more: signs session tokens.
    pub session_key: PathBuf,
}

/// The authority with which the platform issues certificates. Its own certificate is the first of
/// [`Keys::authority`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityKeys {
    /// Under which address others reach what [`Listen::pki`] answers; certificates tell it.
    #[serde(default, with = "public_url")]
    pub url: Option<PublicUrl>,
    /// Its key, PEM.
    pub key: PathBuf,
    /// The folder of those that issued before: certificates and keys, PEM.
    pub former: PathBuf,
    /// The root's list of revoked authorities, DER.
    pub root_list: PathBuf,
}

/// Sessions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Minutes for which a token lives.
    pub minutes: u32,
    /// Hours for which it can be lengthened without the password.
    pub refresh_hours: u32,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            minutes: 60,
            refresh_hours: 8,
        }
    }
}

/// Limits of messages and requests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Files in one message.
    pub files: usize,
    /// Bytes of all files of one message together.
    pub message_bytes: u64,
    /// Messages in one bulk send.
    pub bulk: u32,
    /// Requests of one office per second, in the long run.
    pub requests_per_second: NonZeroU32,
    /// Requests of one office at once.
    pub requests_burst: NonZeroU32,
    /// Searches of the directory by one office in a minute; as many at once.
    pub searches_per_minute: NonZeroU32,
    /// Seconds for an answer.
    pub request_seconds: u64,
    /// Seconds for sending a message, all in all.
    pub upload_seconds: u64,
    /// Seconds for which a body may bring nothing.
    pub stall_seconds: u64,
    /// Seconds for the head of a request.
    pub head_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let exchange = tasuki_exchange::Limits::default();
        Self {
            files: exchange.files,
            message_bytes: exchange.bytes,
            bulk: exchange.bulk,
            requests_per_second: NonZeroU32::MIN.saturating_add(99),
            requests_burst: NonZeroU32::MIN.saturating_add(499),
            searches_per_minute: NonZeroU32::MIN.saturating_add(119),
            request_seconds: 30,
            upload_seconds: 600,
            stall_seconds: 30,
            head_seconds: 10,
        }
    }
}

/// How long what is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days for which contents can be downloaded.
    pub content_days: u32,
    /// Years for which the ledger and its receipts are kept.
    pub ledger_years: u32,
    /// Minutes between two sweeps.
    pub sweep_minutes: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            content_days: 90,
            ledger_years: 5,
            sweep_minutes: 10,
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] std::io::Error),
    /// The file is no settings file.
    #[error("{file}: not a settings file")]
    Parse {
        /// Which file.
        file: PathBuf,
        /// Where and why.
        #[source]
        source: toml::de::Error,
    },
    /// Whoever is behind the proxy cannot be told apart.
    #[error(
        "sites.tls is false: the proxy that speaks TLS must be named in sites.trusted_proxy, \
         or all addresses be of this machine (localhost)"
    )]
    NoProxy,
    /// The name of a header is none.
    #[error("sites.trusted_proxy.header: {0} is no name of a header")]
    Header(String),
    /// A password of the mail server would go over the network as it is.
    #[error("mail.security is none: a password is not sent in clear to another machine")]
    MailInClear,
}

impl Settings {
    /// Reads a settings file and leaves its paths as they are.
    pub(crate) fn read_as_written(file: &Path) -> Result<Self, SettingsError> {
        let text = fs_err::read_to_string(file)?;
        toml::from_str(&text).map_err(|source| SettingsError::Parse {
            file: file.to_owned(),
            source,
        })
    }

    /// Reads a settings file; relative paths become relative to its folder.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        let mut settings = Self::read_as_written(file)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        for path in settings.paths() {
            *path = folder.join(&*path);
        }
        settings.check()?;
        Ok(settings)
    }

    /// Fails if the settings contradict each other.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        self.sites.as_ref().map_or(Ok(()), Sites::check)?;
        self.mail.as_ref().map_or(Ok(()), Mail::check)
    }

    fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let (store, keys) = (&mut self.store, &mut self.keys);
        let authority = self.authority.iter_mut();
        let own = authority.flat_map(|own| [&mut own.key, &mut own.former, &mut own.root_list]);
        let vault = self.sites.as_mut().map(|sites| &mut sites.vault_key);
        let mail = self.mail.as_mut();
        let password = mail.and_then(|mail| mail.password_file.as_mut());
        let all = [
            &mut store.records,
            &mut store.contents,
            &mut keys.authority,
            &mut keys.server_certificate,
            &mut keys.server_key,
            &mut keys.receipt_certificate,
            &mut keys.receipt_key,
            &mut keys.session_key,
        ];
        all.into_iter().chain(own).chain(vault).chain(password)
    }

    /// The settings of a site, if sites are served.
    pub fn site(&self, site: Site) -> Option<&SiteSettings> {
        let sites = self.sites.as_ref()?;
        Some(match site {
            Site::Claims => &sites.claims,
            Site::Portal => &sites.portal,
            Site::Console => &sites.console,
        })
    }

    /// Notes where a site listens, if the system chose its port.
    pub fn site_listens_at(&mut self, site: Site, address: SocketAddr) {
        if let Some(settings) = self.site_mut(site) {
            settings.listens_at(address);
        }
    }

    pub(crate) fn site_mut(&mut self, site: Site) -> Option<&mut SiteSettings> {
        let sites = self.sites.as_mut()?;
        Some(match site {
            Site::Claims => &mut sites.claims,
            Site::Portal => &mut sites.portal,
            Site::Console => &mut sites.console,
        })
    }

    /// The origin of a site: what browsers say a form came from.
    pub(crate) fn site_origin(&self, site: Site) -> &str {
        self.site(site).map_or("", |settings| &settings.url)
    }

    /// Whether the sites speak TLS themselves.
    pub(crate) fn has_tls_sites(&self) -> bool {
        self.sites.as_ref().is_some_and(|sites| sites.tls)
    }

    /// The exchange's limits.
    pub(crate) fn exchange_limits(&self) -> tasuki_exchange::Limits {
        tasuki_exchange::Limits {
            files: self.limits.files,
            bytes: self.limits.message_bytes,
            bulk: self.limits.bulk,
            ..tasuki_exchange::Limits::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = r#"
        name = "試験基盤"
        [listen]
        exchange = "127.0.0.1:8443"
        operations = "127.0.0.1:9090"
        [store]
        records = "records.db"
        contents = "contents"
        [keys]
        authority = "authority.pem"
        server_certificate = "server.pem"
        server_key = "server.key"
        receipt_certificate = "receipt.pem"
        receipt_key = "receipt.key"
        session_key = "session.key"
    "#;

    #[test]
    fn the_smallest_file_gets_the_official_limits_and_paths_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tasuki.toml");
        fs_err::write(&file, SMALLEST).unwrap();
        let settings = Settings::read(&file).unwrap();
        assert_eq!(
            settings.exchange_limits(),
            tasuki_exchange::Limits::default()
        );
        assert_eq!(settings.store.records, folder.path().join("records.db"));
        assert_eq!(settings.retention.content_days, 90);
    }

    #[test]
    fn the_address_of_the_authority_is_plain_http() {
        let with = |url: &str| {
            let more = "key = 'k'\nformer = 'f'\nroot_list = 'l'";
            let text = format!("{SMALLEST}\n[authority]\nurl = '{url}'\n{more}\n");
            toml::from_str::<Settings>(&text).map_err(|error| error.to_string())
        };
        let authority = with("http://pki.example.jp").unwrap().authority.unwrap();
        assert_eq!(authority.url.unwrap().as_str(), "http://pki.example.jp");
        let refused = with("https://pki.example.jp").unwrap_err();
        assert!(refused.contains("http://"), "{refused}");
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_place() {
        let text = format!("{SMALLEST}\n[retention]\ncontent_day = 3\n");
        let error = toml::from_str::<Settings>(&text).unwrap_err().to_string();
        assert!(error.contains("content_day"), "{error}");
    }
}
