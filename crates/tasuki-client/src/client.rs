//! What the pages share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tasuki_desk::{Book, LockedProfile, ProfileError, Tools};
use tokio::sync::watch;

use crate::bulk::Plans;
use crate::door::{Answers, Keys};
use crate::keep::Keeper;
use crate::log::Log;
use crate::news::Board;
use crate::office::Office;
use crate::offices::{KnownOffice, Offices, Opener};
use crate::pages::start::Pending;
use crate::program::Plan;
use crate::receiving::Receivings;
use crate::sending::Runs;
use crate::stage::Stage;
use crate::target::Target;
use crate::updates::Updates;
use crate::watching::Watcher;

/// The client of one profile.
pub(crate) struct Client {
    /// The folder of the profile.
    pub(crate) home: PathBuf,
    pub(crate) port: u16,
    /// The platform's address that the guide proposes.
    pub(crate) platform: Option<String>,
    /// Where further offices are.
    pub(crate) offices: Option<Offices>,
    pub(crate) opener: Opener,
    pub(crate) log: Option<Log>,
    pub(crate) tools: Tools,
    pub(crate) keys: Keys,
    /// What the last forms were answered with.
    pub(crate) answers: Answers,
    /// What a 一括送信 would send.
    pub(crate) plans: Plans,
    /// What is being sent.
    pub(crate) runs: Runs,
    pub(crate) board: Board,
    pub(crate) keeper: Keeper,
    /// What the watched folder is looked at with.
    pub(crate) watcher: Watcher,
    /// What is known of newer versions of this program.
    pub(crate) updates: Updates,
    /// What is being received.
    pub(crate) receivings: Receivings,
    /// A certificate that was read and not yet confirmed.
    pub(crate) pending: Mutex<Option<Pending>>,
    /// Where received files go unless somebody said otherwise.
    received: PathBuf,
    target: RwLock<Target>,
    office: RwLock<Option<Arc<Office>>>,
    installed: Mutex<Option<Arc<Office>>>,
    closing: watch::Sender<bool>,
}

impl Client {
    pub(crate) fn new(plan: Plan, port: u16, opener: Opener) -> Self {
        Self {
            home: plan.profile,
            port,
            platform: plan.platform,
            offices: plan.offices,
            opener,
            log: plan.log,
            keys: Keys::new(port, &*plan.tools.entropy),
            answers: Answers::default(),
            plans: Plans::default(),
            runs: Runs::default(),
            board: Board::default(),
            keeper: Keeper::default(),
            watcher: Watcher::default(),
            updates: Updates::default(),
            receivings: Receivings::default(),
            pending: Mutex::default(),
            target: RwLock::new(Target {
                folder: plan.received.clone(),
                template: String::new(),
            }),
            received: plan.received,
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

    /// The offices of this computer; none where there can be only one.
    pub(crate) fn known_offices(&self) -> Vec<KnownOffice> {
        self.offices.as_ref().map(Offices::all).unwrap_or_default()
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

    /// The office is open from now on.
    pub(crate) fn set_office(&self, office: Arc<Office>) {
        self.replace_office(Some(office));
    }

    fn replace_office(&self, office: Option<Arc<Office>>) -> Option<Arc<Office>> {
        let mut open = self.office.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *open, office)
    }

    /// Locks the client: nothing of the office stays open, and its app user is logged out. What is
    /// being sent or received goes on after the next log-in.
    pub(crate) async fn close_office(&self) {
        let office = self.replace_office(None);
        self.break_off(office.as_deref());
        self.plans.clear();
        self.answers.clear();
        if let Some(office) = office {
            office.desk().platform().close_app_session().await;
        }
    }

    /// Ends all that goes on beside the pages. What is open of it stands in the book.
    fn break_off(&self, office: Option<&Office>) {
        // First, so that nobody who still holds the office begins anew what is broken off here.
        if let Some(office) = office {
            office.close();
        }
        self.keeper.rest();
        self.watcher.rest();
        self.updates.rest();
        self.receivings.break_off();
        self.runs.break_off();
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

    /// How many messages wait to be received, for the title of pages; none where the book cannot be read.
    pub(crate) async fn count_waiting(&self) -> usize {
        let Some(office) = self.office() else {
            return 0;
        };
        let counted = office.in_book(Book::count_waiting).await;
        counted.unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "what waits is not counted");
            0
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

    /// Where received files go when nobody says otherwise.
    pub(crate) fn usual_folder(&self) -> &Path {
        &self.received
    }

    /// Where received files go.
    pub(crate) fn target(&self) -> Target {
        let target = self.target.read().unwrap_or_else(PoisonError::into_inner);
        target.clone()
    }

    /// Lets received files go elsewhere from now on.
    pub(crate) fn set_target(&self, target: Target) {
        *self.target.write().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Ends the client. Its pages are given to the end; nothing else goes on.
    pub(crate) fn close(&self) {
        self.break_off(self.office().as_deref());
        self.closing.send_replace(true);
    }

    /// Whether the client is ended.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
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
