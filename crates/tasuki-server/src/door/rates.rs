//! How often who may ask.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tasuki_terms::OfficeNumber;

use crate::settings::Limits;

/// Counts the requests of each office, and of each address from which nobody asks by a good
/// certificate, so that no stranger uses up what is an office's.
#[derive(Debug)]
pub(crate) struct Rates {
    limiter: DefaultKeyedRateLimiter<Asking>,
    /// Searches of the directory, so that nobody copies it in passing.
    searches: DefaultKeyedRateLimiter<OfficeNumber>,
}

/// Whose requests are counted together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Asking {
    Office(OfficeNumber),
    Address(Option<IpAddr>),
    /// Whoever asks for what is public, apart from whoever asks the exchange.
    Public(Option<IpAddr>),
}

impl Asking {
    /// Whoever has one address of IPv6 has all of its network.
    fn counted(self) -> Self {
        let network = |address: IpAddr| match address {
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(network.into())
            }
            IpAddr::V4(_) => address,
        };
        match self {
            Self::Address(address) => Self::Address(address.map(network)),
            Self::Public(address) => Self::Public(address.map(network)),
            Self::Office(_) => self,
        }
    }
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        let quota = Quota::per_second(limits.requests_per_second)
            .allow_burst(limits.requests_burst.max(NonZeroU32::MIN));
        let searches = Quota::per_minute(limits.searches_per_minute);
        Self {
            limiter: RateLimiter::keyed(quota),
            searches: RateLimiter::keyed(searches),
        }
    }

    /// Counts one request; false if it is one too many.
    pub(crate) fn admit(&self, asking: Asking) -> bool {
        self.limiter.check_key(&asking.counted()).is_ok()
    }

    /// Counts one search of the directory; false if it is one too many.
    pub(crate) fn admit_search(&self, office: OfficeNumber) -> bool {
        self.searches.check_key(&office).is_ok()
    }

    /// Forgets who has not asked for a while.
    pub(crate) fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.searches.retain_recent();
        self.searches.shrink_to_fit();
    }
}
