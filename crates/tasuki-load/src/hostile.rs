//! `tasuki-load hostile`: what attacks do to others, and what becomes of the attackers.
//!
//! Some offices do their work, at their own pace, as [`victims`] tells; meanwhile one kind of attack
//! after the other runs ([`kind`]). Each attempt must end as that kind is to end: with its refusal,
//! or with a connection that the platform closed in time. What the offices notice stands beside what
//! they noticed in peace.

mod attack;
mod bearable;
mod kind;
mod shapes;
mod tell;
mod victims;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_directory::{InventedOffice, invented_offices};
use tasuki_measure::machine::{memory_now, peak_memory, reset_peak};
use tasuki_terms::{Clock as _, SystemClock, Timestamp};
use tokio::time::{Instant, sleep_until};

use crate::args::Hostile as Asked;
use crate::failure::{Doing as _, Failure};
use crate::ground::{Ground, allow_connections};
use crate::say;
use attack::{Attack, Attacked};
use kind::Kind;
use victims::{Served, Victims};

/// Offices that do their work: who sends, who receives, who logs in.
const VICTIMS: usize = 3;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
struct Told {
    at: Timestamp,
    engine: &'static str,
    contents: &'static str,
    is_release: bool,
    cores: usize,
    connections: usize,
    rate: f64,
    /// Before the first attack.
    peace: Served,
    attacks: Vec<Suffered>,
    /// Behind the last attack.
    after: Served,
    /// Bytes that the platform had before the first attack, and behind the last.
    memory_before: u64,
    memory_after: u64,
}

/// One kind of attack, and what others noticed of it.
#[derive(Clone, Debug, Serialize)]
struct Suffered {
    #[serde(flatten)]
    attacked: Attacked,
    served: Served,
    /// For what others waited longer than they may.
    unbearable: Vec<String>,
    /// The most bytes that the platform had meanwhile.
    memory_peak: u64,
}

/// Measures and tells.
pub(crate) async fn run(asked: &Asked) -> Result<(), Failure> {
    allow_connections(asked.connections + asked.offices).doing(
        "必要な数の接続を開けません。接続の数（--connections）を小さくするか、開けるファイルの数の上限を上げてください。",
    )?;
    let mut ground = Ground::with_sites(asked.common.engine, asked.common.folder.as_deref())
        .await
        .doing("連携基盤を用意できません。一時フォルダーを確認してください。")?;
    ground.be_patient(asked.patience);
    let invented: Vec<InventedOffice> = invented_offices(asked.common.seed)
        .take(VICTIMS + asked.offices)
        .collect();
    let (offices, _) = ground
        .enter(invented.iter(), false)
        .await
        .doing("架空の事業所を登録できません。空き容量を確認してください。")?;
    ground
        .start()
        .await
        .doing("連携基盤を起動できません。空き容量と、ほかのプログラムを確認してください。")?;
    let told = measure(asked, &ground, offices)
        .await
        .doing("測定を最後まで行えません。")?;
    ground.stop().await.doing("連携基盤を終了できません。")?;
    say(tell::table(&told));
    asked.common.save(&told)?;
    match told.faults() {
        (0, _) => Ok(()),
        (count, first) => Err(Failure::Wrong(format!(
            "正しくない結果が{count}件ありました。最初のもの: {first}"
        ))),
    }
}

impl Told {
    /// How many attempts did not end as they are to, or requests of others failed or took too long,
    /// and the first.
    fn faults(&self) -> (u64, String) {
        let served = self
            .attacks
            .iter()
            .map(|one| (&one.served, one.attacked.kind));
        let served = served.map(|(served, kind)| (served, kind.name()));
        let mut all: Vec<String> = Vec::new();
        let mut count = 0;
        for (served, name) in [(&self.peace, "攻撃の前"), (&self.after, "攻撃の後")]
            .into_iter()
            .chain(served)
        {
            count += served.failed;
            all.extend(served.first.iter().map(|what| format!("{name}: {what}")));
        }
        for one in &self.attacks {
            count += one.unbearable.len() as u64;
            let name = one.attacked.kind.name();
            let waited = one.unbearable.iter();
            all.extend(waited.map(|what| format!("{name}: {what}")));
            count += one.attacked.wrong;
            let first = one.attacked.first.iter();
            all.extend(first.map(|what| format!("{}: {what}", one.attacked.kind.name())));
        }
        (count, all.into_iter().next().unwrap_or_default())
    }
}

async fn measure(
    asked: &Asked,
    ground: &Ground,
    mut offices: Vec<tasuki_testing::TownOffice>,
) -> anyhow::Result<Told> {
    let process = ground.process().context("no process")?;
    let place = ground.places.first().context("no place")?.clone();
    let hostile = offices.split_off(VICTIMS);
    let mut victims = Victims::new(&offices, place.clone(), asked.victims).await?;
    let least = Duration::from_secs_f64(asked.seconds);
    // What happens the first time happens only once.
    drop(alone(&mut victims, least / 4).await?);
    let memory_before = memory_now(process)?;
    let before = alone(&mut victims, least).await?;
    let attack = Arc::new(Attack::new(asked, ground, hostile, place).await?);
    let mut attacks = Vec::new();
    for kind in Kind::ALL {
        reset_peak(process)?;
        let is_over = AtomicBool::new(false);
        let until = Instant::now() + least;
        let attacking = async {
            let attacked = attack.run(kind, until).await;
            is_over.store(true, Ordering::Release);
            attacked
        };
        let (attacked, served) = tokio::join!(attacking, victims.serve(&is_over));
        let served = served?;
        let suffered = Suffered {
            attacked: attacked?,
            unbearable: bearable::unbearable(&before, &served),
            served,
            memory_peak: peak_memory(process)?,
        };
        say(tell::line(&suffered));
        attacks.push(suffered);
    }
    let after = alone(&mut victims, least).await?;
    Ok(Told {
        at: SystemClock.now(),
        engine: ground.engine,
        contents: ground.contents(),
        is_release: !cfg!(debug_assertions),
        cores: std::thread::available_parallelism()?.get(),
        connections: asked.connections,
        rate: asked.rate,
        peace: before,
        attacks,
        after,
        memory_before,
        memory_after: memory_now(process)?,
    })
}

/// What the offices notice while nothing hostile happens.
async fn alone(victims: &mut Victims, length: Duration) -> anyhow::Result<Served> {
    let is_over = AtomicBool::new(false);
    let until = Instant::now() + length;
    let waiting = async {
        sleep_until(until).await;
        is_over.store(true, Ordering::Release);
    };
    tokio::join!(waiting, victims.serve(&is_over)).1
}
