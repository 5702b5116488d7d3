//! The root and the authorities.

use aws_lc_rs::digest;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::{CaName, IssueError, serial_hex, validity};
use tasuki_terms::Timestamp;

use super::{day, passphrase};
use crate::program::args::{Ca, Format};
use crate::program::failure::Failure;
use crate::program::print;
use crate::setup::{Setup, SetupError};

pub(super) async fn run(
    command: &Ca,
    setup: &Setup,
    now: Timestamp,
    format: Format,
) -> Result<(), Failure> {
    match command {
        Ca::Show => show(setup, format),
        Ca::Renew {
            root_passphrase_file,
        } => {
            let passphrase = passphrase(root_passphrase_file)?;
            let authority = setup.renew_authority(&passphrase, now)?;
            let shown = Shown::of(authority.certificate_der())?;
            let text = format!(
                "認証局を更新しました。\n{}\n\
                 連携基盤を再起動してください。事業所のクライアントは、新しい認証局を自動で受け取ります。\n\
                 これまでの証明書は有効なままです。",
                shown.text()
            );
            print(format, &shown.json(), &text);
            Ok(())
        }
        Ca::Revoke {
            serial,
            reason,
            root_passphrase_file,
        } => {
            let passphrase = passphrase(root_passphrase_file)?;
            let revoked = setup
                .revoke_authority(serial, (*reason).into(), &passphrase, now)
                .await?;
            let json = serde_json::json!({
                "revoked": revoked.serial,
                "name": revoked.name.common,
                "certificates": revoked.certificates,
            });
            let text = format!(
                "認証局を失効させました: {}（{}）\n失効させた事業所の電子証明書: {}件\n\
                 連携基盤は、この認証局が発行した電子証明書を1秒以内に受け付けなくなります。\n\
                 事業所には、新しい電子証明書の発行を案内してください。",
                revoked.name.common, revoked.serial, revoked.certificates
            );
            print(format, &json, &text);
            Ok(())
        }
        Ca::Crl {
            root_passphrase_file,
        } => {
            let passphrase = passphrase(root_passphrase_file)?;
            let until = setup.renew_root_list(&passphrase, now)?;
            let json = serde_json::json!({ "until": until });
            let text = format!(
                "ルートの失効リストを署名し直しました。{}までに、もう一度実行してください。",
                day(until)
            );
            print(format, &json, &text);
            Ok(())
        }
    }
}

fn show(setup: &Setup, format: Format) -> Result<(), Failure> {
    let pem = setup.trusted_pem()?;
    let mut all = Vec::new();
    for der in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let der = der.map_err(|_| SetupError::Authority(IssueError::Certificate))?;
        all.push(Shown::of(&der)?);
    }
    let json = all.iter().map(Shown::json).collect();
    let text: Vec<String> = all.iter().map(Shown::text).collect();
    print(format, &serde_json::Value::Array(json), &text.join("\n\n"));
    Ok(())
}

/// What people compare.
struct Shown {
    name: CaName,
    serial: String,
    sha1: String,
    sha256: String,
    until: Timestamp,
}

impl Shown {
    fn of(der: &[u8]) -> Result<Self, SetupError> {
        let unreadable = |_| SetupError::Authority(IssueError::Certificate);
        let thumbprint = |algorithm| pairs(digest::digest(algorithm, der).as_ref());
        Ok(Self {
            name: CaName::of(der)?,
            serial: serial_hex(der).map_err(unreadable)?,
            sha1: thumbprint(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            sha256: thumbprint(&digest::SHA256),
            until: validity(der).map_err(unreadable)?.1,
        })
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "organization": self.name.organization,
            "name": self.name.common,
            "serial": self.serial,
            "sha1": self.sha1,
            "sha256": self.sha256,
            "until": self.until,
        })
    }

    fn text(&self) -> String {
        let (first, second) = self
            .sha256
            .split_at_checked(48)
            .unwrap_or((&self.sha256, ""));
        format!(
            "{}（{}）\n  シリアル番号:  {}\n  拇印(SHA-1):   {}\n  拇印(SHA-256): {first}\n                 {second}\n  有効期限:      {}",
            self.name.common,
            self.name.organization,
            self.serial,
            self.sha1,
            day(self.until),
        )
    }
}

/// Capital hexadecimal digits, a colon behind each pair but the last.
fn pairs(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
