//! What a token says, as bytes. `fuzz/src/interface.rs` reads this file, too.

use tasuki_terms::{AppUserId, Digest, OfficeNumber, Timestamp, UserId};
use tasuki_wire::SessionUser;

/// The first byte of the token of an office's user, so that the form can change.
const OF_OFFICE: u8 = 1;
/// The first byte of the token of an app user.
const OF_APP: u8 = 2;

/// Room for the claims of any user, and for what signs them.
const USUAL: usize = 128;

/// What a good token says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Claims {
    pub(crate) user: SessionUser,
    pub(crate) office: OfficeNumber,
    pub(crate) certificate: Digest,
    pub(crate) expires_at: Timestamp,
    pub(crate) refresh_until: Timestamp,
}

impl Claims {
    /// As bytes; there is one spelling.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(USUAL);
        bytes.push(match self.user {
            SessionUser::Office(_) => OF_OFFICE,
            SessionUser::App(_) => OF_APP,
        });
        bytes.extend_from_slice(self.user.to_string().as_bytes());
        bytes.extend_from_slice(self.office.as_str().as_bytes());
        bytes.extend_from_slice(self.certificate.as_bytes());
        bytes.extend_from_slice(&self.expires_at.as_microsecond().to_be_bytes());
        bytes.extend_from_slice(&self.refresh_until.as_microsecond().to_be_bytes());
        bytes
    }

    /// What [`write`](Self::write) wrote.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first()?;
        let length = match *kind {
            OF_OFFICE => UserId::LEN,
            OF_APP => AppUserId::LEN,
            _ => return None,
        };
        let (user, rest) = rest.split_at_checked(length)?;
        let (office, rest) = rest.split_first_chunk::<{ OfficeNumber::LEN }>()?;
        let (certificate, rest) = rest.split_first_chunk::<32>()?;
        let (expires_at, rest) = rest.split_first_chunk::<8>()?;
        let (refresh_until, rest) = rest.split_first_chunk::<8>()?;
        let time = |bytes: &[u8; 8]| Timestamp::from_microsecond(i64::from_be_bytes(*bytes)).ok();
        rest.is_empty().then_some(())?;
        let user = str::from_utf8(user).ok()?.parse().ok()?;
        let is_named = match user {
            SessionUser::Office(_) => *kind == OF_OFFICE,
            SessionUser::App(_) => *kind == OF_APP,
        };
        is_named.then_some(())?;
        Some(Self {
            user,
            office: str::from_utf8(office).ok()?.parse().ok()?,
            certificate: Digest::new(*certificate),
            expires_at: time(expires_at)?,
            refresh_until: time(refresh_until)?,
        })
    }
}
