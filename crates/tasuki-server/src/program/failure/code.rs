//! What may go wrong, with its code and its exit code.

use super::{FAILED, REFUSED, WRONG_USE};

/// What went wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::program) enum Code {
    AppUserOther,
    AuthorityInUse,
    AuthorityNotFound,
    BackupBucket,
    BackupFailed,
    BackupServer,
    CertificateInUse,
    CertificateNotFound,
    CertificateNotIssued,
    ContentsFailed,
    DatabaseCollation,
    DatabaseFailed,
    DatabaseMigrate,
    DatabaseNewer,
    DatabaseOlder,
    DirectoryData,
    DirectoryName,
    DirectoryReal,
    FileFailed,
    OfficeAddress,
    OfficeClosed,
    OfficeKana,
    OfficeName,
    OfficeNotActive,
    OfficeNotRegistered,
    OfficeNumber,
    OfficeServices,
    OperatorKnown,
    OperatorLastAdmin,
    OperatorName,
    OperatorNotFound,
    OperatorPassword,
    OutputExists,
    PassphraseUnreadable,
    PasswordUnreadable,
    ReleaseKnown,
    ReleaseName,
    ReleaseNoFolder,
    RestoreElsewhere,
    RestoreFailed,
    RestoreFaulty,
    RestoreOccupied,
    RestoreSource,
    RootClosed,
    RootList,
    RootMissing,
    RootUnsealed,
    ServeStart,
    ServeTwice,
    SettingsExists,
    SettingsFiles,
    SettingsHeader,
    SettingsInvalid,
    SettingsMailFrom,
    SettingsMailInClear,
    SettingsNoProxy,
    SettingsUnreadable,
    SettingsUrl,
    SitesExists,
    SitesNone,
    Usage,
    UserOtherOffice,
    VerifyFailed,
    VerifyFaulty,
    Internal,
}

impl Code {
    /// The code for other programs; it stays the same for ever. `docs/errors` explains each.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::AppUserOther => "app-user.other",
            Self::AuthorityInUse => "authority.in-use",
            Self::AuthorityNotFound => "authority.not-found",
            Self::BackupBucket => "backup.bucket",
            Self::BackupFailed => "backup.failed",
            Self::BackupServer => "backup.server",
            Self::CertificateInUse => "certificate.in-use",
            Self::CertificateNotFound => "certificate.not-found",
            Self::CertificateNotIssued => "certificate.not-issued",
            Self::ContentsFailed => "contents.failed",
            Self::DatabaseCollation => "database.collation",
            Self::DatabaseFailed => "database.failed",
            Self::DatabaseMigrate => "database.migrate",
            Self::DatabaseNewer => "database.newer",
            Self::DatabaseOlder => "database.older",
            Self::DirectoryData => "directory.data",
            Self::DirectoryName => "directory.name",
            Self::DirectoryReal => "directory.real",
            Self::FileFailed => "file.failed",
            Self::OfficeAddress => "office.address",
            Self::OfficeClosed => "office.closed",
            Self::OfficeKana => "office.kana",
            Self::OfficeName => "office.name",
            Self::OfficeNotActive => "office.not-active",
            Self::OfficeNotRegistered => "office.not-registered",
            Self::OfficeNumber => "office.number",
            Self::OfficeServices => "office.services",
            Self::OperatorKnown => "operator.known",
            Self::OperatorLastAdmin => "operator.last-admin",
            Self::OperatorName => "operator.name",
            Self::OperatorNotFound => "operator.not-found",
            Self::OperatorPassword => "operator.password",
            Self::OutputExists => "output.exists",
            Self::PassphraseUnreadable => "passphrase.unreadable",
            Self::PasswordUnreadable => "password.unreadable",
            Self::ReleaseKnown => "release.exists",
            Self::ReleaseName => "release.name",
            Self::ReleaseNoFolder => "release.no-folder",
            Self::RestoreElsewhere => "restore.elsewhere",
            Self::RestoreFailed => "restore.failed",
            Self::RestoreFaulty => "restore.faulty",
            Self::RestoreOccupied => "restore.occupied",
            Self::RestoreSource => "restore.source",
            Self::RootClosed => "root.closed",
            Self::RootList => "root.list",
            Self::RootMissing => "root.missing",
            Self::RootUnsealed => "root.unsealed",
            Self::ServeStart => "serve.start",
            Self::ServeTwice => "serve.twice",
            Self::SettingsExists => "settings.exists",
            Self::SettingsFiles => "settings.files",
            Self::SettingsHeader => "settings.header",
            Self::SettingsInvalid => "settings.invalid",
            Self::SettingsMailFrom => "settings.mail-from",
            Self::SettingsMailInClear => "settings.mail-in-clear",
            Self::SettingsNoProxy => "settings.no-proxy",
            Self::SettingsUnreadable => "settings.unreadable",
            Self::SettingsUrl => "settings.url",
            Self::SitesExists => "sites.exists",
            Self::SitesNone => "sites.none",
            Self::Usage => "usage",
            Self::UserOtherOffice => "user.other-office",
            Self::VerifyFailed => "verify.failed",
            Self::VerifyFaulty => "verify.faulty",
            Self::Internal => "internal",
        }
    }

    /// The exit code.
    pub(super) const fn exit(self) -> u8 {
        match self {
            Self::AppUserOther
            | Self::AuthorityInUse
            | Self::AuthorityNotFound
            | Self::CertificateInUse
            | Self::CertificateNotFound
            | Self::DirectoryData
            | Self::DirectoryName
            | Self::DirectoryReal
            | Self::OfficeClosed
            | Self::OfficeNotActive
            | Self::OfficeNotRegistered
            | Self::OperatorKnown
            | Self::OperatorLastAdmin
            | Self::OperatorNotFound
            | Self::ReleaseKnown
            | Self::ReleaseName
            | Self::BackupBucket
            | Self::BackupServer
            | Self::DatabaseCollation
            | Self::RestoreElsewhere
            | Self::RestoreFaulty
            | Self::RestoreOccupied
            | Self::DatabaseNewer
            | Self::DatabaseOlder
            | Self::ServeTwice
            | Self::RootClosed
            | Self::RootList
            | Self::RootMissing
            | Self::SettingsExists
            | Self::SitesExists
            | Self::UserOtherOffice
            | Self::VerifyFaulty => REFUSED,
            Self::BackupFailed
            | Self::CertificateNotIssued
            | Self::ContentsFailed
            | Self::DatabaseFailed
            | Self::DatabaseMigrate
            | Self::FileFailed
            | Self::RestoreFailed
            | Self::RootUnsealed
            | Self::ServeStart
            | Self::VerifyFailed
            | Self::Internal => FAILED,
            Self::OfficeAddress
            | Self::OfficeKana
            | Self::OfficeName
            | Self::OfficeNumber
            | Self::OfficeServices
            | Self::OperatorName
            | Self::OperatorPassword
            | Self::OutputExists
            | Self::PassphraseUnreadable
            | Self::PasswordUnreadable
            | Self::ReleaseNoFolder
            | Self::RestoreSource
            | Self::SettingsFiles
            | Self::SettingsHeader
            | Self::SettingsInvalid
            | Self::SettingsMailFrom
            | Self::SettingsMailInClear
            | Self::SettingsNoProxy
            | Self::SettingsUnreadable
            | Self::SettingsUrl
            | Self::SitesNone
            | Self::Usage => WRONG_USE,
        }
    }
}
