//! How a certificate gets to where it is used: into the client (連携クライアント), and into Windows.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_ui::{Crumb, Shell};

use super::fingerprints::{RootShown, roots};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "claims/guide_client.html")]
struct ClientPage {
    shell: Shell,
    /// The exchange, `https://…`; none where its certificate names nobody.
    exchange: Option<String>,
    /// Where the client can be downloaded, if the operator tells it.
    download: Option<String>,
    roots: Vec<RootShown>,
}

#[derive(Template)]
#[template(path = "claims/guide.html")]
struct WindowsPage {
    shell: Shell,
    roots: Vec<RootShown>,
}

/// Shows the way into the client, and what to do with it first.
pub(super) async fn client(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&ClientPage {
        shell: crumbed(&platform, &visit, "連携クライアントの準備"),
        exchange: exchange(&platform),
        download: platform.client_download(),
        roots: roots(&platform)?,
    })
}

/// Shows the steps of the import wizard.
pub(super) async fn windows(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    page(&WindowsPage {
        shell: crumbed(&platform, &visit, "Windowsにインストールする"),
        roots: roots(&platform)?,
    })
}

fn crumbed(platform: &Platform, visit: &Visit, here: &str) -> Shell {
    let mut shell = shell(platform, visit, "/certificates");
    shell.crumbs = vec![Crumb::to("証明書", "/certificates"), Crumb::here(here)];
    shell
}

/// The exchange's address, as clients must know it: the first name of its certificate, since any other
/// would be refused.
fn exchange(platform: &Platform) -> Option<String> {
    let settings = &platform.settings;
    let certificate = CertificateDer::from_pem_file(&settings.keys.server_certificate).ok()?;
    let host = tasuki_pki::hosts(&certificate).ok()?.into_iter().next()?;
    let port = settings.listen.exchange.port();
    Some(format!("https://{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_address_the_commands_name_what_is_to_be_put_in() {
        let page = |exchange: Option<&str>| {
            let page = ClientPage {
                shell: Shell::new("見本", "/", "nonce"),
                exchange: exchange.map(str::to_owned),
                download: None,
                roots: Vec::new(),
            };
            page.render().unwrap()
        };
        let known = page(Some("https://localhost:8443"));
        assert_eq!(
            known.matches("--platform https://localhost:8443 ").count(),
            2
        );
        assert!(known.contains("上の接続先"));
        let unknown = page(None);
        assert_eq!(unknown.matches("--platform 接続先 ").count(), 2);
        assert!(unknown.contains("ヘルプデスクから案内された接続先"));
    }
}
