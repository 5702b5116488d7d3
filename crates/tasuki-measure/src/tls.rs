//! The client's side of TLS. Connections are never resumed: each is a full handshake.

use std::sync::Arc;

use rustls::client::{ClientConfig, Resumption, WantsClientCert};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ConfigBuilder, RootCertStore};
use tasuki_pki::Anchors;
use tasuki_testing::TownOffice;

/// An office, which shows its certificate.
pub fn client_config(office: &TownOffice) -> anyhow::Result<ClientConfig> {
    let issued = &office.keys.issued;
    let config = trusting(&office.keys.authority_pem)?.with_client_auth_cert(
        vec![CertificateDer::from(issued.certificate_der.clone())],
        PrivatePkcs8KeyDer::from(issued.key_pkcs8_der.to_vec()).into(),
    )?;
    Ok(finished(config))
}

/// Somebody who has no certificate to show.
pub fn stranger_config(authority_pem: &str) -> anyhow::Result<ClientConfig> {
    Ok(finished(trusting(authority_pem)?.with_no_client_auth()))
}

fn trusting(authority_pem: &str) -> anyhow::Result<ConfigBuilder<ClientConfig, WantsClientCert>> {
    let mut roots = RootCertStore::empty();
    for root in Anchors::from_pem(authority_pem)?.roots() {
        roots.add(CertificateDer::from(root.to_vec()))?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_root_certificates(roots))
}

fn finished(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::disabled();
    config
}
