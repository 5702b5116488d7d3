//! The office behind the pages: what they ask of the desk, they ask here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use secrecy::SecretString;
use tasuki_desk::{
    CheckedDraft, Desk, DeskError, Draft, Fault, Lock, LockedProfile, Platform, Profile, Tools,
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
    home: PathBuf,
    /// What unlocks the profile (個人ユーザのパスワード).
    password: SecretString,
    tools: Tools,
    /// There once the office's user has logged in.
    desk: RwLock<Option<Arc<Desk>>>,
    /// Names of partners that the platform told.
    names: Mutex<BTreeMap<OfficeNumber, String>>,
}

/// Unlocks the client of the profile in `home` with the password of its app user (個人ユーザ).
pub(crate) fn unlock(
    home: &Path,
    password: SecretString,
    tools: &Tools,
) -> Result<Office, DeskError> {
    let locked = LockedProfile::read(home)?;
    locked.check(tools.clock.now())?;
    let profile = locked.unlock(&Lock::new(&password))?;
    let facts = CertificateFacts::read(profile.identity().certificate().der())
        .map_err(tasuki_desk::ProfileError::Certificate)?;
    Ok(Office {
        number: profile.office(),
        name: facts.organization,
        user: profile.user(),
        platform: profile.platform().to_string(),
        certificate_until: facts.valid_until,
        home: home.to_owned(),
        password,
        tools: tools.clone(),
        desk: RwLock::default(),
        names: Mutex::default(),
    })
}

impl Office {
    /// Whether the platform can be reached with the office's certificate, and its time if it tells
    /// it.
    pub(crate) async fn greet(&self) -> Result<Option<Timestamp>, DeskError> {
        let profile = self.profile().await?;
        let nobody = || Err(tasuki_desk::NoPassword::NobodyToAsk);
        let clock = Arc::clone(&self.tools.clock);
        let platform = Platform::new(&profile, Arc::new(nobody), clock, self.tools.patience)?;
        Ok(platform.greet().await?)
    }

    /// The profile, read and unlocked anew.
    async fn profile(&self) -> Result<Profile, DeskError> {
        let (home, password) = (self.home.clone(), self.password.clone());
        let read =
            tokio::task::spawn_blocking(move || Profile::load(home, &Lock::new(&password))).await;
        // Reading does not panic, and nobody aborts it.
        Ok(read.map_err(std::io::Error::from)??)
    }

    /// The desk, once the office's user has logged in.
    pub(crate) fn desk(&self) -> Option<Arc<Desk>> {
        let desk = self.desk.read().unwrap_or_else(PoisonError::into_inner);
        desk.clone()
    }

    /// Logs the office's user in with the platform: the password itself is tried.
    pub(crate) async fn log_in(&self, password: SecretString) -> Result<(), DeskError> {
        let profile = self.profile().await?;
        let desk = Desk::open_with(profile, password, self.tools.clone())?;
        desk.platform().begin_session().await?;
        let mut current = self.desk.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::new(desk));
        Ok(())
    }

    /// The name of an office, if the platform can be asked and knows it.
    pub(crate) async fn name_of(&self, number: OfficeNumber) -> Option<String> {
        let known = self.names().get(&number).cloned();
        if known.is_some() {
            return known;
        }
        let desk = self.desk()?;
        let asked = tokio::time::timeout(GLANCE, desk.platform().office(number)).await;
        let office = asked.ok()?.ok()?;
        self.names().insert(number, office.name.clone());
        Some(office.name)
    }

    /// How many messages wait to be received; none if the platform cannot be asked, or does not
    /// answer at once.
    pub(crate) async fn waiting(&self) -> Option<Result<usize, DeskError>> {
        let desk = self.desk()?;
        let asked = tokio::time::timeout(GLANCE, desk.unreceived()).await;
        Some(asked.ok()?.map(|ids| ids.len()))
    }

    fn names(&self) -> MutexGuard<'_, BTreeMap<OfficeNumber, String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks a draft, within the limits that the platform told or, before it was asked, the usual
    /// ones.
    pub(crate) async fn check(&self, draft: Draft) -> Result<CheckedDraft, Vec<Fault>> {
        let limits = match self.desk() {
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
