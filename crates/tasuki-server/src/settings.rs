//! Settings: one TOML file, parsed to final types when the program starts.
//!
//! Paths are relative to the file's folder. Secrets stand in files of their own and never here.

mod certificates;
mod client;
mod directory;
mod downloads;
mod error;
mod fees;
mod files;
mod issuer;
mod keys;
mod limits;
mod mail;
mod public_url;
mod sites;
mod support_desk;
mod telemetry;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tasuki_store::{ContentsPlace, DatabasePlace};

use crate::sites::Site;

pub use certificates::Certificates;
pub use client::Client;
pub use directory::{Directory, Refresh, Tiles};
pub use downloads::Downloads;
pub use error::SettingsError;
pub use fees::{CertificateFeeSettings, Fees, FeesFault, LicenceFee};
pub use files::FileFault;
pub use issuer::Issuer;
pub use keys::{AuthorityKeys, Keys};
pub use limits::{Limits, Retention, Session};
pub use mail::{Mail, MailSecurity};
pub use sites::{SiteSettings, Sites, TrustedProxy};
pub use support_desk::{DeskPhone, SupportDesk};
pub use telemetry::Telemetry;

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
    /// The directory of participating offices.
    #[serde(default)]
    pub directory: Directory,
    /// Which versions of the client (連携クライアント) are served.
    #[serde(default)]
    pub client: Client,
    /// How the help desk is reached.
    #[serde(default)]
    pub support_desk: SupportDesk,
    /// Builds of the client that everybody may download; none are offered without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downloads: Option<Downloads>,
    /// What licences and certificates cost.
    #[serde(default)]
    pub fees: Fees,
    /// Who issues invoices and receipts; none are without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Issuer>,
    /// Where traces go; nothing is traced without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telemetry: Option<Telemetry>,
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
    /// For how many seconds everything goes on after `/readyz` says that the program ends: as long
    /// as a load balancer takes to notice.
    #[serde(default)]
    pub leave_seconds: u64,
    /// The balancers that say by the PROXY protocol (version 2) who asks: networks such as
    /// `10.0.0.2/32`. From them it is needed, from others it is not read. Health and metrics are
    /// asked without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "networks")]
    pub proxies: Vec<IpNet>,
}

/// Where records and contents lie.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// The records: a file of SQLite, or the address of a database of PostgreSQL.
    #[serde(with = "records")]
    pub records: DatabasePlace,
    /// The sealed contents: a folder, or the address of a bucket of an S3 store.
    #[serde(with = "contents")]
    pub contents: ContentsPlace,
    /// After how many bytes a new segment of a folder of contents begins.
    #[serde(default = "segment_bytes")]
    pub segment_bytes: u64,
}

/// Networks, as the settings have them.
mod networks {
    use ipnet::IpNet;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(networks: &[IpNet], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(networks.iter().map(IpNet::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        let networks = texts.iter().map(|text| text.parse());
        networks
            .collect::<Result<_, _>>()
            .map_err(serde::de::Error::custom)
    }
}

/// Where the contents are, as the settings have it.
mod contents {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use tasuki_store::ContentsPlace;

    pub(super) fn serialize<S: Serializer>(
        place: &ContentsPlace,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&place.to_string())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<ContentsPlace, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where the records are, as the settings have it.
mod records {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use tasuki_store::DatabasePlace;

    pub(super) fn serialize<S: Serializer>(
        place: &DatabasePlace,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&place.to_string())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<DatabasePlace, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

const fn segment_bytes() -> u64 {
    1024 * 1024 * 1024
}

impl Settings {
    /// Reads a settings file and leaves its paths as they are.
    pub(crate) fn read_as_written(file: &Path) -> Result<Self, SettingsError> {
        let text = fs_err::read_to_string(file)?;
        toml::from_str(&text).map_err(|source: toml::de::Error| {
            let before = source.span().and_then(|span| text.get(..span.start));
            SettingsError::Parse {
                file: file.to_owned(),
                line: before.map_or(0, |text| text.matches('\n').count()) + 1,
                source: Box::new(source),
            }
        })
    }

    /// Reads a settings file; relative paths become relative to its folder.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        let mut settings = Self::read_as_written(file)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        for path in settings.paths() {
            *path = folder.join(&*path);
        }
        let store = &mut settings.store;
        store.records = store.records.clone().within(folder);
        store.contents = store.contents.clone().within(folder);
        settings.check()?;
        Ok(settings)
    }

    /// Fails if the settings contradict each other.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        self.session.check()?;
        self.limits.check()?;
        self.retention.check()?;
        self.fees.check()?;
        self.directory.check()?;
        self.telemetry.as_ref().map_or(Ok(()), Telemetry::check)?;
        self.sites.as_ref().map_or(Ok(()), Sites::check)?;
        self.mail.as_ref().map_or(Ok(()), Mail::check)
    }

    fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let keys = &mut self.keys;
        let authority = self.authority.iter_mut();
        let own = authority.flat_map(|own| [&mut own.key, &mut own.former, &mut own.root_list]);
        let vault = self.sites.as_mut().map(|sites| &mut sites.vault_key);
        let mail = self.mail.as_mut();
        let password = mail.and_then(|mail| mail.password_file.as_mut());
        let downloads = self.downloads.as_mut().map(|one| &mut one.folder);
        let all = [
            &mut keys.authority,
            &mut keys.server_certificate,
            &mut keys.server_key,
            &mut keys.receipt_certificate,
            &mut keys.receipt_key,
            &mut keys.session_key,
        ];
        let more = own.chain(vault).chain(password).chain(downloads);
        all.into_iter().chain(more)
    }

    /// The settings of a site, if sites are served.
    pub fn site(&self, site: Site) -> Option<&SiteSettings> {
        let sites = self.sites.as_ref()?;
        Some(match site {
            Site::Claims => &sites.claims,
            Site::Portal => &sites.portal,
            Site::Console => &sites.console,
            Site::Support => &sites.support,
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
            Site::Support => &mut sites.support,
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
mod tests;
