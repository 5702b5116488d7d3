//! Room for envelopes that are in memory until they are whole.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::ContentsError;

/// For how long it is waited for more room.
const PATIENCE: Duration = Duration::from_secs(10);

/// Room for so many KiB, of all envelopes together. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Room {
    free: Arc<Semaphore>,
    kib: u32,
    patience: Duration,
}

/// What one envelope takes of it; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Held {
    room: Room,
    kib: u32,
    permit: Option<OwnedSemaphorePermit>,
}

impl Room {
    pub(super) fn new(kib: u32) -> Self {
        Self {
            free: Arc::new(Semaphore::new(kib as usize)),
            kib,
            patience: PATIENCE,
        }
    }

    /// An envelope that takes nothing yet.
    pub(super) fn enter(&self) -> Held {
        Held {
            room: self.clone(),
            kib: 0,
            permit: None,
        }
    }
}

impl Held {
    /// Takes room until it is enough for `bytes` in all. One that is larger than all the room takes
    /// all of it. Where others do not leave, it is given up: [`ContentsError::Busy`].
    pub(super) async fn grow(&mut self, bytes: u64) -> Result<(), ContentsError> {
        let needed = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let more = needed.min(self.room.kib).saturating_sub(self.kib);
        if more == 0 {
            return Ok(());
        }
        let more_room = Arc::clone(&self.room.free).acquire_many_owned(more);
        let permit = timeout(self.room.patience, more_room)
            .await
            .map_err(|_| ContentsError::Busy)?
            .map_err(|_| ContentsError::Stopped)?;
        match &mut self.permit {
            Some(held) => held.merge(permit),
            none => *none = Some(permit),
        }
        self.kib += more;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn room_is_taken_as_bytes_arrive_and_given_back() {
        let room = Room::new(100);
        let (mut one, mut other) = (room.enter(), room.enter());
        assert_eq!(room.free.available_permits(), 100);
        one.grow(1).await.unwrap();
        one.grow(1_024).await.unwrap();
        assert_eq!(room.free.available_permits(), 99);
        one.grow(60 * 1_024).await.unwrap();
        other.grow(40 * 1_024).await.unwrap();
        assert_eq!(room.free.available_permits(), 0);
        let mut third = room.enter();
        let (waited, ()) = tokio::join!(third.grow(1_024), async { drop(one) });
        waited.unwrap();
        assert_eq!(room.free.available_permits(), 59);
        drop((other, third));
        // Larger than all the room.
        let mut large = room.enter();
        large.grow(1 << 40).await.unwrap();
        assert_eq!(room.free.available_permits(), 0);
        large.grow(1 << 50).await.unwrap();
    }

    #[tokio::test]
    async fn where_nobody_leaves_it_is_given_up() {
        let room = Room {
            patience: Duration::ZERO,
            ..Room::new(10)
        };
        let (mut one, mut other) = (room.enter(), room.enter());
        one.grow(8 * 1_024).await.unwrap();
        let told = other.grow(3 * 1_024).await;
        assert!(matches!(told, Err(ContentsError::Busy)), "{told:?}");
        other.grow(2 * 1_024).await.unwrap();
    }
}
