//! What keeps a town's records.

use anyhow::Context as _;
use tasuki_engines::{BaseBackup, DiskSizes, Keeping, PostgresLine, PostgresServer};
use tasuki_store::DatabasePlace;

/// Which engine the tests use: `sqlite` (as without it) or `postgres`.
const ENGINE: &str = "TASUKI_TEST_RECORDS";

/// The database of a town's server.
const DATABASE: &str = "records";

/// What is to keep a town's records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordsPlan {
    /// A file in the platform's folder.
    File,
    /// A PostgreSQL server of the town's own.
    Postgres(Keeping),
    /// The same on disks that can be filled.
    PostgresOnDisks(Keeping, DiskSizes),
}

impl RecordsPlan {
    /// As the tests run now: all of them run on either engine.
    pub fn of_the_tests() -> Self {
        #[expect(clippy::disallowed_methods, reason = "it chooses how the tests run")]
        match std::env::var(ENGINE).as_deref() {
            Ok("postgres") => Self::Postgres(Keeping::Lightly),
            _ => Self::File,
        }
    }

    pub(super) fn make(self) -> anyhow::Result<TownRecords> {
        match self {
            Self::File => Ok(TownRecords(None)),
            Self::Postgres(keeping) => TownRecords::on(PostgresServer::start(keeping)?),
            Self::PostgresOnDisks(keeping, sizes) => {
                TownRecords::on(PostgresServer::start_on_disks(keeping, sizes)?)
            }
        }
    }
}

/// What keeps a town's records; it ends with the town.
#[derive(Debug)]
pub struct TownRecords(Option<PostgresServer>);

impl TownRecords {
    fn on(server: PostgresServer) -> anyhow::Result<Self> {
        server.database(DATABASE)?;
        Ok(Self(Some(server)))
    }

    pub(super) fn place(&self) -> anyhow::Result<DatabasePlace> {
        Ok(match &self.0 {
            None => DatabasePlace::File("records.db".into()),
            Some(server) => server.address(DATABASE).parse()?,
        })
    }

    /// The records as they are now in a database of another name; none without a server. The
    /// platform must not run.
    pub fn copy(&self, name: &str) -> anyhow::Result<Option<DatabasePlace>> {
        let server = self.0.as_ref();
        let copied = server
            .map(|server| server.copy(name, DATABASE))
            .transpose()?;
        Ok(copied.map(|address| address.parse()).transpose()?)
    }

    /// All that the records hold, as SQL; none without a server.
    pub fn dump(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let server = self.0.as_ref();
        server.map(|server| server.dump(DATABASE)).transpose()
    }

    /// A line to the town's server, and where the records are on it; none without a server.
    pub fn line(&self) -> anyhow::Result<Option<(PostgresLine, DatabasePlace)>> {
        let Some(server) = &self.0 else {
            return Ok(None);
        };
        let line = server.line()?;
        let place = line.address(DATABASE).parse()?;
        Ok(Some((line, place)))
    }

    /// The town's server is lost, and another one begins with a copy of it; where the records are
    /// now. The platform must not run.
    pub fn lose(&mut self, copy: BaseBackup) -> anyhow::Result<DatabasePlace> {
        let server = self.0.as_mut().context("no server")?;
        *server = copy.start()?;
        Ok(server.address(DATABASE).parse()?)
    }

    /// The town's server, if it has one.
    pub const fn server(&mut self) -> Option<&mut PostgresServer> {
        self.0.as_mut()
    }
}
