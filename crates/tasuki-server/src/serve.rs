//! Brings the platform up and takes it down.

mod listen;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;
use jiff::SignedDuration;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tasuki_exchange::Lockout;
use tasuki_pki::{Anchors, Holder, validity};
use tasuki_seal::{Identity, SystemEntropy};
use tasuki_store::{Alone, Contents, Records};
use tasuki_terms::{Clock, Entropy as _, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::answer::chain;
use crate::beside::{self, Beside, Counting, Leases};
use crate::directory::Directory;
use crate::door::{
    Balancers, Conversation, DoorAcceptor, OwnTls, OwnTlsError, PlainAcceptor, Rates,
};
use crate::news::News;
use crate::password::Passwords;
use crate::platform::Platform;
use crate::registry::Registry;
use crate::releases::Shelf;
use crate::root_list::RootListFile;
use crate::settings::Settings;
use crate::sites::{Attempts, Brake, Help, Kept, Site};
use crate::token::Tokens;
use crate::{api, authority, jobs, operations, sites};
use listen::listen;

/// How long a connection may go on after the platform was told to end.
const DRAIN: Duration = Duration::from_secs(7);
/// How long a job may go on then, all in all.
const JOBS: Duration = Duration::from_millis(7500);

/// A platform that runs.
#[derive(Debug)]
pub struct Running {
    /// Where the exchange listens.
    pub exchange: SocketAddr,
    /// Where health and metrics listen.
    pub operations: SocketAddr,
    /// Where the sites listen.
    pub sites: BTreeMap<Site, SocketAddr>,
    /// Where revocation lists and OCSP are answered, if they are.
    pub pki: Option<SocketAddr>,
    handles: Vec<Handle<SocketAddr>>,
    ending: watch::Sender<bool>,
    tasks: Vec<JoinHandle<anyhow::Result<()>>>,
    platform: Arc<Platform>,
    /// Given back when it has ended.
    _alone: Option<Alone>,
}

/// Starts the platform; it answers when this returns.
pub async fn start(settings: Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Running> {
    settings.check()?;
    let (ending, told) = watch::channel(false);
    let exchange = listener(settings.listen.exchange)?;
    let operations = listener(settings.listen.operations)?;
    let mut settings = settings;
    // The port may be the system's choice, and pages tell it.
    settings.listen.exchange = exchange.local_addr()?;
    let mut site_listeners = Vec::new();
    for site in Site::ALL {
        if let Some(of_site) = settings.site(site) {
            let listener = listener(of_site.listen)?;
            let address = listener.local_addr()?;
            settings.site_listens_at(site, address);
            site_listeners.push((site, listener));
        }
    }
    let pki = settings.listen.pki.map(listener).transpose()?;
    let platform = Arc::new(Box::pin(open(settings, clock, told)).await?);
    let alone = platform.records.serve_alone().await?;
    // Who listens later than now misses nothing.
    let from = if platform.records.is_shared() {
        Some(platform.records.news_since(None).await?.0)
    } else {
        None
    };
    platform.leases.lengthen().await?;
    if let Some(trouble) = platform.reload_revoked().await?.trouble {
        return Err(trouble.into());
    }
    platform.reload_suspended().await?;

    let operations_handle = Handle::new();
    let mut handles = vec![operations_handle.clone()];
    let addresses = (exchange.local_addr()?, operations.local_addr()?);
    let exchange = tokio::net::TcpListener::from_std(exchange)?;
    let conversation = Conversation::new(
        DoorAcceptor::new(platform.own_tls.exchange(), Arc::clone(&platform)),
        api::router(Arc::clone(&platform)),
        &platform.settings.limits,
        platform.ending.clone(),
    );
    let limits = &platform.settings.limits;
    let router = operations::router(Arc::clone(&platform));
    let unnamed = PlainAcceptor::new(Balancers::new(&[], limits), limits);
    let mut sites = BTreeMap::new();
    let mut tasks = vec![listen(
        operations,
        unnamed,
        limits,
        &operations_handle,
        router,
    )?];
    for (site, listener) in site_listeners {
        let handle = Handle::new();
        sites.insert(site, listener.local_addr()?);
        tasks.push(serve_site(&platform, site, listener, &handle)?);
        handles.push(handle);
    }
    tasks.extend([
        tokio::spawn(async move {
            conversation.serve(exchange, DRAIN).await;
            Ok(())
        }),
        tokio::spawn(jobs::run(Arc::clone(&platform))),
        tokio::spawn(beside::hear(Arc::clone(&platform), from)),
    ]);
    let pki_address = pki.as_ref().map(TcpListener::local_addr).transpose()?;
    if let Some(pki) = pki {
        let router = authority::router(&platform)?;
        let handle = Handle::new();
        tasks.push(listen(pki, plain(&platform), limits, &handle, router)?);
        handles.push(handle);
    }
    Ok(Running {
        exchange: addresses.0,
        operations: addresses.1,
        sites,
        pki: pki_address,
        handles,
        ending,
        tasks,
        platform,
        _alone: alone,
    })
}

/// Serves a site until its handle ends it.
fn serve_site(
    platform: &Arc<Platform>,
    site: Site,
    listener: TcpListener,
    handle: &Handle<SocketAddr>,
) -> anyhow::Result<JoinHandle<anyhow::Result<()>>> {
    let (limits, plain) = (&platform.settings.limits, plain(platform));
    let router = sites::router(platform, site);
    if platform.settings.has_tls_sites() {
        let tls = RustlsAcceptor::new(platform.own_tls.sites())
            .handshake_timeout(Duration::from_secs(limits.handshake_seconds))
            .acceptor(plain);
        listen(listener, tls, limits, handle, router)
    } else {
        listen(listener, plain, limits, handle, router)
    }
}

/// Takes in whoever comes, or whom a balancer of the settings names.
fn plain(platform: &Platform) -> PlainAcceptor {
    let Settings { listen, limits, .. } = &platform.settings;
    PlainAcceptor::new(Balancers::new(&listen.proxies, limits), limits)
}

impl Running {
    /// Reads the server's certificate and key again; connections that are open go on. Gives the
    /// last moment of the certificate if the files are others, or if `is_asked`. Files that cannot
    /// be used change nothing, and are told as an error: each time if `is_asked`, else once.
    pub(crate) fn reload(&self, is_asked: bool) -> Result<Option<Timestamp>, OwnTlsError> {
        self.platform.own_tls.reload(is_asked)
    }

    /// Ends: it says so first, for as long as the settings want, so that others are asked; then no
    /// new connections, streams of news end, requests that run may finish. This takes eight seconds
    /// more at most.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.platform.is_leaving.store(true, Ordering::Release);
        let leave = self.platform.settings.listen.leave_seconds;
        if leave > 0 {
            tokio::time::sleep(Duration::from_secs(leave)).await;
        }
        self.ending.send_replace(true);
        for handle in &self.handles {
            handle.graceful_shutdown(Some(DRAIN));
        }
        let end = Instant::now() + JOBS;
        for mut task in self.tasks {
            if let Ok(ended) = timeout_at(end, &mut task).await {
                ended??;
            } else {
                tracing::warn!("what takes too long is broken off");
                task.abort();
                // Only its end is waited for.
                drop(task.await);
            }
        }
        // Nothing is counted any more, and no job runs.
        jobs::note_refusals(Arc::clone(&self.platform)).await;
        if let Err(error) = self.platform.leases.release().await {
            // They pass on by themselves.
            tracing::warn!(error = chain(&error), "leases cannot be given back");
        }
        Ok(())
    }
}

/// Reads keys and opens the store.
pub(crate) async fn open(
    settings: Settings,
    clock: Arc<dyn Clock>,
    ending: watch::Receiver<bool>,
) -> anyhow::Result<Platform> {
    let keys = &settings.keys;
    let own_tls = OwnTls::open(keys).context("keys.server_certificate and keys.server_key")?;
    let anchors =
        Anchors::from_pem(&fs_err::read_to_string(&keys.authority)?).context("keys.authority")?;
    let certificate = CertificateDer::from_pem_file(&keys.receipt_certificate)
        .context("keys.receipt_certificate")?;
    let key = PrivateKeyDer::from_pem_file(&keys.receipt_key).context("keys.receipt_key")?;
    let identity = Identity::from_der(&certificate, key.secret_der())
        .context("keys.receipt_certificate and keys.receipt_key")?;
    let holder = tasuki_pki::holder(&certificate, &[], &anchors, clock.now());
    anyhow::ensure!(
        holder.context("keys.receipt_certificate")? == Holder::Platform,
        "keys.receipt_certificate: it is no certificate of a platform"
    );
    let identity_until = validity(&certificate)
        .context("keys.receipt_certificate")?
        .1;
    let session_key = fs_err::read(&keys.session_key)?;
    anyhow::ensure!(
        session_key.len() >= 32,
        "keys.session_key: 32 bytes or more are needed"
    );
    let tokens = Tokens::new(
        &session_key,
        SignedDuration::from_mins(i64::from(settings.session.minutes)),
        SignedDuration::from_hours(i64::from(settings.session.refresh_hours)),
    );
    let records = Records::open(&settings.store.records).await?;
    let start = start_name(&*clock);
    let beside = Beside::new(&session_key, &records);
    let contents = Contents::open(
        &settings.store.contents,
        &start,
        settings.store.segment_bytes,
    )?;
    let registry = match &settings.sites {
        Some(_) => Some(Registry::prepared(records.clone(), Arc::clone(&clock), &settings).await?),
        None => None,
    };
    let mailer = settings.mail.as_ref().map(jobs::mailer).transpose()?;
    let attempts = settings
        .sites
        .as_ref()
        .map(|sites| sites.attempts_per_minute);
    let help = settings.sites.as_ref().map(|_| Help::load()).transpose();
    let kept = |what| {
        let registry: &Registry = registry.as_ref()?;
        Some(Kept::new(what, &records, &registry.vault))
    };
    Ok(Platform {
        help: help.context("the texts of the help desk")?,
        kept: kept("file"),
        letters: kept("letters"),
        leases: Leases::new(start, &records),
        registry,
        mailer,
        attempts: Attempts::new(attempts.unwrap_or(NonZeroU32::MIN), &beside),
        uploads: api::Uploads::new(
            &settings.exchange_limits(),
            Duration::from_secs(settings.limits.upload_wait_seconds),
        ),
        limits: settings.exchange_limits(),
        lockout: Lockout::default(),
        records,
        contents,
        own_tls,
        identity,
        identity_until,
        anchors,
        tokens,
        news: News::default(),
        clock,
        passwords: Passwords::default(),
        rates: Rates::new(&settings.limits, Counting::Requests, &beside),
        site_rates: Rates::new(&settings.limits, Counting::Pages, &beside),
        brake: Arc::new(Brake::new(beside)),
        root_list: RootListFile::new(settings.authority.as_ref().map(|own| own.root_list.clone())),
        directory: Directory::new(settings.directory.refresh),
        shelf: Arc::new(Shelf::new(
            settings.downloads.as_ref().map(|one| one.folder.clone()),
        )),
        refusals: crate::refusals::Refusals::default(),
        revoked: watch::Sender::default(),
        suspended: watch::Sender::default(),
        is_outdated: AtomicBool::new(false),
        is_leaving: AtomicBool::new(false),
        ending,
        settings,
    })
}

/// A name that no other start of the program has: the time, and chance.
fn start_name(clock: &dyn Clock) -> String {
    let mut chance = [0; 4];
    SystemEntropy.fill(&mut chance);
    format!("{}-{}", clock.now().as_microsecond(), hex::encode(chance))
}

fn listener(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
