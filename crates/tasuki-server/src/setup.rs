//! A platform on embedded defaults, and the offices on it: what `admin` does.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_exchange::OfficeStatus;
use tasuki_pki::{
    Authority, CertificateKind, IssueError, Issued, Profile, three_years_from, validity,
};
use tasuki_seal::SystemEntropy;
use tasuki_store::{CertificateRow, OfficeRow, Records, StoreError, UserRow};
use tasuki_terms::{Entropy as _, OfficeNumber, ServiceType, Timestamp, UserId};

use crate::password;
use crate::settings::{Keys, Limits, Listen, Retention, Session, Settings, SettingsError, Store};

/// The folder of a platform: settings, keys, records, contents.
#[derive(Clone, Debug)]
pub struct Setup {
    folder: PathBuf,
    settings_file: PathBuf,
}

/// What an office is registered with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOffice {
    /// Its number (事業所番号).
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its service types.
    pub service_types: Vec<ServiceType>,
    /// The days of its licence, from now on; none for no licence.
    pub licence_days: Option<u32>,
}

/// A certificate that was issued to an office, and its key.
#[derive(Clone, Debug)]
pub struct OfficeKeys {
    /// The certificate and the key.
    pub issued: Issued,
    /// The authority's certificate, PEM.
    pub authority_pem: String,
}

/// Why a platform, an office or a certificate was not set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// There is a platform already.
    #[error("{file} exists")]
    Exists {
        /// Its settings file.
        file: PathBuf,
    },
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The settings cannot be written.
    #[error("the settings cannot be written")]
    Write(#[source] toml::ser::Error),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The authority does not issue.
    #[error(transparent)]
    Authority(#[from] IssueError),
    /// The certificate would end where the calendar does.
    #[error("the calendar has ended")]
    Calendar,
    /// The office is not registered.
    #[error("office {office} is not registered")]
    NotRegistered {
        /// Which office.
        office: OfficeNumber,
    },
    /// The user is another office's.
    #[error("user {user} is of office {office}")]
    OtherOffice {
        /// Which user.
        user: UserId,
        /// Whose.
        office: OfficeNumber,
    },
    /// No certificate of this serial number was issued.
    #[error("no certificate has the serial number {serial}")]
    NoSuchCertificate {
        /// Which serial number.
        serial: String,
    },
    /// The password cannot be hashed.
    #[error("the password cannot be hashed")]
    Password,
}

/// Makes 16 random bytes for a serial number; the first bit is not set, so it is positive.
fn serial() -> [u8; 16] {
    let mut bytes = [0; 16];
    SystemEntropy.fill(&mut bytes);
    if let Some(first) = bytes.first_mut() {
        *first = (*first & 0x7F) | 0x40;
    }
    bytes
}

impl Setup {
    /// Names the folder; nothing is read or written yet.
    pub fn new(folder: &Path) -> Self {
        Self::at(&folder.join("tasuki-server.toml"))
    }

    /// Names the settings file, in whose folder the rest is; nothing is read or written yet.
    pub fn at(settings_file: &Path) -> Self {
        let folder = settings_file.parent().unwrap_or(Path::new("."));
        Self {
            folder: folder.to_owned(),
            settings_file: settings_file.to_owned(),
        }
    }

    /// The settings file.
    pub fn settings_file(&self) -> &Path {
        &self.settings_file
    }

    /// Makes a platform: its own authority, keys, settings and an empty database.
    ///
    /// A folder that has settings already is left as it is, and refused.
    pub async fn create(
        &self,
        name: &str,
        hosts: &[String],
        listen: (SocketAddr, SocketAddr),
        now: Timestamp,
    ) -> Result<(), SetupError> {
        if self.settings_file.exists() {
            return Err(SetupError::Exists {
                file: self.settings_file.clone(),
            });
        }
        fs_err::create_dir_all(self.folder.join("keys"))?;
        let authority = Authority::create(
            &format!("{name} CA"),
            now - SignedDuration::from_mins(5),
            SignedDuration::from_hours(24 * 365 * 20),
        )?;
        self.write("keys/authority.pem", authority.certificate_pem().as_bytes())?;
        self.write_secret("keys/authority.key", authority.key_pem().as_bytes())?;
        self.issue_platform(&authority, hosts, now)?;
        let mut session_key = [0; 32];
        SystemEntropy.fill(&mut session_key);
        self.write_secret("keys/session.key", &session_key)?;
        let settings = default_settings(name, listen);
        Records::migrate(&self.folder.join(&settings.store.records)).await?;
        self.store_settings(&settings)
    }

    /// Gives the platform new certificates and keys for TLS and for receipts; it takes them up when
    /// it starts next. Receipts of before stay good.
    pub fn renew(&self, hosts: &[String], now: Timestamp) -> Result<(), SetupError> {
        self.issue_platform(&self.authority()?, hosts, now)
    }

    fn issue_platform(
        &self,
        authority: &Authority,
        hosts: &[String],
        now: Timestamp,
    ) -> Result<(), SetupError> {
        let from = now - SignedDuration::from_mins(5);
        let until = three_years_from(now).ok_or(SetupError::Calendar)?;
        let server = Profile::Server {
            hosts: hosts.to_vec(),
        };
        for (profile, file) in [(server, "server"), (Profile::Platform, "receipt")] {
            let issued = authority.issue(&profile, from, until, serial())?;
            let [key, pem] = ["key", "pem"].map(|kind| format!("keys/{file}.{kind}"));
            let [new_key, new_pem] = [&key, &pem].map(|name| format!("{name}.new"));
            for left in [&new_key, &new_pem] {
                // Left behind by a run that broke off.
                match fs_err::remove_file(self.folder.join(left)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(error.into());
                    }
                    _ => {}
                }
            }
            self.write_secret(&new_key, issued.key_pem.as_bytes())?;
            self.write(&new_pem, issued.certificate_pem.as_bytes())?;
            for (new, name) in [(new_key, key), (new_pem, pem)] {
                fs_err::rename(self.folder.join(new), self.folder.join(name))?;
            }
        }
        Ok(())
    }

    /// The authority with its key.
    fn authority(&self) -> Result<Authority, SetupError> {
        let certificate = self.read("keys/authority.pem")?;
        Ok(Authority::from_pem(
            &certificate,
            &self.read("keys/authority.key")?,
        )?)
    }

    /// The folder in which all lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The settings as they stand in the file, with paths relative to its folder.
    pub(crate) fn stored_settings(&self) -> Result<Settings, SetupError> {
        Ok(Settings::read_as_written(self.settings_file())?)
    }

    /// Writes the settings file anew.
    pub(crate) fn store_settings(&self, settings: &Settings) -> Result<(), SetupError> {
        let text = toml::to_string(settings).map_err(SetupError::Write)?;
        Ok(fs_err::write(&self.settings_file, text)?)
    }

    /// Reads the settings.
    pub fn settings(&self) -> Result<Settings, SetupError> {
        Ok(Settings::read(self.settings_file())?)
    }

    /// Registers an office and its licence.
    pub async fn add_office(&self, new: NewOffice, now: Timestamp) -> Result<(), SetupError> {
        let records = self.records().await?;
        let days = |days: u32| now + SignedDuration::from_hours(24 * i64::from(days));
        records
            .save_office(OfficeRow {
                number: new.number,
                name: new.name,
                service_types: new.service_types,
                registered_at: now,
                licensed_from: new.licence_days.map(|_| now),
                licensed_until: new.licence_days.map(days),
                status: OfficeStatus::Active,
                successor: None,
                address: String::new(),
            })
            .await?;
        Ok(())
    }

    /// Gives an office a user, or a user a new password.
    pub async fn set_user(
        &self,
        office: OfficeNumber,
        user: UserId,
        password: &SecretString,
    ) -> Result<(), SetupError> {
        let records = self.records().await?;
        if records.office(office).await?.is_none() {
            return Err(SetupError::NotRegistered { office });
        }
        if let Some(known) = records.user(user).await?
            && known.office != office
        {
            return Err(SetupError::OtherOffice {
                user,
                office: known.office,
            });
        }
        let password_hash = password::hash(password).map_err(|_| SetupError::Password)?;
        let row = UserRow::new(user, office, password_hash);
        records.save_user(row).await?;
        Ok(())
    }

    /// Issues a certificate with a new key to an office's user.
    pub async fn issue_certificate(
        &self,
        office: OfficeNumber,
        user: UserId,
        period: (Timestamp, Timestamp),
    ) -> Result<OfficeKeys, SetupError> {
        let records = self.records().await?;
        let Some(row) = records.office(office).await? else {
            return Err(SetupError::NotRegistered { office });
        };
        let authority = self.authority()?;
        let profile = Profile::Office {
            office,
            user,
            office_name: row.name,
            kind: CertificateKind::CarePlan,
        };
        let issued = authority.issue(&profile, period.0, period.1, serial())?;
        let (valid_from, valid_until) =
            validity(&issued.certificate_der).map_err(|_| SetupError::Calendar)?;
        records
            .save_certificate(CertificateRow {
                serial: issued.serial_hex.clone(),
                office,
                user,
                der: issued.certificate_der.clone(),
                valid_from,
                valid_until,
                revoked_at: None,
            })
            .await?;
        Ok(OfficeKeys {
            issued,
            authority_pem: authority.certificate_pem().to_owned(),
        })
    }

    /// Revokes a certificate; the running platform notices within a second.
    pub async fn revoke_certificate(&self, serial: &str, now: Timestamp) -> Result<(), SetupError> {
        let is_known = self
            .records()
            .await?
            .revoke_certificate(serial, now)
            .await?;
        if is_known {
            Ok(())
        } else {
            Err(SetupError::NoSuchCertificate {
                serial: serial.to_owned(),
            })
        }
    }

    async fn records(&self) -> Result<Records, SetupError> {
        Ok(Records::open(&self.settings()?.store.records).await?)
    }

    fn read(&self, file: &str) -> Result<String, SetupError> {
        Ok(fs_err::read_to_string(self.folder.join(file))?)
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<(), SetupError> {
        Ok(fs_err::write(self.folder.join(file), bytes)?)
    }

    fn write_secret(&self, file: &str, bytes: &[u8]) -> Result<(), SetupError> {
        Ok(write_secret(&self.folder.join(file), bytes)?)
    }
}

/// Writes a file that only its owner can read.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use fs_err::os::unix::fs::OpenOptionsExt as _;
    use std::io::Write as _;
    let mut file = fs_err::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)
}

fn default_settings(name: &str, (exchange, operations): (SocketAddr, SocketAddr)) -> Settings {
    Settings {
        name: name.to_owned(),
        listen: Listen {
            exchange,
            operations,
        },
        store: Store {
            records: "records.db".into(),
            contents: "contents".into(),
            segment_bytes: 1024 * 1024 * 1024,
        },
        keys: Keys {
            authority: "keys/authority.pem".into(),
            server_certificate: "keys/server.pem".into(),
            server_key: "keys/server.key".into(),
            receipt_certificate: "keys/receipt.pem".into(),
            receipt_key: "keys/receipt.key".into(),
            session_key: "keys/session.key".into(),
        },
        session: Session::default(),
        limits: Limits::default(),
        retention: Retention::default(),
        sites: None,
        mail: None,
    }
}
