//! Invented authorities and offices, and how `openssl` is called.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::SignedDuration;
use tasuki_pki::{Authority, CaName, Issued, Profile, Root, three_years_from};
use tasuki_terms::{CertificateClass, Timestamp};
use tempfile::TempDir;

/// A root, an authority below it, and a folder for their files.
pub(crate) struct People {
    pub(crate) root: Root,
    pub(crate) authority: Authority,
    folder: TempDir,
}

/// The machine's time: `openssl ocsp` and `openssl crl` know no other.
#[expect(
    clippy::disallowed_methods,
    reason = "openssl compares with the machine's clock"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

impl People {
    pub(crate) fn new() -> Self {
        let name = |common: &str| CaName {
            organization: "試験運営者".to_owned(),
            common: common.to_owned(),
        };
        let from = now() - SignedDuration::from_mins(5);
        let until = now() + SignedDuration::from_hours(90_000);
        let root = Root::create(&name("試験ルート"), from, until, [1; 16]).unwrap();
        let url = "http://pki.example.jp".parse().unwrap();
        let authority = root.authorize(&name("試験認証局"), from, until, [2; 16], Some(&url));
        let people = Self {
            root,
            authority: authority.unwrap(),
            folder: tempfile::tempdir().unwrap(),
        };
        people.write("root.pem", people.root.certificate_pem());
        people.write("authority.pem", people.authority.certificate_pem());
        people.write("bundle.pem", people.authority.bundle_pem());
        people
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        fs_err::write(&path, bytes).unwrap();
        path
    }

    /// An office's certificate.
    pub(crate) fn office(&self, serial: u8) -> Issued {
        let profile = office();
        let end = three_years_from(now()).unwrap();
        let from = now() - SignedDuration::from_mins(5);
        self.authority
            .issue(&profile, from, end, [serial; 16])
            .unwrap()
    }

    /// Runs `openssl` in the folder; whether it succeeded, and all that it said.
    pub(crate) fn openssl(&self, words: &[&str]) -> (bool, String) {
        let output = Command::new("openssl")
            .args(words)
            .current_dir(self.folder())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }
}

pub(crate) fn office() -> Profile {
    Profile::Office {
        office: "1370000001".parse().unwrap(),
        user: "KJ137000000101".parse().unwrap(),
        office_name: "訪問介護ステーション髙﨑".to_owned(),
        class: CertificateClass::CarePlan,
    }
}
