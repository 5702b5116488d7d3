//! One run: offices work, things go wrong, all is made well, and everything is checked.

use std::time::Duration;

use anyhow::Context as _;
use tokio::time::{Instant, sleep, timeout};

use crate::args::Run;
use crate::ground::Ground;
use crate::model::{Violation, check};
use crate::offices::{Tasks, World};
use crate::plan::Plan;
use crate::tell::{Outcome, tell};
use crate::{found, say};

/// For how long offices may need until nothing is left, when nothing goes wrong any more: far more
/// than they do.
const PATIENCE: Duration = Duration::from_mins(10);

/// For how long all that is there may be asked for.
const ASKING: Duration = Duration::from_hours(2);

/// Runs, and tells how many violations there were.
pub(crate) async fn run(asked: &Run) -> anyhow::Result<usize> {
    let (mut ground, offices) = Ground::make(asked).await?;
    let abilities = ground.abilities();
    say(format_args!("seed {}, {abilities:?}", asked.seed));
    let mut plan = Plan::new(asked.seed, abilities);
    if asked.plan {
        for (number, step) in (1..=100).zip(plan) {
            say(format_args!("{number:4} {step:?}"));
        }
        return Ok(0);
    }
    let world = World::new(offices, ground.line.address)?;
    let mut tasks = world.begin(asked.seed);
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(60.0 * asked.minutes);
    let mut steps = 0_u64;
    while Instant::now() < until
        && let Some(step) = plan.next()
    {
        sleep(step.pause).await;
        steps += 1;
        say(format_args!(
            "{steps:5} {:8.1} s  {}{}",
            began.elapsed().as_secs_f64(),
            step.fault,
            step.beside
                .as_ref()
                .map_or_else(String::new, |beside| format!(", meanwhile {beside}"))
        ));
        ground.suffer(&step.fault, step.beside.as_ref()).await?;
        ended_wrongly(&mut tasks)?;
    }
    let seconds = began.elapsed().as_secs_f64();
    say(format_args!(
        "all is made well after {seconds:.0} s; offices finish"
    ));
    let mut violations = settle(&world, &mut ground, &mut tasks).await?;
    say("everything is asked for");
    let asked_for = timeout(ASKING, found::ask(&world)).await;
    let mut found = asked_for.context("the platform does not answer")??;
    ground.end().await?;
    found::store(&mut ground, &mut found).await?;
    let book = world.history.book().clone();
    violations.extend(check(&book, &found));
    let crashes = ground.crashes.iter().cloned();
    violations.extend(crashes.map(|why| Violation::Sick(format!("a process ended: {why}"))));
    let outcome = Outcome::of(
        asked,
        steps,
        seconds,
        (&book, &found),
        &mut ground,
        &violations,
    )?;
    tell(&outcome, asked.json.as_deref())?;
    Ok(violations.len())
}

/// Lets offices end all that they began.
async fn settle(
    world: &World,
    ground: &mut Ground,
    tasks: &mut Tasks,
) -> anyhow::Result<Vec<Violation>> {
    let mut violations = Vec::new();
    ground.line.mend();
    ground.recover().await?;
    let all = async {
        world.finish(tasks).await?;
        // What somebody sent and did not wait for has arrived by then, or never will.
        ground.settle().await?;
        world.drain(tasks).await
    };
    match timeout(PATIENCE, all).await {
        Ok(done) => done?,
        Err(_) => violations.push(Violation::Sick("offices do not come to an end".to_owned())),
    }
    tasks.abort_all();
    Ok(violations)
}

/// No office ends before it is told to, unless something is wrong with this program.
fn ended_wrongly(tasks: &mut Tasks) -> anyhow::Result<()> {
    match tasks.try_join_next() {
        None => Ok(()),
        Some(ended) => {
            ended??;
            anyhow::bail!("an office ended")
        }
    }
}
