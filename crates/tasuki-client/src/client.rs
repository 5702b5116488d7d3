//! What the pages share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tasuki_desk::{LockedProfile, ProfileError, Tools};
use tokio::sync::watch;

use crate::door::Keys;
use crate::draft::Drafts;
use crate::job::Jobs;
use crate::keep::Keeper;
use crate::news::Board;
use crate::office::Office;
use crate::pages::start::Pending;
use crate::program::Plan;
use crate::receiving::Receivings;
use crate::stage::Stage;

/// The client of one profile.
pub(crate) struct Client {
    /// The folder of the profile.
    pub(crate) home: PathBuf,
    pub(crate) port: u16,
    /// The platform's address that the guide proposes.
    pub(crate) platform: Option<String>,
    pub(crate) tools: Tools,
    pub(crate) keys: Keys,
    pub(crate) drafts: Drafts,
    pub(crate) jobs: Jobs,
    pub(crate) board: Board,
    pub(crate) keeper: Keeper,
    pub(crate) receivings: Receivings,
    /// A certificate that was read and not yet confirmed.
    pub(crate) pending: Mutex<Option<Pending>>,
    received: RwLock<PathBuf>,
    office: RwLock<Option<Arc<Office>>>,
    installed: Mutex<Option<Arc<Office>>>,
    closing: watch::Sender<bool>,
}

impl Client {
    pub(crate) fn new(plan: Plan, port: u16) -> Self {
        Self {
            home: plan.profile,
            port,
            platform: plan.platform,
            keys: Keys::new(port, &*plan.tools.entropy),
            drafts: Drafts::default(),
            jobs: Jobs::default(),
            board: Board::default(),
            keeper: Keeper::default(),
            receivings: Receivings::default(),
            pending: Mutex::default(),
            received: RwLock::new(plan.received),
            office: RwLock::default(),
            installed: Mutex::default(),
            closing: watch::Sender::new(false),
            tools: plan.tools,
        }
    }

    /// The address that opens the client in a browser, once.
    pub(crate) fn one_time_address(&self) -> String {
        let token = self.keys.new_token(&*self.tools.entropy);
        format!("http://127.0.0.1:{}/open?token={token}", self.port)
    }

    /// How far its user has come.
    pub(crate) fn stage(&self) -> Stage {
        if self.office().is_some() {
            Stage::Open
        } else if crate::home::has_profile(&self.home) {
            Stage::Locked
        } else {
            Stage::New
        }
    }

    /// The office, once it is unlocked.
    pub(crate) fn office(&self) -> Option<Arc<Office>> {
        let office = self.office.read().unwrap_or_else(PoisonError::into_inner);
        office.clone()
    }

    /// Unlocks the client with its office, or locks it.
    pub(crate) fn set_office(&self, office: Option<Arc<Office>>) {
        // What goes on for the office before ends with it.
        self.keeper.rest();
        self.receivings.clear();
        let mut current = self.office.write().unwrap_or_else(PoisonError::into_inner);
        *current = office;
    }

    /// What can be told of the profile without its password, read anew.
    pub(crate) fn profile(&self) -> Result<LockedProfile, ProfileError> {
        LockedProfile::read(&self.home)
    }

    /// The office for the self-check: the open one, or that whose certificate was just installed.
    pub(crate) fn office_to_check(&self) -> Option<Arc<Office>> {
        self.office().or_else(|| {
            let installed = self.installed.lock();
            installed.unwrap_or_else(PoisonError::into_inner).clone()
        })
    }

    /// Keeps the office whose certificate was just installed for the self-check. It is not open
    /// before somebody logs in.
    pub(crate) fn set_installed(&self, office: Option<Office>) {
        let mut installed = self
            .installed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *installed = office.map(Arc::new);
    }

    /// Where received files go.
    pub(crate) fn received(&self) -> PathBuf {
        let folder = self.received.read().unwrap_or_else(PoisonError::into_inner);
        folder.clone()
    }

    /// Lets received files go to another folder from now on.
    pub(crate) fn set_received(&self, folder: PathBuf) {
        *self
            .received
            .write()
            .unwrap_or_else(PoisonError::into_inner) = folder;
    }

    /// Ends the client.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Waits until the client is ended.
    pub(crate) async fn closed(&self) {
        let mut closing = self.closing.subscribe();
        // The sender lives as long as this client.
        let _closed = closing.wait_for(|closing| *closing).await;
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}
