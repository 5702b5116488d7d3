//! Setting up a platform, its offices and their certificates.

mod ca;
mod directory;
mod office;
mod operator;
mod release;
mod sites;

use std::path::Path;

use anyhow::Context as _;
use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_pki::{Cost, three_years_from};
use tasuki_seal::SystemEntropy;
use tasuki_store::{Contents, Records};
use tasuki_terms::{Clock as _, OfficeNumber, SystemClock, Timestamp, UserId, day_in_japan};

use super::args::{Admin, Certificate, Format};
use super::failure::{Code, Failure, failed};
use super::proofs::{self, Found};
use super::{backup, print, restore};
use crate::settings::Settings;
use crate::setup::{NewPlatform, RevokedOf, RootSeal, Setup, SetupError, made_up, write_secret};

pub(super) async fn run(admin: Admin, settings: &Path, format: Format) -> Result<(), Failure> {
    let setup = Setup::at(settings);
    let now = SystemClock.now();
    match admin {
        Admin::Setup {
            name,
            host,
            exchange,
            operations,
            pki,
            pki_url,
            records,
            contents,
            root_passphrase_file,
        } => {
            let given = root_passphrase_file
                .as_deref()
                .map(passphrase)
                .transpose()?;
            let is_made_up = given.is_none();
            let new = NewPlatform {
                name,
                hosts: host,
                exchange,
                operations,
                pki: Some(pki),
                url: pki_url,
                records,
                contents,
                root: RootSeal {
                    passphrase: given.unwrap_or_else(|| made_up(&SystemEntropy)),
                    cost: Cost::PASSPHRASE,
                },
            };
            setup.create(&new, now).await?;
            let told = is_made_up.then(|| new.root.passphrase.expose_secret());
            let json = serde_json::json!({ "settings": settings, "root_passphrase": told });
            let done = format!("連携基盤を作成しました: {}", settings.display());
            let text = told.map_or_else(
                || done.clone(),
                |passphrase| {
                    format!(
                        "{done}\nルートの鍵のパスフレーズ: {passphrase}\n\
                     このパスフレーズは一度だけ表示されます。紙に控えて金庫などに保管し、\n\
                     keys/root.key.sealed は別の媒体に移してください。"
                    )
                },
            );
            print(format, &json, &text);
        }
        Admin::Ca(command) => ca::run(&command, &setup, now, format).await?,
        Admin::Renew { host } => {
            setup.renew(&host, now).await?;
            let json = serde_json::json!({ "renewed": settings });
            let text = "証明書と鍵を更新しました。動いている連携基盤では、TLSとサイトの証明書は\n\
                 数秒で入れ替わります。受領証の証明書は、次に再起動したときから使われます。";
            print(format, &json, text);
        }
        Admin::Office(command) => office::run(command, &setup, format).await?,
        Admin::Sites(command) => sites::run(command, &setup, format).await?,
        Admin::Certificate(Certificate::Issue { office, user, to }) => {
            issue(&setup, office, user, &to, now, format).await?;
        }
        Admin::Certificate(Certificate::Revoke { serial, reason }) => {
            let revoked = setup.revoke_certificate(&serial, reason, now).await?;
            let (of, whose) = match revoked {
                RevokedOf::Office => ("office", "事業所の電子証明書"),
                RevokedOf::Platform => ("platform", "連携基盤が以前使っていた証明書"),
            };
            let json = serde_json::json!({ "revoked": serial, "of": of });
            let text = format!("{whose}を失効させました: {serial}");
            print(format, &json, &text);
        }
        Admin::Directory(command) => directory::run(command, &setup, format).await?,
        Admin::Operator(command) => operator::run(command, &setup, format).await?,
        Admin::Release(command) => release::run(command, &setup, format).await?,
        Admin::Backup { to } => {
            let settings = Settings::read(settings)?;
            if settings.store.records.file().is_none() {
                return Err(Failure::of(Code::BackupServer));
            }
            if settings.store.contents.folder().is_none() {
                return Err(Failure::of(Code::BackupBucket));
            }
            fs_err::create_dir(&to).map_err(failed(Code::OutputExists))?;
            backup::copy(&settings, &to)
                .await
                .map_err(failed(Code::BackupFailed))?;
            let json = serde_json::json!({ "backup": to });
            let text = format!(
                "バックアップが完了しました: {}（鍵は含まれていません）",
                to.display()
            );
            print(format, &json, &text);
        }
        Admin::Restore { from } => {
            let settings = Settings::read(settings)?;
            let found = Box::pin(restore::restore(&settings, &from)).await?;
            tell(&found, "復元しました。", format);
            if found.faulty > 0 {
                return Err(Failure::of(Code::RestoreFaulty));
            }
        }
        Admin::Verify => {
            let settings = Settings::read(settings)?;
            let found = Box::pin(verify(&settings)).await;
            let found = found.map_err(failed(Code::VerifyFailed))?;
            tell(&found, "すべて正しいことを確認しました。", format);
            if found.faulty > 0 {
                return Err(Failure::of(Code::VerifyFaulty));
            }
        }
    }
    Ok(())
}

fn password(file: &Path) -> Result<SecretString, Failure> {
    first_line(file).map_err(failed(Code::PasswordUnreadable))
}

fn passphrase(file: &Path) -> Result<SecretString, Failure> {
    first_line(file).map_err(failed(Code::PassphraseUnreadable))
}

/// The first line of a file.
fn first_line(file: &Path) -> anyhow::Result<SecretString> {
    let text = fs_err::read_to_string(file)?;
    let line = text.lines().next().filter(|line| !line.is_empty());
    Ok(line.context("the file is empty")?.into())
}

async fn issue(
    setup: &Setup,
    office: OfficeNumber,
    user: UserId,
    to: &Path,
    now: Timestamp,
    format: Format,
) -> Result<(), Failure> {
    let until = three_years_from(now).ok_or(SetupError::Calendar)?;
    let from = now - SignedDuration::from_mins(5);
    let prepare = || {
        fs_err::create_dir_all(to)?;
        // A key that is there is never overwritten.
        let file = fs_err::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(to.join("certificate.pem"));
        file.map(drop)
    };
    prepare().map_err(failed(Code::OutputExists))?;
    let keys = setup
        .issue_certificate(office, user, (from, until), now)
        .await;
    let keys = match keys {
        Ok(keys) => keys,
        Err(error) => {
            fs_err::remove_file(to.join("certificate.pem")).map_err(SetupError::File)?;
            return Err(error.into());
        }
    };
    let write = || {
        write_secret(&to.join("key.pem"), keys.issued.key_pem.as_bytes())?;
        fs_err::write(to.join("certificate.pem"), &keys.issued.certificate_pem)?;
        fs_err::write(to.join("authority.pem"), &keys.authority_pem)
    };
    write().map_err(failed(Code::OutputExists))?;
    let serial = &keys.issued.serial_hex;
    let json = serde_json::json!({ "serial": serial, "until": until });
    let text = format!(
        "電子証明書を発行しました: {}\nシリアル番号: {serial}\n有効期限:     {}",
        to.display(),
        day(until)
    );
    print(format, &json, &text);
    Ok(())
}

/// The day in Japan, of one width, since days stand below each other.
fn day(at: Timestamp) -> String {
    let day = day_in_japan(at);
    day.strftime("%Y年%m月%d日").to_string()
}

async fn verify(settings: &Settings) -> anyhow::Result<Found> {
    let store = &settings.store;
    let records = Records::open(&store.records).await?;
    let contents = Contents::open(&store.contents, "verify", store.segment_bytes)?;
    let anchors = restore::anchors(settings)?;
    Ok(proofs::check(&records, &contents, &anchors).await?)
}

/// Says what was looked at; `well` where all of it holds.
fn tell(found: &Found, well: &str, format: Format) {
    let Found {
        messages,
        receipts,
        contents,
        faulty,
        examples,
    } = found;
    let json = serde_json::json!({
        "messages": messages,
        "receipts": receipts,
        "contents": contents,
        "faulty": faulty,
        "faults": examples
            .iter()
            .map(|(id, fault)| serde_json::json!({ "message": id, "fault": fault.to_string() }))
            .collect::<Vec<_>>(),
    });
    let mut lines = vec![format!(
        "メッセージ{messages}件、受領証{receipts}通、内容{contents}個を確認しました。"
    )];
    if *faulty == 0 {
        lines.push(well.to_owned());
    } else {
        lines.push(format!("{faulty}件が正しくありません。"));
        let told = examples.iter();
        lines.extend(told.map(|(id, fault)| format!("異常  {id}: {}", fault.words())));
    }
    print(format, &json, &lines.join("\n"));
}
