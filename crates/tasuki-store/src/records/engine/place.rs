//! Where the records are: a file, or a PostgreSQL server.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The beginnings of the addresses of PostgreSQL servers, as libpq writes them.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// The parameter that names the file of roots by which the server's certificate is verified, as
/// libpq calls it.
const ROOTS: &str = "sslrootcert";

/// The parameter that names the file whose first line is the password.
const PASSWORD: &str = "passwordfile";

/// For how long a server's machine may leave bytes unconfirmed before its line counts as dead. It
/// confirms them in no time, however long the server takes to answer.
const UNCONFIRMED: Duration = Duration::from_secs(10);

/// After how long a line is tried on which nothing is said.
const IDLE: Duration = Duration::from_secs(10);

/// How long after a try that nobody confirmed the next one is made.
const AGAIN: Duration = Duration::from_secs(5);

/// How many tries that nobody confirmed show that a line is dead.
const TRIES: u32 = 3;

/// Where the records are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DatabasePlace {
    /// In a file of SQLite.
    File(PathBuf),
    /// In a database of PostgreSQL.
    Postgres(PostgresPlace),
}

/// A database of PostgreSQL:
/// `postgres://USER@HOST:PORT/DATABASE?sslrootcert=FILE&passwordfile=FILE`.
///
/// Over a network the connection is always encrypted and the server's certificate verified; only
/// a socket of this machine and its loopback need no `sslrootcert`. The address itself holds no
/// secret: a password stands in a file of its own.
#[derive(Clone)]
pub struct PostgresPlace {
    /// As it was written.
    address: String,
    config: Box<Config>,
    roots: Option<PathBuf>,
    password: Option<PathBuf>,
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
    /// It holds a password, which belongs in a file.
    #[error("a password belongs in a file, which passwordfile names")]
    Password,
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
                password: place.password.map(|file| folder.join(file)),
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

/// As the settings have it.
impl fmt::Display for DatabasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Postgres(place) => f.write_str(&place.address),
        }
    }
}

impl PostgresPlace {
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    pub(super) fn password(&self) -> Option<&Path> {
        self.password.as_deref()
    }

    pub(super) fn roots(&self) -> Option<&Path> {
        self.roots.as_deref()
    }
}

impl FromStr for PostgresPlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let (address, parameters) = text.split_once('?').unwrap_or((text, ""));
        let (mut roots, mut password) = (None, None);
        let mut others = Vec::new();
        for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
            match parameter.split_once('=') {
                Some((ROOTS, file)) => roots = Some(PathBuf::from(file)),
                Some((PASSWORD, file)) => password = Some(PathBuf::from(file)),
                _ => others.push(parameter),
            }
        }
        let mut address = address.to_owned();
        if !others.is_empty() {
            address = format!("{address}?{}", others.join("&"));
        }
        let mut config: Config = address.parse().map_err(|_| PlaceError::Address)?;
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(PlaceError::Database);
        }
        if config.get_password().is_some() {
            return Err(PlaceError::Password);
        }
        if roots.is_none() && !config.get_hosts().iter().all(is_here) {
            return Err(PlaceError::Roots);
        }
        notice_dead_lines(&mut config, &others);
        Ok(Self {
            address: text.to_owned(),
            config: Box::new(config),
            roots,
            password,
        })
    }
}

/// Has lines that died without a word be noticed within seconds, unless the address says otherwise.
/// By itself the system would wait for a quarter of an hour for whoever writes, and for two hours
/// for whoever listens.
fn notice_dead_lines(config: &mut Config, parameters: &[&str]) {
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNCONFIRMED);
    }
    if !parameters
        .iter()
        .any(|one| one.starts_with("keepalives_idle="))
    {
        config.keepalives_idle(IDLE);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(AGAIN);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(TRIES);
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

impl PartialEq for PostgresPlace {
    fn eq(&self, other: &Self) -> bool {
        (&self.address, &self.roots, &self.password)
            == (&other.address, &other.roots, &other.password)
    }
}

impl Eq for PostgresPlace {}

impl fmt::Debug for PostgresPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresPlace").field(&self.address).finish()
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

        let text = "postgres://tasuki@localhost:5433/records?passwordfile=keys/records.password";
        let server: DatabasePlace = text.parse().unwrap();
        assert_eq!((server.file(), &*server.to_string()), (None, text));
        let DatabasePlace::Postgres(place) = server.within(Path::new("/srv")) else {
            panic!("a server");
        };
        let file = Path::new("/srv/keys/records.password");
        assert_eq!(place.password(), Some(file));
    }

    #[test]
    fn a_dead_line_is_noticed_within_seconds_or_as_the_address_says() {
        let told = |parameters: &str| {
            let place: PostgresPlace = format!("postgres://localhost/records{parameters}")
                .parse()
                .unwrap();
            let config = place.config();
            (
                config.get_tcp_user_timeout().copied(),
                config.get_keepalives_idle(),
                config.get_keepalives_interval(),
                config.get_keepalives_retries(),
            )
        };
        let seconds = Duration::from_secs;
        let usual = (Some(seconds(10)), seconds(10), Some(seconds(5)), Some(3));
        assert_eq!(told(""), usual);
        let own = "?tcp_user_timeout=60&keepalives_idle=7200&keepalives_interval=70\
                   &keepalives_retries=9";
        let said = (Some(seconds(60)), seconds(7200), Some(seconds(70)), Some(9));
        assert_eq!(told(own), said);
    }

    #[test]
    fn what_would_not_be_safe_or_clear_is_refused() {
        let told = |text: &str| text.parse::<DatabasePlace>().err();
        assert_eq!(
            told("postgres://db.example/records"),
            Some(PlaceError::Roots)
        );
        let secret = "postgres://tasuki:hidden@localhost/records";
        assert_eq!(told(secret), Some(PlaceError::Password));
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
