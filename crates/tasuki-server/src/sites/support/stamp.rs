//! What a form for everybody carries so that it is neither sent at once, nor forged, nor taken
//! twice.

use jiff::SignedDuration;
use tasuki_store::RecordId;
use tasuki_terms::Timestamp;

use crate::platform::Platform;
use crate::sites::SiteError;

/// Nobody reads and fills in a form faster.
const LEAST: SignedDuration = SignedDuration::from_secs(3);
/// For how long a form can be sent.
const MOST: SignedDuration = SignedDuration::from_hours(12);

/// For which form a stamp is; no other one takes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stamped {
    /// A question to the help desk that is typed (お問い合わせ).
    Contact,
    /// The same, looked at once more: it was checked, and no machine filled it in at once.
    Confirmed,
    /// None any more: what was sent, so that who sent it is told what becomes of it. It stands in
    /// an address, and nothing can be sent with it.
    Done,
    /// A request to mend the directory (掲載内容の修正依頼).
    Correction,
}

impl Stamped {
    /// For what it is sealed.
    const fn purpose(self) -> &'static str {
        match self {
            Self::Contact => "contact-stamp",
            Self::Confirmed => "contact-confirmed",
            Self::Done => "contact-done",
            Self::Correction => "correction-stamp",
        }
    }
}

/// When a form was shown, and the id of what is sent with it.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    pub(super) draft: RecordId,
    at: Timestamp,
}

/// It is none of ours, none of this form, or too old.
pub(super) struct StampFault;

impl Stamp {
    /// One for a form that is shown now, sealed.
    pub(super) fn make(platform: &Platform, form: Stamped) -> Result<String, SiteError> {
        Self::sealed(platform, form, platform.clock.now(), None)
    }

    /// One for what was sent with this one.
    pub(super) fn done(&self, platform: &Platform) -> Result<String, SiteError> {
        let now = platform.clock.now();
        Self::sealed(platform, Stamped::Done, now, Some(self.draft))
    }

    /// One for a form that was filled in before.
    pub(super) fn make_filled(platform: &Platform, form: Stamped) -> Result<String, SiteError> {
        let now = platform.clock.now();
        let before = now.checked_sub(LEAST).unwrap_or(now);
        Self::sealed(platform, form, before, None)
    }

    fn sealed(
        platform: &Platform,
        form: Stamped,
        at: Timestamp,
        draft: Option<RecordId>,
    ) -> Result<String, SiteError> {
        let registry = platform.registry()?;
        let (at, draft) = (
            at.as_microsecond(),
            draft.unwrap_or_else(|| registry.new_id()),
        );
        let text = format!("{draft} {at}");
        let sealed = registry.vault.seal(form.purpose(), text.as_bytes());
        sealed
            .map(hex::encode)
            .map_err(|error| SiteError::fault(&error))
    }

    /// Opens one that came back with a form.
    pub(super) fn read(platform: &Platform, form: Stamped, text: &str) -> Result<Self, StampFault> {
        let fault = |_| StampFault;
        let sealed = hex::decode(text).map_err(|_| StampFault)?;
        let registry = platform.registry().map_err(fault)?;
        let opened = registry.vault.open(form.purpose(), &sealed);
        let opened = opened.map_err(|_| StampFault)?;
        let stamp = Self::parse(&opened).ok_or(StampFault)?;
        let age = platform.clock.now().duration_since(stamp.at);
        if age > MOST {
            return Err(StampFault);
        }
        Ok(stamp)
    }

    fn parse(opened: &[u8]) -> Option<Self> {
        let (draft, at) = str::from_utf8(opened).ok()?.split_once(' ')?;
        Some(Self {
            draft: draft.parse().ok()?,
            at: Timestamp::from_microsecond(at.parse().ok()?).ok()?,
        })
    }

    /// Whether the form came back faster than anybody fills it in.
    pub(super) fn is_too_new(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) < LEAST
    }
}
