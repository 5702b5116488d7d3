//! The office behind the pages: what they ask of the desk, they ask here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tasuki_desk::{
    Book, BookError, CheckedDraft, Desk, DeskError, Draft, Fault, Lock, LockedProfile, NoPassword,
    Tools,
};
use tasuki_exchange::Limits;
use tasuki_pki::CertificateFacts;
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

/// How long a page waits for what it can do without.
const GLANCE: Duration = Duration::from_secs(2);

/// An office whose client is unlocked.
pub(crate) struct Office {
    /// Its number (事業所番号).
    pub(crate) number: OfficeNumber,
    /// Its name, as its certificate says.
    pub(crate) name: String,
    /// Its user (事業所ユーザ).
    pub(crate) user: UserId,
    /// The platform's address.
    pub(crate) platform: String,
    /// Until when its certificate is valid.
    pub(crate) certificate_until: Timestamp,
    desk: Arc<Desk>,
    /// Whether the office's user has logged in.
    is_online: AtomicBool,
    /// Names of partners that the platform told.
    names: Mutex<BTreeMap<OfficeNumber, String>>,
}

/// Unlocks the client of the profile in `home` with the password of its app user (個人ユーザ).
pub(crate) fn unlock(
    home: &Path,
    password: &SecretString,
    tools: &Tools,
) -> Result<Office, DeskError> {
    let locked = LockedProfile::read(home)?;
    locked.check(tools.clock.now())?;
    let profile = locked.unlock(&Lock::new(password))?;
    let facts = CertificateFacts::read(profile.identity().certificate().der())
        .map_err(tasuki_desk::ProfileError::Certificate)?;
    let (number, user) = (profile.office(), profile.user());
    let platform = profile.platform().to_string();
    // The office's user is asked on a page, when it is needed: see `log_in`.
    let nobody = || Err(NoPassword::NobodyToAsk);
    Ok(Office {
        number,
        name: facts.organization,
        user,
        platform,
        certificate_until: facts.valid_until,
        desk: Arc::new(Desk::open_with(profile, nobody, tools.clone())?),
        is_online: AtomicBool::new(false),
        names: Mutex::default(),
    })
}

impl Office {
    /// Whether the platform can be reached with the office's certificate, and its time if it tells
    /// it.
    pub(crate) async fn greet(&self) -> Result<Option<Timestamp>, DeskError> {
        Ok(self.desk.platform().greet().await?)
    }

    /// The desk: its book and its own copies are there without the platform, too.
    pub(crate) fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// What is kept on this computer. Its calls wait for the disk.
    pub(crate) fn book(&self) -> &Book {
        self.desk.book()
    }

    /// Works with the book, where waiting for the disk disturbs nobody.
    pub(crate) async fn in_book<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Book) -> Result<T, BookError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let book = self.book().clone();
        let done = tokio::task::spawn_blocking(move || work(&book)).await;
        Ok(done.map_err(DeskError::BrokenOff)??)
    }

    /// The desk, once the office's user has logged in: what sends and receives needs it.
    pub(crate) fn online(&self) -> Option<&Arc<Desk>> {
        self.is_online.load(Ordering::Acquire).then_some(&self.desk)
    }

    /// Logs the office's user in with the platform: the password itself is tried.
    pub(crate) async fn log_in(&self, password: SecretString) -> Result<(), DeskError> {
        let logged_in = self.desk.platform().log_in(password).await;
        self.is_online.store(logged_in.is_ok(), Ordering::Release);
        Ok(logged_in?)
    }

    /// The name of an office, if the platform can be asked and knows it.
    pub(crate) async fn name_of(&self, number: OfficeNumber) -> Option<String> {
        let known = self.names().get(&number).cloned();
        if known.is_some() {
            return known;
        }
        let desk = self.online()?;
        let asked = tokio::time::timeout(GLANCE, desk.platform().office(number)).await;
        let office = asked.ok()?.ok()?;
        self.names().insert(number, office.name.clone());
        Some(office.name)
    }

    fn names(&self) -> MutexGuard<'_, BTreeMap<OfficeNumber, String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks a draft, within the limits that the platform told or, before it was asked, the usual
    /// ones.
    pub(crate) async fn check(&self, draft: Draft) -> Result<CheckedDraft, Vec<Fault>> {
        let limits = match self.online() {
            Some(desk) => desk.limits().await.cloned().unwrap_or_default(),
            None => Limits::default(),
        };
        let number = self.number;
        let checked = tokio::task::spawn_blocking(move || draft.check(number, &limits)).await;
        // The check does not panic, and nobody aborts it.
        checked.unwrap_or_else(|_| Err(vec![Fault::NoReceiver]))
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
