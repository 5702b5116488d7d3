//! Why settings cannot be used.

use std::path::PathBuf;

use super::{FeesFault, FileFault};

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A file cannot be read.
    #[error("the settings cannot be read")]
    Read(#[from] std::io::Error),
    /// The file is no settings file.
    #[error("{file}: line {line}")]
    Parse {
        /// Which file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A number lies outside its bounds.
    #[error("{key}: expected {least} to {most}")]
    Bounds {
        /// Which setting.
        key: &'static str,
        /// The least that it may be.
        least: u64,
        /// The most that it may be.
        most: u64,
    },
    /// Whoever is behind the proxy cannot be told apart.
    #[error(
        "sites.tls is false: the proxy that speaks TLS must be named in sites.trusted_proxy, \
         or all addresses be of this machine (localhost)"
    )]
    NoProxy,
    /// The name of a header is none.
    #[error("sites.trusted_proxy.header: {0} is no name of a header")]
    Header(String),
    /// An address of a site is none that browsers can use.
    #[error("{key}: {url} is no address of a site")]
    Url {
        /// Which setting.
        key: &'static str,
        /// What it says.
        url: String,
    },
    /// A password of the mail server would go over the network as it is.
    #[error("mail.security is none: a password is not sent in clear to another machine")]
    MailInClear,
    /// The sender of mail is none.
    #[error("mail.from is no address")]
    MailFrom,
    /// The address of a tile server is none.
    #[error("directory.tiles.url: {0} is no address of tiles")]
    Tiles(String),
    /// The address of a collector of traces is none. It is not told, since it may hold a password.
    #[error("telemetry.traces is no address of a collector")]
    Traces,
    /// Fees cannot be used.
    #[error("fees.licence")]
    Fees(#[from] FeesFault),
    /// Files that the settings name cannot be used.
    #[error("files of the settings cannot be used")]
    Files(Vec<FileFault>),
}
