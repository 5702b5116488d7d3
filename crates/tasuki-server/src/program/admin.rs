//! Setting up a platform, its offices and their certificates.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use jiff::SignedDuration;
use tasuki_pki::three_years_from;
use tasuki_store::Records;
use tasuki_terms::{Clock as _, OfficeNumber, ServiceType, SystemClock, UserId};

use super::{Format, print};
use crate::settings::Settings;
use crate::setup::{NewOffice, Setup, write_secret};

#[derive(Subcommand, Debug)]
pub(super) enum Admin {
    /// Make a platform with embedded defaults: own authority, keys, settings, empty database.
    ///
    /// They go into the folder of the settings file, which must not exist yet.
    Setup {
        /// The platform's name, as offices see it.
        #[arg(long, default_value = "Tasuki")]
        name: String,
        /// Host names and addresses of the exchange, for its TLS certificate.
        #[arg(long, default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()])]
        host: Vec<String>,
        /// Where the exchange listens.
        #[arg(long, default_value = "127.0.0.1:8443")]
        exchange: SocketAddr,
        /// Where health and metrics listen.
        #[arg(long, default_value = "127.0.0.1:9090")]
        operations: SocketAddr,
    },
    /// Register offices (事業所).
    #[command(subcommand)]
    Office(Office),
    /// Issue and revoke certificates (電子証明書).
    #[command(subcommand)]
    Certificate(Certificate),
    /// Copy records and contents to a new folder while the platform runs.
    Backup {
        /// The folder, which is made.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum Office {
    /// Register an office, its licence and its user, or change them.
    Add {
        /// Its number (事業所番号).
        number: OfficeNumber,
        /// Its name.
        name: String,
        /// A service type (サービス種類コード); give it several times for several.
        #[arg(long = "service", required = true)]
        services: Vec<ServiceType>,
        /// Days of the licence from today on; 0 for none.
        #[arg(long, default_value_t = 365)]
        licence_days: u32,
        /// Its user (KJ and twelve digits).
        #[arg(long, requires = "password_file")]
        user: Option<UserId>,
        /// A file whose first line is the user's password.
        #[arg(long, requires = "user", value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// List registered offices.
    List {
        /// A part of the number or the name.
        #[arg(default_value = "")]
        text: String,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum Certificate {
    /// Issue a certificate with a new key to an office's user.
    Issue {
        /// The office.
        #[arg(long)]
        office: OfficeNumber,
        /// Its user (KJ and twelve digits).
        #[arg(long)]
        user: UserId,
        /// A new folder for certificate.pem, key.pem and authority.pem.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Revoke a certificate; the platform refuses it within a second.
    Revoke {
        /// Its serial number, as `issue` printed it.
        serial: String,
    },
}

pub(super) async fn run(admin: Admin, settings: &Path, format: Format) -> anyhow::Result<()> {
    let folder = settings
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let setup = Setup::new(folder.unwrap_or(Path::new(".")));
    let now = SystemClock.now();
    match admin {
        Admin::Setup {
            name,
            host,
            exchange,
            operations,
        } => {
            setup
                .create(&name, &host, (exchange, operations), now)
                .await?;
            let file = setup.settings_file().display().to_string();
            print(
                format,
                &serde_json::json!({ "settings": file }),
                &format!("wrote {file}"),
            );
            Ok(())
        }
        Admin::Office(Office::Add {
            number,
            name,
            services,
            licence_days,
            user,
            password_file,
        }) => {
            let licence_days = Some(licence_days).filter(|days| *days > 0);
            let new = NewOffice {
                number,
                name,
                service_types: services,
                licence_days,
            };
            setup.add_office(new, now).await?;
            if let (Some(user), Some(file)) = (user, password_file) {
                let text = fs_err::read_to_string(file)?;
                let password = text.lines().next().filter(|line| !line.is_empty());
                let password = password.context("the password file is empty")?.to_owned();
                setup.set_user(number, user, &password.into()).await?;
            }
            let json = serde_json::json!({ "office": number });
            print(format, &json, &format!("registered {number}"));
            Ok(())
        }
        Admin::Office(Office::List { text }) => list(settings, &text, format).await,
        Admin::Certificate(Certificate::Issue { office, user, to }) => {
            let until = three_years_from(now).context("the calendar has ended")?;
            let from = now - SignedDuration::from_mins(5);
            fs_err::create_dir_all(&to)?;
            let keys = setup.issue_certificate(office, user, (from, until)).await?;
            write_secret(&to.join("key.pem"), keys.issued.key_pem.as_bytes())?;
            fs_err::write(to.join("certificate.pem"), &keys.issued.certificate_pem)?;
            fs_err::write(to.join("authority.pem"), &keys.authority_pem)?;
            let serial = &keys.issued.serial_hex;
            let json = serde_json::json!({ "serial": serial, "until": until.to_string() });
            print(
                format,
                &json,
                &format!("issued {serial}, valid until {until}"),
            );
            Ok(())
        }
        Admin::Certificate(Certificate::Revoke { serial }) => {
            setup.revoke_certificate(&serial, now).await?;
            let json = serde_json::json!({ "revoked": serial });
            print(format, &json, &format!("revoked {serial}"));
            Ok(())
        }
        Admin::Backup { to } => backup(&Settings::read(settings)?, &to).await,
    }
}

async fn list(settings: &Path, text: &str, format: Format) -> anyhow::Result<()> {
    let records = Records::open(&Settings::read(settings)?.store.records).await?;
    let offices = records.offices(text, u32::MAX).await?;
    let lines: Vec<String> = offices
        .iter()
        .map(|office| {
            let until = office
                .licensed_until
                .map_or("-".to_owned(), |until| until.to_string());
            let services: Vec<_> = office
                .service_types
                .iter()
                .map(ToString::to_string)
                .collect();
            format!(
                "{}  {}  {until}  {}",
                office.number,
                services.join(" "),
                office.name
            )
        })
        .collect();
    let json: Vec<_> = offices
        .iter()
        .map(|office| {
            serde_json::json!({
                "number": office.number,
                "name": office.name,
                "service_types": office.service_types,
                "licensed_until": office.licensed_until.map(|until| until.to_string()),
            })
        })
        .collect();
    print(format, &serde_json::Value::Array(json), &lines.join("\n"));
    Ok(())
}

/// Records first: whatever they name is in the contents that are copied after.
async fn backup(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(to.join("contents"))?;
    let records = Records::open(&settings.store.records).await?;
    records.backup(&to.join("records.db")).await?;
    for entry in fs_err::read_dir(&settings.store.contents)? {
        let entry = entry?;
        fs_err::copy(entry.path(), to.join("contents").join(entry.file_name()))?;
    }
    Ok(())
}
