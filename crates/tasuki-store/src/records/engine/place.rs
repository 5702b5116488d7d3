//! Where the records are: a file, or a PostgreSQL server.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ::postgres::config::Host;

/// The beginnings of the addresses of PostgreSQL servers, as libpq writes them.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// The parameter that names the file of roots by which the server's certificate is verified, as
/// libpq calls it.
const ROOTS: &str = "sslrootcert";

/// Where the records are.
#[derive(Clone, Debug)]
pub enum DatabasePlace {
    /// In a file of SQLite.
    File(PathBuf),
    /// In a database of PostgreSQL.
    Postgres(PostgresPlace),
}

/// A database of PostgreSQL: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslrootcert=FILE`.
///
/// Over a network the connection is always encrypted and the server's certificate verified; only
/// a socket of this machine and its loopback need no `sslrootcert`. The password is never shown.
#[derive(Clone)]
pub struct PostgresPlace {
    config: ::postgres::Config,
    roots: Option<PathBuf>,
}

/// Why a text tells no place of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlaceError {
    /// It is no address of a PostgreSQL database.
    #[error("no address of a PostgreSQL database")]
    Address,
    /// Which database it is, is missing.
    #[error("the address names no database")]
    Database,
    /// The server is on another machine, and nothing tells how its certificate is verified.
    #[error("a server on another machine needs sslrootcert in its address")]
    Roots,
}

impl DatabasePlace {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) => Some(file),
            Self::Postgres(_) => None,
        }
    }

    /// The same place, where a relative path of a file begins in `folder`.
    #[must_use]
    pub fn within(self, folder: &Path) -> Self {
        match self {
            Self::File(file) => Self::File(folder.join(file)),
            Self::Postgres(place) => Self::Postgres(PostgresPlace {
                roots: place.roots.map(|roots| folder.join(roots)),
                ..place
            }),
        }
    }
}

impl From<PathBuf> for DatabasePlace {
    fn from(file: PathBuf) -> Self {
        Self::File(file)
    }
}

impl FromStr for DatabasePlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        if SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            text.parse().map(Self::Postgres)
        } else {
            Ok(Self::File(text.into()))
        }
    }
}

/// As people may read it: without the password.
impl fmt::Display for DatabasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Postgres(place) => place.fmt(f),
        }
    }
}

impl PostgresPlace {
    pub(super) const fn config(&self) -> &::postgres::Config {
        &self.config
    }

    pub(super) fn roots(&self) -> Option<&Path> {
        self.roots.as_deref()
    }
}

impl FromStr for PostgresPlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let (address, parameters) = text.split_once('?').unwrap_or((text, ""));
        let mut roots = None;
        let mut others = Vec::new();
        for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
            match parameter.split_once('=') {
                Some((ROOTS, file)) => roots = Some(PathBuf::from(file)),
                _ => others.push(parameter),
            }
        }
        let mut address = address.to_owned();
        if !others.is_empty() {
            address = format!("{address}?{}", others.join("&"));
        }
        let config: ::postgres::Config = address.parse().map_err(|_| PlaceError::Address)?;
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(PlaceError::Database);
        }
        if roots.is_none() && !config.get_hosts().iter().all(is_here) {
            return Err(PlaceError::Roots);
        }
        Ok(Self { config, roots })
    }
}

/// Whether a host is this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

impl fmt::Display for PostgresPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        for (index, host) in self.config.get_hosts().iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}")?,
                #[cfg(unix)]
                Host::Unix(folder) => write!(f, "{comma}{}", folder.display())?,
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for PostgresPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresPlace")
            .field(&self.to_string())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_and_an_address_a_server() {
        let file: DatabasePlace = "data/records.db".parse().unwrap();
        assert_eq!(file.file(), Some(Path::new("data/records.db")));
        let there = file.within(Path::new("/srv"));
        assert_eq!(there.file(), Some(Path::new("/srv/data/records.db")));

        let text = "postgres://tasuki:hidden@localhost:5433/records";
        let server: DatabasePlace = text.parse().unwrap();
        assert_eq!(server.file(), None);
        assert_eq!(server.to_string(), "postgres://tasuki@localhost/records");
        assert!(!format!("{server:?}").contains("hidden"));
    }

    #[test]
    fn what_would_not_be_safe_or_clear_is_refused() {
        let told = |text: &str| text.parse::<DatabasePlace>().err();
        assert_eq!(
            told("postgres://db.example/records"),
            Some(PlaceError::Roots)
        );
        assert_eq!(told("postgresql://localhost"), Some(PlaceError::Database));
        assert_eq!(
            told("postgres://localhost:x/records"),
            Some(PlaceError::Address)
        );
        assert_eq!(
            told("postgres://db.example/records?sslrootcert=roots.pem"),
            None
        );
        assert_eq!(
            told("postgres://%2Frun%2Fpostgresql/records?user=tasuki"),
            None
        );
    }
}
