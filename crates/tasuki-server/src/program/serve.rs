//! Runs the platform until it is told to end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tasuki_terms::SystemClock;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};

use super::failure::{Code, Failure, failed, of_cause};
use super::logs;
use crate::answer::chain;
use crate::serve::Running;
use crate::settings::Settings;
use crate::sites::Site;

/// How often it is looked whether the files of the server's certificate are others.
const CERTIFICATE: Duration = Duration::from_secs(2);

/// What the system tells the program.
struct Told {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Told {
    /// Listens from now on. What came before ended the program.
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }
}

/// Runs until SIGTERM or Ctrl-C. On SIGHUP, and when its files change, the server's certificate is
/// read again.
pub(super) async fn run(file: &Path) -> Result<(), Failure> {
    let settings = Settings::read(file)?;
    let exporter = logs::start(settings.telemetry.as_ref()).map_err(failed(Code::ServeStart))?;
    let served = serve(settings).await;
    if let Some(exporter) = exporter {
        exporter.end().await;
    }
    served
}

async fn serve(settings: Settings) -> Result<(), Failure> {
    settings.check_files()?;
    let told = Told::listen().map_err(|error| Failure::internal(error.into()))?;
    let running = crate::start(settings, Arc::new(SystemClock))
        .await
        .map_err(|error| failed(of_cause(&error).unwrap_or(Code::ServeStart))(error))?;
    let site = |site| running.sites.get(&site).map(tracing::field::display);
    tracing::info!(
        exchange = %running.exchange,
        operations = %running.operations,
        pki = running.pki.map(tracing::field::display),
        claims = site(Site::Claims),
        portal = site(Site::Portal),
        console = site(Site::Console),
        support = site(Site::Support),
        "listening"
    );
    until_the_end(told, &running).await;
    tracing::info!("ending");
    running.stop().await.map_err(Failure::internal)
}

async fn until_the_end(mut told: Told, running: &Running) {
    let mut look = interval(CERTIFICATE);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let is_asked = tokio::select! {
            _ = told.terminate.recv() => return,
            _ = told.interrupt.recv() => return,
            _ = told.hang_up.recv() => true,
            _ = look.tick() => false,
        };
        reload(running, is_asked);
    }
}

fn reload(running: &Running, is_asked: bool) {
    match running.reload(is_asked) {
        Ok(None) => {}
        Ok(Some(until)) => tracing::info!(%until, "the server's certificate was read again"),
        Err(error) => tracing::error!(
            code = error.code(),
            error = chain(&error),
            "the server's certificate cannot be read again; the one before is shown on"
        ),
    }
}
