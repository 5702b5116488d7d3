//! A line to a PostgreSQL server, and who drives it: the thread that asks, or the runtime.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tokio::runtime::{self, Runtime};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Client, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Access, PostgresPlace, Told};
use crate::error::{DatabaseError, PostgresFailure};

/// How long one waits for the server to be there, and to say that it is.
pub(super) const PATIENCE: Duration = Duration::from_secs(6);

/// How many addresses of one server may be dead, so that a later one is still tried in time.
const ADDRESSES: u32 = 3;

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
    "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;";

/// What takes as long is ended by the server itself, so that it does not go on behind a connection
/// that was given up. Longer than one waits for a lock.
const IN_TIME: &str = "SET statement_timeout = '11s';";

/// Takes what the server says, and hands over what it is asked; ends with the line.
type Driver = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<AsyncMessage, Error>>> + Send>;

/// A connection that is driven by the thread that asks, while it waits for an answer.
pub(super) struct Wire {
    /// None only when it is being closed.
    open: Option<Open>,
}

struct Open {
    client: Client,
    line: Line,
    runtime: Runtime,
}

impl Wire {
    /// Connects.
    pub(super) fn open(place: &PostgresPlace, access: Access) -> Told<Self> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(DatabaseError::Runtime)?;
        let (client, line) = runtime.block_on(begin(place, access, PATIENCE))?;
        Ok(Self {
            open: Some(Open {
                client,
                line,
                runtime,
            }),
        })
    }

    /// Whether the server is known to be gone.
    pub(super) fn is_lost(&self) -> bool {
        let open = self.open.as_ref();
        open.is_none_or(|open| open.client.is_closed())
    }

    /// Asks something and waits for the answer.
    pub(super) fn wait<'w, T, F>(&'w mut self, ask: impl FnOnce(&'w Client) -> F) -> Told<T>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let Open {
            client,
            line,
            runtime,
        } = self.open.as_mut().ok_or(PostgresFailure::LOST)?;
        Ok(runtime.block_on(line.wait(ask(client)))?)
    }

    /// What is told next by `NOTIFY`, if anything is within a time.
    pub(super) fn next(&mut self, within: Duration) -> Told<Option<String>> {
        let Open { line, runtime, .. } = self.open.as_mut().ok_or(PostgresFailure::LOST)?;
        let told = runtime.block_on(async { timeout(within, line.next()).await });
        Ok(told.unwrap_or(Ok(None))?)
    }
}

/// A server's good-bye is waited for, which must not happen on a thread that serves others.
impl Drop for Wire {
    fn drop(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let close = move || {
            drop(open.client);
            let end = async { timeout(PATIENCE, open.line.run()).await };
            // One that says nothing more needs no good-bye.
            drop(open.runtime.block_on(end));
        };
        drop(std::thread::Builder::new().spawn(close));
    }
}

/// What a server and a client say to each other.
struct Line {
    driver: Driver,
    is_over: bool,
    heard: VecDeque<String>,
}

impl Line {
    /// Waits for an answer.
    async fn wait<T>(&mut self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut asked = pin!(asked);
        poll_fn(|context| {
            if let Err(error) = self.drive(context) {
                return Poll::Ready(Err(error));
            }
            asked.as_mut().poll(context)
        })
        .await
    }

    /// What is told next by `NOTIFY`; nothing more where the line is over.
    async fn next(&mut self) -> Result<Option<String>, Error> {
        poll_fn(|context| {
            if let Err(error) = self.drive(context) {
                return Poll::Ready(Err(error));
            }
            match self.heard.pop_front() {
                None if !self.is_over => Poll::Pending,
                next => Poll::Ready(Ok(next)),
            }
        })
        .await
    }

    /// Takes all that is there; fails where the line broke just now.
    fn drive(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        while !self.is_over {
            match (self.driver)(context) {
                Poll::Ready(Some(Ok(AsyncMessage::Notification(told)))) => {
                    self.heard.push_back(told.payload().to_owned());
                }
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => {
                    self.is_over = true;
                    return Err(error);
                }
                Poll::Ready(None) => self.is_over = true,
                Poll::Pending => break,
            }
        }
        Ok(())
    }

    /// Goes on until the line is over. That it broke is told to whoever asked.
    async fn run(mut self) {
        while !self.is_over {
            let next = poll_fn(&mut self.driver).await;
            self.is_over = !matches!(next, Some(Ok(_)));
        }
    }
}

/// Connects by a line that a task of this runtime drives; what ends the task ends the line, and
/// whatever waits for an answer on it.
pub(super) async fn open_driven(
    place: &PostgresPlace,
    access: Access,
    patience: Duration,
) -> Told<(Client, AbortHandle)> {
    let (client, line) = begin(place, access, patience).await?;
    Ok((client, tokio::spawn(line.run()).abort_handle()))
}

/// Connects, and has said what each connection begins with. A server that takes connections and says
/// nothing is waited for no longer than one that takes none.
async fn begin(place: &PostgresPlace, access: Access, patience: Duration) -> Told<(Client, Line)> {
    let begun = async {
        let (client, driver) = connect(place, patience).await?;
        let mut line = Line {
            driver,
            is_over: false,
            heard: VecDeque::new(),
        };
        line.wait(client.batch_execute(&beginning(access))).await?;
        Ok((client, line))
    };
    // Servers are tried one after the other, and so are the addresses of each.
    let servers = u32::try_from(place.config().get_hosts().len()).unwrap_or(u32::MAX);
    let within = patience.saturating_mul(servers.max(1));
    let begun = timeout(within, begun).await;
    begun.map_err(|_| PostgresFailure::SILENT)?
}

fn beginning(access: Access) -> String {
    match access {
        Access::Write | Access::Create => BEGINNING.to_owned(),
        Access::Read => [BEGINNING, READING].concat(),
        Access::Look => [BEGINNING, READING, ONE_PLAN, BY_INDEXES, IN_TIME].concat(),
    }
}

async fn connect(place: &PostgresPlace, patience: Duration) -> Told<(Client, Driver)> {
    let mut config = place.config().clone();
    // Behind an address that says nothing there is time for the next ones.
    config.connect_timeout(patience / ADDRESSES);
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
