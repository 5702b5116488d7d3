//! What only one process does at a time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tasuki_store::{Records, StoreError};
use tokio::time::Instant;

/// For how long a lease is taken, in seconds: so late does another process go on after one was
/// killed.
const TERM: u32 = 15;
/// How long before its end a lease counts no more, for whoever holds it.
const MARGIN: Duration = Duration::from_secs(3);
/// How often leases are lengthened.
pub(crate) const LENGTHEN: Duration = Duration::from_secs(5);
/// For how long after its lease's end a process may still come back and write on, in seconds.
pub(crate) const GONE: u32 = 24 * 60 * 60;
/// Before the name of a process.
const PROCESS: &str = "process ";

/// What one process does for all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Job {
    /// Mail goes out.
    Mail,
    /// Contents and rows go whose time is over.
    Sweep,
    /// Certificates are approved by rule, and revoked.
    Certificates,
    /// Licences are renewed.
    Licences,
    /// The audit trail is signed.
    Trail,
}

impl Job {
    const ALL: [Self; 5] = [
        Self::Mail,
        Self::Sweep,
        Self::Certificates,
        Self::Licences,
        Self::Trail,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "job mail",
            Self::Sweep => "job sweep",
            Self::Certificates => "job certificates",
            Self::Licences => "job licences",
            Self::Trail => "job trail",
        }
    }
}

/// The leases of this process.
#[derive(Debug)]
pub(crate) struct Leases {
    /// This start of the program.
    own: String,
    records: Records,
    /// Until when each of what it holds is its own.
    held: Mutex<BTreeMap<String, Instant>>,
}

impl Leases {
    /// Those of the start of the program that has this name.
    pub(crate) fn new(own: String, records: &Records) -> Self {
        Self {
            own,
            records: records.clone(),
            held: Mutex::default(),
        }
    }

    /// Whether this process, and no other, does something now. Who is alone does everything.
    pub(crate) fn holds(&self, job: Job) -> bool {
        if !self.records.is_shared() {
            return true;
        }
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let until = held.get(job.as_str());
        until.is_some_and(|until| Instant::now() < *until)
    }

    /// Takes what nobody holds, and lengthens what this process holds.
    pub(crate) async fn lengthen(&self) -> Result<(), StoreError> {
        if !self.records.is_shared() {
            return Ok(());
        }
        // By the clock of before: the database counts from later on.
        let until = Instant::now() + Duration::from_secs(u64::from(TERM)) - MARGIN;
        self.is_there().await?;
        let jobs = Job::ALL.map(|job| job.as_str().to_owned());
        let taken = self.records.take_leases(&jobs, &self.own, TERM).await?;
        self.now_holds(taken.into_iter().map(|name| (name, until)).collect());
        Ok(())
    }

    /// Does nothing for all any more, so that others do it, and stays among those who may write.
    pub(crate) async fn leave_jobs(&self) -> Result<(), StoreError> {
        if !self.records.is_shared() {
            return Ok(());
        }
        self.is_there().await?;
        self.release().await
    }

    /// Says that this process is there.
    async fn is_there(&self) -> Result<(), StoreError> {
        let process = [format!("{PROCESS}{}", self.own)];
        let itself = format!("{} itself", self.own);
        self.records.take_leases(&process, &itself, TERM).await?;
        Ok(())
    }

    /// Gives back the jobs, so that others need not wait. That this process is there ends by itself:
    /// what it began to save may still become a record.
    pub(crate) async fn release(&self) -> Result<(), StoreError> {
        if !self.records.is_shared() {
            return Ok(());
        }
        self.now_holds(BTreeMap::new());
        self.records.release_leases(&self.own).await
    }

    fn now_holds(&self, taken: BTreeMap<String, Instant>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for name in taken.keys().filter(|name| !held.contains_key(*name)) {
            tracing::info!(lease = name, "this process does it from now on");
        }
        *held = taken;
    }

    /// The names of the processes that may still write, this one among them.
    pub(crate) async fn processes(&self) -> Result<Vec<String>, StoreError> {
        if !self.records.is_shared() {
            return Ok(vec![self.own.clone()]);
        }
        let found = self.records.leases_since(PROCESS, GONE).await?;
        let names = found.iter().filter_map(|name| name.strip_prefix(PROCESS));
        Ok(names.map(str::to_owned).collect())
    }
}
