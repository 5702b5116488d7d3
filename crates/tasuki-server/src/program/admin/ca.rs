//! The root and the authorities.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::{CertificateFacts, IssueError};
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
            let authority = setup.renew_authority(&passphrase, now).await?;
            let facts = read(authority.certificate_der())?;
            let told = format!(
                "認証局を更新しました。\n{}\n\
                 連携基盤を再起動してください。事業所のクライアントは、新しい認証局を自動で受け取ります。\n\
                 これまでの証明書は有効なままです。",
                text(&facts)
            );
            print(format, &json(&facts), &told);
            Ok(())
        }
        Ca::Revoke {
            serial,
            reason,
            root_passphrase_file,
        } => {
            let passphrase = passphrase(root_passphrase_file)?;
            let revoked = setup
                .revoke_authority(serial, *reason, &passphrase, now)
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
            let until = setup.renew_root_list(&passphrase, now).await?;
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
        all.push(read(&der)?);
    }
    let array = all.iter().map(json).collect();
    let lines: Vec<String> = all.iter().map(text).collect();
    print(
        format,
        &serde_json::Value::Array(array),
        &lines.join("\n\n"),
    );
    Ok(())
}

/// Reads what people compare.
fn read(der: &[u8]) -> Result<CertificateFacts, SetupError> {
    CertificateFacts::read(der).map_err(|_| SetupError::Authority(IssueError::Certificate))
}

fn json(facts: &CertificateFacts) -> serde_json::Value {
    serde_json::json!({
        "organization": facts.organization,
        "name": facts.common,
        "serial": facts.serial_hex,
        "sha1": pairs(&facts.sha1),
        "sha256": pairs(&facts.sha256),
        "until": facts.valid_until,
    })
}

fn text(facts: &CertificateFacts) -> String {
    let (first, second) = facts.sha256.split_at(16);
    format!(
        "{}（{}）\n  シリアル番号:  {}\n  拇印(SHA-1):   {}\n  拇印(SHA-256): {}:\n                 {}\n  有効期限:      {}",
        facts.common,
        facts.organization,
        facts.serial_hex,
        pairs(&facts.sha1),
        pairs(first),
        pairs(second),
        day(facts.valid_until),
    )
}

/// Capital hexadecimal digits, a colon behind each pair but the last.
fn pairs(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
