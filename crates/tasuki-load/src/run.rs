//! `tasuki-load nation`: from the nation to the report.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use tasuki_measure::limits::{self, Limits};
use tasuki_measure::renewal::Renewal;
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::TownOffice;
use tokio::time::Instant;

use crate::args::{Nation as Asked, Playing};
use crate::failure::{Doing as _, Failure};
use crate::ground::{Entered, Ground, allow_connections};
use crate::nation::{Arrivals, Calendar, Nation, Play};
use crate::phases::Phase;
use crate::play::{Mail, Scene, Troubled, Watch};
use crate::report::{Done, Opening, Report, Shares, html, table};
use crate::say;

/// How often and how long each of the machine's limits is measured.
const LIMITS: (usize, Duration) = (3, Duration::from_millis(500));
/// Bytes of a message on the average, for what must be free on the disk.
const MESSAGE: f64 = 350_000.0;

/// Plays the nation, tells what came of it, and writes it down.
pub(crate) async fn nation(asked: &Asked) -> Result<(), Failure> {
    let spare = 2 * (asked.slow + asked.broken);
    let nation = Nation::new(asked.common.seed, asked.scale, spare);
    let facts = nation.facts();
    let play = match asked.play {
        Playing::Month => Play::Month,
        Playing::Peak => Play::Peak,
    };
    let seconds = asked.minutes * 60.0;
    let calendar = Calendar::new(play, facts.messages, seconds, asked.times);
    say(format_args!(
        "架空の全国の {} 倍: 居宅介護支援 {}、サービス事業所 {}、送信の予定 約{:.0}件（最大 毎秒{:.1}件）",
        asked.scale,
        facts.managers,
        facts.services,
        calendar.messages(),
        calendar.highest()
    ));
    // Each office has a stream and up to two connections.
    allow_connections(3 * (nation.members.len() + spare)).doing(
        "必要な数の接続を開けません。割合（--scale）を小さくするか、開けるファイルの数の上限を上げてください。",
    )?;
    let mut ground = ground(asked).await?;
    enough_space(ground.folder(), calendar.messages() * MESSAGE)?;
    let members = nation.members.iter().map(|member| &member.office);
    let (mut offices, entered) = ground
        .enter(members.chain(&nation.spare), false)
        .await
        .doing("架空の事業所を登録できません。試験用の連携基盤の設定を確認してください。")?;
    say(format_args!(
        "登録と電子証明書の発行: {}か所、{:.1}秒（毎秒{:.0}か所）",
        entered.offices, entered.seconds, entered.a_second
    ));
    let spare = offices.split_off(nation.members.len());
    let limits = machine(&ground, &offices)
        .await
        .doing("このコンピューターの性能を測れません。")?;
    ground
        .start()
        .await
        .doing("連携基盤を起動できません。空き容量と、ほかのプログラムを確認してください。")?;
    let report = played(
        asked,
        &nation,
        &calendar,
        &ground,
        (offices, spare),
        entered,
        limits,
    )
    .await
    .doing("再現を最後まで行えません。")?;
    ground.stop().await.doing("連携基盤を終了できません。")?;
    say(table(&report));
    write_down(asked, &report)?;
    match report.faults.count {
        0 => Ok(()),
        count => Err(Failure::Wrong(format!(
            "正しくない結果が{count}件ありました。最初のもの: {}",
            report.faults.first.first().map_or("", String::as_str)
        ))),
    }
}

async fn ground(asked: &Asked) -> Result<Ground, Failure> {
    let within = asked.common.folder.as_deref();
    match &asked.settings {
        Some(settings) => Ground::running(settings, &asked.platform, within)
            .await
            .doing("--platform の接続先か --settings の設定ファイルを使えません。内容を確認してください。"),
        None => Ground::own(asked.common.engine, within).await.doing(
            "連携基盤を用意できません。一時フォルダーと、--engine postgres の場合は PostgreSQL のインストールを確認してください。",
        ),
    }
}

/// Refuses to fill the disk.
fn enough_space(folder: &Path, wanted: f64) -> Result<(), Failure> {
    let told = rustix::fs::statvfs(folder).doing("空き容量を調べられません。")?;
    let free = tasuki_measure::figures::u64_to_f64(told.f_bavail.saturating_mul(told.f_frsize));
    // Contents are not all: records, logs and a reserve.
    if free < 1.3 * wanted {
        return Err(Failure::Usage(format!(
            "空き容量が足りません。{} に約{:.1}GB必要ですが、{:.1}GBしかありません。--scale か --times を小さくするか、--folder で別の場所を指定してください。",
            folder.display(),
            1.3 * wanted / 1e9,
            free / 1e9
        )));
    }
    Ok(())
}

async fn machine(ground: &Ground, offices: &[TownOffice]) -> anyhow::Result<Limits> {
    let office = offices.first().context("no office")?;
    let (runs, length) = LIMITS;
    limits::measure(
        (office, ground.server_keys()),
        ground.folder(),
        length,
        runs,
    )
    .await
}

async fn played(
    asked: &Asked,
    nation: &Nation,
    calendar: &Calendar,
    ground: &Ground,
    (offices, mut slow): (Vec<TownOffice>, Vec<TownOffice>),
    entered: Entered,
    limits: Limits,
) -> anyhow::Result<Report> {
    let mail = if asked.pre_sealed {
        let (one, other) = (offices.first(), offices.get(1));
        Mail::pre_sealed(one.context("no office")?, other.context("one office")?)?
    } else {
        Mail::sealed()?
    };
    let seconds = asked.minutes * 60.0;
    let watch = Watch::begin(ground.process())?;
    let began = Instant::now();
    let (scene, mut listening) =
        Scene::open(offices, &ground.places, mail, seconds, Renewal::default()).await?;
    let opening = Opening {
        streams: nation.members.len(),
        seconds: began.elapsed().as_secs_f64(),
        taken: watch.end()?,
    };
    say(format_args!(
        "全事業所のログイン: {:.1}秒。送受信を始めます（{:.1}分）…",
        opening.seconds, asked.minutes
    ));
    let broken = slow.split_off(2 * asked.slow);
    let troubled = Arc::new(Troubled::default());
    let mut trouble = troubled.begin(&scene, &ground.places, slow, broken);
    let watch = Watch::begin(ground.process())?;
    let before = ground.tally().await?;
    scene
        .play(Arrivals::new(nation, calendar, asked.common.seed))
        .await?;
    let after = ground.tally().await?;
    let taken = watch.end()?;
    let parts = match (before, after) {
        (Some(before), Some(after)) => after.since(before, &limits),
        _ => Vec::new(),
    };
    trouble.abort_all();
    listening.abort_all();
    let (messages, bytes) = scene.ledger.totals();
    let phases = scene.phases.told();
    let of = |phase| phases.iter().find(|one| one.phase == phase);
    let connected = of(Phase::Connect).map_or(0, |one| one.count);
    let done = Done {
        messages,
        bytes,
        // Those of the opening are not of the play.
        connections: connected.saturating_sub(nation.members.len() as u64),
        platform_cpu: taken.platform_cpu,
        send_p99: of(Phase::Send).map_or(0.0, |one| one.p99),
    };
    Ok(Report {
        at: SystemClock.now(),
        cores: std::thread::available_parallelism()?.get(),
        scale: asked.scale,
        seed: asked.common.seed,
        play: match asked.play {
            Playing::Month => "month",
            Playing::Peak => "peak",
        },
        minutes: asked.minutes,
        times: asked.times,
        engine: ground.engine,
        contents: ground.contents(),
        pre_sealed: asked.pre_sealed,
        is_release: !cfg!(debug_assertions),
        nation: nation.facts(),
        entered,
        shares: Shares::of(&limits, done),
        limits,
        opening,
        intended: calendar.messages(),
        highest: calendar.highest(),
        messages,
        bytes,
        rate: scene.rate(),
        phases,
        seconds: scene.series.told(),
        taken,
        parts,
        slow: troubled.slow.load(Ordering::Relaxed),
        resumed: troubled.resumed.load(Ordering::Relaxed),
        gone: troubled.gone.load(Ordering::Relaxed),
        faults: scene.faults().into(),
    })
}

fn write_down(asked: &Asked, report: &Report) -> Result<(), Failure> {
    asked.common.save(report)?;
    if let Some(file) = &asked.report {
        fs_err::write(file, html(report))
            .doing("--report のファイルに保存できません。場所と空き容量を確認してください。")?;
    }
    Ok(())
}
