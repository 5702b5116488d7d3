//! The platform that is broken, and what breaks it.

mod suffer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tasuki_directory::invented_offices;
use tasuki_engines::{DiskSizes, Keeping, SmallDisk};
use tasuki_server::NewEnrolment;
use tasuki_terms::SystemClock;
use tasuki_testing::{
    ContentsPlan, RecordsPlan, ServerProcess, Town, TownOffice, TownPlan, crowd, own_address,
};
use tempfile::TempDir;
use tokio::task::block_in_place;
use tokio::time::{sleep, timeout};

use crate::args::{Engine, Run};
use crate::calls::Meddling;
use crate::clock::WrongClock;
use crate::line::Line;
use crate::plan::Abilities;
use crate::say;

const LOG: &str = "tasuki_server=info,tasuki_server::door=warn";
/// Bytes of the small disk, and more for each minute.
const DISK: (f64, f64) = (200e6, 40e6);
/// Bytes of the disk of `PostgreSQL`'s log.
const LOG_DISK: u64 = 300_000_000;
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
    /// How often `PostgreSQL` had ended by itself, and was started anew.
    pub(crate) restarts: u64,
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
        let bytes = Duration::from_secs_f64(DISK.0 + DISK.1 * asked.minutes).as_secs();
        let disk = small_disk(&folder.path().join("disk"), bytes);
        // `PostgreSQL` has disks of its own, where there can be any.
        let (disk, disks) = match asked.engine {
            Engine::Sqlite => (disk, None),
            Engine::Postgres => (None, disk),
        };
        let at = if disk.is_some() { "disk/town" } else { "town" };
        let sizes = DiskSizes {
            data_bytes: bytes,
            log_bytes: LOG_DISK,
        };
        let (records, contents) = match asked.engine {
            Engine::Sqlite => (RecordsPlan::File, ContentsPlan::Folder),
            Engine::Postgres => (
                match disks {
                    Some(_) => RecordsPlan::PostgresOnDisks(Keeping::Durably, sizes),
                    None => RecordsPlan::Postgres(Keeping::Durably),
                },
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
            restarts: 0,
            disk,
            _folder: folder,
        };
        ground.recover().await?;
        Ok((ground, offices))
    }

    /// What can be made to go wrong here.
    pub(crate) fn abilities(&mut self) -> Abilities {
        let records = self.town.records().server().map(|server| &*server);
        let has_disks = records.is_some_and(|server| server.disks().is_some());
        let has_server = records.is_some();
        Abilities {
            processes: self.slots.len() as u64,
            records: has_server,
            disks: has_disks,
            bucket: self.town.contents().server().is_some(),
            folder: !has_server,
            clock: self.clock.is_some(),
            disk: self.disk.is_some(),
            calls: self.can_meddle,
        }
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
        if let Some(server) = self.town.contents().server() {
            server.heal();
        }
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

    /// In how many lines `PostgreSQL` says a word, since it was made; none without one.
    pub(crate) fn said(&mut self, word: &str) -> anyhow::Result<Option<usize>> {
        let Some(server) = self.town.records().server() else {
            return Ok(None);
        };
        let said = fs_err::read(server.log())?;
        let said = String::from_utf8_lossy(&said);
        Ok(Some(
            said.lines().filter(|line| line.contains(word)).count(),
        ))
    }

    /// How many requests the S3 server did wrongly, by the fault's kind.
    pub(crate) fn bucket(&mut self) -> BTreeMap<&'static str, u64> {
        let server = self.town.contents().server();
        server.map(|server| server.met()).unwrap_or_default()
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

fn small_disk(at: &Path, bytes: u64) -> Option<SmallDisk> {
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
