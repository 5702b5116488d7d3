//! Plays the nation's messages against the platform.
//!
//! Messages go out when the calendar says so, whether the platform keeps up or not, and what they
//! take is counted from that moment (open loop): a platform that is slow for a second is seen as
//! slow by every message that was meant to go out in that second.

mod ledger;
mod mail;
mod office;
mod receive;
mod send;
mod series;
#[cfg(test)]
mod tests;
mod troubled;
mod watch;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tasuki_measure::connection::Place;
use tasuki_measure::figures::usize_to_f64;
use tasuki_measure::renewal::Renewal;
use tasuki_testing::TownOffice;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::nation::LetterPlan;
use crate::phases::Phases;
use ledger::Ledger;
use office::Office;

pub(crate) use mail::Mail;
pub(crate) use series::{Second, Series};
pub(crate) use troubled::Troubled;
pub(crate) use watch::{Taken, Watch};

/// How many offices log in side by side: passwords are tried one after the other anyway.
const LOGGING_IN: usize = 4;
/// How long what is on its way may take when the last message has gone out.
const SETTLE: Duration = Duration::from_mins(2);
/// How often it is looked whether all has arrived.
const LOOK: Duration = Duration::from_millis(20);
/// So many faults are told in full.
const TOLD: usize = 20;

/// Everything that the offices share.
pub(crate) struct Scene {
    offices: Vec<Office>,
    mail: Mail,
    pub(crate) ledger: Ledger,
    pub(crate) phases: Phases,
    pub(crate) series: Series,
    /// When sessions are renewed.
    renewal: Renewal,
    faults: Mutex<Faults>,
    began: std::sync::OnceLock<Instant>,
}

/// What was not right.
#[derive(Clone, Default, Debug)]
pub(crate) struct Faults {
    /// The first of them.
    pub(crate) first: Vec<String>,
    pub(crate) count: u64,
}

impl Scene {
    /// All offices log in, and those of the nation wait for news from then on.
    pub(crate) async fn open(
        offices: Vec<TownOffice>,
        places: &[Place],
        mail: Mail,
        seconds: f64,
        renewal: Renewal,
    ) -> anyhow::Result<(Arc<Self>, JoinSet<()>)> {
        let offices = offices.into_iter().zip(places.iter().cycle());
        let offices = offices.map(|(office, place)| Office::new(office, place.clone()));
        let scene = Arc::new(Self {
            offices: offices.collect::<Result<_, _>>()?,
            mail,
            ledger: Ledger::default(),
            phases: Phases::new()?,
            series: Series::new(seconds + SETTLE.as_secs_f64()),
            renewal,
            faults: Mutex::default(),
            began: std::sync::OnceLock::new(),
        });
        let gate = Arc::new(Semaphore::new(LOGGING_IN));
        let mut opening: JoinSet<anyhow::Result<_>> = JoinSet::new();
        for place in 0..scene.offices.len() {
            let (scene, gate) = (Arc::clone(&scene), Arc::clone(&gate));
            opening.spawn(async move {
                let _turn = gate.acquire().await?;
                let news = receive::begin(&scene, place).await?;
                Ok((place, news))
            });
        }
        let mut listening = JoinSet::new();
        while let Some(opened) = opening.join_next().await {
            let (place, news) = opened??;
            listening.spawn(receive::listen(Arc::clone(&scene), place, news));
        }
        Ok((scene, listening))
    }

    /// Sends all messages when they are meant to go out, and waits until all have arrived, or
    /// nothing more comes.
    pub(crate) async fn play(
        self: &Arc<Self>,
        letters: impl Iterator<Item = LetterPlan>,
    ) -> anyhow::Result<()> {
        let began = *self.began.get_or_init(Instant::now);
        let mut sending = JoinSet::new();
        for letter in letters {
            let intended = began + Duration::from_secs_f64(letter.at);
            sleep_until(intended).await;
            self.series.add(intended - began, |second| &second.intended);
            sending.spawn(send::send(Arc::clone(self), letter, intended));
            while sending.try_join_next().is_some() {}
        }
        let until = Instant::now() + SETTLE;
        // A platform that hangs answers some of them never.
        while let Ok(Some(_)) = timeout_at(until, sending.join_next()).await {}
        let mut looked = Instant::now();
        while !self.ledger.is_settled() && Instant::now() < until {
            sleep(LOOK).await;
            // News is a help only; what did not come by it stands in the list.
            if looked.elapsed() > Duration::from_secs(5) {
                receive::look_for_rest(self).await;
                looked = Instant::now();
            }
        }
        for missing in self.ledger.missing() {
            self.fault(format!("届かなかったメッセージ: {missing}"));
        }
        Ok(())
    }

    /// Seconds since the first message was meant to go out.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.get().map_or(Duration::ZERO, Instant::elapsed)
    }

    /// Notes what was not right.
    pub(crate) fn fault(&self, what: String) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.count += 1;
        if faults.first.len() < TOLD {
            faults.first.push(what);
        }
    }

    pub(crate) fn faults(&self) -> Faults {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.clone()
    }

    /// Messages a second that were accepted, from the first to the last.
    pub(crate) fn rate(&self) -> f64 {
        let seconds = self.series.told();
        let accepted: u64 = seconds.iter().map(|second| second.accepted).sum();
        let at_work = seconds.iter().filter(|second| second.accepted > 0).count();
        tasuki_measure::figures::u64_to_f64(accepted) / usize_to_f64(at_work.max(1))
    }
}
