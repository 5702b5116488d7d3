//! A root and an authority for tests.

use jiff::SignedDuration;
use tasuki_terms::Timestamp;

use crate::{Authority, CaName, PublicUrl, Root};

pub(crate) fn now() -> Timestamp {
    "2026-11-21T03:00:00.123456Z".parse().unwrap()
}

pub(crate) fn ca_name(common: &str) -> CaName {
    CaName {
        organization: "試験運営者".to_owned(),
        common: common.to_owned(),
    }
}

pub(crate) fn root() -> Root {
    let twenty_years = SignedDuration::from_hours(24 * 7_305);
    Root::create(&ca_name("試験ルート"), now(), now() + twenty_years, [1; 16]).unwrap()
}

/// An authority for ten years below a root of its own.
pub(crate) fn authority() -> Authority {
    below(&root(), None)
}

pub(crate) fn below(root: &Root, url: Option<&PublicUrl>) -> Authority {
    let until = now() + SignedDuration::from_hours(24 * 3_653);
    let name = ca_name("ケアプラン連携試験認証局");
    root.authorize(&name, now(), until, [2; 16], url).unwrap()
}
