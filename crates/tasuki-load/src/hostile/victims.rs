//! Offices that do their work, whatever others do.
//!
//! Their requests are meant for certain moments, and what they take is counted from those moments,
//! whether the one before was answered or not (open loop).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_measure::connection::{Connection, Place};
use tasuki_measure::figures::{Latencies, Percentiles};
use tasuki_measure::letters::Letters;
use tasuki_measure::seat::Seat;
use tasuki_testing::TownOffice;
use tokio::time::{Instant, sleep_until, timeout};

/// Bytes of a message.
const BYTES: usize = 20_000;
/// So long anything may take before it counts as failed.
const LOST: Duration = Duration::from_mins(1);
/// Log-ins of a whole office in a second: passwords are tried one after the other.
const LOG_INS: f64 = 0.5;
/// So many failures are told in full.
const TOLD: usize = 5;

/// Three offices: one sends, one receives, one logs in.
pub(super) struct Victims {
    sender: Seat,
    letters: Letters,
    receiver: Seat,
    guest: Seat,
    guest_office: TownOffice,
    rate: f64,
}

/// What the offices noticed, in milliseconds from the moment for which it was meant.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Served {
    /// TCP and the mutual TLS handshake.
    pub(super) connect: Percentiles,
    /// The same, and the list of what waits.
    pub(super) list: Percentiles,
    /// Sending a message, until its receipt.
    pub(super) send: Percentiles,
    /// A log-in on a new connection.
    pub(super) log_in: Percentiles,
    /// How often they were to list, to send and to log in: also what never had its turn.
    pub(super) listed: u64,
    pub(super) sending: u64,
    pub(super) logged_in: u64,
    /// Messages sent.
    pub(super) sent: u64,
    /// What was not answered, or not well.
    pub(super) failed: u64,
    /// The first of those.
    pub(super) first: Vec<String>,
}

/// What came of one thing that is done again and again.
struct Done {
    took: Latencies,
    also: Latencies,
    /// How often it was done.
    times: u64,
    failed: Vec<String>,
}

impl Victims {
    /// Logs the offices in; each does what it does `rate` times a second.
    pub(super) async fn new(
        offices: &[TownOffice],
        place: Place,
        rate: f64,
    ) -> anyhow::Result<Self> {
        let [sender, receiver, guest, ..] = offices else {
            anyhow::bail!("too few offices");
        };
        Ok(Self {
            sender: Seat::take(sender, place.clone()).await?,
            letters: Letters::new(sender, receiver, BYTES)?,
            receiver: Seat::take(receiver, place.clone()).await?,
            guest: Seat::new(guest, place)?,
            guest_office: guest.clone(),
            rate,
        })
    }

    /// All do their work until it is over.
    pub(super) async fn serve(&mut self, is_over: &AtomicBool) -> anyhow::Result<Served> {
        let (rate, receiver) = (self.rate, &self.receiver);
        let (guest, office) = (&self.guest, &self.guest_office);
        let sending = send(&mut self.sender, &mut self.letters, rate, is_over);
        let listing = again(rate, is_over, async || {
            let began = Instant::now();
            let mut connection = receiver.connect().await?;
            let connected = began.elapsed();
            // One page of the newest is what a client looks at.
            receiver.list(&mut connection, "?limit=20", None).await?;
            connection.close().await?;
            Ok(connected)
        });
        let logging_in = again(LOG_INS, is_over, async || {
            let mut connection = guest.connect().await?;
            guest.log_in(&mut connection, office).await?;
            connection.close().await?;
            Ok(Duration::ZERO)
        });
        let (sent, listed, logged_in) = tokio::join!(sending, listing, logging_in);
        let (sent, listed, logged_in) = (sent?, listed?, logged_in?);
        let failed = [sent.failed, listed.failed, logged_in.failed].concat();
        Ok(Served {
            connect: listed.also.percentiles(),
            list: listed.took.percentiles(),
            send: sent.took.percentiles(),
            log_in: logged_in.took.percentiles(),
            listed: listed.took.count(),
            sending: sent.took.count(),
            logged_in: logged_in.took.count(),
            sent: sent.times,
            failed: u64::try_from(failed.len())?,
            first: failed.into_iter().take(TOLD).collect(),
        })
    }
}

/// Sends one message after the other on a connection that is kept.
async fn send(
    sender: &mut Seat,
    letters: &mut Letters,
    rate: f64,
    is_over: &AtomicBool,
) -> anyhow::Result<Done> {
    let mut kept: Option<Connection> = None;
    again(rate, is_over, async || {
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => sender.connect().await?,
        };
        sender.send(&mut connection, &letters.take()?).await?;
        kept = Some(connection);
        Ok(Duration::ZERO)
    })
    .await
}

/// Does something at each of its moments until it is over; it tells what a part of it took.
async fn again(
    rate: f64,
    is_over: &AtomicBool,
    mut what: impl AsyncFnMut() -> anyhow::Result<Duration>,
) -> anyhow::Result<Done> {
    let mut done = Done {
        took: Latencies::new()?,
        also: Latencies::new()?,
        times: 0,
        failed: Vec::new(),
    };
    let pause = Duration::from_secs_f64(1.0 / rate);
    let mut intended = Instant::now();
    while !is_over.load(Ordering::Acquire) {
        sleep_until(intended).await;
        let late = intended.elapsed();
        match timeout(LOST, what()).await.context("no answer").flatten() {
            Ok(part) => {
                done.took.record(intended.elapsed());
                done.also.record(late + part);
                done.times += 1;
            }
            Err(error) => done.failed.push(format!("{error:#}")),
        }
        intended += pause;
    }
    // What was meant for a moment before the end and never had its turn waits until now at least.
    for waited in missed(Instant::now().checked_duration_since(intended), pause) {
        done.took.record(waited);
        done.also.record(waited);
    }
    Ok(done)
}

/// How long each waited that never had its turn: the first of them for `first`, if it was to have
/// one, and each further one for a pause less.
fn missed(first: Option<Duration>, pause: Duration) -> impl Iterator<Item = Duration> {
    std::iter::successors(first, move |waited| waited.checked_sub(pause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_has_its_turn_waits_until_the_end() {
        let millis = Duration::from_millis;
        let waited = |first: Option<u64>| -> Vec<u128> {
            let all = missed(first.map(millis), millis(100));
            all.map(|one| one.as_millis()).collect()
        };
        assert_eq!(waited(Some(250)), [250, 150, 50]);
        assert_eq!(waited(Some(0)), [0]);
        assert_eq!(waited(None), []);
        assert_eq!(waited(Some(59_000)).len(), 591);
    }
}
