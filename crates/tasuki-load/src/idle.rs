//! `tasuki-load idle`: what it costs to wait for news, and how quickly it comes.
//!
//! Every stream is another office's, as in life: one office has one client that waits.

mod tell;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tasuki_directory::{InventedOffice, invented_offices};
use tasuki_measure::connection::{Connection, Place};
use tasuki_measure::figures::{Latencies, times_bare, u64_to_f64, usize_to_f64};
use tasuki_measure::letters::{Letter, noise};
use tasuki_measure::limits::{self, Limits};
use tasuki_measure::machine::memory_now;
use tasuki_measure::news::{News, NewsStream};
use tasuki_measure::seat::Seat;
use tasuki_seal::split_envelope;
use tasuki_standard::generate::Chance;
use tasuki_terms::{MessageId, MessageState, OfficeNumber, SystemClock};
use tasuki_testing::{TownOffice, sealed_with};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::args::Idle as Asked;
use crate::failure::{Doing as _, Failure};
use crate::ground::{Ground, allow_connections, source};
use crate::nation::Draw;
use crate::say;
use tell::{Told, text};

/// How often and how long each of the machine's limits is measured.
const LIMITS: (usize, Duration) = (3, Duration::from_millis(200));
/// So many connect at once.
const CONNECTING: usize = 16;
/// Who waits reads little.
const BUFFER: usize = 2 * 1024;
/// Bytes of a message.
const BYTES: usize = 20_000;
/// So long news may take before it counts as lost.
const LOST: Duration = Duration::from_secs(30);
/// So many streams are opened before memory is looked at: what the platform needs once is not
/// theirs.
const FIRST: usize = 16;

/// What a listener was told, and when.
type Heard = (MessageId, Instant);

/// Measures and tells.
pub(crate) async fn run(asked: &Asked) -> Result<(), Failure> {
    allow_connections(asked.streams).doing(
        "必要な数の接続を開けません。接続の数（--streams）を小さくするか、開けるファイルの数の上限を上げてください。",
    )?;
    let mut ground = Ground::own(asked.common.engine, asked.common.folder.as_deref())
        .await
        .doing("連携基盤を用意できません。一時フォルダーを確認してください。")?;
    let invented: Vec<InventedOffice> = invented_offices(asked.common.seed)
        .take(asked.streams + 1)
        .collect();
    // Log-ins are not what is measured here.
    let (offices, entered) = ground
        .enter(invented.iter(), true)
        .await
        .doing("架空の事業所を登録できません。空き容量を確認してください。")?;
    say(format_args!(
        "登録と電子証明書の発行: {}か所、{:.1}秒（毎秒{:.0}か所）",
        entered.offices, entered.seconds, entered.a_second
    ));
    let limits = machine(&ground, &offices)
        .await
        .doing("このコンピューターの性能を測れません。")?;
    ground
        .start()
        .await
        .doing("連携基盤を起動できません。空き容量と、ほかのプログラムを確認してください。")?;
    let told = measure(asked, &ground, offices, limits)
        .await
        .doing("測定を最後まで行えません。")?;
    ground.stop().await.doing("連携基盤を終了できません。")?;
    say(text(&told));
    asked.common.save(&told)?;
    match told.lost {
        0 => Ok(()),
        lost => Err(Failure::Wrong(format!(
            "届かなかったお知らせが{lost}件ありました。"
        ))),
    }
}

async fn machine(ground: &Ground, offices: &[TownOffice]) -> anyhow::Result<Limits> {
    let office = offices.first().context("no office")?;
    let ends = (office, ground.server_keys());
    let (runs, length) = LIMITS;
    limits::measure(ends, ground.folder(), length, runs).await
}

async fn measure(
    asked: &Asked,
    ground: &Ground,
    mut offices: Vec<TownOffice>,
    limits: Limits,
) -> anyhow::Result<Told> {
    let process = ground.process().context("no process")?;
    let place = ground.places.first().context("no place")?.clone();
    let sender = offices.pop().context("no office")?;
    let mut seat = Seat::take(&sender, place.clone()).await?;
    let mut rest = offices.clone();
    let (listeners, mut heard) = mpsc::unbounded_channel();
    let mut listening = JoinSet::new();
    let first: Vec<TownOffice> = rest.drain(..FIRST.min(rest.len())).collect();
    let counted = rest.len().max(1);
    open(&mut listening, first, 0, &place, &listeners).await?;
    let memory_before = memory_now(process)?;
    let began = Instant::now();
    open(&mut listening, rest, FIRST, &place, &listeners).await?;
    let a_second = usize_to_f64(counted) / began.elapsed().as_secs_f64();
    let memory_after = memory_now(process)?;
    say(format_args!(
        "{} 本の接続がお知らせを待っています（毎秒{:.0}本）。",
        listening.len(),
        a_second
    ));
    let times = news(asked, (&sender, &mut seat), &offices, &mut heard).await?;
    let grown = memory_after.saturating_sub(memory_before);
    listening.abort_all();
    let (news, whole, lost) = times;
    Ok(Told {
        at: tasuki_terms::Clock::now(&SystemClock),
        engine: ground.engine,
        contents: ground.contents(),
        is_release: !cfg!(debug_assertions),
        streams: asked.streams,
        a_second,
        memory_before,
        memory_after,
        bytes_a_stream: u64_to_f64(grown) / usize_to_f64(counted),
        news: news.count(),
        lost,
        p50: news.at(0.5),
        p99: news.at(0.99),
        max: news.at(1.0),
        whole_p50: whole.at(0.5),
        whole_p99: whole.at(0.99),
        share_of_handshakes: times_bare(a_second, limits.handshakes.median),
        times_round_trip: times_bare(news.at(0.99), limits.round_trip.p99),
        limits,
    })
}

/// Opens a stream for each office; it is listened to until the task is ended.
async fn open(
    listening: &mut JoinSet<anyhow::Result<()>>,
    offices: Vec<TownOffice>,
    before: usize,
    place: &Place,
    listeners: &mpsc::UnboundedSender<Heard>,
) -> anyhow::Result<()> {
    let gate = Arc::new(Semaphore::new(CONNECTING));
    let is_here = place.address.ip().is_loopback() && place.address.is_ipv4();
    let mut opening: JoinSet<anyhow::Result<NewsStream>> = JoinSet::new();
    for (at, office) in offices.into_iter().enumerate() {
        let place = Place {
            source: is_here.then(|| source(before + at)),
            buffer: BUFFER,
            ..place.clone()
        };
        let gate = Arc::clone(&gate);
        opening.spawn(async move {
            let _turn = gate.acquire().await?;
            let seat = Seat::new(&office, place)?;
            let mut connection = seat.connect().await?;
            seat.log_in(&mut connection, &office).await?;
            let mut news = seat.listen(connection).await?;
            ensure!(news.next().await? == News::Hello, "no hello");
            Ok(news)
        });
    }
    while let Some(opened) = opening.join_next().await {
        listening.spawn(listen(opened??, listeners.clone()));
    }
    Ok(())
}

async fn listen(mut news: NewsStream, heard: mpsc::UnboundedSender<Heard>) -> anyhow::Result<()> {
    loop {
        if let News::Message(event) = news.next().await?
            && event.state == MessageState::Accepted
        {
            heard.send((event.message, Instant::now()))?;
        }
    }
}

/// Sends messages to some of the offices at their time, and takes the time until they know.
async fn news(
    asked: &Asked,
    (sender, seat): (&TownOffice, &mut Seat),
    offices: &[TownOffice],
    heard: &mut mpsc::UnboundedReceiver<Heard>,
) -> anyhow::Result<(Latencies, Latencies, u64)> {
    let receiver = offices.first().context("no office")?;
    let message = sealed_with(sender, receiver, &noise(BYTES), |_| ())?;
    let (_, sealed) = split_envelope(&message.envelope)?;
    let sealed = bytes::Bytes::copy_from_slice(sealed);
    let (mut news, mut whole) = (Latencies::new()?, Latencies::new()?);
    let mut draw = Draw::new(Chance::new(asked.common.seed));
    let mut lost = 0;
    let mut connection: Connection = seat.connect().await?;
    let mut intended = Instant::now();
    for _ in 0..asked.news {
        intended += Duration::from_secs_f64(draw.wait() / asked.rate);
        sleep_until(intended).await;
        let receiver: OfficeNumber = draw.chance.pick(offices).context("no office")?.number;
        let ends = (sender.number, receiver);
        let letter = Letter::signed(message.manifest.clone(), &sealed, ends, seat.identity())?;
        seat.send(&mut connection, &letter).await?;
        let accepted = Instant::now();
        match timeout(LOST, told_of(heard, letter.id)).await {
            Ok(known) => {
                let known = known.context("nobody listens")?;
                news.record(known.saturating_duration_since(accepted));
                whole.record(known.saturating_duration_since(intended));
            }
            Err(_) => lost += 1,
        }
    }
    connection.close().await?;
    Ok((news, whole, lost))
}

/// When a message was heard of by its receiver. The sender's own stream is not open.
async fn told_of(heard: &mut mpsc::UnboundedReceiver<Heard>, id: MessageId) -> Option<Instant> {
    loop {
        let (of, at) = heard.recv().await?;
        if of == id {
            return Some(at);
        }
    }
}
