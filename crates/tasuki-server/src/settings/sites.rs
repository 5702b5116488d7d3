//! The web sites, and the proxy that may stand before them.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use axum::http::HeaderName;
use serde::{Deserialize, Serialize};

use super::{Certificates, SettingsError};

/// The web sites.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sites {
    /// IDs and certificates (電子請求受付システム).
    pub claims: SiteSettings,
    /// Applications and licences (利用状況Webサイト).
    pub portal: SiteSettings,
    /// The operator's console.
    pub console: SiteSettings,
    /// The help desk, the map and the simulator (ヘルプデスクサポートサイト).
    pub support: SiteSettings,
    /// Whether the sites speak TLS themselves. Without, they must stand behind a proxy that does,
    /// or be for this machine only: browsers give our cookies to nobody else.
    #[serde(default = "yes")]
    pub tls: bool,
    /// The proxy in front of the sites, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_proxy: Option<TrustedProxy>,
    /// 32 random bytes: encrypts what must be shown again.
    pub vault_key: PathBuf,
    /// Attempts at passwords from one network per minute, on each site and for each kind of secret.
    #[serde(default = "attempts")]
    pub attempts_per_minute: NonZeroU32,
    /// When certificates are issued, and by whom.
    #[serde(default)]
    pub certificates: Certificates,
}

impl Sites {
    /// Where the claims site tells how the client is set up and used.
    pub fn client_guide(&self) -> String {
        format!("{}/guide/client", self.claims.url)
    }

    /// Where the support site tells of the error of this code.
    pub fn error_page(&self, code: &str) -> String {
        format!("{}/errors/{code}", self.support.url)
    }

    /// Fails where all that ask would look like one, so that a single one of them could use up what
    /// is there for all: behind a proxy that is not named. Fails, too, for the name of a header that
    /// is none, and for addresses that browsers cannot use.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if let Some(proxy) = &self.trusted_proxy {
            HeaderName::from_bytes(proxy.header.as_bytes())
                .map_err(|_| SettingsError::Header(proxy.header.clone()))?;
        }
        let sites = [&self.claims, &self.portal, &self.console, &self.support];
        let is_known = self
            .trusted_proxy
            .as_ref()
            .is_some_and(|proxy| !proxy.addresses.is_empty());
        if !(self.tls || is_known || sites.iter().all(|site| is_of_this_machine(&site.url))) {
            return Err(SettingsError::NoProxy);
        }
        let keys = [
            "sites.claims.url",
            "sites.portal.url",
            "sites.console.url",
            "sites.support.url",
        ];
        for (key, site) in keys.into_iter().zip(sites) {
            let may_be_clear = !self.tls && is_of_this_machine(&site.url);
            if !is_origin(&site.url, may_be_clear) {
                let url = site.url.clone();
                return Err(SettingsError::Url { key, url });
            }
        }
        Ok(())
    }
}

/// One web site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSettings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its address for browsers, `https://…` without a slash at the end.
    pub url: String,
}

impl SiteSettings {
    /// Notes the port that the system chose: an address for browsers with the port 0 means it.
    pub(super) fn listens_at(&mut self, address: SocketAddr) {
        if let Some(host) = self.url.strip_suffix(":0") {
            self.url = format!("{host}:{}", address.port());
        }
        self.listen = address;
    }
}

pub(super) const fn yes() -> bool {
    true
}

fn attempts() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(29)
}

/// A proxy that tells who asks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedProxy {
    /// From where it connects. Nobody else may name another address than the own one.
    pub addresses: Vec<IpAddr>,
    /// The header to whose end it writes the address that asks.
    #[serde(default = "forwarded_for")]
    pub header: String,
}

fn forwarded_for() -> String {
    "x-forwarded-for".to_owned()
}

impl TrustedProxy {
    /// Whether an address is the proxy's.
    pub(crate) fn is(&self, address: IpAddr) -> bool {
        let mut own = self.addresses.iter();
        own.any(|own| own.to_canonical() == address)
    }
}

/// Whether browsers can say that a form came from there: scheme and host, nothing behind.
fn is_origin(url: &str, may_be_clear: bool) -> bool {
    let clear = url.strip_prefix("http://").filter(|_| may_be_clear);
    let host = url.strip_prefix("https://").or(clear).unwrap_or_default();
    let is_other = |letter: char| "/?#@".contains(letter) || letter.is_whitespace();
    !host.is_empty() && !host.contains(is_other)
}

/// Whether browsers reach an address on this machine only.
fn is_of_this_machine(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    if let Ok(socket) = authority.parse::<SocketAddr>() {
        return socket.ip().is_loopback();
    }
    let host = authority.split(':').next().unwrap_or_default();
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(url: &str, more: &str) -> Sites {
        let site = format!("{{ listen = \"127.0.0.1:8441\", url = \"{url}\" }}");
        let text = format!(
            "vault_key = \"v\"\nclaims = {site}\nportal = {site}\nconsole = {site}\n\
             support = {site}\n{more}"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn whoever_asks_through_a_proxy_must_be_told_apart() {
        let (open, proxied) = ("https://claims.example.jp", "tls = false\n");
        let named = "tls = false\ntrusted_proxy = { addresses = [\"127.0.0.1\"] }\n";
        let nobody = "tls = false\ntrusted_proxy = { addresses = [] }\n";
        assert!(matches!(
            sites(open, proxied).check(),
            Err(SettingsError::NoProxy)
        ));
        assert!(matches!(
            sites(open, nobody).check(),
            Err(SettingsError::NoProxy)
        ));
        assert!(sites(open, named).check().is_ok());
        assert!(sites(open, "").check().is_ok());
        for here in ["localhost:8441", "127.0.0.1", "127.0.0.1:1", "[::1]:8441"] {
            let url = format!("http://{here}");
            assert!(sites(&url, proxied).check().is_ok(), "{url}");
        }
        for there in ["localhost.example.jp", "10.0.0.1:80", "[2001:db8::1]:80"] {
            let url = format!("http://{there}");
            assert!(sites(&url, proxied).check().is_err(), "{url}");
        }
    }

    #[test]
    fn an_address_is_one_that_browsers_name_as_origin() {
        let named = "tls = false\ntrusted_proxy = { addresses = [\"127.0.0.1\"] }\n";
        for wrong in [
            "https://claims.example.jp/",
            "claims.example.jp",
            "ftp://claims.example.jp",
            "http://claims.example.jp",
            "https://",
        ] {
            let told = sites(wrong, named).check();
            assert!(matches!(told, Err(SettingsError::Url { .. })), "{wrong}");
        }
        // Over TLS of our own nothing is in clear.
        let told = sites("http://localhost:8441", "").check();
        assert!(matches!(told, Err(SettingsError::Url { .. })));
        let mut support = sites("https://claims.example.jp", "");
        support.support.url = "support.example.jp".to_owned();
        let told = support.check();
        let key = "sites.support.url";
        assert!(matches!(told, Err(SettingsError::Url { key: found, .. }) if found == key));
    }

    #[test]
    fn the_header_must_be_one() {
        let more = "trusted_proxy = { addresses = [\"127.0.0.1\"], header = \"a b\" }\n";
        assert!(matches!(
            sites("https://claims.example.jp", more).check(),
            Err(SettingsError::Header(_))
        ));
    }
}
