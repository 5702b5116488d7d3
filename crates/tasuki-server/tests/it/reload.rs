//! The server's certificate is exchanged while the platform goes on.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use reqwest::Method;
use rustls_pki_types::ServerName;
use tasuki_testing::{Caller, note};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::town::Three;

const READ: &str = "the server's certificate was read again";
const FAULT: &str = "the server's certificate cannot be read again; the one before is shown on";

/// The certificate that the exchange shows to whoever connects now, DER.
async fn shown(three: &Three) -> Vec<u8> {
    let authority = three.town.authority().unwrap().bundle_pem();
    let config = Caller::tls(&authority, None).unwrap();
    let exchange = three.town.exchange();
    let address = exchange.strip_prefix("https://").unwrap();
    let line = TcpStream::connect(address).await.unwrap();
    let host = address.rsplit_once(':').unwrap().0.to_owned();
    let name = ServerName::try_from(host).unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, line);
    let stream = stream.await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn new_connections_get_the_new_certificate_and_old_ones_go_on() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut process = three.town.start_process(binary, "info").await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let news = helper.request(Method::GET, "/v1/events");
    let mut news = news.send().await.unwrap();
    assert!(news.chunk().await.unwrap().is_some());
    let first = shown(&three).await;

    let settings = three.town.setup().settings_file().to_owned();
    let keys = settings.parent().unwrap().join("keys");
    let [certificate, key] = ["server.pem", "server.key"].map(|name| keys.join(name));
    let kept = [&certificate, &key].map(|file| fs_err::read(file).unwrap());
    let renewed = Command::new(binary)
        .args(["admin", "renew", "--settings"])
        .arg(&settings)
        .output()
        .unwrap();
    assert!(renewed.status.success(), "{renewed:?}");
    process.hang_up().unwrap();
    process.logs(READ).await.unwrap();
    let second = shown(&three).await;
    assert_ne!(second, first);
    // The connection that was there before still brings news.
    let message = note(1, &three.manager, &three.helper, 10).unwrap();
    manager.send(&message).await.unwrap();
    let told = news.chunk().await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(told.contains(&message.manifest.id.to_string()), "{told}");

    // What cannot be used changes nothing: no key at all, and one of another certificate.
    for wrong in [b"no key".to_vec(), kept[1].clone()] {
        fs_err::write(&key, wrong).unwrap();
        process.hang_up().unwrap();
        let line = process.logs(FAULT).await.unwrap();
        assert_eq!(line["fields"]["code"], "server-certificate.unusable");
        assert_eq!(line["level"], "ERROR");
        assert_eq!(shown(&three).await, second);
    }
    // Other files are noticed without being told.
    fs_err::write(&certificate, &kept[0]).unwrap();
    process.logs(READ).await.unwrap();
    assert_eq!(shown(&three).await, first);
    process.terminate().unwrap();
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
}
