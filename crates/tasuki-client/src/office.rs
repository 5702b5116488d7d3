//! The office behind the pages: what they ask of the desk, they ask here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tasuki_desk::{
    AppUserStand, Book, BookError, BulkPlan, CheckedDraft, Desk, DeskError, Draft, DraftFile,
    Fault, Lock, LockedProfile, NoPassword, PlatformError, Tools, plan_sending,
};
use tasuki_exchange::Limits;
use tasuki_pki::CertificateFacts;
use tasuki_terms::{AppUserId, OfficeNumber, Timestamp, UserId};
use tasuki_wire::Code;

use crate::waits::GLANCE;

mod names;

pub(crate) use names::Receiver;

/// From how many days on the end of a certificate is told, where the platform does not say.
pub(crate) const SOON: i64 = 60;

/// What is told where the platform does not take the app user's password any more.
const REFUSED: &str = "ログインに使ったパスワードは、利用申請Webページで変更されたか、有効期限が切れています。有効期限が切れているときは、先に利用申請Webページで変更してください。そのあとログアウトし、ログインの画面の「パスワードを変更したとき」から、このパソコンのパスワードも同じものに変更して、ログインし直してください。";

/// How long the log-in waits for the platform.
const PATIENCE: Duration = Duration::from_secs(5);

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
    /// Whether its user has logged out: nothing of it goes on any more.
    is_closed: AtomicBool,
    /// Whether the profile knows who the app user is that the platform has let in.
    is_remembered: AtomicBool,
    /// Why nobody could be asked at the log-in.
    note: Mutex<Option<String>>,
    /// Names of partners that the platform told.
    names: Mutex<BTreeMap<OfficeNumber, String>>,
    /// Which of them take part, as it told.
    members: Mutex<BTreeMap<OfficeNumber, bool>>,
}

/// Unlocks the client of the profile in `home` with the password of its app user (個人ユーザ).
pub(crate) fn unlock(
    home: &Path,
    password: &SecretString,
    tools: &Tools,
) -> Result<Office, DeskError> {
    let locked = LockedProfile::read(home)?;
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
        is_closed: AtomicBool::new(false),
        is_remembered: AtomicBool::new(false),
        note: Mutex::default(),
        names: Mutex::default(),
        members: Mutex::default(),
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

    /// Reads the lists behind a job: what it has done stands in them.
    pub(crate) async fn sync(&self) {
        if let Err(error) = self.desk.sync().await {
            tracing::info!(code = error.code(), "the lists are not read");
        }
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

    /// Lets nothing of it go on from now on. What is under way is broken off after this.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    /// Whether its user has logged out, while somebody still held it.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// The desk, once the office's user has logged in, and as long as the platform takes the password:
    /// what sends and receives needs it.
    pub(crate) fn online(&self) -> Option<&Arc<Desk>> {
        let is_online = self.is_online.load(Ordering::Acquire);
        (is_online && !self.desk.platform().is_password_refused()).then_some(&self.desk)
    }

    /// The desk, once anybody of the office has logged in with the platform: the app user reads lists
    /// and offices, too.
    pub(crate) fn reading(&self) -> Option<&Arc<Desk>> {
        match self.desk.platform().app_user() {
            AppUserStand::In(_) => Some(&self.desk),
            AppUserStand::Out | AppUserStand::Waits | AppUserStand::Refused => self.online(),
        }
    }

    /// Notes in the profile who the app user is, once the platform has let them in.
    pub(crate) fn remember(&self) {
        let AppUserStand::In(user) = self.desk.platform().app_user() else {
            return;
        };
        if self.is_remembered.swap(true, Ordering::AcqRel) {
            return;
        }
        // Who was let in is in, whether or not this computer can keep who it was.
        if let Err(error) = self.desk.profile().remember_app_user(user) {
            tracing::warn!(code = error.code(), "the app user is not remembered");
        }
    }

    /// Lets the app user in (個人ユーザ), who reads lists: the platform says whether the password is
    /// right. Where it cannot be asked, the profile that the password opened is good enough; what is on
    /// this computer can be used, [`Office::note`] says so, and the platform is asked once it answers.
    pub(crate) async fn enter(
        &self,
        user: AppUserId,
        password: SecretString,
    ) -> Result<(), DeskError> {
        let platform = self.desk.platform();
        let asked = platform.open_app_session(user, password);
        let error = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(())) => {
                self.remember();
                return Ok(());
            }
            Ok(Err(error)) if is_refusal(&error) => return Err(error.into()),
            Ok(Err(error)) => Some(DeskError::from(error)),
            Err(_) => None,
        };
        let why = error.as_ref().map_or_else(
            || "連携基盤から応答がありません。".to_owned(),
            DeskError::what,
        );
        tracing::info!(
            code = error.as_ref().map(DeskError::code),
            "logged in without the platform"
        );
        *self.note.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        Ok(())
    }

    /// Why only what is on this computer is shown; none while the platform is asked.
    pub(crate) fn note(&self) -> Option<String> {
        let stand = self.desk.platform().app_user();
        if stand == AppUserStand::Refused {
            return Some(REFUSED.to_owned());
        }
        if self.reading().is_some() {
            return None;
        }
        let note = self.note.lock().unwrap_or_else(PoisonError::into_inner);
        note.clone()
    }

    /// Logs the office's user in with the platform: the password itself is tried.
    pub(crate) async fn log_in(&self, password: SecretString) -> Result<(), DeskError> {
        let logged_in = self.desk.platform().log_in(password).await;
        self.is_online.store(logged_in.is_ok(), Ordering::Release);
        Ok(logged_in?)
    }

    /// What a message may hold, as the platform told or, before it was asked, as usual. It is asked
    /// where it has not told yet, and `may_ask`.
    pub(crate) async fn limits(&self, may_ask: bool) -> Limits {
        if let Some(told) = self.desk.known_limits() {
            return told.clone();
        }
        if !may_ask {
            return Limits::default();
        }
        let asked = tokio::time::timeout(GLANCE, self.desk.limits()).await;
        asked.ok().and_then(Result::ok).cloned().unwrap_or_default()
    }

    /// Checks a draft.
    pub(crate) async fn check(
        &self,
        draft: Draft,
        limits: &Limits,
    ) -> Result<CheckedDraft, Vec<Fault>> {
        let (limits, number) = (limits.clone(), self.number);
        let checked = tokio::task::spawn_blocking(move || draft.check(number, &limits)).await;
        // The check does not panic, and nobody aborts it.
        checked.unwrap_or_else(|_| Err(vec![Fault::NoReceiver]))
    }

    /// Sorts files into messages and checks each.
    pub(crate) async fn plan(
        &self,
        files: Vec<DraftFile>,
        attachments: Vec<(OfficeNumber, DraftFile)>,
    ) -> Result<BulkPlan, DeskError> {
        let (limits, number) = (self.limits(true).await, self.number);
        let planned = move || plan_sending(files, attachments, number, &limits);
        let planned = tokio::task::spawn_blocking(planned).await;
        planned.map_err(DeskError::BrokenOff)
    }
}

/// Whether the platform knows the user and does not let them in, or does not know them.
fn is_refusal(error: &PlatformError) -> bool {
    let problem = error.problem();
    let is_locked = problem.is_some_and(|problem| problem.code == Code::UserLocked.as_str());
    is_locked || error.refuses_password()
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
