//! Bodies that arrive: an office has room for some of its own, and waits where it sends more at
//! once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tasuki_exchange::Limits;
use tasuki_store::HELD_KIB;
use tasuki_terms::OfficeNumber;
use tasuki_wire::Code;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::announced::longest_body;
use crate::answer::Rejection;

/// How many bytes of bodies an office may send at once, in KiB: an eighth of what a process holds
/// on the way to a bucket.
const OFFICE_KIB: u32 = HELD_KIB / 8;

/// What the smallest body counts as, in KiB: what is gathered of any one.
const LEAST_KIB: u32 = 64;

/// The bodies that arrive.
#[derive(Debug)]
pub(crate) struct Uploads {
    kib: u32,
    /// For how long a body waits for others of its office.
    patience: Duration,
    offices: Mutex<BTreeMap<OfficeNumber, Arc<Semaphore>>>,
}

/// A body that arrives, until this is dropped.
#[derive(Debug)]
pub(crate) struct Upload {
    _permit: OwnedSemaphorePermit,
}

impl Uploads {
    /// Room for two of the longest bodies at least.
    pub(crate) fn new(limits: &Limits, patience: Duration) -> Self {
        Self {
            kib: OFFICE_KIB.max(kib(longest_body(limits).saturating_mul(2))),
            patience,
            offices: Mutex::default(),
        }
    }

    /// Waits until others of the office have arrived, if these are too many; what waits for long is
    /// to be sent again later.
    pub(crate) async fn begin(
        &self,
        office: OfficeNumber,
        length: u64,
    ) -> Result<Upload, Rejection> {
        let own = {
            let mut offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
            let own = offices
                .entry(office)
                .or_insert_with(|| Arc::new(Semaphore::new(self.kib as usize)));
            Arc::clone(own)
        };
        let needed = kib(length).clamp(LEAST_KIB, self.kib);
        let permit = timeout(self.patience, own.acquire_many_owned(needed)).await;
        let permit = permit.map_err(|_| Rejection::Later(Code::TooManyRequests, 1))?;
        Ok(Upload {
            _permit: permit.map_err(|_| Code::Unavailable)?,
        })
    }

    /// Forgets offices that send nothing.
    pub(crate) fn forget_idle(&self) {
        let mut offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever sends or waits has a hand on it.
        offices.retain(|_, own| Arc::strong_count(own) > 1);
    }
}

fn kib(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(number: &str) -> OfficeNumber {
        number.parse().unwrap()
    }

    fn impatient() -> Uploads {
        Uploads::new(&Limits::default(), Duration::ZERO)
    }

    #[tokio::test]
    async fn an_office_has_room_of_its_own_and_takes_none_of_others() {
        let (uploads, one) = (impatient(), office("1370000001"));
        let mut under_way = Vec::new();
        let refused = loop {
            match uploads.begin(one, 10_000_000).await {
                Ok(upload) => under_way.push(upload),
                Err(refused) => break refused,
            }
        };
        assert_eq!(under_way.len(), 3);
        assert_eq!(refused.code(), "request.too-many");
        uploads
            .begin(office("1370000002"), 10_000_000)
            .await
            .unwrap();
        // There is room for small ones beside three large ones, and for a large one afterwards.
        uploads.begin(one, 1).await.unwrap();
        under_way.pop();
        uploads.begin(one, 10_000_000).await.unwrap();
    }

    #[tokio::test]
    async fn small_ones_count_and_those_who_send_nothing_are_forgotten() {
        let (uploads, one) = (impatient(), office("1370000001"));
        let mut under_way = Vec::new();
        while let Ok(upload) = uploads.begin(one, 1).await {
            under_way.push(upload);
        }
        assert_eq!(under_way.len(), 512);
        uploads.forget_idle();
        assert!(uploads.begin(one, 1).await.is_err());
        drop(under_way);
        uploads.forget_idle();
        assert!(uploads.offices.lock().unwrap().is_empty());
    }
}
