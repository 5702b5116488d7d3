//! The platform that is broken, and what breaks it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tasuki_directory::invented_offices;
use tasuki_engines::Keeping;
use tasuki_server::NewEnrolment;
use tasuki_terms::SystemClock;
use tasuki_testing::{
    ContentsPlan, RecordsPlan, ServerProcess, Town, TownOffice, TownPlan, crowd, own_address,
};
use tempfile::TempDir;
use tokio::task::block_in_place;
use tokio::time::{sleep, timeout};

use crate::args::{Engine, Run};
use crate::clock::WrongClock;
use crate::disk::{Meddling, SmallDisk};
use crate::line::{Cut, Line};
use crate::plan::{Abilities, Fault};
use crate::say;

const LOG: &str = "tasuki_server=info,tasuki_server::door=warn";
/// Bytes of the small disk, and more for each minute.
const DISK: (f64, f64) = (200e6, 40e6);
/// Bytes of a segment, so that there are several.
const SEGMENT: u64 = 4_000_000;
/// How often a start is tried when nothing hinders it any more.
const STARTS: usize = 5;

/// A process of the platform.
#[derive(Debug)]
struct Slot {
    settings: PathBuf,
    process: Option<ServerProcess>,
}

/// The platform, its servers and its surroundings.
#[derive(Debug)]
pub(crate) struct Ground {
    program: PathBuf,
    slots: Vec<Slot>,
    pub(crate) town: Town,
    pub(crate) line: Line,
    clock: Option<WrongClock>,
    can_meddle: bool,
    /// Processes that ended though nobody killed them, and what they said last.
    pub(crate) crashes: Vec<String>,
    /// How often what was done.
    pub(crate) done: BTreeMap<&'static str, u64>,
    disk: Option<SmallDisk>,
    _folder: TempDir,
}

impl Ground {
    /// Brings a platform up, with offices.
    pub(crate) async fn make(asked: &Run) -> anyhow::Result<(Self, Vec<TownOffice>)> {
        let within = asked.folder.clone().unwrap_or_else(std::env::temp_dir);
        fs_err::create_dir_all(&within)?;
        let folder = tempfile::Builder::new()
            .prefix("tasuki-chaos-")
            .tempdir_in(within)?;
        let disk = match asked.engine {
            Engine::Sqlite => small_disk(&folder.path().join("disk"), asked.minutes),
            Engine::Postgres => None,
        };
        let at = if disk.is_some() { "disk/town" } else { "town" };
        let (records, contents) = match asked.engine {
            Engine::Sqlite => (RecordsPlan::File, ContentsPlan::Folder),
            Engine::Postgres => (
                RecordsPlan::Postgres(Keeping::Durably),
                ContentsPlan::Bucket(Keeping::Lightly),
            ),
        };
        let plan = TownPlan {
            name: "架空の連携基盤（障害試験）".to_owned(),
            records,
            contents,
            ..TownPlan::default()
        };
        let clock = Arc::new(SystemClock);
        let mut town = Box::pin(Town::found(&folder.path().join(at), plan, clock)).await?;
        let offices = enter(&town, asked).await?;
        let settings = town.settings();
        settings.limits.requests_per_second = 1_000_000.try_into()?;
        settings.limits.requests_burst = 1_000_000.try_into()?;
        settings.limits.log_ins_per_minute = 1_000_000.try_into()?;
        settings.limits.searches_per_minute = 1_000_000.try_into()?;
        settings.session.minutes = 24 * 60;
        settings.retention.sweep_minutes = 1;
        settings.store.segment_bytes = SEGMENT;
        let mut slots = Vec::new();
        let mut targets = Vec::new();
        for number in 0..asked.processes {
            let mut own = settings.clone();
            if number > 0 {
                own.listen.exchange = own_address()?;
                own.listen.operations = own_address()?;
                own.listen.pki = None;
            }
            let file = folder.path().join(format!("process-{number}.toml"));
            fs_err::write(&file, toml::to_string(&own)?)?;
            targets.push(own.listen.exchange);
            slots.push(Slot {
                settings: file,
                process: None,
            });
        }
        let mut ground = Self {
            program: std::env::current_exe()?,
            slots,
            town,
            line: Line::to(targets).await?,
            clock: WrongClock::new(folder.path())?,
            can_meddle: block_in_place(Meddling::is_possible),
            crashes: Vec::new(),
            done: BTreeMap::new(),
            disk,
            _folder: folder,
        };
        ground.recover().await?;
        Ok((ground, offices))
    }

    /// What can be made to go wrong here.
    pub(crate) fn abilities(&mut self) -> Abilities {
        Abilities {
            processes: self.slots.len() as u64,
            records: self.town.records().server().is_some(),
            bucket: self.town.contents().server().is_some(),
            clock: self.clock.is_some(),
            disk: self.disk.is_some(),
            calls: self.can_meddle,
        }
    }

    /// Lets something go wrong, and makes it well again; `beside` in the midst of it.
    pub(crate) async fn suffer(
        &mut self,
        fault: &Fault,
        beside: Option<&Fault>,
    ) -> anyhow::Result<()> {
        *self.done.entry(fault.name()).or_default() += 1;
        let meddling = self.break_it(fault).await?;
        if let Some(time) = fault.time() {
            sleep(time / 2).await;
            if let Some(beside) = beside {
                *self.done.entry(beside.name()).or_default() += 1;
                drop(Box::pin(self.break_it(beside)).await?);
            }
            sleep(time / 2).await;
        } else if meddling.is_some() {
            sleep(Duration::from_secs(1)).await;
        }
        block_in_place(|| drop(meddling));
        self.mend(fault)?;
        self.recover().await
    }

    async fn break_it(&mut self, fault: &Fault) -> anyhow::Result<Option<Meddling>> {
        match fault {
            Fault::Kill {
                process,
                rest,
                again,
            } => self.kill(*process, *rest, *again).await?,
            Fault::Freeze { process, .. } => self.slot(*process)?.freeze(true)?,
            Fault::KillRecords { rest, is_hard } => {
                let server = self.town.records().server().context("no PostgreSQL")?;
                block_in_place(|| {
                    if *is_hard {
                        server.kill_hard()
                    } else {
                        server.kill()
                    }
                })?;
                sleep(*rest).await;
                let server = self.town.records().server().context("no PostgreSQL")?;
                block_in_place(|| server.restart())?;
            }
            Fault::ResetLine => self.line.reset(),
            Fault::CutLine {
                connections,
                there,
                after,
                is_reset,
            } => {
                let cut = Cut {
                    there: *there,
                    after: *after,
                    is_reset: *is_reset,
                };
                self.line.cut(cut, *connections);
                // Connections that are kept would not notice.
                self.line.reset();
            }
            Fault::SlowLine { delay, .. } => self.line.delay(*delay),
            Fault::ShutLine { .. } => self.line.shut(true),
            Fault::Bucket { faults } => {
                self.town.contents().server().context("no S3")?.fail(faults);
            }
            Fault::KillBucket { rest } => {
                let server = self.town.contents().server().context("no S3")?;
                block_in_place(|| server.kill());
                sleep(*rest).await;
                let server = self.town.contents().server().context("no S3")?;
                block_in_place(|| server.restart())?;
            }
            Fault::Clock { seconds, .. } => self.clock()?.set(*seconds)?,
            Fault::Smear { behind, .. } => self.clock()?.smear(*behind)?,
            Fault::FullDisk { .. } => self.disk.as_ref().context("no disk")?.fill()?,
            Fault::SlowDisk { delay, .. } => {
                return Ok(Some(Meddling::slow(self.id()?, *delay)?));
            }
            Fault::BrokenDisk { is_write, times } => {
                return Ok(Some(Meddling::fail(self.id()?, *is_write, *times)?));
            }
        }
        Ok(None)
    }

    fn mend(&mut self, fault: &Fault) -> anyhow::Result<()> {
        match fault {
            Fault::Freeze { process, .. } => self.slot(*process)?.freeze(false),
            Fault::SlowLine { .. } => {
                self.line.delay(Duration::ZERO);
                Ok(())
            }
            Fault::ShutLine { .. } => {
                self.line.shut(false);
                Ok(())
            }
            Fault::Clock { .. } | Fault::Smear { .. } => self.clock()?.mend(),
            Fault::FullDisk { .. } => self.disk.as_ref().context("no disk")?.free(),
            _ => Ok(()),
        }
    }

    fn clock(&self) -> anyhow::Result<&WrongClock> {
        self.clock.as_ref().context("the clock cannot be set")
    }

    fn slot(&mut self, number: u64) -> anyhow::Result<&mut Slot> {
        let slot = self.slots.get_mut(usize::try_from(number)?);
        slot.context("no such process")
    }

    /// The id of a process.
    fn id(&self) -> anyhow::Result<u32> {
        let mut running = self
            .slots
            .iter()
            .filter_map(|slot| slot.process.as_ref()?.id());
        running.next().context("no process runs")
    }

    async fn kill(
        &mut self,
        number: u64,
        rest: Duration,
        again: Option<Duration>,
    ) -> anyhow::Result<()> {
        let (program, variables) = (self.program.clone(), self.variables());
        let slot = self.slot(number)?;
        if let Some(process) = slot.process.take() {
            process.kill().await?;
        }
        sleep(rest).await;
        if let Some(again) = again {
            // Dropped in the midst of its start it is killed.
            let start = ServerProcess::start_with(&program, &slot.settings, LOG, &variables);
            if let Ok(Ok(process)) = timeout(again, start).await {
                process.kill().await?;
            }
        }
        // Something else may hinder it to begin; it is tried again when that is over.
        let start = ServerProcess::start_with(&program, &slot.settings, LOG, &variables);
        slot.process = start.await.ok();
        Ok(())
    }

    fn variables(&self) -> Vec<(String, String)> {
        let clock = self.clock.as_ref();
        clock.map(WrongClock::variables).unwrap_or_default()
    }

    /// Starts what does not run; everything that hindered it is over.
    pub(crate) async fn recover(&mut self) -> anyhow::Result<()> {
        let variables = self.variables();
        for slot in &mut self.slots {
            if let Some(process) = &mut slot.process
                && let Some(status) = process.has_ended()?
            {
                let ended = slot.process.take().context("no process")?;
                let (_, log) = ended.ended().await?;
                let last: Vec<_> = log.lines().rev().take(3).collect();
                self.crashes.push(format!("{status}: {}", last.join(" | ")));
            }
            let mut tries = 0;
            while slot.process.is_none() {
                let (file, program) = (&slot.settings, &self.program);
                match ServerProcess::start_with(program, file, LOG, &variables).await {
                    Ok(process) => slot.process = Some(process),
                    Err(error) if tries < STARTS => {
                        say(format_args!("  does not start yet: {error:#}"));
                        tries += 1;
                        sleep(Duration::from_millis(500)).await;
                    }
                    Err(error) => return Err(error.context("the platform does not come up")),
                }
            }
        }
        Ok(())
    }

    /// All is well, and all processes begin anew.
    pub(crate) async fn settle(&mut self) -> anyhow::Result<()> {
        self.line.mend();
        for number in 0..self.slots.len() {
            self.kill(number as u64, Duration::ZERO, None).await?;
        }
        self.recover().await
    }

    /// Ends all processes in order; the servers go on.
    pub(crate) async fn end(&mut self) -> anyhow::Result<()> {
        for slot in &mut self.slots {
            if let Some(process) = slot.process.take() {
                process.terminate()?;
                process.ended().await?;
            }
        }
        Ok(())
    }

    /// What the platform says of itself (`doctor`), where it is not well.
    pub(crate) async fn examined(&self) -> anyhow::Result<Option<String>> {
        let settings = &self.slots.first().context("no process")?.settings;
        let mut command = tokio::process::Command::new(&self.program);
        let told = command.arg("doctor").arg("--settings").arg(settings);
        let told = told.output().await?;
        let said = String::from_utf8_lossy(&told.stdout).into_owned();
        Ok((!told.status.success()).then_some(said))
    }
}

impl Slot {
    fn freeze(&self, is_frozen: bool) -> anyhow::Result<()> {
        match &self.process {
            Some(process) if is_frozen => process.freeze(),
            Some(process) => process.thaw(),
            None => Ok(()),
        }
    }
}

fn small_disk(at: &Path, minutes: f64) -> Option<SmallDisk> {
    let bytes = Duration::from_secs_f64(DISK.0 + DISK.1 * minutes).as_secs();
    match SmallDisk::mount(at, bytes) {
        Ok(disk) => Some(disk),
        Err(error) => {
            say(format_args!("no small disk, so none is filled: {error:#}"));
            None
        }
    }
}

pub(crate) async fn enter(town: &Town, asked: &Run) -> anyhow::Result<Vec<TownOffice>> {
    let offices = invented_offices(asked.seed).take(asked.offices.into());
    let offices = offices.map(|office| NewEnrolment {
        number: office.number,
        name: office.name,
        kana: office.kana,
        service_types: office.services,
        address: String::new(),
    });
    let folder = town.folder().join("offices");
    let clock = Arc::new(SystemClock);
    crowd(town.setup(), clock, &folder, offices.collect(), true).await
}
