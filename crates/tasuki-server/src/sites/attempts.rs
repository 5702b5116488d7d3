//! How often an address may try passwords and other secrets.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::SiteError;

/// Counts what tries a secret: log-ins, resets, the password for certificates. What is counted per
/// user locks the user; this keeps one address from trying many users.
#[derive(Debug)]
pub(crate) struct Attempts {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
}

impl Attempts {
    /// So many attempts each minute, in the long run and at once.
    pub(crate) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)),
        }
    }

    /// Counts one attempt; fails if it is one too many.
    pub(crate) fn admit(&self, address: IpAddr) -> Result<(), SiteError> {
        let network = match address {
            // Whoever has one address of IPv6 has all of its network.
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(network.into())
            }
            IpAddr::V4(_) => address,
        };
        let admitted = self.limiter.check_key(&network);
        admitted.map_err(|_| SiteError::TooOften)
    }

    /// Forgets who has not tried for a while.
    pub(crate) fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}
