//! Many clients at once, each going through one cycle after the other.

use std::time::Duration;

use tasuki_measure::connection::Connection;
use tasuki_measure::figures::{Latencies, Percentiles};
use tasuki_measure::letters::{Letter, Letters};
use tasuki_measure::machine::{Cores, Used};
use tasuki_measure::seat::Seat;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// What lists ask for, as the office's client does when it looks for new mail.
const WAITING: &str = "?state=accepted";

/// A client: two offices that write to each other.
pub(crate) enum Client {
    /// The first writes, the second receives; both keep their connections.
    Kept {
        sender: (Connection, Seat),
        receiver: (Connection, Seat),
        letters: Letters,
    },
    /// By turns each connects anew, sends a letter, and receives the other's of the cycle before:
    /// one connection, one whole cycle.
    Anew {
        own: (Seat, Letters),
        other: (Seat, Letters),
        waiting: Option<Letter>,
    },
}

/// How long the parts of a cycle took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Took {
    pub(crate) cycle: Duration,
    pub(crate) connect: Duration,
    pub(crate) send: Duration,
    pub(crate) list: Duration,
    pub(crate) download: Duration,
    pub(crate) confirm: Duration,
}

/// The latencies of many cycles.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    pub(crate) cycle: Latencies,
    pub(crate) connect: Latencies,
    pub(crate) send: Latencies,
    pub(crate) list: Latencies,
    pub(crate) download: Latencies,
    pub(crate) confirm: Latencies,
}

/// What one run showed.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) cycles: u64,
    pub(crate) seconds: f64,
    pub(crate) times: Times,
    /// What went wrong; it must be nothing.
    pub(crate) errors: Vec<String>,
    /// How many letters were made while the clock ran, because more were sent than expected.
    pub(crate) late: u64,
    pub(crate) platform: Used,
    pub(crate) clients: Used,
    pub(crate) cores: Cores,
}

impl Times {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let none = Latencies::new()?;
        Ok(Self {
            cycle: none.clone(),
            connect: none.clone(),
            send: none.clone(),
            list: none.clone(),
            download: none.clone(),
            confirm: none,
        })
    }

    pub(crate) fn record(&mut self, took: &Took) {
        self.cycle.record(took.cycle);
        self.connect.record(took.connect);
        self.send.record(took.send);
        self.list.record(took.list);
        self.download.record(took.download);
        self.confirm.record(took.confirm);
    }

    pub(crate) fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        self.cycle.add(&other.cycle)?;
        self.connect.add(&other.connect)?;
        self.send.add(&other.send)?;
        self.list.add(&other.list)?;
        self.download.add(&other.download)?;
        self.confirm.add(&other.confirm)
    }

    /// Of each operation, by its name.
    pub(crate) fn operations(&self) -> [(&'static str, Percentiles); 5] {
        [
            ("connect", self.connect.percentiles()),
            ("send", self.send.percentiles()),
            ("list", self.list.percentiles()),
            ("download", self.download.percentiles()),
            ("confirm", self.confirm.percentiles()),
        ]
    }
}

impl Client {
    /// Has about `count` letters ready.
    pub(crate) fn prepare(&mut self, count: usize) -> anyhow::Result<()> {
        match self {
            Self::Kept { letters, .. } => letters.prepare(count),
            Self::Anew { own, other, .. } => {
                own.1.prepare(count / 2 + 1)?;
                other.1.prepare(count / 2 + 1)
            }
        }
    }

    fn take_late(&mut self) -> u64 {
        match self {
            Self::Kept { letters, .. } => std::mem::take(&mut letters.late),
            Self::Anew { own, other, .. } => {
                std::mem::take(&mut own.1.late) + std::mem::take(&mut other.1.late)
            }
        }
    }

    /// One whole cycle.
    pub(crate) async fn cycle(&mut self) -> anyhow::Result<Took> {
        match self {
            Self::Kept {
                sender,
                receiver,
                letters,
            } => {
                let letter = letters.take()?;
                let start = Instant::now();
                sender.1.send(&mut sender.0, &letter).await?;
                let sent = Instant::now();
                let took = receive(&mut receiver.1, &mut receiver.0, &letter).await?;
                Ok(Took {
                    cycle: start.elapsed(),
                    send: sent - start,
                    ..took
                })
            }
            Self::Anew {
                own,
                other,
                waiting,
            } => {
                let letter = own.1.take()?;
                let start = Instant::now();
                let mut connection = own.0.connect().await?;
                let connected = Instant::now();
                own.0.send(&mut connection, &letter).await?;
                let sent = Instant::now();
                let took = match waiting.as_ref() {
                    Some(before) => receive(&mut own.0, &mut connection, before).await?,
                    None => Took::default(),
                };
                connection.close().await?;
                let cycle = start.elapsed();
                *waiting = Some(letter);
                std::mem::swap(own, other);
                Ok(Took {
                    cycle,
                    connect: connected - start,
                    send: sent - connected,
                    ..took
                })
            }
        }
    }
}

/// Lists, downloads and confirms.
async fn receive(
    seat: &mut Seat,
    connection: &mut Connection,
    letter: &Letter,
) -> anyhow::Result<Took> {
    let start = Instant::now();
    seat.list(connection, WAITING, Some(letter)).await?;
    let listed = Instant::now();
    let fetched = seat.download(connection, letter).await?;
    let downloaded = Instant::now();
    seat.confirm(connection, letter, &fetched).await?;
    Ok(Took {
        list: listed - start,
        download: downloaded - listed,
        confirm: downloaded.elapsed(),
        ..Took::default()
    })
}

/// Lets all clients work. What ends between `warm` and `warm + length` counts; all are at work
/// from before until after.
pub(crate) async fn run(
    clients: &mut Vec<Client>,
    warm: Duration,
    length: Duration,
    platform: u32,
) -> anyhow::Result<Run> {
    let from = Instant::now() + warm;
    let until = from + length;
    let mut tasks = JoinSet::new();
    for client in clients.drain(..) {
        tasks.spawn(work(client, from, until));
    }
    sleep_until(from).await;
    let before = readings(platform)?;
    let began = Instant::now();
    sleep_until(until).await;
    let seconds = began.elapsed().as_secs_f64();
    let after = readings(platform)?;
    let mut run = Run {
        cycles: 0,
        seconds,
        times: Times::new()?,
        errors: Vec::new(),
        late: 0,
        platform: after.0.since(before.0),
        clients: after.1.since(before.1),
        cores: after.2.since(before.2),
    };
    while let Some(done) = tasks.join_next().await {
        let (mut client, cycles, times, error) = done??;
        run.cycles += cycles;
        run.times.add(&times)?;
        run.late += client.take_late();
        match error {
            None => clients.push(client),
            Some(error) => run.errors.push(error),
        }
    }
    Ok(run)
}

type Worked = (Client, u64, Times, Option<String>);

async fn work(mut client: Client, from: Instant, until: Instant) -> anyhow::Result<Worked> {
    let mut times = Times::new()?;
    let mut cycles = 0;
    loop {
        match client.cycle().await {
            Ok(took) => {
                let now = Instant::now();
                if now >= until {
                    return Ok((client, cycles, times, None));
                }
                if now >= from {
                    cycles += 1;
                    times.record(&took);
                }
            }
            Err(error) => return Ok((client, cycles, times, Some(format!("{error:#}")))),
        }
    }
}

fn readings(platform: u32) -> anyhow::Result<(Used, Used, Cores)> {
    Ok((
        Used::of(platform)?,
        Used::of(std::process::id())?,
        Cores::now()?,
    ))
}
