//! How often one place may try passwords and other secrets.

use std::num::NonZeroU32;

use governor::Quota;

use super::network::Network;
use super::{Site, SiteError};
use crate::beside::{Beside, Counted, Counting, Tag};

/// What is tried. Each kind has an allowance of its own on each site, so that whoever uses one up
/// hinders nobody, behind the same address, who tries another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Secret {
    /// The log-in.
    LogIn,
    /// A way back in that is asked for (パスワード等を紛失した方はこちら).
    Reset,
    /// A link of a mail.
    Link,
    /// One's own password, once more.
    Own,
    /// The password for certificates (証明書発行用パスワード).
    Issuing,
    /// No secret, but what people must read (掲載内容の修正依頼).
    Correction,
    /// No secret: the form of the help desk (お問い合わせ), which is open to everybody.
    Contact,
}

/// What one network may send in an hour for people to read, of each kind, all at once if need be.
const HOURLY: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

impl Secret {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "log-in",
            Self::Reset => "reset",
            Self::Link => "link",
            Self::Own => "own",
            Self::Issuing => "issuing",
            Self::Correction => "correction",
            Self::Contact => "contact",
        }
    }
}

/// Counts what tries a secret, in all processes together. The brake holds back who tries one
/// user's; this keeps one place from trying many users'.
#[derive(Debug)]
pub(crate) struct Attempts {
    minutely: Counted,
    hourly: Counted,
}

impl Attempts {
    /// So many attempts each minute, in the long run and at once.
    pub(crate) fn new(per_minute: NonZeroU32, beside: &Beside) -> Self {
        let (minutely, hourly) = (Quota::per_minute(per_minute), Quota::per_hour(HOURLY));
        Self {
            minutely: Counted::new(Counting::Attempts, minutely, beside.clone()),
            hourly: Counted::new(Counting::Letters, hourly, beside.clone()),
        }
    }

    /// Counts one attempt; fails if it is one too many.
    pub(super) fn admit(
        &self,
        site: Site,
        secret: Secret,
        network: Network,
    ) -> Result<(), SiteError> {
        let from = network.address().to_string();
        let words = [site.as_str(), secret.as_str(), &from];
        admitted(self.minutely.admit(&words))
    }

    /// Counts something that people must read; fails if it is one too many in an hour.
    pub(super) fn admit_hourly(&self, what: Secret, network: Network) -> Result<(), SiteError> {
        let from = network.address().to_string();
        admitted(self.hourly.admit(&[what.as_str(), &from]))
    }

    /// Takes off attempts that another process let in.
    pub(crate) fn hear(&self, tag: Tag, count: u32) {
        self.minutely.hear(tag, count);
    }

    /// Takes off what another process let in for people to read.
    pub(crate) fn hear_hourly(&self, tag: Tag, count: u32) {
        self.hourly.hear(tag, count);
    }

    /// Forgets who has not tried for a while.
    pub(crate) fn forget_idle(&self) {
        self.minutely.forget_idle();
        self.hourly.forget_idle();
    }
}

const fn admitted(is_admitted: bool) -> Result<(), SiteError> {
    if is_admitted {
        Ok(())
    } else {
        Err(SiteError::TooOften)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_uses_up_one_allowance_hinders_no_other() {
        let attempts = Attempts::new(NonZeroU32::MIN, &Beside::alone());
        let of = |text: &str| Network::of(text.parse().unwrap());
        let (one, other) = (of("192.0.2.1"), of("192.0.2.2"));
        let log_in = |site, network| attempts.admit(site, Secret::LogIn, network);
        assert_eq!(log_in(Site::Claims, one), Ok(()));
        assert_eq!(log_in(Site::Claims, one), Err(SiteError::TooOften));
        assert_eq!(log_in(Site::Portal, one), Ok(()));
        assert_eq!(log_in(Site::Claims, other), Ok(()));
        assert_eq!(attempts.admit(Site::Claims, Secret::Reset, one), Ok(()));
        let hourly = |what, network| attempts.admit_hourly(what, network);
        for _ in 0..HOURLY.get() {
            assert_eq!(hourly(Secret::Correction, one), Ok(()));
        }
        let refused = Err(SiteError::TooOften);
        assert_eq!(hourly(Secret::Correction, one), refused);
        assert_eq!(hourly(Secret::Contact, one), Ok(()));
        assert_eq!(hourly(Secret::Correction, other), Ok(()));
    }
}
