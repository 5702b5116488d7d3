//! The sites of a platform on embedded defaults.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;

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
    /// Whether they speak TLS themselves.
    pub tls: bool,
}

impl Setup {
    /// Lets the platform serve its sites from its next start on.
    pub fn open_sites(&self, plan: &SitePlan) -> Result<(), SetupError> {
        let mut settings = self.stored_settings()?;
        let key = Path::new("keys/vault.key");
        if settings.sites.is_none() {
            let mut bytes = [0; 32];
            SystemEntropy.fill(&mut bytes);
            write_secret(&self.folder().join(key), &bytes)?;
        }
        let scheme = if plan.tls { "https" } else { "http" };
        let site = |listen: SocketAddr| SiteSettings {
            listen,
            url: format!("{scheme}://{}:{}", plan.host, listen.port()),
        };
        settings.sites = Some(Sites {
            // Who has a site of his own for help names it in the settings.
            support_url: String::new(),
            claims: site(plan.claims),
            portal: site(plan.portal),
            console: site(plan.console),
            tls: plan.tls,
            trusted_proxy: None,
            vault_key: key.to_owned(),
            attempts_per_minute: NonZeroU32::MIN.saturating_add(29),
            certificates: Certificates::default(),
        });
        self.store_settings(&settings)
    }
}
