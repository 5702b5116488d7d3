//! Another program must read our certificates as we mean them: `openssl verify`, strictly.

use std::path::Path;
use std::process::Command;

use jiff::SignedDuration;
use tasuki_pki::{Authority, CertificateKind, Profile, three_years_from};

#[test]
fn openssl_accepts_each_profile_for_its_purpose_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let now = "2026-11-21T03:00:00Z".parse().unwrap();
    let end = three_years_from(now).unwrap();
    let authority =
        Authority::create("試験認証局", now, SignedDuration::from_hours(90_000)).unwrap();
    let root = folder.path().join("root.pem");
    fs_err::write(&root, authority.certificate_pem()).unwrap();

    let office = Profile::Office {
        office: "1370000001".parse().unwrap(),
        user: "KJ137000000101".parse().unwrap(),
        office_name: "訪問介護ステーション髙﨑".to_owned(),
        kind: CertificateKind::CarePlan,
    };
    let server = Profile::Server {
        hosts: vec!["tasuki.example.jp".to_owned(), "127.0.0.1".to_owned()],
    };
    // For elliptic curves openssl's `smimeencrypt` asks for a use that such keys do not have.
    let issued = [
        (
            authority.issue(&office, now, end, [1; 16]),
            "sslclient smimesign",
        ),
        (
            authority.issue_rsa(&office, now, end, [2; 16]),
            "sslclient smimesign smimeencrypt",
        ),
        (
            authority.issue(&Profile::Platform, now, end, [3; 16]),
            "smimesign",
        ),
        (authority.issue(&server, now, end, [4; 16]), "sslserver"),
    ];
    for (issued, purposes) in issued {
        let certificate = folder.path().join("certificate.pem");
        fs_err::write(&certificate, issued.unwrap().certificate_pem).unwrap();
        for purpose in ["sslclient", "sslserver", "smimesign", "smimeencrypt"] {
            assert_eq!(
                verifies(&root, &certificate, purpose, now.as_second()),
                purposes.contains(purpose),
                "{purpose} where {purposes} are right"
            );
        }
    }
}

fn verifies(root: &Path, certificate: &Path, purpose: &str, at: i64) -> bool {
    Command::new("openssl")
        .args(["verify", "-x509_strict", "-purpose", purpose])
        .args(["-attime", &at.to_string(), "-CAfile"])
        .args([root, certificate])
        .output()
        .is_ok_and(|out| out.status.success())
}
