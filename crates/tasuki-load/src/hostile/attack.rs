//! Lets attackers do their worst, and notes how each attempt ended.

mod attempt;
mod site;
mod slow;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_measure::connection::{Connection, Place};
use tasuki_measure::figures::usize_to_f64;
use tasuki_measure::seat::Seat;
use tasuki_measure::tls::stranger_config;
use tasuki_terms::UserId;
use tasuki_testing::TownOffice;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_rustls::TlsConnector;

use super::kind::{Ending, Kind};
use super::shapes;
use crate::args::Hostile as Asked;
use crate::ground::Ground;

/// So many attempts are under way at once, of those that are quick.
const AT_ONCE: usize = 64;
/// So many wrong endings are told in full.
const TOLD: usize = 5;

/// Who attacks.
pub(super) struct Attack {
    place: Place,
    /// A site of the same platform.
    site: Place,
    /// Somebody without a certificate.
    stranger: TlsConnector,
    /// Offices with good certificates, logged in.
    offices: Vec<(Seat, UserId)>,
    connections: usize,
    /// Attempts a second, of those that are quick.
    rate: f64,
    log_ins: usize,
    /// How long the platform waits for the head of a request, and for a whole one.
    patience: (Duration, Duration),
}

/// What became of one kind of attack.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Attacked {
    pub(super) kind: Kind,
    pub(super) seconds: f64,
    pub(super) attempts: u64,
    /// How many ended how.
    pub(super) endings: BTreeMap<String, u64>,
    /// Those that did not end as they are to, and the first of them.
    pub(super) wrong: u64,
    pub(super) first: Vec<String>,
}

impl Attack {
    pub(super) async fn new(
        asked: &Asked,
        ground: &Ground,
        hostile: Vec<TownOffice>,
        place: Place,
    ) -> anyhow::Result<Self> {
        // Making it is work that would be taken for the attack's.
        shapes::bomb()?;
        let one = hostile.first().context("no office")?;
        let stranger = stranger_config(&one.keys.authority_pem)?;
        let mut offices = Vec::new();
        for office in hostile {
            let seat = Seat::take(&office, place.clone()).await?;
            offices.push((seat, office.user));
        }
        Ok(Self {
            place,
            site: ground.site.clone().context("no site")?,
            stranger: TlsConnector::from(Arc::new(stranger)),
            offices,
            connections: asked.connections,
            rate: asked.rate,
            log_ins: asked.log_ins,
            patience: ground.patience(),
        })
    }

    /// Attacks in one way until `until`, or for as long as it takes.
    pub(super) async fn run(
        self: &Arc<Self>,
        kind: Kind,
        until: Instant,
    ) -> anyhow::Result<Attacked> {
        let began = Instant::now();
        let mut attacked = Attacked {
            kind,
            seconds: 0.0,
            attempts: 0,
            endings: BTreeMap::new(),
            wrong: 0,
            first: Vec::new(),
        };
        let mut all = JoinSet::new();
        match kind {
            Kind::Silence
            | Kind::SlowHeads
            | Kind::SlowBodies
            | Kind::SiteSilence
            | Kind::SiteSlowHeads => self.slowly(kind, &mut all),
            Kind::LogIns | Kind::SiteLogIns => self.log_in(kind, &mut all),
            _ => self.quickly(kind, until, &mut all, &mut attacked).await?,
        }
        while let Some(ended) = all.join_next().await {
            attacked.note(&ended??);
        }
        attacked.seconds = began.elapsed().as_secs_f64();
        Ok(attacked)
    }

    /// Whether the platform may close a connection that is silent for so long.
    fn is_long(&self, pause: Duration) -> bool {
        2 * pause > self.patience.0
    }

    /// Many connections stand side by side.
    fn slowly(self: &Arc<Self>, kind: Kind, all: &mut Endings) {
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        for number in 0..self.connections {
            let (attack, gate) = (Arc::clone(self), Arc::clone(&gate));
            all.spawn(async move { Ok(vec![slow::attempt(&attack, kind, number, &gate).await?]) });
        }
    }

    /// One attempt after the other begins, whether the one before has ended or not, as long as
    /// they are not too many.
    async fn quickly(
        self: &Arc<Self>,
        kind: Kind,
        until: Instant,
        all: &mut Endings,
        attacked: &mut Attacked,
    ) -> anyhow::Result<()> {
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        let mut intended = Instant::now();
        for number in 0.. {
            let turn = Arc::clone(&gate).acquire_owned().await?;
            sleep_until(intended).await;
            if intended.max(Instant::now()) >= until {
                break;
            }
            let attack = Arc::clone(self);
            all.spawn(async move {
                let ending = attempt::quick(&attack, kind, number).await;
                drop(turn);
                Ok(vec![ending?])
            });
            while let Some(ended) = all.try_join_next() {
                attacked.note(&ended??);
            }
            intended += Duration::from_secs_f64(1.0 / self.rate);
        }
        Ok(())
    }

    /// Each office types one wrong password after the other.
    fn log_in(self: &Arc<Self>, kind: Kind, all: &mut Endings) {
        let count = self.offices.len();
        for at in 0..count {
            let attack = Arc::clone(self);
            // So many for each, and one more for some, until there are as many as are wanted.
            let times = (self.log_ins + count - 1 - at) / count;
            let pause = Duration::from_secs_f64(usize_to_f64(count) / self.rate);
            all.spawn(async move {
                match kind {
                    Kind::SiteLogIns => site::log_ins(&attack, at, times, pause).await,
                    _ => attempt::log_ins(&attack, at, times, pause).await,
                }
            });
        }
    }

    /// A connection of somebody without a certificate.
    async fn strangely(&self) -> anyhow::Result<Connection> {
        Connection::open(&self.place, &self.stranger).await
    }

    /// A connection to a site.
    async fn at_site(&self) -> anyhow::Result<Connection> {
        Connection::open(&self.site, &self.stranger).await
    }

    /// The site as browsers name it.
    fn site_host(&self) -> String {
        format!("{}:{}", self.site.name, self.site.address.port())
    }

    /// The office whose turn it is.
    fn office(&self, number: usize) -> anyhow::Result<&(Seat, UserId)> {
        self.offices
            .get(number % self.offices.len().max(1))
            .context("no office")
    }
}

/// How several attempts ended.
type Endings = JoinSet<anyhow::Result<Vec<Ending>>>;

impl Attacked {
    fn note(&mut self, endings: &[Ending]) {
        for ending in endings {
            self.attempts += 1;
            *self.endings.entry(ending.to_string()).or_default() += 1;
            if !self.kind.is_clean(ending) {
                self.wrong += 1;
                if self.first.len() < TOLD {
                    self.first.push(ending.to_string());
                }
            }
        }
    }
}
