//! From the errors of what was done to what operators read.

use tasuki_store::StoreError;

use super::{Code, Failure, failed, toml};
use crate::registry::{DirectoryError, RegisterError, RegistryError};
use crate::settings::{FeesFault, FileFault, SettingsError};
use crate::setup::SetupError;

/// How an address of a site is written.
const URL: &str = "https:// とホスト名を書き、末尾に「/」などを付けないでください。\
                   http:// は、sites.tls が false で、localhost だけで使うときに限ります。";

/// How the address of a tile server is written.
const TILES: &str = "https://tiles.example.jp/{z}/{x}/{y}.png の形で書いてください。";

/// How the address of a collector of traces is written.
const TRACES: &str = "http://127.0.0.1:4318 のように、/v1/traces の前までを書いてください。\
                      利用者名とパスワードは書けません。";

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        // What is told in Japanese needs no English behind it.
        match &error {
            SettingsError::Read(_) => failed(Code::SettingsUnreadable)(error),
            SettingsError::Parse { line, source, .. } => {
                let hint = format!("{line}行目: {}", toml::told(source.message()));
                Self::of(Code::SettingsInvalid).hinting(hint)
            }
            SettingsError::Url { key, url } => {
                let hint = format!("{key} = \"{url}\" を修正してください。{URL}");
                Self::of(Code::SettingsUrl).hinting(hint)
            }
            SettingsError::Tiles(url) => {
                let hint = format!("directory.tiles.url = \"{url}\" を修正してください。{TILES}");
                Self::of(Code::SettingsInvalid).hinting(hint)
            }
            SettingsError::Traces => {
                let hint = format!("telemetry.traces を修正してください。{TRACES}");
                Self::of(Code::SettingsInvalid).hinting(hint)
            }
            SettingsError::Bounds { key, least, most } => {
                let hint = format!("{key} には、{least} から {most} までの数を書いてください。");
                Self::of(Code::SettingsInvalid).hinting(hint)
            }
            SettingsError::MailFrom => Self::of(Code::SettingsMailFrom),
            SettingsError::Files(faults) => {
                let line = |one: &FileFault| {
                    format!("{}（{}）: {}", one.key, one.file.display(), one.what)
                };
                let lines: Vec<String> = faults.iter().map(line).collect();
                Self::of(Code::SettingsFiles).hinting(lines.join("\n"))
            }
            SettingsError::Fees(fault) => Self::of(Code::SettingsInvalid).hinting(told(*fault)),
            SettingsError::NoProxy => Self::of(Code::SettingsNoProxy),
            SettingsError::Header(_) => Self::of(Code::SettingsHeader),
            SettingsError::MailInClear => Self::of(Code::SettingsMailInClear),
        }
    }
}

/// What to mend in `fees.licence`.
fn told(fault: FeesFault) -> String {
    match fault {
        FeesFault::Order { from } => {
            format!("fees.licence の from = \"{from}\" の期間は、to が from より前になっています。")
        }
        FeesFault::Label { from } => format!(
            "fees.licence の from = \"{from}\" の期間の label に、事業所に表示する名称を1行で書いてください。"
        ),
        FeesFault::Gap => {
            "fees.licence に、to のない（終わりのない）期間を1つ以上書いてください。".to_owned()
        }
    }
}

/// The code of what hinders a store, where the store tells more than that it failed.
pub(in crate::program) fn of_store(error: &StoreError) -> Option<Code> {
    match error {
        error if error.is_newer_schema() => Some(Code::DatabaseNewer),
        StoreError::SchemaVersion { .. } => Some(Code::DatabaseOlder),
        StoreError::InUse => Some(Code::ServeTwice),
        StoreError::Collation { .. } => Some(Code::DatabaseCollation),
        _ => None,
    }
}

/// The code of a failure behind which the store may stand.
pub(in crate::program) fn of_cause(cause: &anyhow::Error) -> Option<Code> {
    cause
        .chain()
        .find_map(|error| of_store(error.downcast_ref::<StoreError>()?))
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        let code = match error {
            SetupError::Settings(error) => return error.into(),
            SetupError::Register { source, .. } => return (*source).into(),
            SetupError::SitesExist => Code::SitesExists,
            SetupError::OtherOffice { .. } => Code::UserOtherOffice,
            SetupError::NotActive { .. } => Code::OfficeNotActive,
            SetupError::Exists { .. } => Code::SettingsExists,
            SetupError::NotRegistered { .. } => Code::OfficeNotRegistered,
            SetupError::NoSuchCertificate { .. } => Code::CertificateNotFound,
            SetupError::StillUsed { .. } => Code::CertificateInUse,
            SetupError::NoSuchAuthority { .. } => Code::AuthorityNotFound,
            SetupError::AuthorityInUse { .. } => Code::AuthorityInUse,
            SetupError::RootList(_) | SetupError::NoRootList { .. } => Code::RootList,
            SetupError::NoRoot { .. } => Code::RootMissing,
            SetupError::RootClosed(_) => Code::RootClosed,
            SetupError::RootUnsealed(_) => Code::RootUnsealed,
            SetupError::Authority(_) | SetupError::Calendar => Code::CertificateNotIssued,
            SetupError::Contents(_) => Code::ContentsFailed,
            SetupError::Store(ref error) => of_store(error).unwrap_or(Code::DatabaseFailed),
            SetupError::File(_) | SetupError::Write(_) => Code::FileFailed,
            SetupError::Hash => Code::Internal,
        };
        failed(code)(error)
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        let code = match &error {
            RegisterError::Closed(_) => Code::OfficeClosed,
            RegisterError::OtherOffice { .. } => Code::UserOtherOffice,
            RegisterError::OtherAppUser(_) => Code::AppUserOther,
            RegisterError::Store(_) => Code::DatabaseFailed,
            RegisterError::Hash(_) => Code::Internal,
        };
        failed(code)(error)
    }
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        let code = match &error {
            DirectoryError::Name(_) => Code::DirectoryName,
            DirectoryError::Read(_) => Code::FileFailed,
            DirectoryError::Other { .. } | DirectoryError::Nothing(_) => Code::DirectoryData,
            DirectoryError::Real => Code::DirectoryReal,
            DirectoryError::Store(_) => Code::DatabaseFailed,
        };
        failed(code)(error)
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let code = match error {
            RegistryError::Setup(error) => return error.into(),
            RegistryError::Read(_) | RegistryError::Key(_) => Code::SitesNone,
            RegistryError::AuthorityFile(_) => Code::FileFailed,
            RegistryError::Store(ref error) => of_store(error).unwrap_or(Code::DatabaseFailed),
            RegistryError::Authority(_) | RegistryError::Anchors(_) => Code::Internal,
        };
        failed(code)(error)
    }
}
