//! How often one place may try passwords and other secrets.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::network::Network;
use super::{Site, SiteError};

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

/// Counts what tries a secret. The brake holds back who tries one user's; this keeps one place
/// from trying many users'.
#[derive(Debug)]
pub(crate) struct Attempts {
    limiter: DefaultKeyedRateLimiter<(Site, Secret, Network)>,
    hourly: DefaultKeyedRateLimiter<(Secret, Network)>,
}

impl Attempts {
    /// So many attempts each minute, in the long run and at once.
    pub(crate) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)),
            hourly: RateLimiter::keyed(Quota::per_hour(HOURLY)),
        }
    }

    /// Counts one attempt; fails if it is one too many.
    pub(super) fn admit(
        &self,
        site: Site,
        secret: Secret,
        network: Network,
    ) -> Result<(), SiteError> {
        let admitted = self.limiter.check_key(&(site, secret, network));
        admitted.map_err(|_| SiteError::TooOften)
    }

    /// Counts something that people must read; fails if it is one too many in an hour.
    pub(super) fn admit_hourly(&self, what: Secret, network: Network) -> Result<(), SiteError> {
        let admitted = self.hourly.check_key(&(what, network));
        admitted.map_err(|_| SiteError::TooOften)
    }

    /// Forgets who has not tried for a while.
    pub(crate) fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.hourly.retain_recent();
        self.hourly.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_uses_up_one_allowance_hinders_no_other() {
        let attempts = Attempts::new(NonZeroU32::MIN);
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
