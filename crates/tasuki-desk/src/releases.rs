//! Versions of the office's program that the operator's support site gives out (製品ダウンロード). Everybody
//! may read the list: neither a certificate nor a session is shown.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Response, Url};
use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;
use tasuki_terms::ReleaseVersion;

use crate::{Desk, Proxy};

mod error;
mod feed;

pub use error::ReleaseError;
pub use feed::{ListedRelease, UnreadableList, read_version};

/// Where the list is, below the site's address.
const PATH: &str = "/downloads/feed.json";
/// The longest list, in bytes.
const MOST_BYTES: usize = 512 * 1024;
/// How long it is waited for the whole list.
const PATIENCE: Duration = Duration::from_secs(20);

impl Desk {
    /// The newest build for this computer's system that the support site lists, none where it lists none.
    /// `support` is the site's address without a slash at its end.
    ///
    /// The site is believed with a certificate that the computer trusts, or one under the platform's roots.
    pub async fn newest_release(
        &self,
        support: &str,
    ) -> Result<Option<ListedRelease>, ReleaseError> {
        let url = address(support)?;
        // The way to the platform, that is through the office's proxy; nothing of the office is shown.
        let proxy = self.profile.proxy().map_err(ReleaseError::Proxy)?;
        let roots = self.profile.anchors().roots();
        let roots: Vec<CertificateDer<'static>> = roots.map(|der| der.to_vec().into()).collect();
        // Reads the authorities of this computer.
        let tls = tokio::task::spawn_blocking(move || trusting(roots));
        let tls = tls.await.map_err(ReleaseError::BrokenOff)?;
        let client = client(tls.map_err(ReleaseError::Tls)?, proxy.as_ref())?;
        let feed = read(client.get(url).send().await?).await?;
        Ok(feed::newest(&feed, std::env::consts::OS)?)
    }
}

fn address(support: &str) -> Result<Url, ReleaseError> {
    let url = format!("{}{PATH}", support.trim_end_matches('/'));
    let url: Option<Url> = url.parse().ok();
    url.filter(|url| url.scheme() == "https")
        .ok_or(ReleaseError::Address)
}

fn client(tls: ClientConfig, proxy: Option<&Proxy>) -> Result<Client, reqwest::Error> {
    let mut builder = Client::builder().no_proxy();
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy.for_client()?);
    }
    builder
        .tls_backend_preconfigured(tls)
        .http1_only()
        .https_only(true)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .timeout(PATIENCE)
        .user_agent(concat!("tasuki/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Trusts what the computer trusts, and these roots.
fn trusting(roots: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    Ok(config.with_no_client_auth())
}

/// The list, as far as it is not too long.
async fn read(mut answer: Response) -> Result<Vec<u8>, ReleaseError> {
    if !answer.status().is_success() {
        return Err(ReleaseError::Refused {
            status: answer.status().as_u16(),
        });
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await? {
        if bytes.len() + piece.len() > MOST_BYTES {
            return Err(ReleaseError::TooLong);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// The version of this program; none where it has no usual one.
pub fn own_version() -> Option<ReleaseVersion> {
    read_version(env!("CARGO_PKG_VERSION")).ok()
}

#[cfg(test)]
mod tests {
    use tasuki_terms::InvalidReleaseVersion;

    use super::feed::newest;
    use super::*;

    fn feed(format: u32, builds: &[(&str, &str)]) -> Vec<u8> {
        let build = |(version, system): &(&str, &str)| {
            serde_json::json!({
                "version": version, "system": system, "bytes": 1, "notes": "",
                "sha256": "0".repeat(64), "released_at": "2026-04-01T00:00:00Z",
            })
        };
        let builds: Vec<_> = builds.iter().map(build).collect();
        serde_json::to_vec(&serde_json::json!({ "format": format, "releases": builds })).unwrap()
    }

    #[test]
    fn the_newest_of_the_own_system_is_found() {
        let feed = feed(
            1,
            &[
                ("0.11.0", "linux"),
                ("0.9.2", "windows"),
                ("0.10.0", "windows"),
                ("2.0.0", "plan9"),
            ],
        );
        let newest_for = |system| {
            let newest = newest(&feed, system).unwrap();
            newest.map(|release| release.version.to_string())
        };
        assert_eq!(newest_for("windows").as_deref(), Some("0.10.0"));
        assert_eq!(newest_for("linux").as_deref(), Some("0.11.0"));
        assert_eq!(newest_for("macos"), None);
    }

    #[test]
    fn what_is_no_list_of_ours_is_refused() {
        let refused = |feed: &[u8]| newest(feed, "linux").unwrap_err();
        for wrong in [&b"<html>"[..], b"{}", &feed(1, &[("new", "linux")])] {
            assert!(matches!(refused(wrong), UnreadableList::NoList(_)));
        }
        assert!(matches!(refused(&feed(2, &[])), UnreadableList::Format(2)));
        for wrong in ["http://support.example.jp", "support", ""] {
            assert!(
                matches!(address(wrong), Err(ReleaseError::Address)),
                "{wrong}"
            );
        }
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let version = read_version;
        assert!(version("0.10.0").unwrap() > version("0.9.12").unwrap());
        assert_eq!(version("1.2.3-rc.1"), version("1.2.3"));
        assert_eq!(version("01.2.3"), version("1.2.3"));
        for wrong in ["", "1", "1.2", "1.2.3.4", "1.2.x"] {
            assert_eq!(version(wrong), Err(InvalidReleaseVersion), "{wrong}");
        }
        assert!(own_version().is_some());
        // What the list tells is read so, too.
        let listed = newest(&feed(1, &[("1.2.3-rc.1", "linux")]), "linux").unwrap();
        assert_eq!(listed.map(|one| one.version), version("1.2.3").ok());
    }
}
