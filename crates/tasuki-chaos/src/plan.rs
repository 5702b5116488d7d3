//! What goes wrong, and when: a function of a seed and of what this machine can do.

mod fault;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tasuki_engines::Fault as StoreFault;
use tasuki_testing::Chance;

pub(crate) use self::fault::Fault;

/// What can be made to go wrong here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an ability of its own"
)]
pub(crate) struct Abilities {
    /// How many processes the platform has.
    pub(crate) processes: u64,
    /// The records are on a `PostgreSQL` of our own.
    pub(crate) records: bool,
    /// Their disks can be filled.
    pub(crate) disks: bool,
    /// The contents are on an S3 server of our own.
    pub(crate) bucket: bool,
    /// The platform itself brings records and contents to a disk.
    pub(crate) folder: bool,
    /// The platform's clock can be set.
    pub(crate) clock: bool,
    /// The platform's folder is on a disk that can be filled.
    pub(crate) disk: bool,
    /// System calls of the platform can be slowed down and made to fail.
    pub(crate) calls: bool,
}

/// One step of the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    /// So long all goes well before.
    pub(crate) pause: Duration,
    pub(crate) fault: Fault,
    /// What goes wrong in the midst of a fault that lasts.
    pub(crate) beside: Option<Fault>,
}

/// All steps, without an end.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    chance: Chance,
    abilities: Abilities,
}

impl Plan {
    pub(crate) const fn new(seed: u64, abilities: Abilities) -> Self {
        Self {
            chance: Chance::new(seed),
            abilities,
        }
    }

    fn millis(&mut self, from: u64, until: u64) -> Duration {
        Duration::from_millis(self.chance.within(&(from..until)))
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.chance.within(&(0..count)) == 0
    }

    fn kill(&mut self) -> Fault {
        let is_again = self.one_in(3);
        Fault::Kill {
            process: self.chance.within(&(0..self.abilities.processes)),
            rest: self.millis(0, 400),
            again: is_again.then(|| self.millis(5, 400)),
        }
    }

    fn cut(&mut self) -> Fault {
        // Handshakes take some 3 kB there and back, messages up to 400 kB.
        let most = [6_000, 12_000, 60_000, 400_000];
        let most = most
            .get(usize::try_from(self.chance.within(&(0..4))).unwrap_or_default())
            .copied()
            .unwrap_or(6_000);
        Fault::CutLine {
            connections: self.chance.within(&(1..9)),
            there: self.one_in(2),
            after: self.chance.within(&(0..most)),
            is_reset: self.one_in(2),
        }
    }

    fn bucket(&mut self) -> Fault {
        let count = self.chance.within(&(1..6));
        let faults = (0..count).map(|_| match self.chance.within(&(0..6)) {
            0 => StoreFault::Busy,
            1 => StoreFault::DoneButFailed,
            2 => StoreFault::DoneButSilent,
            3 => StoreFault::Silent,
            4 => StoreFault::CutAnswer {
                after: self.chance.within(&(0..100_000)),
            },
            _ => StoreFault::CutRequest,
        });
        Fault::Bucket {
            faults: faults.collect(),
        }
    }

    /// A fault of one of the kinds, if this machine can do it.
    fn fault(&mut self, kind: u64) -> Option<Fault> {
        let can = self.abilities;
        Some(match kind {
            0..=4 => self.kill(),
            5 => Fault::Freeze {
                process: self.chance.within(&(0..can.processes)),
                time: self.millis(50, 2_500),
            },
            6 => Fault::ResetLine,
            7..=9 => self.cut(),
            10 => Fault::SlowLine {
                delay: self.millis(5, 150),
                time: self.millis(200, 2_000),
            },
            11 => Fault::ShutLine {
                time: self.millis(50, 1_000),
            },
            12 | 13 if can.records => Fault::KillRecords {
                rest: self.millis(0, 1_500),
                is_hard: self.one_in(2),
            },
            14..=16 if can.bucket => self.bucket(),
            17 if can.bucket => Fault::KillBucket {
                rest: self.millis(0, 1_500),
            },
            18 if can.clock => {
                let seconds = i64::try_from(self.chance.within(&(1..301))).unwrap_or(1);
                let is_back = self.one_in(2);
                Fault::Clock {
                    seconds: if is_back { -seconds } else { seconds },
                    time: self.millis(1_200, 4_000),
                }
            }
            19 if can.clock => Fault::Smear {
                behind: self.millis(1, 1_000),
                time: self.millis(1_200, 4_000),
            },
            20 | 21 if can.disk => Fault::FullDisk {
                time: self.millis(200, 2_500),
            },
            22 if can.calls && can.folder => Fault::SlowDisk {
                process: self.chance.within(&(0..can.processes)),
                delay: self.millis(20, 400),
                time: self.millis(500, 2_500),
            },
            23 | 24 if can.calls && can.folder => Fault::BrokenDisk {
                process: self.chance.within(&(0..can.processes)),
                is_write: self.one_in(3),
                times: self.chance.within(&(1..6)),
            },
            25 if can.disks => Fault::FullRecords {
                is_log: false,
                time: self.millis(200, 2_500),
            },
            26 if can.disks => Fault::FullRecords {
                is_log: true,
                time: self.millis(200, 2_500),
            },
            27 if can.records && can.calls => Fault::SlowRecords {
                delay: self.millis(20, 400),
                time: self.millis(500, 2_500),
            },
            28 if can.records && can.calls => Fault::BrokenRecords {
                is_write: self.one_in(2),
                times: self.chance.within(&(1..4)),
            },
            _ => return None,
        })
    }
}

/// Kinds of [`Plan::fault`], each as likely as the others.
const KINDS: u64 = 29;

impl Iterator for Plan {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let pause = self.millis(50, 900);
        let fault = loop {
            let kind = self.chance.within(&(0..KINDS));
            if let Some(fault) = self.fault(kind) {
                break fault;
            }
        };
        let beside = if !fault.lasts() || !self.one_in(3) {
            None
        } else if self.one_in(2) {
            Some(self.kill())
        } else {
            Some(Fault::ResetLine)
        };
        Some(Step {
            pause,
            fault,
            beside,
        })
    }
}
