//! What is measured against the running platform.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::ensure;
use serde::Serialize;
use tasuki_measure::figures::{Percentiles, Spread, u64_to_f64, usize_to_f64};
use tasuki_measure::letters::Letters;
use tasuki_measure::limits::Limits;
use tasuki_measure::machine;
use tasuki_measure::parts::{Taken, Tally};
use tasuki_measure::platform::Platform;
use tasuki_measure::seat::Seat;

use crate::exchange::Options;
use crate::load::{self, Client, Run, Times};
use crate::site::{Fresh, Site};

/// How long clients work before the clock starts.
const WARM: Duration = Duration::from_secs(1);
/// How many more letters are made than were sent in the run before.
const SPARE: f64 = 1.25;

/// So many clients with messages of such a size.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) clients: usize,
    pub(crate) bytes: usize,
    /// Whether each cycle has a new connection.
    pub(crate) anew: bool,
    /// How many times longer a run is, because few cycles end in a second.
    longer: u32,
    /// About how many cycles a second are made ready for the first run.
    expected: u32,
}

const fn scenario(
    name: &'static str,
    (clients, bytes, anew): (usize, usize, bool),
    (longer, expected): (u32, u32),
) -> Scenario {
    Scenario {
        name,
        clients,
        bytes,
        anew,
        longer,
        expected,
    }
}

/// All of them.
pub(crate) const SCENARIOS: &[Scenario] = &[
    scenario("50kB-16", (16, 50_000, false), (1, 3_000)),
    scenario("50kB-64", (64, 50_000, false), (1, 3_000)),
    scenario("new-16", (16, 50_000, true), (1, 1_500)),
    scenario("new-64", (64, 50_000, true), (1, 1_500)),
    scenario("1MB-16", (16, 1_000_000, false), (1, 400)),
    scenario("1MB-64", (64, 1_000_000, false), (1, 400)),
    scenario("10MB-16", (16, 10_000_000, false), (2, 50)),
    scenario("10MB-64", (64, 10_000_000, false), (3, 50)),
];

/// What a scenario showed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) scenario: Scenario,
    pub(crate) connections: usize,
    pub(crate) runs: usize,
    pub(crate) cycles: u64,
    pub(crate) errors: Vec<String>,
    pub(crate) cycles_per_second: Spread,
    /// Milliseconds.
    pub(crate) p50: Spread,
    pub(crate) p99: Spread,
    /// Milliseconds of processor time for one cycle.
    pub(crate) platform_cpu: Spread,
    pub(crate) platform_cpu_in_kernel: Spread,
    pub(crate) clients_cpu: Spread,
    /// Per cent of all cores' time that went to other programs.
    pub(crate) others: Spread,
    /// Per cent of all cores' time that nobody used.
    pub(crate) idle: Spread,
    /// What the platform's processor time went into, in seconds of all that it did for the scenario;
    /// nothing if the machine's limits were not measured.
    pub(crate) parts: Vec<Taken>,
    /// Bytes: before the first cycle, and the most that there was.
    pub(crate) memory_before: u64,
    pub(crate) memory_peak: u64,
    /// Letters that were made while the clock ran.
    pub(crate) late: u64,
    /// Of all runs together.
    pub(crate) operations: BTreeMap<&'static str, Percentiles>,
}

/// Starts a fresh platform and lets the scenario's clients work on it.
pub(crate) async fn measure(
    site: &mut Site,
    scenario: Scenario,
    options: &Options,
    limits: Option<&Limits>,
) -> anyhow::Result<Measured> {
    let fresh = site.copy(scenario.name)?;
    let platform = start(&fresh).await?;
    let mut clients = clients(site, scenario, &platform).await?;
    let length = Duration::from_secs(options.seconds()) * scenario.longer;
    let whole = (WARM + length).as_secs_f64();
    let mut per_second = f64::from(scenario.expected);
    machine::reset_peak(platform.id)?;
    let memory_before = machine::memory_now(platform.id)?;
    let mut runs = Vec::new();
    let before = Tally::now(&platform).await?;
    for _ in 0..options.runs() {
        let each = per_second * whole * SPARE / usize_to_f64(scenario.clients);
        for client in &mut clients {
            client.prepare(f64_to_usize(each) + 2)?;
        }
        let run = load::run(&mut clients, WARM, length, platform.id).await?;
        per_second = rate(&run);
        runs.push(run);
        if clients.is_empty() {
            break;
        }
    }
    let memory_peak = machine::peak_memory(platform.id)?;
    let after = Tally::now(&platform).await?;
    platform.kill().await?;
    let told = summary(scenario, &runs, (memory_before, memory_peak))?;
    let parts = limits.map(|limits| after.since(before, limits));
    Ok(Measured {
        parts: parts.unwrap_or_default(),
        ..told
    })
}

/// Starts a process of this program as the platform.
pub(crate) async fn start(fresh: &Fresh) -> anyhow::Result<Platform> {
    let program = std::env::current_exe()?;
    Platform::start(&program, fresh.settings.clone(), fresh.folder()).await
}

async fn clients(
    site: &Site,
    scenario: Scenario,
    platform: &Platform,
) -> anyhow::Result<Vec<Client>> {
    // A list has to show one client's letters only: each client has two offices of its own.
    let pairs = site.offices.chunks_exact(2).take(scenario.clients);
    ensure!(pairs.len() == scenario.clients, "too few offices");
    let mut taken = Vec::with_capacity(scenario.clients);
    for pair in pairs {
        let [own, other] = pair else {
            continue;
        };
        let letters = Letters::new(own, other, scenario.bytes)?;
        let answers = if scenario.anew {
            Some(Letters::new(other, own, scenario.bytes)?)
        } else {
            None
        };
        let own = Seat::take(own, platform.exchange).await?;
        let other = Seat::take(other, platform.exchange).await?;
        taken.push((own, other, letters, answers));
    }
    // The platform closes connections that are idle for long: they are made last.
    let mut clients = Vec::with_capacity(scenario.clients);
    for (own, other, letters, answers) in taken {
        clients.push(match answers {
            Some(answers) => Client::Anew {
                own: (own, letters),
                other: (other, answers),
                waiting: None,
            },
            None => Client::Kept {
                sender: (own.connect().await?, own),
                receiver: (other.connect().await?, other),
                letters,
            },
        });
    }
    Ok(clients)
}

fn rate(run: &Run) -> f64 {
    u64_to_f64(run.cycles) / run.seconds
}

fn summary(scenario: Scenario, runs: &[Run], memory: (u64, u64)) -> anyhow::Result<Measured> {
    let mut times = Times::new()?;
    for run in runs {
        times.add(&run.times)?;
    }
    let spread = |figure: &dyn Fn(&Run) -> f64| Spread::of(runs.iter().map(figure));
    let a_cycle =
        |run: &Run, time: Duration| time.as_secs_f64() * 1e3 / u64_to_f64(run.cycles.max(1));
    let of_cores = |run: &Run, time: Duration| {
        100.0 * time.as_secs_f64() / run.cores.all.as_secs_f64().max(f64::EPSILON)
    };
    Ok(Measured {
        scenario,
        connections: if scenario.anew {
            scenario.clients
        } else {
            2 * scenario.clients
        },
        runs: runs.len(),
        cycles: runs.iter().map(|run| run.cycles).sum(),
        errors: runs.iter().flat_map(|run| run.errors.clone()).collect(),
        cycles_per_second: spread(&rate),
        p50: spread(&|run| run.times.cycle.percentiles().p50),
        p99: spread(&|run| run.times.cycle.percentiles().p99),
        platform_cpu: spread(&|run| a_cycle(run, run.platform.total())),
        platform_cpu_in_kernel: spread(&|run| a_cycle(run, run.platform.system)),
        clients_cpu: spread(&|run| a_cycle(run, run.clients.total())),
        others: spread(&|run| {
            let ours = run.platform.total() + run.clients.total();
            of_cores(run, run.cores.busy.saturating_sub(ours))
        }),
        idle: spread(&|run| of_cores(run, run.cores.all.saturating_sub(run.cores.busy))),
        parts: Vec::new(),
        memory_before: memory.0,
        memory_peak: memory.1,
        late: runs.iter().map(|run| run.late).sum(),
        operations: times
            .operations()
            .into_iter()
            .filter(|(name, _)| scenario.anew || *name != "connect")
            .collect(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of letters, rounded"
)]
const fn f64_to_usize(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use tasuki_measure::machine::{Cores, Used};

    use super::*;

    #[test]
    fn a_scenario_tells_its_figures_per_cycle() {
        let mut times = Times::new().unwrap();
        times.cycle.record(Duration::from_millis(4));
        let run = Run {
            cycles: 1_000,
            seconds: 2.0,
            times,
            errors: Vec::new(),
            late: 0,
            platform: Used {
                user: Duration::from_millis(300),
                system: Duration::from_millis(200),
            },
            clients: Used {
                user: Duration::from_millis(250),
                system: Duration::ZERO,
            },
            cores: Cores {
                busy: Duration::from_secs(1),
                all: Duration::from_secs(4),
            },
        };
        let told = summary(SCENARIOS[0], &[run], (1, 2)).unwrap();
        assert!((told.cycles_per_second.median - 500.0).abs() < 1e-9);
        assert!((told.platform_cpu.median - 0.5).abs() < 1e-9);
        assert!((told.platform_cpu_in_kernel.median - 0.2).abs() < 1e-9);
        assert!((told.clients_cpu.median - 0.25).abs() < 1e-9);
        assert!((told.others.median - 6.25).abs() < 1e-9);
        assert!((told.idle.median - 75.0).abs() < 1e-9);
        assert_eq!(told.connections, 32);
        assert!(!told.operations.contains_key("connect"));
    }

    #[test]
    fn scenarios_have_different_names() {
        let names: std::collections::BTreeSet<_> = SCENARIOS.iter().map(|s| s.name).collect();
        assert_eq!(names.len(), SCENARIOS.len());
    }
}
