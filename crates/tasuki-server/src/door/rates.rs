//! How often who may ask.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::Quota;
use tasuki_terms::OfficeNumber;

use crate::beside::{Beside, Counted, Counting, Tag};
use crate::settings::Limits;

/// Counts the requests of each office, and of each address from which nobody asks by a good
/// certificate, so that no stranger uses up what is an office's.
#[derive(Debug)]
pub(crate) struct Rates {
    requests: Counted,
    /// Searches of the directory, so that nobody copies it in passing.
    searches: Counted,
    /// Log-ins, since each may cost as much as many requests: passwords are tried one after the
    /// other, and whoever may try a user who is not there is never locked out.
    log_ins: Counted,
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
    /// What is asked, and by whom. Whoever has one address of IPv6 has all of its network.
    fn words(self) -> (&'static str, String) {
        let network = |address: Option<IpAddr>| match address {
            Some(IpAddr::V6(address)) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(network.into()).to_string()
            }
            Some(address @ IpAddr::V4(_)) => address.to_string(),
            None => String::new(),
        };
        match self {
            Self::Address(address) => ("address", network(address)),
            Self::Public(address) => ("public", network(address)),
            Self::Office(office) => ("office", office.to_string()),
        }
    }
}

impl Rates {
    /// Counts what is told to the others as `what`.
    pub(crate) fn new(limits: &Limits, what: Counting, beside: &Beside) -> Self {
        let quota = Quota::per_second(limits.requests_per_second)
            .allow_burst(limits.requests_burst.max(NonZeroU32::MIN));
        let searches = Quota::per_minute(limits.searches_per_minute);
        let log_ins = Quota::per_minute(limits.log_ins_per_minute);
        Self {
            requests: Counted::new(what, quota, beside.clone()),
            searches: Counted::new(Counting::Searches, searches, beside.clone()),
            log_ins: Counted::new(Counting::LogIns, log_ins, beside.clone()),
        }
    }

    /// Counts one request; false if it is one too many.
    pub(crate) fn admit(&self, asking: Asking) -> bool {
        let (what, who) = asking.words();
        self.requests.admit(&[what, &who])
    }

    /// Counts one search of the directory; false if it is one too many.
    pub(crate) fn admit_search(&self, office: OfficeNumber) -> bool {
        self.searches.admit(&[office.as_str()])
    }

    /// Counts one log-in; false if it is one too many.
    pub(crate) fn admit_log_in(&self, office: OfficeNumber) -> bool {
        self.log_ins.admit(&[office.as_str()])
    }

    /// Takes off requests that another process let in.
    pub(crate) fn hear(&self, tag: Tag, count: u32) {
        self.requests.hear(tag, count);
    }

    /// Takes off searches that another process let in.
    pub(crate) fn hear_search(&self, tag: Tag, count: u32) {
        self.searches.hear(tag, count);
    }

    /// Takes off log-ins that another process let in.
    pub(crate) fn hear_log_in(&self, tag: Tag, count: u32) {
        self.log_ins.hear(tag, count);
    }

    /// Forgets who has not asked for a while.
    pub(crate) fn forget_idle(&self) {
        self.requests.forget_idle();
        self.searches.forget_idle();
        self.log_ins.forget_idle();
    }
}
