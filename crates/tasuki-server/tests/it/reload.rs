//! The server's certificate is exchanged while the platform goes on.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use reqwest::Method;
use rustls_pki_types::ServerName;
use tasuki_server::Site;
use tasuki_terms::SystemClock;
use tasuki_testing::{Caller, Town, TownPlan, note};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::town::Three;

const READ: &str = "the server's certificate was read again";
const FAULT: &str = "the server's certificate cannot be read again; the one before is shown on";

/// The certificate that the exchange shows to whoever connects now, DER.
async fn shown(three: &Three) -> Vec<u8> {
    shown_at(&three.town, &three.town.exchange()).await
}

/// The certificate that is shown to whoever connects now to `https://…`, DER.
async fn shown_at(town: &Town, address: &str) -> Vec<u8> {
    let authority = town.authority().unwrap().bundle_pem();
    let config = Caller::tls(&authority, None).unwrap();
    let address = address.strip_prefix("https://").unwrap();
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
    renew(binary, &settings);
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

/// Has the authority of the platform renew the platform's own certificates.
fn renew(binary: &Path, settings: &Path) {
    let renewed = Command::new(binary)
        .args(["admin", "renew", "--settings"])
        .arg(settings)
        .output()
        .unwrap();
    assert!(renewed.status.success(), "{renewed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sites_show_the_new_certificate_too() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SystemClock);
    let town = Town::found(folder.path(), TownPlan::with_sites(), clock);
    let mut town = town.await.unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let mut process = town.start_process(binary, "info").await.unwrap();
    let exchange = town.exchange();
    let sites = [Site::Claims, Site::Portal, Site::Console, Site::Support];
    let mut doors: Vec<String> = sites.iter().map(|site| town.site(*site)).collect();
    doors.push(exchange.clone());
    let first = shown_at(&town, &exchange).await;
    for door in &doors {
        assert_eq!(shown_at(&town, door).await, first, "{door}");
    }
    renew(binary, town.setup().settings_file());
    // Without being told, within seconds.
    process.logs(READ).await.unwrap();
    let second = shown_at(&town, &exchange).await;
    assert_ne!(second, first);
    for door in &doors {
        assert_eq!(shown_at(&town, door).await, second, "{door}");
    }
    process.terminate().unwrap();
    let (status, _) = process.ended().await.unwrap();
    assert!(status.success(), "{status}");
}
