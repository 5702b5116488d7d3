//! The sites of a platform on embedded defaults.

use std::io::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;

use serde::Serialize;
use tasuki_seal::SystemEntropy;
use tasuki_terms::Entropy as _;

use crate::settings::{Certificates, SiteSettings, Sites};
use crate::setup::write_secret;
use crate::{Setup, SetupError};

/// How the sites of a new platform are to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SitePlan {
    /// The host name that browsers use.
    pub host: String,
    /// Where the claims site listens.
    pub claims: SocketAddr,
    /// Where the portal listens.
    pub portal: SocketAddr,
    /// Where the console listens.
    pub console: SocketAddr,
    /// Where the support site listens.
    pub support: SocketAddr,
    /// Whether they speak TLS themselves.
    pub tls: bool,
}

/// What is appended to the settings file.
#[derive(Serialize)]
struct Section<'a> {
    sites: &'a Sites,
}

impl Setup {
    /// Lets the platform serve its sites from its next start on.
    pub fn open_sites(&self, plan: &SitePlan) -> Result<(), SetupError> {
        self.append_sites(&self.plan_sites(plan)?).map(drop)
    }

    /// The same, for as long as nobody calls [`Opened::take_back`].
    pub(crate) fn open_sites_on_trial(&self, plan: &SitePlan) -> Result<Opened, SetupError> {
        self.append_sites(&self.plan_sites(plan)?)
    }

    /// The sites as their settings will say, once they are appended; they have a vault key already,
    /// and nothing that was there is overwritten.
    fn plan_sites(&self, plan: &SitePlan) -> Result<Sites, SetupError> {
        if self.stored_settings()?.sites.is_some() {
            return Err(SetupError::SitesExist);
        }
        let scheme = if plan.tls { "https" } else { "http" };
        let site = |listen: SocketAddr| SiteSettings {
            listen,
            url: format!("{scheme}://{}:{}", plan.host, listen.port()),
        };
        let key = Path::new("keys/vault.key");
        let sites = Sites {
            claims: site(plan.claims),
            portal: site(plan.portal),
            console: site(plan.console),
            support: site(plan.support),
            tls: plan.tls,
            trusted_proxy: None,
            vault_key: key.to_owned(),
            attempts_per_minute: NonZeroU32::MIN.saturating_add(29),
            certificates: Certificates::default(),
        };
        sites.check()?;
        if !self.folder().join(key).exists() {
            let mut bytes = [0; 32];
            SystemEntropy.fill(&mut bytes);
            write_secret(&self.folder().join(key), &bytes)?;
        }
        Ok(sites)
    }

    /// Appends the sites to the settings file; what stands there stays, with its comments.
    fn append_sites(&self, sites: &Sites) -> Result<Opened, SetupError> {
        let section = toml::to_string(&Section { sites }).map_err(SetupError::Write)?;
        let mut file = fs_err::OpenOptions::new()
            .append(true)
            .open(self.settings_file())?;
        let length = file.metadata()?.len();
        let written = file.write_all(format!("\n{section}").as_bytes());
        let synced = written.and_then(|()| file.sync_all());
        let opened = Opened { file, length };
        match synced {
            Ok(()) => Ok(opened),
            Err(error) => {
                opened.take_back()?;
                Err(error.into())
            }
        }
    }
}

/// Sites that stand in the settings now, and did not before.
pub(crate) struct Opened {
    file: fs_err::File,
    /// How long the settings were, in bytes.
    length: u64,
}

impl Opened {
    /// Makes the settings what they were.
    pub(crate) fn take_back(self) -> Result<(), SetupError> {
        self.file.set_len(self.length)?;
        Ok(self.file.sync_all()?)
    }
}
