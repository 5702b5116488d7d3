//! Heads of the audit trail: how far it went at some moment, signed by the platform.
//!
//! The chain of digests shows that an entry was changed, but whoever may write to the database can
//! make the whole chain anew. A signed head, which is in the log and in each export, too, shows that
//! as well: the key that signs is in no database.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tasuki_pki::{Anchors, Holder, holder};
use tasuki_seal::{Identity, SealError, sign, verify};
use tasuki_store::{AuditChain, AuditHeadRow, AuditRow, BrokenTrail, StoreError};
use tasuki_terms::{Digest, Timestamp};

use crate::platform::Platform;

/// How many entries are read at once.
pub(crate) const PAGE: u64 = 1000;

/// Behind which entry those come that follow a page of at most [`PAGE`]; none on the last one.
pub(crate) fn next_after(rows: &[AuditRow]) -> Option<u64> {
    let is_full = (rows.len() as u64) >= PAGE;
    rows.last().filter(|_| is_full).map(|row| row.ordinal)
}

/// What is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    /// 1. No receipt has this item, so that neither is taken for the other.
    trail: u8,
    /// The last entry.
    ordinal: u64,
    /// Its digest, and with it that of all before.
    digest: Digest,
    at: Timestamp,
}

/// Why a trail is not what was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum TrailFault {
    /// An entry does not follow from the one before.
    #[error(transparent)]
    Broken(#[from] BrokenTrail),
    /// The platform signed another entry of this number.
    #[error("entry {ordinal} is not the one that was signed")]
    Replaced {
        /// Its number.
        ordinal: u64,
    },
    /// The platform signed an entry that is not there any more.
    #[error("entry {ordinal} was signed and is missing")]
    Missing {
        /// Its number.
        ordinal: u64,
    },
    /// A head was not signed by the platform.
    #[error("the head at entry {ordinal} is not the platform's")]
    Forged {
        /// Of the head.
        ordinal: u64,
    },
}

impl TrailFault {
    /// The entry from which on nothing is certain.
    pub(crate) const fn ordinal(self) -> u64 {
        match self {
            Self::Broken(BrokenTrail { ordinal })
            | Self::Replaced { ordinal }
            | Self::Missing { ordinal }
            | Self::Forged { ordinal } => ordinal,
        }
    }
}

/// Signs how far the trail goes.
pub(crate) fn sign_head(
    last: &AuditRow,
    by: &Identity,
    at: Timestamp,
) -> Result<AuditHeadRow, SealError> {
    let head = Head {
        trail: 1,
        ordinal: last.ordinal,
        digest: last.digest,
        at,
    };
    // Numbers and texts always can be written.
    let text = serde_json::to_vec(&head).unwrap_or_default();
    Ok(AuditHeadRow {
        ordinal: last.ordinal,
        statement: sign(&text, by, at)?,
    })
}

/// A trail that is what was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Checked {
    /// How many entries it has.
    pub(crate) entries: u64,
    /// How far the platform has signed it.
    pub(crate) signed: u64,
}

/// Checks the whole trail, and compares it with the heads that were signed: page by page, where it
/// holds up nobody.
pub(crate) async fn check(
    platform: &Arc<Platform>,
) -> Result<Result<Checked, TrailFault>, StoreError> {
    let (mut chain, mut signed) = (AuditChain::default(), 0);
    loop {
        let checking = Arc::clone(platform);
        let page = platform
            .records
            .read("check_audit", move |records| {
                let after = chain.last();
                let rows = records.audit_after(after, "", PAGE)?;
                let next = next_after(&rows);
                // A head behind the last entry is found, too.
                let heads = records.audit_heads(after, next)?;
                let signed = heads.last().map(|head| head.ordinal);
                let checked = check_page(&mut chain, &rows, &heads, &checking.anchors);
                Ok(checked.map(|()| (chain, signed, next.is_none())))
            })
            .await?;
        let (followed, head, is_last) = match page {
            Ok(page) => page,
            Err(fault) => return Ok(Err(fault)),
        };
        (chain, signed) = (followed, head.unwrap_or(signed));
        if is_last {
            let entries = chain.last();
            return Ok(Ok(Checked { entries, signed }));
        }
    }
}

/// Checks the entries that come next, and the heads of them.
fn check_page(
    chain: &mut AuditChain,
    rows: &[AuditRow],
    heads: &[AuditHeadRow],
    anchors: &Anchors,
) -> Result<(), TrailFault> {
    let before = chain.last();
    chain.follow(rows)?;
    for row in heads {
        let ordinal = row.ordinal;
        let head = read_head(row, anchors).ok_or(TrailFault::Forged { ordinal })?;
        // They follow one another without gaps.
        let place = head.ordinal.checked_sub(before + 1);
        let place = place.and_then(|place| usize::try_from(place).ok());
        match place.and_then(|place| rows.get(place)) {
            None => return Err(TrailFault::Missing { ordinal }),
            Some(entry) if entry.digest != head.digest => {
                return Err(TrailFault::Replaced { ordinal });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn read_head(row: &AuditHeadRow, anchors: &Anchors) -> Option<Head> {
    let signed = verify(&row.statement).ok()?;
    let by = holder(signed.signer.der(), &[], anchors, signed.signed_at).ok()?;
    let head: Head = serde_json::from_slice(signed.content).ok()?;
    (by == Holder::Platform && head.ordinal == row.ordinal && head.trail == 1).then_some(head)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rustls_pki_types::pem::PemObject as _;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};
    use tasuki_store::{AuditEntry, Records, Transaction};

    use super::*;
    use crate::{NewPlatform, Setup};

    const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

    /// What a platform with a trail of its own has.
    struct Trail {
        identity: Identity,
        anchors: Anchors,
        rows: Vec<AuditRow>,
    }

    async fn trail(folder: &Path, details: &[&str]) -> Trail {
        let new = NewPlatform::of_a_test("localhost");
        let setup = Setup::new(folder);
        setup.create(&new, NOW).await.unwrap();
        let settings = setup.settings().unwrap();
        let keys = &settings.keys;
        let certificate = CertificateDer::from_pem_file(&keys.receipt_certificate).unwrap();
        let key = PrivateKeyDer::from_pem_file(&keys.receipt_key).unwrap();
        let authority = fs_err::read_to_string(&keys.authority).unwrap();
        let records = Records::open(&settings.store.records).await.unwrap();
        for detail in details {
            let entry = AuditEntry {
                at: NOW,
                actor: "hanako".to_owned(),
                action: "office.enrol",
                subject: "1370000001".to_owned(),
                detail: (*detail).to_owned(),
            };
            records
                .change("test", move |records| records.append_audit(entry))
                .await
                .unwrap();
        }
        let read = |records: &Transaction<'_>| records.audit_after(0, "", PAGE);
        let rows = records.read("test", read);
        Trail {
            identity: Identity::from_der(&certificate, key.secret_der()).unwrap(),
            anchors: Anchors::from_pem(&authority).unwrap(),
            rows: rows.await.unwrap(),
        }
    }

    #[tokio::test]
    async fn a_trail_that_was_made_anew_or_cut_off_is_not_the_one_that_was_signed() {
        let folder = tempfile::tempdir().unwrap();
        let one = trail(&folder.path().join("one"), &["a", "b", "c"]).await;
        let other = trail(&folder.path().join("other"), &["a", "x", "c"]).await;
        let head = sign_head(&one.rows[1], &one.identity, NOW).unwrap();
        let told = |rows: &[AuditRow], head: &AuditHeadRow| {
            let mut chain = AuditChain::default();
            check_page(&mut chain, rows, std::slice::from_ref(head), &one.anchors)
        };
        assert_eq!(told(&one.rows, &head), Ok(()));
        assert_eq!(told(&one.rows[..2], &head), Ok(()));
        // A chain that holds together, but is another one.
        let ordinal = 2;
        assert_eq!(AuditChain::default().follow(&other.rows), Ok(()));
        assert_eq!(
            told(&other.rows, &head),
            Err(TrailFault::Replaced { ordinal })
        );
        assert_eq!(
            told(&one.rows[..1], &head),
            Err(TrailFault::Missing { ordinal })
        );
        let forged = sign_head(&other.rows[1], &other.identity, NOW).unwrap();
        let fault = Err(TrailFault::Forged { ordinal });
        assert_eq!(told(&other.rows, &forged), fault);
        // One head does not stand for another entry.
        let moved = AuditHeadRow {
            ordinal,
            ..sign_head(&one.rows[0], &one.identity, NOW).unwrap()
        };
        assert_eq!(told(&one.rows, &moved), fault);
        let broken = AuditHeadRow {
            ordinal,
            statement: vec![0x30],
        };
        assert_eq!(told(&one.rows, &broken), fault);
        // A head on a later page.
        let mut chain = AuditChain::default();
        for (page, heads) in one.rows.chunks(1).zip([&[][..], &[head], &[]]) {
            assert_eq!(check_page(&mut chain, page, heads, &one.anchors), Ok(()));
        }
        assert_eq!(chain.last(), 3);
    }
}
