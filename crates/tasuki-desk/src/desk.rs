//! The desk: a profile, the platform and the ledger together.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tasuki_exchange::Limits;
use tasuki_seal::SystemEntropy;
use tasuki_terms::{Clock, Entropy, MessageId, SystemClock};
use tokio::sync::OnceCell;

use crate::licence::KnownLicence;
use crate::trust::Trusted;
use crate::{Book, DeskError, Ledger, PasswordSource, Patience, Platform, Profile, ProfileError};

/// An office's desk: everything that people there do with messages.
pub struct Desk {
    pub(crate) profile: Profile,
    pub(crate) platform: Platform,
    pub(crate) ledger: Ledger,
    pub(crate) book: Book,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) trust: Trusted,
    pub(crate) licence: KnownLicence,
    limits: OnceCell<Limits>,
    under_way: Mutex<BTreeSet<MessageId>>,
}

/// What a test must hold.
#[derive(Clone)]
pub struct Tools {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives chance.
    pub entropy: Arc<dyn Entropy>,
    /// How long the platform is waited for.
    pub patience: Patience,
}

impl Default for Tools {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            patience: Patience::default(),
        }
    }
}

impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tools")
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the desk of a profile. Nothing is sent yet; the password is asked for when the first
    /// operation needs it.
    pub fn open(profile: Profile, password: impl PasswordSource) -> Result<Self, DeskError> {
        Self::open_with(profile, password, Tools::default())
    }

    /// Opens a desk whose time and chance are given.
    ///
    /// A certificate that has expired, or a clock that is off, forbids nobody to read what is here: see
    /// [`Desk::check_certificate`].
    pub fn open_with(
        profile: Profile,
        password: impl PasswordSource,
        tools: Tools,
    ) -> Result<Self, DeskError> {
        match profile.check(tools.clock.now()) {
            Err(error) if !error.is_about_time() => return Err(error.into()),
            Err(_) | Ok(()) => {}
        }
        let platform = Platform::new(
            &profile,
            Arc::new(password),
            Arc::clone(&tools.clock),
            tools.patience,
        )?;
        let book = Book::open(
            &profile.book_file(),
            profile.keyring().clone(),
            Arc::clone(&tools.entropy),
        )?;
        Ok(Self {
            book,
            ledger: Ledger::new(profile.ledger_dir()),
            trust: Trusted::new(profile.anchors().clone()),
            profile,
            platform,
            clock: tools.clock,
            entropy: tools.entropy,
            licence: KnownLicence::default(),
            limits: OnceCell::new(),
            under_way: Mutex::default(),
        })
    }

    /// Checks that the certificate is valid now, of the trusted authority, and the office's own. Without that
    /// nothing is sent, received or taken back.
    pub fn check_certificate(&self) -> Result<(), ProfileError> {
        self.profile.check(self.clock.now())
    }

    /// Whose desk it is.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The plain client of the platform.
    pub const fn platform(&self) -> &Platform {
        &self.platform
    }

    /// What was sent and received.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What is kept of messages, drafts and partners, besides proofs. Its calls wait for the disk.
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// What one message may hold, as the platform said; none where it has not been asked yet.
    pub fn known_limits(&self) -> Option<&Limits> {
        self.limits.get()
    }

    /// What one message may hold, as the platform says; asked for once.
    pub async fn limits(&self) -> Result<&Limits, DeskError> {
        self.limits
            .get_or_try_init(|| async {
                let answer = self.platform.limits().await?;
                Ok(Limits {
                    files: usize::try_from(answer.files).unwrap_or(usize::MAX),
                    bytes: answer.bytes,
                    bulk: answer.bulk,
                    text_bytes: usize::try_from(answer.text_bytes).unwrap_or(usize::MAX),
                    media: answer.media,
                    ..Limits::default()
                })
            })
            .await
    }

    /// Marks a message as being sent by this very desk; none if it is marked already.
    pub(crate) fn take_up(&self, id: MessageId) -> Option<UnderWay<'_>> {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.insert(id).then_some(UnderWay { desk: self, id })
    }
}

/// A message that is being sent; the mark ends with it.
pub(crate) struct UnderWay<'a> {
    desk: &'a Desk,
    id: MessageId,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.desk
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("profile", &self.profile)
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}
