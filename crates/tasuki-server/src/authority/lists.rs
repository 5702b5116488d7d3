//! Revocation lists that are signed anew when something was revoked, or when they get old.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Bytes;
use jiff::SignedDuration;
use tasuki_pki::Revoked;
use tasuki_store::StoreError;
use tasuki_terms::{Revocation, Timestamp};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::authorities::Authorities;
use crate::platform::Platform;

/// How often the records are asked at most.
const PACE: Duration = Duration::from_secs(2);
/// For how long a list says that it is good.
const GOOD: SignedDuration = SignedDuration::from_hours(24);
/// How old a list becomes if nothing is revoked.
const OLDEST: SignedDuration = SignedDuration::from_hours(1);
/// How long a certificate stays listed behind its end: each must be in a list of after (RFC 5280
/// 3.3), and clocks differ.
const BEHIND: SignedDuration = SignedDuration::from_hours(24 * 7);

/// The lists of all authorities. Whoever asks first has them made; others wait for it.
#[derive(Default)]
pub(super) struct Lists(Mutex<Option<Signed>>);

struct Signed {
    asked: Instant,
    at: Timestamp,
    number: u64,
    revoked: Vec<Taken>,
    lists: BTreeMap<String, Bytes>,
}

impl Lists {
    /// The list of an authority; none if it is none of ours.
    pub(super) async fn of(
        &self,
        id: &str,
        authorities: &Authorities,
        platform: &Platform,
    ) -> anyhow::Result<Option<Bytes>> {
        let mut kept = self.0.lock().await;
        let fresh = match kept.take() {
            Some(signed) if signed.asked.elapsed() < PACE => signed,
            signed => renewed(signed, authorities, platform).await?,
        };
        let list = fresh.lists.get(id).cloned();
        *kept = Some(fresh);
        Ok(list)
    }
}

/// A certificate that was taken back.
#[derive(PartialEq, Eq)]
struct Taken {
    entry: Revoked,
    der: Vec<u8>,
}

/// What was taken back of offices and of the platform itself, and is not over before `at`.
async fn taken_back(platform: &Platform, at: Timestamp) -> Result<Vec<Taken>, StoreError> {
    let taken = |serial_hex, der, revoked: Option<Revocation>| {
        revoked.map(|revocation| Taken {
            entry: Revoked {
                serial_hex,
                revocation,
            },
            der,
        })
    };
    let offices = platform.records.revoked_certificates(at).await?;
    let own = platform
        .records
        .read("revoked_own_certificates", move |records| {
            records.revoked_own_certificates(at)
        });
    let offices = offices.into_iter();
    let offices = offices.filter_map(|row| taken(row.serial, row.der, row.revoked));
    let own = own.await?.into_iter();
    let own = own.filter_map(|row| taken(row.serial, row.der, row.revoked));
    Ok(offices.chain(own).collect())
}

/// The same lists if nothing has changed, or new ones.
async fn renewed(
    before: Option<Signed>,
    authorities: &Authorities,
    platform: &Platform,
) -> anyhow::Result<Signed> {
    let now = platform.clock.now();
    let asked = Instant::now();
    let revoked = taken_back(platform, now - BEHIND).await?;
    let mut number = u64::try_from(now.as_second()).unwrap_or_default();
    if let Some(mut before) = before {
        if before.revoked == revoked && now < before.at + OLDEST {
            before.asked = asked;
            return Ok(before);
        }
        // Two in one second, or a clock that was set back.
        number = number.max(before.number + 1);
    }
    let mut lists = BTreeMap::new();
    for authority in authorities.all() {
        let own: Vec<Revoked> = revoked
            .iter()
            .filter(|one| authority.has_issued(&one.der))
            .map(|one| one.entry.clone())
            .collect();
        let list = authority.crl(&own, now, now + GOOD, number)?;
        lists.insert(authority.id(), Bytes::from(list));
    }
    Ok(Signed {
        asked,
        at: now,
        number,
        revoked,
        lists,
    })
}
