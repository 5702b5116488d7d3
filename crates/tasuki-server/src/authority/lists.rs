//! Revocation lists that are signed anew when something was revoked, or when they get old.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Bytes;
use jiff::SignedDuration;
use tasuki_pki::Revoked;
use tasuki_seal::sha256;
use tasuki_store::{SignedListRow, StoreError};
use tasuki_terms::{Digest, Revocation, Timestamp};
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

/// The lists of all authorities. They are in the records, so that all processes give the same, and
/// none an earlier one after a later one. Whoever asks first has them made; others wait for it.
#[derive(Default)]
pub(super) struct Lists(Mutex<Option<Signed>>);

struct Signed {
    asked: Instant,
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
            _ => current(authorities, platform).await?,
        };
        let list = fresh.lists.get(id).cloned();
        *kept = Some(fresh);
        Ok(list)
    }
}

/// A certificate that was taken back.
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

/// What a list tells: all that was taken back.
fn digest(revoked: &[Revoked]) -> Digest {
    let line = |one: &Revoked| {
        let (at, reason) = (one.revocation.at, one.revocation.reason.as_str());
        format!("{} {} {reason}\n", one.serial_hex, at.as_microsecond())
    };
    sha256(revoked.iter().map(line).collect::<String>().as_bytes())
}

/// The lists as they are given out now: those of the records where they still hold, or else new
/// ones, unless another process was quicker.
async fn current(authorities: &Authorities, platform: &Platform) -> anyhow::Result<Signed> {
    let (asked, now) = (Instant::now(), platform.clock.now());
    let revoked = taken_back(platform, now - BEHIND).await?;
    let known = platform.records.read("signed_lists", |records| {
        Ok(by_authority(records.signed_lists()?))
    });
    let known = known.await?;
    let mut lists = BTreeMap::new();
    let mut fresh = Vec::new();
    for authority in authorities.all() {
        let own: Vec<Revoked> = revoked
            .iter()
            .filter(|one| authority.has_issued(&one.der))
            .map(|one| one.entry.clone())
            .collect();
        let (id, digest) = (authority.id(), digest(&own));
        let before = known.get(&id);
        if let Some(row) = before.filter(|row| holds(row, digest, now)) {
            lists.insert(id, Bytes::from(row.der.clone()));
            continue;
        }
        let number = u64::try_from(now.as_second()).unwrap_or_default();
        // Two in one second, or a clock that was set back.
        let number = number.max(before.map_or(0, |row| row.number + 1));
        fresh.push(SignedListRow {
            der: authority.crl(&own, now, now + GOOD, number)?,
            authority: id,
            number,
            signed_at: now,
            digest,
        });
    }
    if !fresh.is_empty() {
        let given = platform
            .records
            .change("save_signed_lists", move |records| {
                let known = by_authority(records.signed_lists()?);
                let mut given = Vec::new();
                for row in fresh {
                    match known.get(&row.authority) {
                        Some(other) if other.number >= row.number => given.push(other.clone()),
                        _ => {
                            records.save_signed_list(&row)?;
                            given.push(row);
                        }
                    }
                }
                Ok(given)
            });
        let given = given.await?.into_iter();
        lists.extend(given.map(|row| (row.authority, Bytes::from(row.der))));
    }
    Ok(Signed { asked, lists })
}

fn by_authority(rows: Vec<SignedListRow>) -> BTreeMap<String, SignedListRow> {
    let named = rows.into_iter().map(|row| (row.authority.clone(), row));
    named.collect()
}

/// Whether a list still tells what is so, and is not too old.
fn holds(row: &SignedListRow, digest: Digest, now: Timestamp) -> bool {
    row.digest == digest && now < row.signed_at + OLDEST
}
