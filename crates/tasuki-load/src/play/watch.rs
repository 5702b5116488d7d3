//! What the platform and the clients take meanwhile.

use std::time::Duration;

use serde::Serialize;
use tasuki_measure::machine::{Cores, Used, memory_now, peak_memory, reset_peak};
use tokio::time::Instant;

/// The state of things when something begins.
pub(crate) struct Watch {
    process: Option<u32>,
    began: Instant,
    platform: Used,
    clients: Used,
    cores: Cores,
    memory: u64,
}

/// What was taken from the beginning to the end.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Taken {
    pub(crate) seconds: f64,
    /// Seconds of processor time; nothing is known of a platform that ran already.
    pub(crate) platform_cpu: f64,
    /// Of that in the kernel.
    pub(crate) platform_kernel: f64,
    pub(crate) clients_cpu: f64,
    /// Seconds of processor time of all cores that others had, and that nobody had.
    pub(crate) others: f64,
    pub(crate) idle: f64,
    /// Bytes: at the beginning, at most.
    pub(crate) memory_before: u64,
    pub(crate) memory_peak: u64,
}

impl Watch {
    pub(crate) fn begin(process: Option<u32>) -> anyhow::Result<Self> {
        let mut memory = 0;
        let mut platform = Used::default();
        if let Some(id) = process {
            reset_peak(id)?;
            memory = memory_now(id)?;
            platform = Used::of(id)?;
        }
        Ok(Self {
            process,
            began: Instant::now(),
            platform,
            clients: Used::of(std::process::id())?,
            cores: Cores::now()?,
            memory,
        })
    }

    pub(crate) fn end(&self) -> anyhow::Result<Taken> {
        let seconds = |time: Duration| time.as_secs_f64();
        let clients = Used::of(std::process::id())?.since(self.clients).total();
        let cores = Cores::now()?.since(self.cores);
        let (mut platform, mut peak) = (Used::default(), 0);
        if let Some(id) = self.process {
            platform = Used::of(id)?.since(self.platform);
            peak = peak_memory(id)?;
        }
        let ours = clients + platform.total();
        Ok(Taken {
            seconds: self.began.elapsed().as_secs_f64(),
            platform_cpu: seconds(platform.total()),
            platform_kernel: seconds(platform.system),
            clients_cpu: seconds(clients),
            others: seconds(cores.busy.saturating_sub(ours)),
            idle: seconds(cores.all.saturating_sub(cores.busy)),
            memory_before: self.memory,
            memory_peak: peak,
        })
    }
}
