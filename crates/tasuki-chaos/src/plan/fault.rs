//! What can go wrong, by its kind.

use std::fmt;
use std::time::Duration;

use tasuki_engines::Fault as StoreFault;

/// Something that goes wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// A process is killed, and started again after a while; with `again` it is killed once more so
    /// long behind its start, ready or not.
    Kill {
        process: u64,
        rest: Duration,
        again: Option<Duration>,
    },
    /// A process stands still for a while.
    Freeze { process: u64, time: Duration },
    /// `PostgreSQL` is killed with all its processes, and started again after a while.
    KillRecords { rest: Duration, is_hard: bool },
    /// All connections between offices and the platform are reset.
    ResetLine,
    /// The next connections break after so many bytes to the platform (`there`) or from it.
    CutLine {
        connections: u64,
        there: bool,
        after: u64,
        is_reset: bool,
    },
    /// All bytes are held up for a while.
    SlowLine { delay: Duration, time: Duration },
    /// No connection is taken for a while.
    ShutLine { time: Duration },
    /// The S3 server does its next requests wrongly.
    Bucket { faults: Vec<StoreFault> },
    /// The S3 server is gone for a while.
    KillBucket { rest: Duration },
    /// The platform's clock jumps by so many seconds, and back after a while.
    Clock { seconds: i64, time: Duration },
    /// The platform's clock is behind by a part of a second, as while a leap second is smeared.
    Smear { behind: Duration, time: Duration },
    /// The disk is full for a while.
    FullDisk { time: Duration },
    /// What brings a process's data to the disk takes longer for a while.
    SlowDisk {
        process: u64,
        delay: Duration,
        time: Duration,
    },
    /// What brings a process's data to the disk fails so many times.
    BrokenDisk {
        process: u64,
        is_write: bool,
        times: u64,
    },
    /// `PostgreSQL`'s disk, or that of its log, is full for a while; it may have ended then.
    FullRecords { is_log: bool, time: Duration },
    /// What brings `PostgreSQL`'s data to the disk takes longer for a while.
    SlowRecords { delay: Duration, time: Duration },
    /// What brings `PostgreSQL`'s data to the disk fails so many times in each of its processes.
    BrokenRecords { is_write: bool, times: u64 },
}

impl Fault {
    /// Whether it lasts, so that something else can go wrong meanwhile.
    pub(super) const fn lasts(&self) -> bool {
        let is_alone = matches!(
            self,
            Self::Freeze { .. } | Self::SlowDisk { .. } | Self::SlowRecords { .. }
        );
        self.time().is_some() && !is_alone
    }

    /// For how long it lasts, if it does.
    pub(crate) const fn time(&self) -> Option<Duration> {
        match self {
            Self::Freeze { time, .. }
            | Self::SlowLine { time, .. }
            | Self::ShutLine { time }
            | Self::Clock { time, .. }
            | Self::Smear { time, .. }
            | Self::FullDisk { time }
            | Self::SlowDisk { time, .. }
            | Self::FullRecords { time, .. }
            | Self::SlowRecords { time, .. } => Some(*time),
            _ => None,
        }
    }

    /// The name of its kind.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Kill { .. } => "process killed",
            Self::Freeze { .. } => "process stopped",
            Self::KillRecords { .. } => "PostgreSQL killed",
            Self::ResetLine => "connections reset",
            Self::CutLine { .. } => "connections cut",
            Self::SlowLine { .. } => "line slow",
            Self::ShutLine { .. } => "line shut",
            Self::Bucket { .. } => "S3 errors",
            Self::KillBucket { .. } => "S3 gone",
            Self::Clock { .. } => "clock jumped",
            Self::Smear { .. } => "clock smeared",
            Self::FullDisk { .. } => "disk full",
            Self::SlowDisk { .. } => "disk slow",
            Self::BrokenDisk { .. } => "disk errors",
            Self::FullRecords { is_log: false, .. } => "PostgreSQL's disk full",
            Self::FullRecords { is_log: true, .. } => "PostgreSQL's log full",
            Self::SlowRecords { .. } => "PostgreSQL's disk slow",
            Self::BrokenRecords { .. } => "PostgreSQL's disk errors",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
