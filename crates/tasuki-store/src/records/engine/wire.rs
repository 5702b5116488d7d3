//! A line to a PostgreSQL server, and who drives it: the thread that asks, or the runtime.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tokio::runtime::{self, Runtime};
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Client, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Access, PostgresPlace, Told};
use crate::error::DatabaseError;

/// How long one waits for the server to be there.
const PATIENCE: Duration = Duration::from_secs(5);

/// What each connection begins with. What is committed is on disk, whatever the server's own
/// setting says; who waits for a lock does not wait for ever. No statement of ours is long enough
/// to be compiled.
const BEGINNING: &str = "SET synchronous_commit = on; SET lock_timeout = '10s'; \
     SET client_min_messages = warning; SET jit = off;";

/// Only reads.
const READING: &str = "SET default_transaction_read_only = on;";

/// Statements are planned once, not for each value anew. Left to itself the server would do that for
/// every look-up by an id, since it thinks that one plan for all has to look into each month; in
/// truth such a plan finds the one month when it is run, and planning takes several times as long.
pub(super) const ONE_PLAN: &str = "SET plan_cache_mode = force_generic_plan;";

/// By indexes and in their order, whatever the server knows of its tables: it would rather read all
/// that a common office received and sort it, which is slow for the one that received the most.
const BY_INDEXES: &str =
    "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off";

/// Takes what the server says, and hands over what it is asked; ends with the line.
type Driver = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<AsyncMessage, Error>>> + Send>;

/// A line that is driven by the thread that asks, while it waits for an answer.
pub(super) struct Wire {
    runtime: Runtime,
    driver: Driver,
    is_over: bool,
    heard: VecDeque<String>,
}

impl Wire {
    /// Connects.
    pub(super) fn open(place: &PostgresPlace, access: Access) -> Told<(Client, Self)> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(DatabaseError::Runtime)?;
        let (client, driver) = runtime.block_on(connect(place))?;
        let mut wire = Self {
            runtime,
            driver,
            is_over: false,
            heard: VecDeque::new(),
        };
        wire.wait(client.batch_execute(&beginning(access)))?;
        Ok((client, wire))
    }

    /// Waits for an answer.
    pub(super) fn wait<T>(&mut self, asked: impl Future<Output = Result<T, Error>>) -> Told<T> {
        let Self {
            runtime,
            driver,
            is_over,
            heard,
        } = self;
        let mut asked = pin!(asked);
        let told = runtime.block_on(poll_fn(|context| {
            if let Err(error) = drive(driver, is_over, heard, context) {
                return Poll::Ready(Err(error));
            }
            asked.as_mut().poll(context)
        }));
        Ok(told?)
    }

    /// What is told next by `NOTIFY`, if anything is within a time.
    pub(super) fn next(&mut self, within: Duration) -> Told<Option<String>> {
        let Self {
            runtime,
            driver,
            is_over,
            heard,
        } = self;
        let told = runtime.block_on(async {
            let next = poll_fn(|context| {
                if let Err(error) = drive(driver, is_over, heard, context) {
                    return Poll::Ready(Err(error));
                }
                match heard.pop_front() {
                    None if !*is_over => Poll::Pending,
                    next => Poll::Ready(Ok(next)),
                }
            });
            tokio::time::timeout(within, next).await
        });
        Ok(told.unwrap_or(Ok(None))?)
    }

    /// Waits for the server's good-bye. Its client is gone.
    pub(super) fn close(mut self) {
        while !self.is_over {
            let driver = &mut self.driver;
            let next = self.runtime.block_on(poll_fn(|context| driver(context)));
            self.is_over = !matches!(next, Some(Ok(_)));
        }
    }
}

/// Takes all that is there; fails where the line broke just now.
fn drive(
    driver: &mut Driver,
    is_over: &mut bool,
    heard: &mut VecDeque<String>,
    context: &mut Context<'_>,
) -> Result<(), Error> {
    while !*is_over {
        match driver(context) {
            Poll::Ready(Some(Ok(AsyncMessage::Notification(told)))) => {
                heard.push_back(told.payload().to_owned());
            }
            Poll::Ready(Some(Ok(_))) => {}
            Poll::Ready(Some(Err(error))) => {
                *is_over = true;
                return Err(error);
            }
            Poll::Ready(None) => *is_over = true,
            Poll::Pending => break,
        }
    }
    Ok(())
}

/// Connects by a line that a task of this runtime drives.
pub(super) async fn open_driven(place: &PostgresPlace, access: Access) -> Told<Client> {
    let (client, mut driver) = connect(place).await?;
    tokio::spawn(async move {
        // A line that broke is told to whoever asked.
        while let Some(Ok(_)) = poll_fn(&mut driver).await {}
    });
    client.batch_execute(&beginning(access)).await?;
    Ok(client)
}

fn beginning(access: Access) -> String {
    match access {
        Access::Write | Access::Create => BEGINNING.to_owned(),
        Access::Read => [BEGINNING, READING].concat(),
        Access::Look => [BEGINNING, READING, ONE_PLAN, BY_INDEXES].concat(),
    }
}

async fn connect(place: &PostgresPlace) -> Told<(Client, Driver)> {
    let mut config = place.config().clone();
    config.connect_timeout(PATIENCE);
    if config.get_application_name().is_none() {
        config.application_name("tasuki");
    }
    if let Some(file) = place.password() {
        let text = fs_err::read_to_string(file).map_err(DatabaseError::File)?;
        config.password(text.lines().next().unwrap_or_default());
    }
    if let Some(roots) = place.roots() {
        config.ssl_mode(SslMode::Require);
        let (client, mut line) = config.connect(verified_by(roots)?).await?;
        return Ok((client, Box::new(move |context| line.poll_message(context))));
    }
    config.ssl_mode(SslMode::Disable);
    let (client, mut line) = config.connect(NoTls).await?;
    Ok((client, Box::new(move |context| line.poll_message(context))))
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
