//! The machine's own limits, taken in the same run.

mod single;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::anyhow;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _,
    UnparsedPublicKey,
};
use rustls::crypto::aws_lc_rs as provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde::Serialize;
use tasuki_testing::TownOffice;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::figures::{Latencies, Percentiles, Spread, u64_to_f64, usize_to_f64};
use crate::handshake::accepts;
use crate::tls::client_config;

/// How many handshakes are under way at once.
const HANDSHAKES: usize = 16;
/// How much is encrypted at once: a record of TLS.
const RECORD: usize = 16 * 1024;

/// What the machine can do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Limits {
    /// Appending 4 kB and `fdatasync`, one after the other, per second.
    pub syncs: Spread,
    /// How long each of these took, in milliseconds.
    pub append: Percentiles,
    /// How long some bytes took there and back on a connection of mutual TLS over loopback, in
    /// milliseconds.
    pub round_trip: Percentiles,
    /// P-256 signatures per second, one core.
    pub signs: Spread,
    /// P-256 verifications per second, one core.
    pub verifies: Spread,
    /// AES-256-GCM, MB/s, one core, 16-kB pieces.
    pub encryption: Spread,
    /// SHA-256, MB/s, one core, 16-kB pieces.
    pub hashing: Spread,
    /// The platform's side alone of mutual handshakes of TLS 1.3 per second, one core.
    pub accepts: Spread,
    /// Mutual handshakes of TLS 1.3 per second over loopback, client and server on these cores.
    pub handshakes: Spread,
    /// The group in which their keys were agreed.
    pub group: String,
}

/// An office, and the files of the certificate and the key with which the platform does TLS.
pub type Ends<'a> = (&'a TownOffice, (&'a Path, &'a Path));

/// Measures all of them, each `runs` times for `length`. A file is written in the folder `scratch`.
pub async fn measure(
    ends: Ends<'_>,
    scratch: &Path,
    length: Duration,
    runs: usize,
) -> anyhow::Result<Limits> {
    let several = |work: &mut dyn FnMut() -> anyhow::Result<f64>| {
        let figures: anyhow::Result<Vec<f64>> = (0..runs).map(|_| work()).collect();
        figures.map(Spread::of)
    };
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(unspecified)?;
    let message = [7; 100];
    let signature = key.sign(&random, &message).map_err(unspecified)?;
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key.public_key().as_ref());
    let aead = UnboundKey::new(&AES_256_GCM, &[1; 32]).map_err(unspecified)?;
    let aead = LessSafeKey::new(aead);
    let mut record = vec![0; RECORD];
    let (client, server) = (client_config(ends.0)?, server_config(ends)?);
    let (client, server) = (Arc::new(client), Arc::new(server));
    let (mut appended, mut there_and_back) = (Latencies::new()?, Latencies::new()?);
    let mut handshakes = Vec::new();
    let mut group = String::new();
    for _ in 0..runs {
        let (rate, agreed) = shake(ends, length).await?;
        handshakes.push(rate);
        there_and_back.add(&single::round_trips(&client, &server, length).await?)?;
        group = agreed;
    }
    Ok(Limits {
        syncs: several(&mut || single::syncs(scratch, length, &mut appended))?,
        append: appended.percentiles(),
        round_trip: there_and_back.percentiles(),
        signs: several(&mut || {
            per_second(length, || {
                key.sign(&random, &message).map(drop).map_err(unspecified)
            })
        })?,
        verifies: several(&mut || {
            per_second(length, || {
                public
                    .verify(&message, signature.as_ref())
                    .map_err(unspecified)
            })
        })?,
        encryption: several(&mut || {
            let rate = per_second(length, || {
                let nonce = Nonce::assume_unique_for_key([0; 12]);
                aead.seal_in_place_separate_tag(nonce, Aad::empty(), &mut record)
                    .map(drop)
                    .map_err(unspecified)
            })?;
            Ok(rate * usize_to_f64(RECORD) / 1e6)
        })?,
        hashing: several(&mut || {
            let hash = || {
                std::hint::black_box(digest(&SHA256, &record));
                Ok(())
            };
            Ok(per_second(length, hash)? * usize_to_f64(RECORD) / 1e6)
        })?,
        accepts: several(&mut || accepts(&client, &server, length))?,
        handshakes: Spread::of(handshakes),
        group,
    })
}

/// How often `work` can be done in a second.
pub fn per_second(
    length: Duration,
    mut work: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut times = 0;
    while start.elapsed() < length {
        work()?;
        times += 1;
    }
    Ok(u64_to_f64(times) / start.elapsed().as_secs_f64())
}

async fn shake(ends: Ends<'_>, length: Duration) -> anyhow::Result<(f64, String)> {
    let client = Arc::new(client_config(ends.0)?);
    let server = TlsAcceptor::from(Arc::new(server_config(ends)?));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let serving = tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let server = server.clone();
            tokio::spawn(async move {
                socket.set_nodelay(true)?;
                server.accept(socket).await.map(drop)
            });
        }
    });
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut tasks: JoinSet<anyhow::Result<String>> = JoinSet::new();
    for _ in 0..HANDSHAKES {
        let (tls, done) = (TlsConnector::from(Arc::clone(&client)), Arc::clone(&done));
        tasks.spawn(async move {
            let mut group = String::new();
            while start.elapsed() < length {
                let socket = TcpStream::connect(address).await?;
                socket.set_nodelay(true)?;
                let stream = tls
                    .connect(ServerName::try_from("localhost")?, socket)
                    .await?;
                let agreed = stream.get_ref().1.negotiated_key_exchange_group();
                group = agreed.map_or_else(String::new, |agreed| format!("{:?}", agreed.name()));
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(group)
        });
    }
    let mut group = String::new();
    while let Some(agreed) = tasks.join_next().await {
        group = agreed??;
    }
    let rate = u64_to_f64(done.load(Ordering::Relaxed)) / start.elapsed().as_secs_f64();
    serving.abort();
    Ok((rate, group))
}

/// A server that only shakes hands, and verifies the client's chain in doing so.
fn server_config((office, (certificate, key)): Ends<'_>) -> anyhow::Result<ServerConfig> {
    let provider = Arc::new(provider::default_provider());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(office.keys.authority_pem.as_bytes()) {
        roots.add(certificate?)?;
    }
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            // With the authority behind it, as the platform shows it.
            CertificateDer::pem_file_iter(certificate)?.collect::<Result<_, _>>()?,
            PrivateKeyDer::from_pem_file(key)?,
        )?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn unspecified(_: aws_lc_rs::error::Unspecified) -> anyhow::Error {
    anyhow!("cryptography failed")
}
