//! Clients that are slow, and clients that vanish.
//!
//! They have offices of their own, so that they hold nobody else up but by what they ask of the
//! platform.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tasuki_measure::connection::Place;
use tasuki_measure::letters::{Letter, noise};
use tasuki_measure::seat::Seat;
use tasuki_seal::Receipt;
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::{TownOffice, sealed_with};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Scene;

/// Bytes of their messages.
const BYTES: usize = 2_000_000;
/// Who is slow sends so much at once, and reads so much at once.
const PIECE: usize = 32 * 1024;
/// Who is slow waits so long between two pieces: about 650 kB/s.
const PAUSE: Duration = Duration::from_millis(50);

/// Who vanishes rests so long before he does so again: more requests than an office may make are
/// refused.
const REST: Duration = Duration::from_millis(500);

/// What they did.
#[derive(Default, Debug)]
pub(crate) struct Troubled {
    /// Messages that were sent and read slowly.
    pub(crate) slow: AtomicU64,
    /// Messages that arrived although sender and receiver vanished in the midst of them.
    pub(crate) resumed: AtomicU64,
    /// Messages whose sender never came back, and that the platform does not know.
    pub(crate) gone: AtomicU64,
}

impl Troubled {
    /// Lets pairs of offices be slow, and others vanish again and again, until the tasks are ended.
    pub(crate) fn begin(
        self: &Arc<Self>,
        scene: &Arc<Scene>,
        places: &[Place],
        slow: Vec<TownOffice>,
        broken: Vec<TownOffice>,
    ) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        let kinds = [(slow, true), (broken, false)];
        for (offices, is_slow) in kinds {
            for (pair, place) in offices.chunks_exact(2).zip(places.iter().cycle()) {
                let (pair, place) = (pair.to_vec(), place.clone());
                let (scene, told) = (Arc::clone(scene), Arc::clone(self));
                tasks.spawn(async move {
                    let [sender, receiver] = pair.as_slice() else {
                        return;
                    };
                    let done = told.work(&scene, (sender, receiver), &place, is_slow).await;
                    if let Err(error) = done {
                        let what = if is_slow {
                            "遅い"
                        } else {
                            "途中で切れる"
                        };
                        scene.fault(format!("{what}事業所の送受信: {error:#}"));
                    }
                });
            }
        }
        tasks
    }

    async fn work(
        &self,
        scene: &Scene,
        (sender, receiver): (&TownOffice, &TownOffice),
        place: &Place,
        is_slow: bool,
    ) -> anyhow::Result<()> {
        let mut from = Seat::take(sender, place.clone()).await?;
        let mut to = Seat::take(receiver, place.clone()).await?;
        loop {
            for (seat, office) in [(&from, sender), (&to, receiver)] {
                renewed(seat, office, scene).await?;
            }
            let letter = || {
                let message = sealed_with(sender, receiver, &noise(BYTES), |_| ())?;
                Letter::of(&message)
            };
            if is_slow {
                slowly(&mut from, &mut to, &letter()?).await?;
                self.slow.fetch_add(1, Ordering::Relaxed);
            } else {
                vanishing(&mut from, &mut to, &letter()?).await?;
                self.resumed.fetch_add(1, Ordering::Relaxed);
                never_back(&from, &letter()?).await?;
                self.gone.fetch_add(1, Ordering::Relaxed);
                sleep(REST).await;
            }
        }
    }
}

/// Renews a session when it is time to.
async fn renewed(seat: &Seat, office: &TownOffice, scene: &Scene) -> anyhow::Result<()> {
    let due = seat.due(scene.renewal, 0);
    if due.is_some_and(|due| due <= SystemClock.now()) {
        let mut connection = seat.connect().await?;
        seat.renew(&mut connection, office).await?;
        connection.close().await?;
    }
    Ok(())
}

/// Sends and reads piece by piece.
async fn slowly(from: &mut Seat, to: &mut Seat, letter: &Letter) -> anyhow::Result<()> {
    let mut connection = from.connect().await?;
    connection.send_raw(from.sending(letter).as_bytes()).await?;
    connection.send_raw(&letter.manifest).await?;
    for piece in letter.sealed.chunks(PIECE) {
        connection.send_raw(piece).await?;
        sleep(PAUSE).await;
    }
    from.accepted(&mut connection, letter).await?;
    let mut connection = to.connect().await?;
    let head = to.ask_content(&mut connection, letter.id).await?;
    let mut read = Vec::with_capacity(letter.length());
    while read.len() < head.length {
        read.extend_from_slice(&connection.some(PIECE).await?);
        sleep(PAUSE).await;
    }
    let sent = [&*letter.manifest, &*letter.sealed].concat();
    ensure!(read == sent, "other bytes");
    let fetched: Receipt = to.fetched(&head, letter)?;
    to.confirm(&mut connection, letter, &fetched).await
}

/// The sender vanishes in the midst of the message and sends it again; so does the receiver.
async fn vanishing(from: &mut Seat, to: &mut Seat, letter: &Letter) -> anyhow::Result<()> {
    half(from, letter).await?;
    let mut connection = from.connect().await?;
    from.send(&mut connection, letter).await?;
    {
        let mut connection = to.connect().await?;
        let head = to.ask_content(&mut connection, letter.id).await?;
        ensure!(head.status == 200, "no content: {}", head.status);
        connection.some(PIECE).await?;
    }
    let mut connection = to.connect().await?;
    let fetched = to.download(&mut connection, letter).await?;
    to.confirm(&mut connection, letter, &fetched).await
}

/// The sender vanishes and never comes back with the message: nobody knows of it.
async fn never_back(from: &Seat, letter: &Letter) -> anyhow::Result<()> {
    half(from, letter).await?;
    let mut connection = from.connect().await?;
    let status = from.status_of(&mut connection, letter.id).await?;
    ensure!(status == 404, "half a message is known: {status}");
    Ok(())
}

/// Sends half of a message; then the connection is gone without a good-bye.
async fn half(from: &Seat, letter: &Letter) -> anyhow::Result<()> {
    let mut connection = from.connect().await?;
    connection.send_raw(from.sending(letter).as_bytes()).await?;
    connection.send_raw(&letter.manifest).await?;
    let part = letter.sealed.get(..letter.sealed.len() / 2);
    connection.send_raw(part.context("no part")?).await
}
