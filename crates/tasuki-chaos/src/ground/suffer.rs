//! What breaks the platform, and makes it well again.

use std::time::Duration;

use anyhow::Context as _;
use tasuki_engines::PostgresServer;
use tokio::task::block_in_place;
use tokio::time::sleep;

use super::{Ground, Slot};
use crate::calls::Meddling;
use crate::clock::WrongClock;
use crate::line::Cut;
use crate::plan::Fault;
use crate::say;

/// What became of breaking something.
#[derive(Debug)]
enum Broken {
    /// It is broken, by what is held here if need be.
    Is(Option<Meddling>),
    /// System calls could not be meddled with.
    IsNot(anyhow::Error),
}

impl Broken {
    /// By meddling with system calls, which may take a moment to begin.
    fn by(begin: impl FnOnce() -> anyhow::Result<Meddling>) -> Self {
        match block_in_place(begin) {
            Ok(meddling) => Self::Is(Some(meddling)),
            Err(error) => Self::IsNot(error),
        }
    }
}

impl Ground {
    /// Lets something go wrong, and makes it well again; `beside` in the midst of it. What could not
    /// be done is told, and not counted.
    pub(crate) async fn suffer(
        &mut self,
        fault: &Fault,
        beside: Option<&Fault>,
    ) -> anyhow::Result<()> {
        let meddling = match self.break_it(fault).await? {
            Broken::Is(meddling) => meddling,
            Broken::IsNot(error) => {
                say(format_args!("  is not broken: {error:#}"));
                // Some of its processes may have been held for a while.
                self.mend(fault)?;
                return self.recover().await;
            }
        };
        if let Some(time) = fault.time() {
            sleep(time / 2).await;
            if let Some(beside) = beside {
                let broken = Box::pin(self.break_it(beside)).await?;
                if let Broken::Is(_) = &broken {
                    *self.done.entry(beside.name()).or_default() += 1;
                }
                drop(broken);
            }
            sleep(time / 2).await;
        } else if meddling.is_some() {
            sleep(Duration::from_secs(1)).await;
        }
        let met = meddling.map(|meddling| block_in_place(|| meddling.end()));
        if met.transpose()? == Some(0) {
            say("  is not broken: no call met it");
        } else {
            *self.done.entry(fault.name()).or_default() += 1;
        }
        self.mend(fault)?;
        self.recover().await
    }

    async fn break_it(&mut self, fault: &Fault) -> anyhow::Result<Broken> {
        match fault {
            Fault::Kill {
                process,
                rest,
                again,
            } => self.kill(*process, *rest, *again).await?,
            Fault::Freeze { process, .. } => self.slot(*process)?.freeze(true)?,
            Fault::KillRecords { rest, is_hard } => {
                let server = self.server()?;
                block_in_place(|| {
                    if *is_hard {
                        server.kill_hard()
                    } else {
                        server.kill()
                    }
                })?;
                sleep(*rest).await;
                let server = self.server()?;
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
            Fault::SlowDisk { process, delay, .. } => {
                let processes = [self.id(*process)?];
                return Ok(Broken::by(|| Meddling::slow(&processes, *delay)));
            }
            Fault::BrokenDisk {
                process,
                is_write,
                times,
            } => {
                let processes = [self.id(*process)?];
                return Ok(Broken::by(|| Meddling::fail(&processes, *is_write, *times)));
            }
            Fault::FullRecords { is_log, .. } => {
                let disks = self.server()?.disks().context("no disks")?;
                if *is_log {
                    disks.log.fill()?;
                } else {
                    disks.data.fill()?;
                }
            }
            Fault::SlowRecords { delay, .. } => {
                let processes = self.server()?.processes()?;
                return Ok(Broken::by(|| Meddling::slow(&processes, *delay)));
            }
            Fault::BrokenRecords { is_write, times } => {
                let processes = self.server()?.processes()?;
                return Ok(Broken::by(|| Meddling::fail(&processes, *is_write, *times)));
            }
        }
        Ok(Broken::Is(None))
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
            Fault::FullRecords { .. } => {
                let disks = self.server()?.disks().context("no disks")?;
                disks.data.free()?;
                disks.log.free()?;
                self.recover_records()
            }
            Fault::BrokenRecords { .. } => self.recover_records(),
            _ => Ok(()),
        }
    }

    /// `PostgreSQL` may have ended by itself, and no longer has a reason to.
    fn recover_records(&mut self) -> anyhow::Result<()> {
        if block_in_place(|| self.server()?.recover())? {
            self.restarts += 1;
        }
        Ok(())
    }

    fn server(&mut self) -> anyhow::Result<&mut PostgresServer> {
        self.town.records().server().context("no PostgreSQL")
    }

    fn clock(&self) -> anyhow::Result<&WrongClock> {
        self.clock.as_ref().context("the clock cannot be set")
    }

    pub(super) fn slot(&mut self, number: u64) -> anyhow::Result<&mut Slot> {
        let slot = self.slots.get_mut(usize::try_from(number)?);
        slot.context("no such process")
    }

    /// The id of a process; of the next one that runs, where it does not.
    fn id(&self, process: u64) -> anyhow::Result<u32> {
        let ids = self.slots.iter().map(|slot| slot.process.as_ref()?.id());
        let ids: Vec<_> = ids.collect();
        let first = usize::try_from(process)?;
        let mut running = ids.iter().cycle().skip(first).take(ids.len()).flatten();
        running.next().copied().context("no process runs")
    }
}
