//! PostgreSQL: the database is a server, which several programs may use at once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use ::postgres::config::SslMode;
use ::postgres::fallible_iterator::FallibleIterator as _;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, NoTls, Row, Statement};
use bytes::BytesMut;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Access, Further, PostgresPlace, Told, Writing, dialect};
use crate::error::{DatabaseError, PostgresFailure};
use crate::records::values::{Cell, Value};

/// How many statements a connection keeps prepared; lists need one for each set of filters.
const PREPARED: usize = 256;

/// How long one waits for the server to be there.
const PATIENCE: Duration = Duration::from_secs(5);

/// The lock of who writes alone: the letters of "tasuki".
const WRITES_ALONE: i64 = 0x7461_7375_6b69;

/// What each connection begins with. What is committed is on disk, whatever the server's own
/// setting says; who waits for a lock does not wait for ever. No statement of ours is long enough
/// to be compiled.
const BEGINNING: &str = "SET synchronous_commit = on; SET lock_timeout = '10s'; \
     SET client_min_messages = warning; SET jit = off;";

/// Statements are planned once, not for each value anew. Left to itself the server would do that for
/// every look-up by an id, since it thinks that one plan for all has to look into each month; in
/// truth such a plan finds the one month when it is run, and planning takes several times as long.
const ONE_PLAN: &str = "plan_cache_mode = force_generic_plan";

/// By indexes and in their order, whatever the server knows of its tables: it would rather read all
/// that a common office received and sort it, which is slow for the one that received the most.
const BY_INDEXES: &str =
    "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off";

/// A connection to a server. Once lost it is made anew, but never within a transaction.
pub(in crate::records) struct Link {
    place: PostgresPlace,
    access: Access,
    open: RefCell<Option<Open>>,
}

/// A connection that is there.
pub(super) struct Open {
    pub(super) client: Client,
    /// By the statement's text as it stands in our code.
    prepared: BTreeMap<String, Statement>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("place", &self.place)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

impl Link {
    /// Connects to the server.
    pub(super) fn open(place: &PostgresPlace, access: Access) -> Told<Self> {
        Ok(Self {
            place: place.clone(),
            access,
            open: RefCell::new(Some(connect(place, access)?)),
        })
    }

    /// Connects anew if the connection was lost. Not within a transaction.
    pub(super) fn revive(&self) -> Told<()> {
        let mut open = self.open.borrow_mut();
        if open.as_ref().is_none_or(|open| open.client.is_closed()) {
            *open = None;
            *open = Some(connect(&self.place, self.access)?);
        }
        Ok(())
    }

    pub(super) fn begin(&self, writing: Writing) -> Told<()> {
        let beside = format!("BEGIN; SET LOCAL {ONE_PLAN}; SET LOCAL enable_seqscan = off");
        let alone = format!("BEGIN; SELECT pg_advisory_xact_lock({WRITES_ALONE})");
        let sql = match writing {
            Writing::Alone => alone.as_str(),
            Writing::Beside => beside.as_str(),
        };
        self.with(|open| Ok(open.client.batch_execute(sql)?))
    }

    pub(super) fn begin_reading(&self) -> Told<()> {
        let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.with(|open| Ok(open.client.batch_execute(sql)?))
    }

    pub(super) fn commit(&self) -> Told<()> {
        let done = self.with(|open| Ok(open.client.execute("COMMIT", &[])?));
        if done.is_err() {
            self.roll_back();
        }
        done.map(drop)
    }

    /// Ends a transaction without what it did; a connection that cannot even do that is given up.
    pub(super) fn roll_back(&self) {
        let done = self.with(|open| Ok(open.client.batch_execute("ROLLBACK")?));
        if done.is_err() {
            *self.open.borrow_mut() = None;
        }
    }

    pub(super) fn run(&self, sql: &str, values: &[Value<'_>]) -> Told<usize> {
        self.with(|open| {
            let statement = open.prepare(sql, values)?;
            let changed = open.client.execute(&statement, &bound(values))?;
            Ok(usize::try_from(changed).unwrap_or(usize::MAX))
        })
    }

    pub(super) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Told<bool> {
        let mut found = false;
        self.each(sql, values, |_| {
            found = true;
            Further::Break(())
        })?;
        Ok(found)
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(super::Row<'_>) -> Further,
    ) -> Told<()> {
        self.with(|open| {
            let statement = open.prepare(sql, values)?;
            let mut rows = open.client.query_raw(&statement, bound(values))?;
            while let Some(row) = rows.next()? {
                if each(super::Row::Postgres(&row)).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    pub(super) fn run_all(&self, sql: &str) -> Told<()> {
        let sql = dialect::for_postgres(sql);
        self.with(|open| Ok(open.client.batch_execute(&sql)?))
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn copy(&self, into: &str, rows: &str) -> Told<()> {
        self.with(|open| {
            let mut writer = open.client.copy_in(into)?;
            std::io::Write::write_all(&mut writer, rows.as_bytes()).map_err(DatabaseError::Copy)?;
            writer.finish()?;
            Ok(())
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Open) -> Told<T>) -> Told<T> {
        let mut open = self.open.borrow_mut();
        let open = open.as_mut().ok_or(PostgresFailure::LOST)?;
        work(open)
    }
}

/// The driver waits for the server's good-bye, which must not happen on a thread that serves others.
impl Drop for Link {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            drop(std::thread::Builder::new().spawn(move || drop(open)));
        }
    }
}

impl Open {
    /// The prepared statement, whose values are of the kinds of these.
    fn prepare(&mut self, sql: &str, values: &[Value<'_>]) -> Told<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let types: Vec<Type> = values.iter().map(kind).collect();
        let text = dialect::for_postgres(sql);
        let statement = self.client.prepare_typed(&text, &types)?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

pub(super) fn connect(place: &PostgresPlace, access: Access) -> Told<Open> {
    let mut config = place.config().clone();
    config.connect_timeout(PATIENCE);
    if config.get_application_name().is_none() {
        config.application_name("tasuki");
    }
    if let Some(file) = place.password() {
        let text = fs_err::read_to_string(file).map_err(DatabaseError::File)?;
        config.password(text.lines().next().unwrap_or_default());
    }
    let mut client = match place.roots() {
        None => config.ssl_mode(SslMode::Disable).connect(NoTls)?,
        Some(roots) => config
            .ssl_mode(SslMode::Require)
            .connect(verified_by(roots)?)?,
    };
    client.batch_execute(BEGINNING)?;
    if matches!(access, Access::Read | Access::Look) {
        client.batch_execute("SET default_transaction_read_only = on")?;
    }
    if access == Access::Look {
        client.batch_execute(&format!("SET {ONE_PLAN}; {BY_INDEXES}"))?;
    }
    Ok(Open {
        client,
        prepared: BTreeMap::new(),
    })
}

/// TLS to a server whose certificate goes back to one of these roots.
fn verified_by(file: &std::path::Path) -> Told<MakeRustlsConnect> {
    let text = fs_err::read(file).map_err(DatabaseError::File)?;
    let mut roots = rustls::RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(&text) {
        let root = root.map_err(|_| DatabaseError::roots(file))?;
        roots.add(root).map_err(|_| DatabaseError::roots(file))?;
    }
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| DatabaseError::roots(file))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn bound<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

const fn kind(value: &Value<'_>) -> Type {
    match value {
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.as_deref().to_sql(kind, out),
            Self::Bytes(bytes) => bytes.as_deref().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

/// A value of a row; none where it is of no kind that our tables have.
pub(super) fn cell(row: &Row, index: usize) -> Option<Cell<'_>> {
    let integer = |number: Option<i64>| number.map_or(Cell::Null, Cell::Integer);
    match *row.columns().get(index)?.type_() {
        Type::INT8 => row.try_get(index).ok().map(integer),
        Type::INT4 => {
            let number: Option<i32> = row.try_get(index).ok()?;
            Some(integer(number.map(i64::from)))
        }
        Type::BOOL => {
            let is: Option<bool> = row.try_get(index).ok()?;
            Some(integer(is.map(i64::from)))
        }
        Type::TEXT | Type::NAME | Type::VARCHAR => {
            let text: Option<&str> = row.try_get(index).ok()?;
            Some(text.map_or(Cell::Null, Cell::Text))
        }
        Type::BYTEA => {
            let bytes: Option<&[u8]> = row.try_get(index).ok()?;
            Some(bytes.map_or(Cell::Null, Cell::Bytes))
        }
        _ => None,
    }
}
