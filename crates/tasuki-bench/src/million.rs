//! A mailbox with a million messages.

use std::process::Command;

use anyhow::{Context as _, ensure};
use jiff::SignedDuration;
use serde::Serialize;
use tasuki_measure::figures::{Latencies, Percentiles, Spread, u64_to_f64};
use tasuki_measure::letters::{Letter, Letters};
use tasuki_measure::machine;
use tasuki_measure::seat::Seat;
use tasuki_seal::SystemEntropy;
use tasuki_store::{Inserted, NewMessage, Place, Records};
use tasuki_terms::{Clock as _, MessageId, SystemClock};
use tasuki_testing::{TownOffice, accepted};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::exchange::Options;
use crate::load::Client;
use crate::scenario;
use crate::site::{Fresh, Site};

/// How many are saved at once.
const AT_ONCE: u64 = 256;
/// How often each operation is measured.
const TIMES: u64 = 1_000;

/// What a mailbox with many messages showed; one client, one request after the other.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Million {
    pub(crate) messages: u64,
    /// How many were saved in a second, through the platform's own store.
    pub(crate) filled: f64,
    pub(crate) database_bytes: u64,
    /// Milliseconds from the start of the process, after a kill, until it is ready.
    pub(crate) start: Spread,
    /// Milliseconds that the same program takes only to begin and to end.
    pub(crate) bare_start: Spread,
    /// The first page, with a session's first request behind it.
    pub(crate) list: Percentiles,
    /// The first page of what waits.
    pub(crate) list_waiting: Percentiles,
    /// A page of a filter that nothing passes; measured few times.
    pub(crate) list_nothing: Percentiles,
    pub(crate) send: Percentiles,
    pub(crate) download: Percentiles,
    /// The receipt of opening.
    pub(crate) confirm: Percentiles,
    pub(crate) memory: u64,
}

/// Fills a mailbox and measures.
pub(crate) async fn measure(site: &mut Site, options: &Options) -> anyhow::Result<Million> {
    let fresh = site.copy("million")?;
    let sender = site.offices.first().context("no office")?;
    let receiver = site.offices.get(1).context("one office")?;
    let messages = options.messages();
    let began = Instant::now();
    fill(&fresh, sender, receiver, messages).await?;
    let filled = u64_to_f64(messages) / began.elapsed().as_secs_f64();
    let (mut starts, mut bare_starts) = (Vec::new(), Vec::new());
    for _ in 0..options.runs() {
        bare_starts.push(bare_start()?);
        let platform = scenario::start(&fresh).await?;
        starts.push(platform.start.as_secs_f64() * 1e3);
        platform.kill().await?;
    }
    let platform = scenario::start(&fresh).await?;
    let own = Seat::take(sender, platform.exchange).await?;
    let seat = Seat::take(receiver, platform.exchange).await?;
    let mut connection = seat.connect().await?;
    let list = list(&seat, &mut connection, "", TIMES).await?;
    let list_waiting = self::list(&seat, &mut connection, "?state=accepted", TIMES).await?;
    let nothing = self::list(&seat, &mut connection, "?kind=UPYOBO", 5).await?;
    let mut client = Client::Kept {
        sender: (own.connect().await?, own),
        receiver: (connection, seat),
        letters: Letters::new(sender, receiver, 50_000)?,
    };
    let mut times = crate::load::Times::new()?;
    for _ in 0..TIMES {
        times.record(&client.cycle().await?);
    }
    let memory = machine::peak_memory(platform.id)?;
    platform.kill().await?;
    Ok(Million {
        messages,
        filled,
        database_bytes: fs_err::metadata(fresh.settings.store.records.file().context("no file")?)?
            .len(),
        start: Spread::of(starts),
        bare_start: Spread::of(bare_starts),
        list,
        list_waiting,
        list_nothing: nothing,
        send: times.send.percentiles(),
        download: times.download.percentiles(),
        confirm: times.confirm.percentiles(),
        memory,
    })
}

/// How long this program takes to begin and to end.
fn bare_start() -> anyhow::Result<f64> {
    let began = Instant::now();
    let told = Command::new(std::env::current_exe()?)
        .arg("--help")
        .output()?;
    ensure!(told.status.success(), "the program does not begin");
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

async fn list(
    seat: &Seat,
    connection: &mut tasuki_measure::connection::Connection,
    query: &str,
    times: u64,
) -> anyhow::Result<Percentiles> {
    let mut latencies = Latencies::new()?;
    for _ in 0..times {
        let start = Instant::now();
        seat.list(connection, query, None).await?;
        latencies.record(start.elapsed());
    }
    Ok(latencies.percentiles())
}

/// Puts messages into the store as the platform does, many at once: real manifests and receipts,
/// one second apart. Their contents are not there; nobody asks for them.
async fn fill(
    fresh: &Fresh,
    sender: &TownOffice,
    receiver: &TownOffice,
    messages: u64,
) -> anyhow::Result<()> {
    let records = Records::open(&fresh.settings.store.records).await?;
    let letter = Letters::new(sender, receiver, 50_000)?.take()?;
    let now = SystemClock.now();
    let mut saving = JoinSet::new();
    for place in 0..messages {
        let age = SignedDuration::from_secs(i64::try_from(messages - place)?);
        let message = message(&letter, now - age);
        let records = records.clone();
        saving.spawn(async move { records.insert_message(message).await });
        if saving.len() as u64 >= 2 * AT_ONCE {
            let saved = saving.join_next().await.context("nothing is saved")?;
            ensure!(saved?? == Inserted::New, "an id came twice");
        }
    }
    while let Some(saved) = saving.join_next().await {
        ensure!(saved?? == Inserted::New, "an id came twice");
    }
    Ok(())
}

fn message(letter: &Letter, at: tasuki_terms::Timestamp) -> NewMessage {
    let place = Place {
        segment: "filled-000000.segment".to_owned(),
        offset: 0,
        length: 50_000,
    };
    // A receipt is about as long as a small manifest.
    let proofs = (letter.manifest.to_vec(), letter.manifest.to_vec());
    let id = MessageId::new(at, &SystemEntropy);
    NewMessage {
        digest: letter.digest,
        ..accepted(id, (letter.sender, letter.receiver), at, place, proofs)
    }
}
