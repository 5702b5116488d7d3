//! What the platform does by itself. Of several processes each looks after itself; what is done for
//! all is done by the one that holds its lease.

mod licences;
mod mail;
mod retention;
mod trail;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use mail::{Mailer, mailer};
use tokio::time::{MissedTickBehavior, interval};
pub(crate) use trail::anchor;

use crate::answer::chain;
use crate::beside::{Job, LENGTHEN};
use crate::directory::Refreshed;
use crate::figures::{self, Ran};
use crate::platform::Platform;
use crate::sites::Site;

/// How often it is read again which certificates are revoked and which offices suspended.
const SHUT_OUT: Duration = Duration::from_secs(1);

/// How often callers are forgotten who do not ask any more.
const IDLE: Duration = Duration::from_mins(1);

/// How often licences are looked at. What is due is due for a day at least.
const LICENCES: Duration = Duration::from_mins(10);

/// How often it is looked at who takes part, and whether open data were imported; the first time at
/// once, since the pages of the directory wait for it.
const DIRECTORY: Duration = Duration::from_secs(3);

/// How often mail is looked for that is to go out.
const MAIL: Duration = Duration::from_secs(1);

/// How often it is written down what was refused.
const REFUSALS: Duration = Duration::from_secs(10);

/// How often waiting applications for certificates are looked through for those that a rule
/// approves, and certificates for those of offices that closed long enough ago.
const CERTIFICATES: Duration = Duration::from_mins(1);

/// How often it is signed how far the audit trail goes.
const TRAIL: Duration = Duration::from_mins(10);

/// How often measured times are put into their buckets, whether or not anybody reads them.
const FIGURES: Duration = Duration::from_secs(5);

/// How long a job waits that could not do all. It doubles while that goes on, up to its period.
const RETRY: Duration = Duration::from_mins(1);

/// Runs all jobs until the platform ends. None waits for another: while a long sweep goes on,
/// revoked certificates are still noticed.
pub(crate) async fn run(platform: Arc<Platform>) -> anyhow::Result<()> {
    let minutes = u64::from(platform.settings.retention.sweep_minutes);
    let sweeps = Duration::from_secs(60 * minutes);
    tokio::join!(
        every("leases", LENGTHEN, &platform, lengthen_leases),
        every("shut_out", SHUT_OUT, &platform, reload_shut_out),
        every("idle", IDLE, &platform, forget_idle),
        every("refusals", REFUSALS, &platform, note_refusals),
        every("directory", DIRECTORY, &platform, refresh_directory),
        every("mail", MAIL, &platform, |here| alone(
            here,
            Job::Mail,
            send_mail
        )),
        every("certificates", CERTIFICATES, &platform, |here| {
            alone(here, Job::Certificates, look_at_certificates)
        }),
        every("licences", LICENCES, &platform, |here| {
            alone(here, Job::Licences, look_at_licences)
        }),
        every("trail", TRAIL, &platform, |here| alone(
            here,
            Job::Trail,
            anchor_trail
        )),
        every("sweep", sweeps, &platform, sweep_alone),
        every("figures", FIGURES, &platform, tidy_figures),
    );
    Ok(())
}

/// Does what only one process does, if it is this one.
async fn alone<F: Future<Output = Ran>>(
    platform: Arc<Platform>,
    job: Job,
    work: impl FnOnce(Arc<Platform>) -> F,
) -> Ran {
    if platform.leases.holds(job) && !platform.is_outdated() {
        work(platform).await
    } else {
        Ran::Elsewhere
    }
}

/// Does something again and again until the platform ends.
async fn every<F: Future<Output = Ran>>(
    name: &'static str,
    period: Duration,
    platform: &Arc<Platform>,
    job: impl Fn(Arc<Platform>) -> F,
) {
    figures::job_begins(name);
    let mut tick = interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ending = platform.ending.clone();
    let mut pause = RETRY;
    loop {
        tokio::select! {
            _ = ending.wait_for(|is_ending| *is_ending) => return,
            _ = tick.tick() => {}
        }
        if figures::job(name, job(Arc::clone(platform))).await == Ran::Badly {
            tick.reset_after(period.min(pause));
            pause = period.min(pause * 2);
        } else {
            pause = RETRY;
        }
    }
}

/// Stays among those who may write; and does what only one does, unless that is for later programs.
async fn lengthen_leases(platform: Arc<Platform>) -> Ran {
    let leases = &platform.leases;
    let done = if platform.is_outdated() {
        leases.leave_jobs().await
    } else {
        leases.lengthen().await
    };
    let done = done.inspect_err(|error| {
        tracing::error!(error = chain(error), "leases cannot be lengthened");
    });
    Ran::of(done.is_ok())
}

async fn reload_shut_out(platform: Arc<Platform>) -> Ran {
    platform.look_at_schema().await;
    if platform.is_outdated() {
        return Ran::Elsewhere;
    }
    let mut is_done = true;
    match platform.reload_revoked().await {
        Ok(of_root) => {
            // Once for each list, not each second.
            if let Some(trouble) = of_root.trouble.filter(|_| of_root.is_new) {
                tracing::error!(error = chain(&trouble), "the root's list is not believed");
                is_done = false;
            }
        }
        Err(error) => {
            tracing::error!(error = chain(&error), "cannot read what is revoked");
            is_done = false;
        }
    }
    if let Err(error) = platform.reload_suspended().await {
        tracing::error!(error = chain(&error), "cannot read suspended offices");
        is_done = false;
    }
    Ran::of(is_done)
}

async fn forget_idle(platform: Arc<Platform>) -> Ran {
    platform.rates.forget_idle();
    platform.site_rates.forget_idle();
    platform.attempts.forget_idle();
    platform.uploads.forget_idle();
    platform.brake.forget_old(platform.clock.now());
    Ran::Well
}

pub(crate) async fn note_refusals(platform: Arc<Platform>) -> Ran {
    if platform.is_outdated() {
        return Ran::Elsewhere;
    }
    let noted = platform.note_refusals().await.inspect_err(|error| {
        tracing::error!(error = chain(error), "refusals cannot be written down");
    });
    Ran::of(noted.is_ok())
}

async fn send_mail(platform: Arc<Platform>) -> Ran {
    let mut is_done = true;
    if let Some(registry) = &platform.registry {
        let origin = platform.settings.site_origin(Site::Claims);
        if let Err(error) = registry.answer_resets(origin).await {
            tracing::error!(
                error = chain(&error),
                "who asked for a reset is not answered"
            );
            is_done = false;
        }
    }
    Ran::of(mail::send_due(&platform).await && is_done)
}

async fn look_at_certificates(platform: Arc<Platform>) -> Ran {
    let Some(registry) = &platform.registry else {
        return Ran::Well;
    };
    let mut is_done = true;
    if let Err(error) = registry.approve_waiting_by_rule().await {
        tracing::error!(error = chain(&error), "certificates cannot be approved");
        is_done = false;
    }
    match registry.revoke_closed_offices().await {
        Ok(0) => {}
        Ok(revoked) => tracing::info!(revoked, "certificates of closed offices were revoked"),
        Err(error) => {
            tracing::error!(error = chain(&error), "certificates cannot be revoked");
            is_done = false;
        }
    }
    Ran::of(is_done)
}

async fn look_at_licences(platform: Arc<Platform>) -> Ran {
    Ran::of(licences::look(&platform).await)
}

async fn refresh_directory(platform: Arc<Platform>) -> Ran {
    if platform.registry.is_none() {
        return Ran::Well;
    }
    let now = platform.clock.now();
    match platform.directory.refresh(&platform.records, now).await {
        Ok(Refreshed::Kept) => {}
        Ok(Refreshed::Built(offices)) => tracing::info!(offices, "the directory was read"),
        Err(error) => {
            tracing::error!(error = chain(&error), "the directory cannot be read");
            return Ran::Badly;
        }
    }
    Ran::Well
}

async fn tidy_figures(_: Arc<Platform>) -> Ran {
    figures::tidy_up();
    Ran::Well
}

async fn anchor_trail(platform: Arc<Platform>) -> Ran {
    let signed = anchor(&platform).await.inspect_err(|rejection| {
        tracing::error!(code = rejection.code(), "the audit trail cannot be signed");
    });
    Ran::of(signed.is_ok())
}

/// What is missing is told by whoever sweeps.
async fn sweep_alone(platform: Arc<Platform>) -> Ran {
    let ran = alone(platform, Job::Sweep, sweep).await;
    if ran == Ran::Elsewhere {
        figures::contents_missing(0);
    }
    ran
}

async fn sweep(platform: Arc<Platform>) -> Ran {
    Ran::of(retention::sweep(&platform).await)
}
